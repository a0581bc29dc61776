"""Assessing, and the second assessment that is made without sight of the first."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claims import needs
from claims.actions import assessments as actions
from claims.actions.assessments import (
    assess_claim,
    give_second_assessment,
    had_a_hand,
    request_assessment,
    withdraw_request,
)
from claims.actions.door import publish_claim
from claims.models import Assessment, AssessmentRequest, Claim
from claims.workflow import Refused
from claims.working_copy import WorkingCopy
from tests.cast import Newsroom, seen


@pytest.fixture
def judgement(newsroom: Newsroom) -> dict[str, Any]:
    return {"verdict": newsroom.verdict("false"), "confidence": "low", "rationale": " Nothing supports it. "}


def current(claim: Claim) -> Assessment | None:
    return WorkingCopy.of(claim).assessment


def test_the_newest_supersedes_the_earlier(newsroom: Newsroom, judgement: dict[str, Any]) -> None:
    claim = newsroom.draft()
    newsroom.assess(claim)
    newest = assess_claim(claim=claim, by=newsroom.ben, **judgement)
    assert current(claim) == newest
    assert newest.rationale == "Nothing supports it."
    assert claim.assessments.count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rationale": "  "}, "rationale"),
        ({"confidence": "certain"}, "confidence"),
        ({"likelihood": "maybe"}, "likelihood"),
    ],
)
def test_bad_values_are_named_by_field(
    newsroom: Newsroom, judgement: dict[str, Any], fields: dict[str, str], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        assess_claim(claim=newsroom.draft(), by=newsroom.ada, **{**judgement, **fields})
    assert set(refusal.value.message_dict) == {field}


def test_a_closed_working_copy_is_not_assessed(newsroom: Newsroom, judgement: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="The working copy is “In review”"):
        assess_claim(claim=newsroom.submitted().claim, by=newsroom.ada, **judgement)


# ── Second assessments ──────────────────────────────────────────────────────────────────────────────


def ask(newsroom: Newsroom, claim: Claim) -> AssessmentRequest:
    return request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva, reason="It names somebody.")


def test_an_editor_asks_somebody_who_had_no_hand(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    assert ask(newsroom, claim).analyst == newsroom.ben
    assert had_a_hand(newsroom.ada, claim)
    assert not had_a_hand(newsroom.egon, claim)


@pytest.mark.parametrize(
    ("analyst", "by", "sentence"),
    [
        ("ada", "eva", actions.HAD_A_HAND.format(name="Ada")),
        ("ines", "eva", actions.NOT_A_WRITER.format(name="Ines")),
        ("ben", "ada", "This takes the role of editor; you have analyst."),
    ],
)
def test_who_is_not_asked_and_who_does_not_ask(
    newsroom: Newsroom, analyst: str, by: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        request_assessment(
            claim=newsroom.ready(), analyst=getattr(newsroom, analyst), by=getattr(newsroom, by)
        )
    assert refusal.value.sentences == (sentence,)


def test_one_is_asked_at_a_time(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    request = ask(newsroom, claim)
    with pytest.raises(Refused, match=actions.ALREADY_ASKED.format(name="Ben")):
        request_assessment(claim=claim, analyst=newsroom.egon, by=newsroom.eva)
    withdraw_request(request=request, by=newsroom.eva)
    assert request_assessment(claim=claim, analyst=newsroom.egon, by=newsroom.eva)


def test_the_second_never_becomes_the_current_one(newsroom: Newsroom, judgement: dict[str, Any]) -> None:
    submission = newsroom.submitted()
    first, before = current(submission.claim), seen(submission.claim)
    second = give_second_assessment(request=ask(newsroom, submission.claim), by=newsroom.ben, **judgement)
    assert current(submission.claim) == first != second
    assert seen(submission.claim) == before


def test_an_open_request_holds_up_publication(newsroom: Newsroom, judgement: dict[str, Any]) -> None:
    submission = newsroom.submitted()
    request = ask(newsroom, submission.claim)
    with pytest.raises(Refused, match=needs.SECOND_OPEN.format(analyst="Ben")):
        publish_claim(submission=submission, by=newsroom.eva, seen_digest=seen(submission.claim))
    give_second_assessment(request=request, by=newsroom.ben, **judgement)
    assert newsroom.publish(submission).version == 1


def test_nobody_answers_for_another_or_twice(newsroom: Newsroom, judgement: dict[str, Any]) -> None:
    request = ask(newsroom, newsroom.ready())
    with pytest.raises(Refused, match=actions.NOT_YOURS):
        give_second_assessment(request=request, by=newsroom.egon, **judgement)
    give_second_assessment(request=request, by=newsroom.ben, **judgement)
    with pytest.raises(Refused, match=actions.NOT_YOURS):
        give_second_assessment(request=request, by=newsroom.ben, **judgement)
    with pytest.raises(Refused, match=actions.NOT_YOURS):
        withdraw_request(request=request, by=newsroom.eva)


def test_who_is_asked_for_a_second_gives_no_first(newsroom: Newsroom, judgement: dict[str, Any]) -> None:
    claim = newsroom.ready()
    ask(newsroom, claim)
    with pytest.raises(Refused, match=actions.WAITS_FOR_YOURS):
        assess_claim(claim=claim, by=newsroom.ben, **judgement)


def test_the_first_is_out_of_sight_until_the_second_is_in(
    newsroom: Newsroom, judgement: dict[str, Any]
) -> None:
    claim = newsroom.ready()
    request = ask(newsroom, claim)
    assert not claim.assessments.visible_to(newsroom.ben).exists()
    assert claim.assessments.visible_to(newsroom.eva).count() == 1
    give_second_assessment(request=request, by=newsroom.ben, **judgement)
    assert claim.assessments.visible_to(newsroom.ben).count() == 2
