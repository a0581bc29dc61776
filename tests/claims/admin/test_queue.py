"""The review queue."""

from typing import Any

import pytest
from django.urls import reverse

from claims.actions.door import hold_claim
from claims.actions.parts import add_part
from claims.actions.reference import add_topic
from claims.actions.review import submit_claim
from claims.admin import queue
from claims.admin.filtering import UNKNOWN_TOPIC
from claims.admin.queue_filter import UNKNOWN_PERSON
from claims.models import Submission
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
    with django_assert_max_num_queries(12):
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
    assert "?mine=1&amp;topic=roads" in said(client.get(f"{QUEUE}?topic=roads"))


def test_the_age_of_the_oldest_is_said_on_every_page(
    newsroom: Newsroom, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = newsroom.submitted()
    newsroom.submitted("The bridge was closed in winter.")
    monkeypatch.setattr(queue, "ROWS", 1)
    for page in ("1", "2"):
        shown = signed_in(newsroom.eva).get(f"{QUEUE}?page={page}")
        assert shown.context["oldest"] == first
        assert "The oldest has waited" in said(shown)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("topic=nowhere", UNKNOWN_TOPIC.format(value="nowhere")),
        ("topic=a%00b", UNKNOWN_TOPIC.format(value="ab")),
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
