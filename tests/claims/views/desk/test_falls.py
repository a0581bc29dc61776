"""A source falls: the list before, one step to queue, and the list of what is to be looked at again."""

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.actions.assessments import request_assessment
from claims.actions.claims import assign_claim
from claims.actions.parts import add_part
from claims.actions.sources import NOT_FALLEN
from claims.choices import Status
from claims.models import Claim, Recheck, Source
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, page_of, text_of

FALLS = {"new_standing": "retracted", "new_reliability": "", "reason": "Its publisher withdrew it."}


@pytest.fixture
def claim(newsroom: Newsroom) -> Claim:
    """Published by Eva; Ada logged it. It rests on the register."""
    return newsroom.published()


@pytest.fixture
def register(claim: Claim) -> Source:
    return claim.evidence.get().source


def falls(source: Source) -> str:
    return f"/desk/sources/{source.pk}/falls/"


def confirmed(desk: Desk, source: Source, **fields: str) -> str:
    page = desk.sends(falls(source), {**FALLS, **fields, "preview": "yes"}, 200)
    return desk.sends(falls(source), form_of(page) | {"confirm": "yes"})


def test_the_list_names_each_claim_its_way_and_what_it_could_carry(
    newsroom: Newsroom, claim: Claim, register: Source, ada_desk: Desk
) -> None:
    relaying = newsroom.source("The sale of the mill", relays=[register])
    other = newsroom.draft("The mill was sold in 2018 by the town.")
    add_part(claim=other, kind="evidence", by=newsroom.ada, source=relaying, stance="supports")
    newsroom.draft("The weir was closed in 2016 by the council.")
    page = text_of(ada_desk.sends(falls(register), {**FALLS, "preview": "yes"}, 200))
    assert "2 claims rest on it" in page
    assert "The way: “Land registry extract”." in page
    assert "The way: “The sale of the mill”, which relays “Land registry extract”." in page
    assert "Ceiling: moderate now, low then. Its confidence, moderate, would be above that." in page
    assert "Not assessed yet." in page
    assert "1 claim would then claim more confidence than the evidence carries." in page
    assert "The weir" not in page
    assert not Recheck.objects.exists()


def test_confirming_notes_it_and_queues_what_rests_on_it(
    newsroom: Newsroom, claim: Claim, register: Source, ada_desk: Desk
) -> None:
    page = text_of(confirmed(ada_desk, register))
    assert "To look at again: 1 claim. Readers see nothing of it until an editor publishes." in page
    register.refresh_from_db()
    claim.refresh_from_db()
    assert (register.standing, claim.status) == ("retracted", Status.DRAFT)
    assert Recheck.objects.get().reason == FALLS["reason"]


def test_a_lower_grade_is_a_fall_and_a_higher_one_no_choice(
    newsroom: Newsroom, register: Source, ada_desk: Desk
) -> None:
    page = ada_desk.opens(falls(register))
    assert 'value="A"' not in page
    confirmed(ada_desk, register, new_standing="", new_reliability="D")
    register.refresh_from_db()
    assert (register.standing, register.reliability) == ("in_force", "D")
    assert register.reliability_reason.endswith(FALLS["reason"])


def test_nothing_chosen_and_no_reason_are_refused(register: Source, ada_desk: Desk) -> None:
    page = ada_desk.sends(falls(register), {"reason": "Gone.", "preview": "yes"}, 200)
    assert NOT_FALLEN in text_of(page)
    assert form_of(page)["reason"] == ["Gone."]
    page = ada_desk.sends(falls(register), {**FALLS, "reason": " ", "confirm": "yes"}, 200)
    assert error_beside(page, "reason") == "This field is required."


def test_nothing_is_confirmed_that_was_not_shown(
    newsroom: Newsroom, register: Source, ada_desk: Desk
) -> None:
    shown = form_of(ada_desk.sends(falls(register), {**FALLS, "preview": "yes"}, 200))
    other = newsroom.draft("The mill was sold in 2018 by the town.")
    add_part(claim=other, kind="evidence", by=newsroom.ada, source=register, stance="supports")
    page = ada_desk.sends(falls(register), shown | {"confirm": "yes"}, 200)
    assert "What rests on the source changed while you looked." in text_of(page)
    assert "2 claims rest on it" in text_of(page)
    assert not Recheck.objects.exists()
    ada_desk.sends(falls(register), form_of(page) | {"confirm": "yes"})
    assert Recheck.objects.count() == 2


def test_whoever_works_on_a_claim_and_editors_find_it_to_look_at_again(
    newsroom: Newsroom, claim: Claim, register: Source, ada_desk: Desk, ben_desk: Desk, eva_desk: Desk
) -> None:
    confirmed(ben_desk, register)
    for desk in (ada_desk, eva_desk):
        home = text_of(desk.opens("/desk/"))
        assert "To look at again: a source fell" in home
        assert "Its publisher withdrew it." in home
    assert "To look at again" not in text_of(ben_desk.opens("/desk/"))
    assign_claim(claim=claim, by=newsroom.ada, assignee=newsroom.ben)
    assert "To look at again" in text_of(ben_desk.opens("/desk/"))
    page = text_of(ada_desk.opens(page_of(claim)))
    assert page.index("To look at again: a source fell") < page.index("Its publisher withdrew it.")
    assert page.index("Its publisher withdrew it.") < page.index("Next")


def test_a_second_analyst_sees_the_way_and_nothing_that_follows_from_the_verdict(
    newsroom: Newsroom, ben_desk: Desk
) -> None:
    claim = newsroom.ready()
    register = claim.evidence.get().source
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    page = text_of(ben_desk.sends(falls(register), {**FALLS, "preview": "yes"}, 200))
    assert "The way: “Land registry extract”." in page
    assert "is shown to you once yours is in" in page
    assert "Ceiling:" not in page
    assert "more confidence than the evidence carries" not in page


def test_the_list_of_what_is_to_be_looked_at_again_takes_one_query(
    newsroom: Newsroom, ada_desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    register = newsroom.source()
    for number in range(4):
        claim = newsroom.draft(f"Draft number {number} says something.")
        add_part(claim=claim, kind="evidence", by=newsroom.ada, source=register, stance="supports")
    confirmed(ada_desk, register)
    with django_assert_max_num_queries(14):
        ada_desk.opens("/desk/")
