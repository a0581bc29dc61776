"""How often a second factor may be tried: five times for a person, then not for a quarter of an hour."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from claims.models import Person
from tests.cast import PASSWORD
from tests.ledger.second_steps import (
    code_of,
    confirm,
    first_step,
    give_app,
    is_in,
    second_step,
    wrong_code,
)

pytestmark = pytest.mark.django_db


def test_the_fifth_wrong_code_locks_and_says_for_how_long(client: Client, ada: Person) -> None:
    wrong = wrong_code(give_app(ada))
    first_step(client, ada)
    assert [second_step(client, wrong)[0] for _ in range(4)] == [200] * 4

    answer = client.post("/accounts/login/second/", {"code": wrong})

    assert answer.status_code == 429
    assert "5 wrong codes" in answer.content.decode()
    assert "15 minutes" in answer.content.decode()
    assert answer["Retry-After"] == "900"


def test_the_right_code_is_not_looked_at_any_more(client: Client, ada: Person) -> None:
    secret = give_app(ada)
    first_step(client, ada)
    for _ in range(5):
        second_step(client, wrong_code(secret))

    assert second_step(client, code_of(secret))[0] == 429
    assert not is_in(client)


def test_tries_from_elsewhere_count_too(ada: Person) -> None:
    secret = give_app(ada)
    for place in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{place}")
        first_step(client, ada)
        second_step(client, wrong_code(secret))

    other = Client(REMOTE_ADDR="198.51.100.7")
    first_step(other, ada)
    assert second_step(other, code_of(secret))[0] == 429


def test_signing_in_by_password_again_gives_no_new_tries(client: Client, ada: Person) -> None:
    secret = give_app(ada)
    for _ in range(5):
        fresh = Client()
        first_step(fresh, ada)
        second_step(fresh, wrong_code(secret))

    first_step(client, ada)
    assert second_step(client, code_of(secret))[0] == 429


def test_a_right_code_forgets_the_wrong_ones(client: Client, ada: Person) -> None:
    secret = give_app(ada)
    first_step(client, ada)
    for _ in range(4):
        second_step(client, wrong_code(secret))
    second_step(client, code_of(secret))

    other = Client()
    first_step(other, ada)
    assert second_step(other, wrong_code(secret))[0] == 200


def test_after_a_quarter_of_an_hour_codes_work_again(client: Client, ada: Person) -> None:
    secret = give_app(ada)
    first_step(client, ada)
    for _ in range(5):
        second_step(client, wrong_code(secret))
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert second_step(client, code_of(secret))[0] == 302


def test_nobody_is_locked_out_by_the_tries_of_another(client: Client, ada: Person, ben: Person) -> None:
    wrong = wrong_code(give_app(ada))
    secret = give_app(ben)
    first_step(client, ada)
    for _ in range(5):
        second_step(client, wrong)

    other = Client()
    first_step(other, ben)
    assert second_step(other, code_of(secret))[0] == 302


def test_whoever_lacks_the_password_cannot_lock_the_second_step(client: Client, ada: Person) -> None:
    secret = give_app(ada)
    stranger = Client(REMOTE_ADDR="192.0.2.1")
    for login in ("ada@example.org", "second factor of ada@example.org"):
        for _ in range(6):
            stranger.post("/accounts/login/", {"login": login, "password": "not the password"})

    first_step(client, ada)
    assert second_step(client, code_of(secret))[0] == 302


def test_confirming_by_code_counts_as_well(client: Client, ada: Person) -> None:
    secret = give_app(ada)
    first_step(client, ada)
    second_step(client, code_of(secret))
    for _ in range(4):
        client.post("/accounts/confirm/code/", {"code": wrong_code(secret)})

    assert client.post("/accounts/confirm/code/", {"code": wrong_code(secret)}).status_code == 429


def test_confirming_by_password_counts_as_well(client: Client, ada: Person) -> None:
    first_step(client, ada)
    for _ in range(4):
        client.post("/accounts/reauthenticate/", {"password": "not the password"})

    answer = client.post("/accounts/reauthenticate/", {"password": "not the password"})

    assert answer.status_code == 429
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 429


def test_no_code_is_kept_with_the_tries(client: Client, ada: Person) -> None:
    wrong = wrong_code(give_app(ada))
    first_step(client, ada)
    second_step(client, wrong)

    assert wrong not in AccessAttempt.objects.get().post_data


def test_confirming_does_not_need_a_second_factor(client: Client, ada: Person) -> None:
    first_step(client, ada)
    confirm(client)

    assert client.get("/accounts/security/app/").status_code == 200
