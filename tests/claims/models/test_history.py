"""Row history is written by triggers, whoever writes, with the person and the reason. (How people read it:
tests/claims/test_history.py; that nobody changes it: tests/claims/guards/test_append_only.py.)"""

from typing import Any

from django.apps import apps

from claims.actions.claims import change_claim
from claims.actions.parts import add_part, change_part, remove_part
from claims.actions.people import change_roles, invite_person
from claims.actions.sources import change_source
from claims.history import event_model
from claims.models import Claim, Evidence, Person, Relay, Source
from tests.cast import Newsroom


def rows(model: Any, pk: int) -> list[tuple[str, int | None, str | None]]:
    """What happened to a row: the verb, the person and the reason, the oldest first."""
    events = event_model(model).objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    contexts = [(event.pgh_label, event.pgh_context or {}) for event in events]
    return [(label, context.get("person"), context.get("why")) for label, context in contexts]


def test_a_row_keeps_all_that_happened_to_it(newsroom: Newsroom) -> None:
    claim = newsroom.draft(parts={})
    item = add_part(
        claim=claim, kind="evidence", by=newsroom.ada, source=newsroom.source(), stance="supports"
    )
    pk = item.pk
    change_part(part=item, by=newsroom.ben, why="Read it again", note="Page 3 says so.")
    remove_part(part=item, by=newsroom.eva, why="Not about this mill")
    assert rows(Evidence, pk) == [
        ("insert", newsroom.ada.pk, "Added evidence"),
        ("update", newsroom.ben.pk, "Read it again"),
        ("delete", newsroom.eva.pk, "Not about this mill"),
    ]


def test_what_did_not_change_leaves_no_row(newsroom: Newsroom) -> None:
    source = newsroom.source()
    change_source(source=source, by=newsroom.ben)
    assert [verb for verb, _, _ in rows(Source, source.pk)] == ["insert"]


def test_each_row_stands_as_it_was_afterwards(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    change_claim(claim=claim, by=newsroom.ben, statement="The mill was given away.")
    statements = (
        event_model(Claim)
        .objects.filter(pgh_obj_id=claim.pk)
        .order_by("pgh_id")
        .values_list("statement", flat=True)
    )
    assert list(statements) == ["The mill was sold for 2 million euros in 2018.", "The mill was given away."]


def test_what_one_deed_does_stands_together(newsroom: Newsroom) -> None:
    """A source and its relay: two tables, one person, one reason, one context."""
    source = newsroom.source("The report", relays=[newsroom.source("The wire")])
    relay = Relay.objects.get(source=source)
    found = {
        str(event_model(model).objects.get(pgh_obj_id=row.pk).pgh_context_id)
        for model, row in ((Source, source), (Relay, relay))
    }
    assert len(found) == 1


def test_of_people_no_password_is_kept(newsroom: Newsroom) -> None:
    nora = invite_person(by=newsroom.ines, email="nora@example.org", name="Nora", roles=["analyst"])
    change_roles(person=nora, by=newsroom.ines, roles=["editor"])
    assert ("update", newsroom.ines.pk, "Changed roles") in rows(Person, nora.pk)
    assert not {"password", "last_login"} & {field.name for field in event_model(Person)._meta.get_fields()}


def test_what_has_no_history_never_changes(newsroom: Newsroom) -> None:
    """Every model keeps its history, is closed to change, is closed once, or is made anew from the log."""
    unchanging = {
        "Entry",
        "RecordBody",
        "Assessment",
        "Decision",
        "Contribution",
        "Verdict",
        "VerdictScheme",
        "Move",
        "Comment",
        "Match",
        "Waiver",
        "LogKey",
        "Tile",
        "Checkpoint",
        "Cosignature",
    }
    closed_once = {"Submission", "AssessmentRequest", "Recheck", "ConflictOfInterest", "Merge"}
    # What one person is told, has half-typed or asks to be fetched: it says nothing of any claim.
    own = {"Notice", "NoticeChoice", "KeptInput", "Fetch"}
    # What a reader wrote is never changed, and goes for good when its time is up: no history may keep it.
    purged = {"Letter"}
    projected = {"Edition", "Lexemes", "Subject"}
    without = {
        model.__name__
        for model in apps.get_app_config("claims").get_models()
        if event_model(model) is None and not hasattr(model, "pgh_tracked_model")
    }
    assert without == unchanging | closed_once | own | purged | projected
