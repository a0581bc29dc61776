"""The review queue."""

from typing import Any

import pytest
from django.urls import reverse

from claims.actions.assessments import request_assessment
from claims.actions.door import hold_claim
from claims.actions.fairness import declare_conflict, waive_gate
from claims.actions.parts import add_part
from claims.actions.reference import add_topic
from claims.actions.review import request_retraction, submit_claim
from claims.admin import queue
from claims.admin.filtering import UNKNOWN_TOPIC
from claims.admin.queue import BLIND
from claims.admin.queue_filter import (
    UNKNOWN_AGE,
    UNKNOWN_CONFIDENCE,
    UNKNOWN_PERSON,
    UNKNOWN_QUESTION,
    UNKNOWN_VERDICT,
)
from claims.models import Submission
from claims.needs import CONFLICT
from tests.cast import Newsroom
from tests.claims.admin.conftest import SignIn, said

QUEUE = "/admin/review/"


def test_it_lists_what_waits_the_longest_first(newsroom: Newsroom, signed_in: SignIn) -> None:
    first = newsroom.submitted()
    second = newsroom.submitted("The bridge was closed in winter.")
    page = signed_in(newsroom.eva).get(QUEUE)
    assert [row.submission for row in page.context["rows"]] == [first, second]
    for words in ("To be published", "True", "Moderate confidence", "Ada", "Property", "Yes, review it"):
        assert words in said(page)


