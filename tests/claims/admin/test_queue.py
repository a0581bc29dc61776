"""The review queue."""

from typing import Any

from django.urls import reverse

from claims.actions.door import hold_claim
from claims.actions.parts import add_part
from claims.actions.review import submit_claim
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
    with django_assert_max_num_queries(10):
        assert len(client.get(QUEUE).context["rows"]) == 6


def test_every_page_of_the_admin_shows_the_count(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.submitted()
    page = said(signed_in(newsroom.eva).get(reverse("admin:claims_topic_changelist")))
    assert '<span class="count">1<span class="visually-hidden"> waiting</span></span>' in page
