"""What machines ask the process, and what it answers."""

import pytest
from django.db import OperationalError, connections
from django.test import Client

from ledger import health


def test_healthz_answers_without_a_database(client: Client) -> None:
    # No fixture asks for a database, so touching one would fail this test.
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content.decode()) == (200, health.OK)


@pytest.mark.django_db
def test_readyz_is_ok_when_the_database_answers_and_is_migrated(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content.decode()) == (200, health.OK)


@pytest.mark.django_db
def test_readyz_says_how_many_migrations_are_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "unapplied", lambda: 2)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content.decode()) == (503, health.UNMIGRATED.format(count=2))


@pytest.mark.django_db
def test_readyz_says_when_the_database_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connections["default"], "cursor", refuse)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content.decode()) == (503, health.NO_DATABASE)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_neither_reads_a_session(client: Client, path: str) -> None:
    answer = client.get(path)

    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
