"""Logging, changing and assigning claims."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claims.actions.claims import assign_claim, change_claim, log_claim
from claims.actions.reference import add_topic
from claims.choices import Publication, Status
from claims.models import Claim, Figure, Person
from claims.workflow import Refused
from tests.cast import Newsroom


@pytest.mark.parametrize("who", ["ada", "eva"])
def test_analysts_and_editors_log(newsroom: Newsroom, who: str) -> None:
    claim = log_claim(by=getattr(newsroom, who), statement="  The bridge cost 9 million euros. ")
    claim = Claim.objects.get(pk=claim.pk)
    assert claim.statement == "The bridge cost 9 million euros."
    assert (claim.status, claim.publication, claim.number) == (Status.DRAFT, Publication.NONE, None)
    assert claim.logged_by == getattr(newsroom, who)


def test_an_administrator_does_not_log(newsroom: Newsroom) -> None:
    with pytest.raises(Refused, match="takes the role of analyst or editor; you have administrator"):
        log_claim(by=newsroom.ines, statement="The bridge cost 9 million euros.")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"statement": ""}, "statement"),
        ({"statement": "Too short"}, "statement"),
        ({"statement": "x" * 501}, "statement"),
        ({"first_claimed": "last week"}, "first_claimed"),
        ({"first_claimed": "2018-13"}, "first_claimed"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_bad_values_are_named_by_field(ada: Person, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        log_claim(by=ada, **{"statement": "The bridge cost 9 million euros.", **fields})
    assert set(refusal.value.message_dict) == {field}
    assert not Claim.objects.exists()


def test_a_bad_part_leaves_no_claim(newsroom: Newsroom) -> None:
    with pytest.raises(ValidationError):
        newsroom.draft(parts={"figures": [{"role": "price", "low": 2, "high": 1, "unit": "EUR"}]})
    assert not Claim.objects.exists()


def test_a_claim_comes_with_its_parts(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    assert Figure.objects.get(claim=claim).unit == "EUR"
    assert [topic.slug for topic in claim.topics.all()] == ["property"]


def test_what_is_not_named_stays(newsroom: Newsroom) -> None:
    claim = change_claim(claim=newsroom.draft(), by=newsroom.ben, statement=" The mill was given away. ")
    claim = Claim.objects.get(pk=claim.pk)
    assert (claim.statement, claim.quote) == ("The mill was given away.", "They got two million for the mill")
    assert claim.topics.count() == 1


def test_topics_are_exactly_those_named(newsroom: Newsroom) -> None:
    water = add_topic(by=newsroom.ada, slug="water", label="Water")
    claim = change_claim(claim=newsroom.draft(), by=newsroom.ada, topics=[water, water])
    assert [topic.slug for topic in claim.topics.all()] == ["water"]


@pytest.mark.parametrize(
    "field", ["status", "publication", "number", "logged_by", "content_index", "assignee"]
)
def test_only_the_text_is_changed_this_way(newsroom: Newsroom, field: str) -> None:
    fields: dict[str, Any] = {field: None}
    with pytest.raises(TypeError, match=f"change_claim does not change {field}"):
        change_claim(claim=newsroom.draft(), by=newsroom.ada, **fields)


@pytest.mark.parametrize("name", ["submitted", "published"])
def test_a_closed_working_copy_does_not_change(newsroom: Newsroom, name: str) -> None:
    made = getattr(newsroom, name)()
    claim = made if isinstance(made, Claim) else made.claim
    with pytest.raises(Refused, match="this needs it to be “Draft or Returned”"):
        change_claim(claim=claim, by=newsroom.ada, statement="The mill was given away.")


def test_a_stale_object_overwrites_nothing(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    stale = Claim.objects.get(pk=claim.pk)
    change_claim(claim=claim, by=newsroom.ada, quote="Two million")
    change_claim(claim=stale, by=newsroom.ben, statement="The mill was given away.")
    assert Claim.objects.get(pk=claim.pk).quote == "Two million"


def test_assigning_changes_nothing_that_readers_see(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    assign_claim(claim=claim, by=newsroom.eva, assignee=newsroom.ben)
    claim.refresh_from_db()
    assert (claim.assignee, claim.status) == (newsroom.ben, Status.VERIFIED)
    assert not claim.contributions.filter(since=claim.content_index).exists()