def test_what_was_decided_waits_no_longer(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.published()
    assert "Nothing waits for a decision." in said(signed_in(newsroom.eva).get(QUEUE))


def test_a_contributor_is_told_why_not(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    add_part(claim=claim, kind="figures", by=newsroom.egon, role="rooms", low=4, high=4, unit="rooms")
    submit_claim(claim=claim, by=newsroom.ada)
    own = said(signed_in(newsroom.egon).get(QUEUE))
    assert "You contributed to this version (figures); an editor who did not decides." in own
    assert "Yes, review it" in said(signed_in(newsroom.eva).get(QUEUE))
    assert "Nothing waits that you may decide." in said(signed_in(newsroom.egon).get(f"{QUEUE}?mine=1"))


def test_who_submitted_is_told_why_not(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.egon, note="Looked at again.")
    assert "You submitted this; another editor decides." in said(signed_in(newsroom.egon).get(QUEUE))


def test_an_administrator_is_told_that_it_takes_an_editor(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.submitted()
    assert "This takes the role of editor; you have administrator." in said(
        signed_in(newsroom.ines).get(QUEUE)
    )


def test_a_long_queue_asks_few_questions(
    newsroom: Newsroom, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for place in range(6):
        newsroom.submitted(f"The mill was sold {place} times.")
    client = signed_in(newsroom.eva)
    with django_assert_max_num_queries(8):
        assert len(client.get(QUEUE).context["rows"]) == 6


def test_every_page_of_the_admin_shows_the_count(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.submitted()
    page = said(signed_in(newsroom.eva).get(reverse("admin:claims_topic_changelist")))
    assert '<span class="count">1<span class="visually-hidden"> waiting</span></span>' in page


def test_it_is_narrowed_by_topic_and_person(newsroom: Newsroom, signed_in: SignIn) -> None:
    roads = add_topic(by=newsroom.ada, slug="roads", label="Roads")
    mill = newsroom.submitted()
    bridge = newsroom.submitted("The bridge was closed in winter.", topics=[roads])
    client = signed_in(newsroom.eva)

    def listed(query: str) -> list[Submission]:
        return [row.submission for row in client.get(f"{QUEUE}?{query}").context["rows"]]

    assert listed("topic=roads") == [bridge]
    assert listed(f"person={newsroom.ada.pk}") == [mill, bridge]
    assert listed(f"topic=property&person={newsroom.ada.pk}&mine=1") == [mill]
    assert "?topic=roads&amp;mine=1" in said(client.get(f"{QUEUE}?topic=roads"))


def test_it_is_narrowed_by_question_verdict_confidence_and_age(newsroom: Newsroom, signed_in: SignIn) -> None:
    mill = newsroom.submitted()
    bridge = newsroom.ready("The bridge was closed in winter.")
    newsroom.assess(bridge, "false", confidence="low", alternatives="None.")
    closed = submit_claim(claim=bridge, by=newsroom.ada)
    live = newsroom.published("The weir was closed by the council.")
    gone = request_retraction(claim=live, by=newsroom.ada, note="The register was forged.")
    client = signed_in(newsroom.eva)

    def listed(query: str) -> list[Submission]:
        return [row.submission for row in client.get(f"{QUEUE}?{query}").context["rows"]]

    assert listed("verdict=false") == [closed]
    assert listed("confidence=moderate") == [mill, gone]
    assert listed("asks=retracted") == [gone]
    assert listed("verdict=true&asks=published") == [mill]
    assert listed("age=day") == [mill, closed, gone]
    assert listed("age=longer") == []


def test_a_conflict_of_interest_is_said_with_its_reason_and_keeps_off_my_queue(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    submission = newsroom.submitted()
    declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
    client = signed_in(newsroom.eva)
    assert CONFLICT.format(what="The mayor") in said(client.get(QUEUE))
    assert client.get(f"{QUEUE}?mine=1").context["rows"] == []
    waive_gate(
        claim=submission.claim, gate="conflict", reason="Nobody else.", by=newsroom.egon, person=newsroom.eva
    )
    assert "Yes, review it" in said(client.get(QUEUE))
    assert len(client.get(f"{QUEUE}?mine=1").context["rows"]) == 1


def test_somebody_who_has_to_assess_blind_first_is_told(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    request_assessment(claim=submission.claim, analyst=newsroom.egon, by=newsroom.eva)
    client = signed_in(newsroom.egon)
    page = client.get(QUEUE)
    assert [row.refusal for row in page.context["rows"]] == [BLIND]
    assert client.get(f"{QUEUE}?mine=1").context["rows"] == []
    for query in ("verdict=true", "confidence=moderate"):
        assert client.get(f"{QUEUE}?{query}").context["rows"] == []


def test_pages_lead_on_and_back_and_keep_what_narrows(
    newsroom: Newsroom, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [newsroom.submitted(f"The mill was sold {n} times.") for n in range(5)]
    monkeypatch.setattr(queue, "ROWS", 2)
    client = signed_in(newsroom.eva)

    def at(query: str) -> tuple[list[Submission], str, str]:
        context = client.get(f"{QUEUE}?{query}").context
        return [row.submission for row in context["rows"]], context["onward"], context["back"]

    first, onward, back = at("topic=property")
    assert (first, back) == (waiting[:2], "")
    second, further, back = at(onward)
    assert second == waiting[2:4]
    last, nothing, back_again = at(further)
    assert (last, nothing) == (waiting[4:], "")
    assert at(back_again)[0] == waiting[2:4]
    assert at(back)[0] == waiting[:2]
    assert "topic=property" in onward
    assert "topic=property" in back


@pytest.mark.parametrize(
    "place", ["after=x", "before=x", "after=99999999999999999999", "after=%00", "after=-1"]
)
def test_a_place_that_is_none_starts_from_the_first_page(
    newsroom: Newsroom, signed_in: SignIn, place: str
) -> None:
    submission = newsroom.submitted()
    page = signed_in(newsroom.eva).get(f"{QUEUE}?{place}")
    assert [row.submission for row in page.context["rows"]] == [submission]


def test_the_age_of_the_queue_is_drawn_and_tabled(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.submitted()
    newsroom.submitted("The bridge was closed in winter.")
    page = signed_in(newsroom.eva).get(f"{QUEUE}?topic=nowhere-else&mine=1")
    assert [bar.count for bar in page.context["ages"].bars] == [2, 0, 0, 0, 0]
    text = said(page)
    assert "2 submissions wait, by how long" in text
    assert "Under a day: 2; 1 to 3 days: 0" in text
    assert "?age=day&amp;topic=nowhere-else&amp;mine=1" in text
    assert "style=" not in text.partition("<figure")[2].partition("</figure>")[0]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("topic=nowhere", UNKNOWN_TOPIC.format(value="nowhere")),
        ("topic=a%00b", UNKNOWN_TOPIC.format(value="ab")),
        ("asks=held", UNKNOWN_QUESTION.format(value="held")),
        ("age=ever", UNKNOWN_AGE.format(value="ever")),
        ("verdict=maybe", UNKNOWN_VERDICT.format(value="maybe")),
        ("confidence=total", UNKNOWN_CONFIDENCE.format(value="total")),
        ("person=999999", UNKNOWN_PERSON.format(value="999999")),
        ("person=%F0%9F%A6%86", UNKNOWN_PERSON.format(value="🦆")),
        ("person=99999999999999999999", UNKNOWN_PERSON.format(value="99999999999999999999")),
    ],
)
def test_an_unknown_value_gets_a_sentence(
    newsroom: Newsroom, signed_in: SignIn, query: str, sentence: str
) -> None:
    newsroom.submitted()
    page = signed_in(newsroom.eva).get(f"{QUEUE}?{query}")
    assert sentence in said(page)
    assert page.context["rows"] == []
