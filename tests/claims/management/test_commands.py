"""The commands that people type."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from claims.interchange import demo
from claims.interchange.reference import load_reference
from claims.management.commands.load_demo import NOT_ASKED
from claims.models import Claim, Edition, Entry, Person, Topic, VerdictScheme
from tests.cast import Newsroom


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


# ── create_administrator ────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_the_first_administrator_gets_a_link_that_works(client: Client) -> None:
    said = run("create_administrator", "First@Example.org", "--name", "First")
    assert said.startswith("First is an administrator.")
    path = said.split()[-1].split("/", maxsplit=3)[3]
    assert client.get(f"/{path}", follow=True).status_code == 200
    assert Person.objects.get(email="first@example.org").is_administrator


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["nobody", "ada@example.org"])
def test_a_wrong_or_taken_address_is_said(ada: Person, email: str) -> None:
    with pytest.raises(CommandError, match="address"):
        run("create_administrator", email, "--name", "First")


# ── load_reference ──────────────────────────────────────────────────────────────────────────────────


def test_reference_data_is_loaded_once(ines: Person) -> None:
    assert run("load_reference", "INES@example.org").endswith(" topics and 1 verdict schemes.\n")
    topics = Topic.objects.count()
    assert topics > 0
    assert Entry.objects.get().event == "scheme_changed"
    assert run("load_reference", "ines@example.org") == "Added 0 topics and 0 verdict schemes.\n"
    assert (Topic.objects.count(), VerdictScheme.objects.count(), Entry.objects.count()) == (topics, 1, 1)


def test_reference_data_is_loaded_by_an_administrator(ada: Person) -> None:
    with pytest.raises(CommandError, match="Only an administrator"):
        run("load_reference", "ada@example.org")
    with pytest.raises(CommandError, match="Nobody here has the address nobody@example"):
        run("load_reference", "nobody@example.org")


def test_what_is_there_is_not_added_again(newsroom: Newsroom) -> None:
    topics, schemes = load_reference(by=newsroom.ines)
    assert topics > 0
    assert schemes in (0, 1)
    assert load_reference(by=newsroom.ines) == (0, 0)


# ── rebuild_editions ────────────────────────────────────────────────────────────────────────────────


def test_a_projection_that_is_right_is_said_to_be(newsroom: Newsroom) -> None:
    newsroom.published()
    assert run("rebuild_editions") == "Editions and subjects are what the log says.\n"


def test_a_projection_that_was_wrong_is_mended_and_the_command_fails(newsroom: Newsroom) -> None:
    newsroom.published()
    Edition.objects.update(verdict="false")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("rebuild_editions", stdout=out, stderr=StringIO())
    assert ended.value.code == 1
    assert out.getvalue() == "edition of entry 1, verdict: found 'false', the log says 'true'\n"
    assert Edition.objects.get().verdict == "true"


# ── load_demo (loaded in tests/claims/interchange/test_demo.py) ─────────────────────────────────────


@pytest.mark.django_db
def test_a_database_that_somebody_brought_gets_no_demo_unasked() -> None:
    with override_settings(EMBEDDED=False, DEMO=None), pytest.raises(CommandError) as refusal:
        run("load_demo")
    assert str(refusal.value) == NOT_ASKED
    assert not Person.objects.exists()


def test_a_ledger_that_is_not_empty_gets_no_demo(newsroom: Newsroom) -> None:
    people = Person.objects.count()
    with override_settings(DEMO=True):
        answer = run("load_demo")
    assert answer == "The ledger is not empty; the demo changes nothing.\n"
    assert (Person.objects.count(), Claim.objects.count()) == (people, 0)


@pytest.mark.django_db
def test_a_demo_that_fails_halfway_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**fields: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(demo, "log_claim", fail)
    with pytest.raises(RuntimeError):
        demo.load_demo(progress=lambda done, total: None)
    assert demo.is_empty()
    assert not Person.objects.exists()
