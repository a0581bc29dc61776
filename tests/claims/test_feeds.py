"""Atom feeds, as a third-party parser reads them."""

from typing import Any

import feedparser
import pytest
from django.conf import settings
from django.test import Client

from claims.actions.door import hold_claim
from claims.models import Edition
from claims.paging import BAD_CURSOR
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition

SITE = settings.SITE_URL


def feed(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return parsed


def link(parsed: Any, rel: str) -> str:
    return next((found.href for found in parsed.feed.links if found.rel == rel), "")


def test_an_item_has_title_judgement_dates_and_address(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    edition = Edition.objects.get()
    parsed = feed(client, "/claims/feed/")
    (item,) = parsed.entries
    assert parsed.feed.title == f"{settings.NEWSROOM_NAME}: reviewed entries"
    assert parsed.feed.author_detail.name == settings.NEWSROOM_NAME
    assert item.title == "The mill was sold for 2 million euros in 2018."
    assert item.summary.startswith(
        "Verdict: True. Confidence: moderate. Claimed by: The mayor, October 2018."
    )
    assert item.link == f"{SITE}/claims/{edition.number}/{edition.slug}/"
    assert item.published == edition.first_published_at.isoformat()
    assert [tag.term for tag in item.tags] == ["Property"]


def test_an_item_keeps_its_id_and_moves_its_date(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    (before,) = feed(client, "/claims/feed/").entries
    newsroom.corrected(claim)
    (after,) = feed(client, "/claims/feed/").entries
    assert after.id == before.id == f"{SITE}/claims/{claim.number}/"
    assert after.published == before.published
    assert after.updated > before.updated == before.published
    assert "Version 2: The register shows another price." in after.summary


def test_what_readers_must_know_first_stands_first(client: Client, newsroom: Newsroom) -> None:
    hold_claim(claim=newsroom.published(), by=newsroom.eva, note="We look again.")
    (item,) = feed(client, "/claims/feed/").entries
    assert item.title == "On hold: The mill was sold for 2 million euros in 2018."


def test_corrections_are_items_of_their_own(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    hold_claim(claim=claim, by=newsroom.eva, note="We look again.")
    held, corrected = feed(client, "/corrections/feed/").entries
    assert held.title.startswith("Put on hold: The mill")
    assert corrected.title.startswith("Corrected: The mill")
    assert corrected.summary.startswith("Verdict change. The register shows another price. Verdict: False.")
    assert (corrected.id, held.id) == (
        f"{SITE}/claims/{claim.number}/v2/",
        f"{SITE}/claims/{claim.number}/v3/",
    )


def test_a_list_keeps_its_filters_and_is_named_by_them(client: Client, make_edition: MakeEdition) -> None:
    make_edition(verdict="false", verdict_label="False", topics=["property"], confidence="low")
    make_edition(verdict="true", verdict_label="True")
    parsed = feed(client, "/claims/feed/?topic=property&confidence=low&utm_source=letter")
    assert len(parsed.entries) == 1
    assert parsed.feed.title == f"{settings.NEWSROOM_NAME}: Confidence: Low; Topic: Property"
    assert link(parsed, "self") == f"{SITE}/claims/feed/?confidence=low&topic=property"
    assert link(parsed, "alternate") == f"{SITE}/claims/?confidence=low&topic=property"


@pytest.mark.parametrize("path", ["/claims/feed/?confidence=low", "/corrections/feed/"])
def test_older_items_are_a_link_away(client: Client, make_edition: MakeEdition, path: str) -> None:
    made = {make_edition(confidence="low", event="corrected").number for _ in range(60)}
    seen: list[str] = []
    pages = 0
    address = path
    while address:
        parsed = feed(client, address)
        assert link(parsed, "self") == SITE + address
        seen += [item.id for item in parsed.entries]
        pages += 1
        address = link(parsed, "next").removeprefix(SITE)
    assert (pages, len(seen), len(set(seen))) == (3, len(made), len(made))


def test_characters_that_xml_cannot_hold_are_no_error(client: Client, make_edition: MakeEdition) -> None:
    make_edition(statement="A\x0bB\x1f\ufffe <b>&amp;</b>", claimant_name="C\x08")
    (item,) = feed(client, "/claims/feed/").entries
    assert item.title_detail.value == "A B <b>&amp;</b>".replace("B <", "B   <")


def test_what_somebody_wrote_is_not_markup(client: Client, make_edition: MakeEdition) -> None:
    make_edition(statement="<b>Mill</b> & more", note="<script>alert(1)</script> <b>&amp;</b>")
    body = client.get("/claims/feed/").content.decode()
    assert '<summary type="html">' in body
    assert "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; &amp;lt;b&amp;gt;&amp;amp;amp;" in body
    (item,) = feed(client, "/claims/feed/").entries
    assert item.title_detail.value == "<b>Mill</b> & more"


def test_an_empty_feed_is_a_feed(client: Client, db: None) -> None:
    parsed = feed(client, "/claims/feed/")
    assert (parsed.entries, parsed.feed.updated) == ([], "1970-01-01T00:00:00+00:00")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/claims/feed/?verdict=nonsense", "“nonsense” is none that the ledger knows."),
        ("/claims/feed/?cursor=nonsense", BAD_CURSOR),
        ("/corrections/feed/?cursor=nonsense", BAD_CURSOR),
    ],
)
def test_a_bad_address_gets_a_sentence(client: Client, db: None, path: str, sentence: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
