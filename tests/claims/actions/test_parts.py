"""Figures, appearances, relations, evidence and rates: one mechanism for all."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claims.actions.parts import COUNTS_BY_EDITOR, PARTS, add_part, change_part, remove_part
from claims.models import Claim, Evidence, Figure
from claims.workflow import Refused
from tests.cast import Newsroom

GOOD: dict[str, dict[str, Any]] = {
    "figures": {"role": "price", "low": 1, "high": 2, "unit": "EUR"},
    "appearances": {"date": "2018", "place": "Radio"},
    "relations": {"relation": "repeats"},
    "evidence": {"stance": "context"},
    "rates": {"base": "EUR", "quote": "USD", "rate": "1.1", "on": "2018"},
    "replies": {"asked_of": "The mayor’s office", "asked_on": "2026-10-01", "how": "by e-mail"},
}
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "figures": ({"role": "price", "low": "many", "high": 2, "unit": "EUR"}, "low"),
    "appearances": ({"date": "soon"}, "date"),
    "relations": ({"relation": "cousin of"}, "relation"),
    "evidence": ({"stance": "shrugs"}, "stance"),
    "replies": ({"asked_of": "The mayor’s office", "asked_on": "soon", "how": "by e-mail"}, "asked_on"),
    "rates": ({"base": "euro", "quote": "USD", "rate": "1.1", "on": "2018"}, "base"),
}


def fields(newsroom: Newsroom, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    if kind == "relations":
        return {**given, "other": newsroom.draft("Another claim about the mill.")}
    return {**given, "source": newsroom.source()} if kind in ("evidence", "rates") else given


def test_these_are_the_parts() -> None:
    assert set(PARTS) == set(GOOD)


@pytest.mark.parametrize("kind", PARTS)
def test_a_part_is_added_and_removed(newsroom: Newsroom, kind: str) -> None:
    claim = newsroom.draft(parts={})
    part = add_part(claim=claim, kind=kind, by=newsroom.ada, **fields(newsroom, kind, GOOD[kind]))
    assert PARTS[kind].objects.get(claim=claim) == part
    remove_part(part=part, by=newsroom.ben)
    assert not PARTS[kind].objects.filter(claim=claim).exists()


@pytest.mark.parametrize("kind", PARTS)
def test_a_bad_value_is_named_by_field(newsroom: Newsroom, kind: str) -> None:
    given, field = BAD[kind]
    claim = newsroom.draft(parts={})
    with pytest.raises(ValidationError) as refusal:
        add_part(claim=claim, kind=kind, by=newsroom.ada, **fields(newsroom, kind, given))
    assert set(refusal.value.message_dict) == {field}


def test_what_is_not_named_stays(newsroom: Newsroom) -> None:
    part = Figure.objects.get(claim=newsroom.draft())
    change_part(part=part, by=newsroom.ben, unit="USD")
    part = Figure.objects.get(pk=part.pk)
    assert (part.unit, part.role) == ("USD", "price")


def test_a_stale_object_overwrites_nothing(newsroom: Newsroom) -> None:
    part = Figure.objects.get(claim=newsroom.draft())
    stale = Figure.objects.get(pk=part.pk)
    change_part(part=part, by=newsroom.ada, unit="USD")
    change_part(part=stale, by=newsroom.ben, approximate=True)
    part.refresh_from_db()
    assert (part.unit, part.approximate) == ("USD", True)


@pytest.mark.parametrize(
    "action",
    [
        lambda part, by: change_part(part=part, by=by, unit="USD"),
        lambda part, by: remove_part(part=part, by=by),
    ],
)
def test_a_closed_working_copy_keeps_its_parts(newsroom: Newsroom, action: Any) -> None:
    part = Figure.objects.get(claim=newsroom.submitted().claim)
    with pytest.raises(Refused, match="The working copy is “In review”"):
        action(part, newsroom.ada)


def test_an_administrator_adds_nothing(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    with pytest.raises(Refused, match="takes the role of analyst or editor"):
        add_part(claim=claim, kind="figures", by=newsroom.ines, **GOOD["figures"])


def test_a_claim_is_not_related_to_itself(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    with pytest.raises(ValidationError):
        add_part(claim=claim, kind="relations", by=newsroom.ada, relation="repeats", other=claim)


# ── What withheld evidence counts ───────────────────────────────────────────────────────────────────


def withheld(newsroom: Newsroom) -> Evidence:
    claim = newsroom.draft()
    item = add_part(
        claim=claim,
        kind="evidence",
        by=newsroom.ada,
        source=newsroom.source(),
        stance="supports",
        credibility="2",
        withheld_reason="Its safety.",
    )
    assert isinstance(item, Evidence)
    return item


def test_only_an_editor_says_that_something_withheld_counts(newsroom: Newsroom) -> None:
    item = withheld(newsroom)
    with pytest.raises(Refused, match=COUNTS_BY_EDITOR):
        change_part(part=item, by=newsroom.ada, withheld_counts=True)
    change_part(part=item, by=newsroom.eva, withheld_counts=True)
    assert Evidence.objects.get(pk=item.pk).withheld_counts


def test_an_object_that_a_form_wrote_into_decides_nothing(newsroom: Newsroom) -> None:
    """A model form fills its instance before the action is called; what counted stands in the database."""
    item = withheld(newsroom)
    item.withheld_counts = True
    with pytest.raises(Refused, match=COUNTS_BY_EDITOR):
        change_part(part=item, by=newsroom.ada, withheld_counts=True)


def test_what_counts_already_may_be_changed_by_an_analyst(newsroom: Newsroom) -> None:
    item = change_part(part=withheld(newsroom), by=newsroom.eva, withheld_counts=True)
    change_part(part=item, by=newsroom.ada, note="So.", withheld_counts=True)
    assert Claim.objects.get(pk=item.claim_id).evidence.get().note == "So."
