"""Citing an entry: on its page, and as files. And its review for machines."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from pybtex.database import parse_string

from claims.actions.door import hold_claim
from claims.models import Edition
from tests.cast import Newsroom
from tests.claims.interchange.structured import found_in, review_in
from tests.claims.views.public.pages import address, words_of

SITE = settings.SITE_URL


def test_the_page_cites_its_version_and_offers_files(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    answer = client.get(address(claim))
    assert "Verdict: True; confidence: moderate." in words_of(answer)
    body = answer.content.decode()
    for link in (f"{SITE}/claims/{claim.number}/v1/", "v1.bib", "v1.csl.json", "v1.json"):
        assert re.search(f'href="[^"]*{link}"', body), link


def test_the_files_are_of_the_version_that_was_asked_for(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    for version, verdict in ((1, "True"), (2, "False")):
        answer = client.get(f"/claims/{claim.number}/v{version}.bib")
        assert answer["Content-Disposition"].endswith(f'-{claim.number}-v{version}.bib"')
        (entry,) = parse_string(answer.content.decode(), "bibtex").entries.values()
        assert entry.fields["note"].startswith(f"Verdict: {verdict};")
        (item,) = client.get(f"/claims/{claim.number}/v{version}.csl.json").json()
        assert item["URL"] == f"{SITE}/claims/{claim.number}/v{version}/"
        assert item["note"].startswith(f"Verdict: {verdict};")


@pytest.mark.parametrize("path", ["/claims/1/v1.bib", "/claims/1/v1.csl.json"])
def test_nothing_is_cited_that_is_not_there(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_review_is_in_the_page_and_names_it(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    review = review_in(client.get(address(claim)).content.decode())
    assert review is not None
    assert review["url"] == SITE + address(claim)
    assert review["reviewRating"]["alternateName"] == "True"


def test_the_review_tells_of_corrections(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    review = review_in(client.get(address(claim)).content.decode())
    assert review is not None
    assert [comment["text"] for comment in review["correction"]] == ["The register shows another price."]


def test_an_earlier_version_has_no_review(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    assert review_in(client.get(f"/claims/{claim.number}/v1/").content.decode()) is None


def test_a_retracted_entry_has_no_review(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    Edition.objects.update(publication="retracted")
    assert review_in(client.get(address(claim)).content.decode()) is None


def test_what_is_claimed_does_not_end_the_script(client: Client, newsroom: Newsroom) -> None:
    hostile = "The mill </script><script>alert(1)</script> & <!-- was sold."
    claim = newsroom.published(hostile)
    body = client.get(address(claim)).content.decode()
    assert "<script>alert" not in body
    review = review_in(body)
    assert review is not None
    assert review["itemReviewed"]["name"] == hostile
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body)
    assert json.loads(written) == review


# ── Links that others show ──────────────────────────────────────────────────────────────────────────


def shared(client: Client, path: str) -> dict[str, str]:
    """The Open Graph properties of a page."""
    (found,) = found_in(client.get(path).content.decode())["opengraph"]
    return dict(found["properties"])


def test_a_link_shows_claim_verdict_and_confidence(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    said = shared(client, address(claim))
    assert said["og:type"] == "article"
    assert said["og:title"] == "The mill was sold for 2 million euros in 2018."
    assert said["og:description"] == "Verdict: True. Confidence: moderate."
    assert said["og:url"] == SITE + address(claim)


def test_a_link_to_an_entry_on_hold_says_so_first(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="We look again.")
    said = shared(client, address(claim))
    assert said["og:title"].startswith("On hold: The mill")
    assert said["og:description"].startswith("This entry is on hold while it is examined again.")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", settings.NEWSROOM_NAME),
        ("/claims/?q=mill", "Reviewed entries"),
        ("/topics/property/", "Property"),
    ],
)
def test_other_pages_have_a_title_and_an_address(
    client: Client, newsroom: Newsroom, path: str, title: str
) -> None:
    newsroom.published()
    said = shared(client, path)
    assert said["og:title"] == title
    assert said["og:url"] == SITE + path.split("?")[0]
