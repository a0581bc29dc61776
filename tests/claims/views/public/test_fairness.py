"""What readers see of fairness: who was asked for a reply, and what an editor waived."""

from typing import Any

from django.test import Client

from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.fairness import declare_conflict, waive_gate
from claims.actions.parts import add_part
from claims.actions.review import submit_claim
from claims.choices import Gate
from claims.meanings import WAIVED
from claims.models import Claim
from claims.needs import NO_CONFLICT, REPLY
from tests.cast import Newsroom
from tests.claims.views.public.pages import address, words_of

WHY = "The office is closed until spring."


def about_the_mayor(newsroom: Newsroom, **reply: str) -> Claim:
    """A published claim about somebody living: with this request for reply, or with a waiver."""
    claim = newsroom.ready(about_living_person=True)
    if reply:
        add_part(claim=claim, kind="replies", by=newsroom.ada, **reply)
    submission = submit_claim(claim=claim, by=newsroom.ada)
    asked = request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.egon)
    judgement: dict[str, Any] = {"verdict": newsroom.verdict("true"), "confidence": "low"}
    give_second_assessment(request=asked, by=newsroom.ben, rationale="So it is.", **judgement)
    if not reply:
        waive_gate(claim=claim, gate=Gate.REPLY, reason=WHY, by=newsroom.egon)
    return newsroom.publish(submission).claim  # type: ignore[return-value]


def test_a_request_for_reply_and_its_answer_stand_on_the_page(client: Client, newsroom: Newsroom) -> None:
    reply = {"asked_of": "The mayor’s office", "asked_on": "2026-10-01", "how": "by e-mail"}
    claim = about_the_mayor(newsroom, **reply, answer="It was three million.", answered_on="2026-10-04")
    words = words_of(client.get(address(claim)))
    assert "The mayor’s office , asked 1 October 2026, by e-mail It was three million." in words
    assert "Answered 4 October 2026" in words
    assert WAIVED[Gate.REPLY] not in words


def test_that_no_answer_came_is_said(client: Client, newsroom: Newsroom) -> None:
    claim = about_the_mayor(newsroom, asked_of="The mayor’s office", asked_on="2026-10", how="by e-mail")
    assert "No answer had come when this version was published." in words_of(client.get(address(claim)))


def test_a_waiver_is_told_with_its_reason_and_names_nobody(client: Client, newsroom: Newsroom) -> None:
    words = words_of(client.get(address(about_the_mayor(newsroom))))
    assert f"{WAIVED[Gate.REPLY]} The editor’s reason: {WHY}" in words
    assert "Egon" not in words


def test_a_waived_conflict_of_interest_is_told_and_names_nobody(client: Client, newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    eva = newsroom.eva
    declare_conflict(person=eva, by=eva, reason="A cousin.", claimant=newsroom.claimant)
    waive_gate(claim=submission.claim, gate=Gate.CONFLICT, reason=WHY, by=newsroom.egon, person=eva)
    newsroom.publish(submission)
    body = client.get(address(Claim.objects.get(pk=submission.claim_id))).content.decode()
    assert WAIVED[Gate.CONFLICT] in body
    assert WHY in body
    for hidden in ("Eva", "A cousin."):
        assert hidden not in body


def test_an_entry_without_either_says_nothing_of_them(client: Client, newsroom: Newsroom) -> None:
    body = client.get(address(newsroom.published())).content.decode()
    for anchor in ("#replies", "#waivers"):
        assert anchor not in body


def test_the_method_page_prints_the_rules_of_fairness(client: Client, newsroom: Newsroom) -> None:
    words = words_of(client.get("/method/"))
    assert REPLY.rule in words
    assert NO_CONFLICT.rule in words
