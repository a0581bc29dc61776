"""ClaimReview: the record's facts in schema.org's fields, and what is left out to protect readers."""

import html
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings

from claims.interchange.claimreview import claim_review, in_page, moment, plain_date
from claims.records import Json

SITE = settings.SITE_URL
OUTLET = {"slug": "valley-courier", "name": "Valley Courier", "kind": "newspaper", "homepage": ""}


def appearance(**fields: Any) -> Json:
    return {
        "date": "", "place": "", "outlet": None, "url": "", "archived_url": "", "note": "", **fields
    }  # fmt: skip


def record(**content: Any) -> Json:
    """A record, as far as a review reads it."""
    assessment = {
        "verdict": {"code": "false", "label": "False", "definition": "It is wrong.", "rating": "1"},
        "confidence": "moderate",
        "rationale": "The register names another price.",
        **content.pop("assessment", {}),
    }
    return {
        "content": {
            "statement": "The mill was sold for 2 million euros in 2018.",
            "quote": "They got two million for the mill",
            "language": "en",
            "claimant": {"slug": "mayor", "name": "The mayor", "kind": "person", "description": ""},
            "first_claimed": "2018-10",
            "appearances": [],
            "assessment": assessment,
            **content,
        }
    }


def edition(**fields: Any) -> dict[str, Any]:
    return {
        "number": 7,
        "version": 2,
        "slug": "the-mill",
        "publication": "live",
        "event": "published",
        "note": "",
        "first_published_at": datetime(2026, 9, 1, 8, tzinfo=UTC),
        "valid_from": datetime(2026, 10, 2, 9, 30, tzinfo=UTC),
        **fields,
    }


def review(told: Json | None = None, **fields: Any) -> Json:
    found = claim_review(told or record(), edition(**fields))
    assert found is not None
    return found


def test_it_has_what_consumers_need() -> None:
    said = review()
    assert said["@type"] == "ClaimReview"
    assert said["url"] == f"{SITE}/claims/7/the-mill/"
    assert said["claimReviewed"] == "The mill was sold for 2 million euros in 2018."
    assert said["datePublished"] == "2026-09-01T08:00:00Z"
    assert said["dateModified"] == "2026-10-02T09:30:00Z"
    assert said["author"]["name"] == settings.NEWSROOM_NAME
    assert said["author"]["correctionsPolicy"] == f"{SITE}/corrections/policy/"


def test_a_rated_verdict_has_its_place_on_the_scale() -> None:
    rating = review()["reviewRating"]
    assert (rating["alternateName"], rating["ratingValue"]) == ("False", 1)
    assert (rating["bestRating"], rating["worstRating"]) == (5, 1)


def test_a_verdict_off_the_line_has_no_number() -> None:
    told = record(assessment={"verdict": {"label": "Unproven", "rating": None}})
    rating = review(told)["reviewRating"]
    assert rating["alternateName"] == "Unproven"
    assert not {"ratingValue", "bestRating", "worstRating"} & rating.keys()


def test_confidence_stands_apart_from_the_verdict() -> None:
    rating = review()["reviewRating"]
    assert rating["alternateName"] == "False"
    assert rating["ratingExplanation"].startswith("Confidence in the verdict: moderate. The register")


def test_a_long_claim_is_cut_at_a_word_and_stands_whole_beside_it() -> None:
    statement = "The old mill in the valley " + "was sold again and " * 8 + "burnt."
    said = review(record(statement=statement))
    assert len(said["claimReviewed"]) < 75
    assert said["claimReviewed"].endswith("…")
    assert said["itemReviewed"]["name"] == statement


def test_a_retracted_entry_has_no_review() -> None:
    assert claim_review(record(), edition(publication="retracted", event="retracted")) is None


@pytest.mark.parametrize("publication", ["merged", "none", "something new"])
def test_an_entry_that_does_not_stand_has_no_review(publication: str) -> None:
    assert claim_review(record(), edition(publication=publication)) is None


def test_an_entry_on_hold_says_so_before_its_verdict_and_has_no_number() -> None:
    said = review(publication="held", event="held", note="A source is in doubt.")
    rating = said["reviewRating"]
    assert rating["alternateName"] == "On hold (published verdict: False)"
    assert "ratingValue" not in rating
    assert rating["ratingExplanation"].startswith(
        "This entry is on hold while it is examined again. A source is in doubt."
    )
    assert said["creativeWorkStatus"] == "On hold"


def test_each_correction_is_told() -> None:
    row = {
        "version": 2,
        "correction_class": "verdict",
        "note": "The register shows another price.",
        "valid_from": datetime(2026, 10, 2, 9, 30, tzinfo=UTC),
    }
    said = claim_review(record(), edition(publication="corrected"), [row])
    assert said is not None
    assert said["correction"] == [
        {
            "@type": "CorrectionComment",
            "name": "Verdict change",
            "text": "The register shows another price.",
            "datePublished": "2026-10-02T09:30:00Z",
            "url": f"{SITE}/claims/7/v2/",
        }
    ]


# ── The claim under review ──────────────────────────────────────────────────────────────────────────


def test_the_claim_has_exact_words_speaker_and_date() -> None:
    claim = review()["itemReviewed"]
    assert claim["text"] == "They got two million for the mill"
    assert claim["name"] == "The mill was sold for 2 million euros in 2018."
    assert claim["author"] == {
        "@type": "Person", "name": "The mayor", "sameAs": f"{SITE}/claimants/mayor/"
    }  # fmt: skip
    assert claim["datePublished"] == "2018-10"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("person", "Person"),
        ("organisation", "Organization"),
        ("outlet", "NewsMediaOrganization"),
        ("anonymous", "Thing"),
    ],
)
def test_a_claimant_is_called_what_it_is(kind: str, expected: str) -> None:
    told = record(claimant={"slug": "x", "name": "X", "kind": kind, "description": ""})
    assert review(told)["itemReviewed"]["author"]["@type"] == expected


def test_what_is_not_known_is_left_out() -> None:
    claim = review(record(claimant=None, quote="", first_claimed=""))["itemReviewed"]
    assert claim.keys() == {"@type", "name", "text", "inLanguage"}
    assert claim["text"] == claim["name"]


@pytest.mark.parametrize(
    "date", ["", "2018~", "2018?", "1998/2007", "../2007", "201X", "2018-21", "2018-02-30", "9999-99-99"]
)
def test_no_date_is_emitted_that_is_none(date: str) -> None:
    assert plain_date(date) == ""
    assert "datePublished" not in review(record(first_claimed=date))["itemReviewed"]


@pytest.mark.parametrize("date", ["2018", "2018-10", "2018-10-18", "2024-02-29"])
def test_dates_are_given_as_far_as_they_are_known(date: str) -> None:
    assert plain_date(date) == date


def test_an_appearance_has_place_outlet_date_and_addresses() -> None:
    seen = appearance(
        date="2018-10-18", place="Town hall", url="https://example.org/a",
        archived_url="https://archive.example.org/a", outlet={**OUTLET, "homepage": "https://example.org/"},
    )  # fmt: skip
    assert review(record(appearances=[seen]))["itemReviewed"]["appearance"] == [
        {
            "@type": "CreativeWork",
            "url": "https://example.org/a",
            "archivedAt": "https://archive.example.org/a",
            "datePublished": "2018-10-18",
            "publisher": {"@type": "Organization", "name": "Valley Courier", "url": "https://example.org/"},
            "locationCreated": {"@type": "Place", "name": "Town hall"},
        }
    ]


def test_an_address_that_no_page_would_link_to_is_left_out() -> None:
    seen = appearance(date="2018", url="javascript:alert(1)", archived_url="data:text/html,x")
    (work,) = review(record(appearances=[seen]))["itemReviewed"]["appearance"]
    assert work == {"@type": "CreativeWork", "datePublished": "2018"}


def test_an_appearance_of_which_nothing_is_known_is_left_out() -> None:
    assert "appearance" not in review(record(appearances=[appearance(note="Heard.")]))["itemReviewed"]


@pytest.mark.parametrize(
    ("first_claimed", "dates", "expected"),
    [
        ("2018-10", ["2018-10-18", "2018-11"], "2018-10-18"),
        ("2018-10", ["2018-11", "2018-10-18"], "2018-10-18"),
        ("", ["2018"], "2018"),
        ("2018-10", ["2018-10-18", "2018-10"], None),  # the other may have been earlier
        ("2018-10", ["2018-10-18", "2018-10-18"], None),
        ("2018-10", ["2018-10-18", ""], None),  # nobody knows when the other one was
        ("2015", ["2018-10-18"], None),  # it was made before
        ("2018", [], None),
    ],
)
def test_the_first_appearance_is_named_only_where_dates_tell(
    first_claimed: str, dates: list[str], expected: str | None
) -> None:
    seen = [appearance(date=date, place="Town hall") for date in dates]
    claim = review(record(first_claimed=first_claimed, appearances=seen))["itemReviewed"]
    assert claim.get("firstAppearance", {}).get("datePublished") == expected


# ── In a page ───────────────────────────────────────────────────────────────────────────────────────


def test_no_text_ends_the_element_that_it_stands_in() -> None:
    told = {"text": "</script><script>alert(1)</script> <!-- & \u2028 ]]>"}
    written = in_page(told)
    assert not set("<>&\u2028") & set(written)
    assert html.unescape(written) == written
    assert json.loads(written) == told


def test_moments_are_written_in_utc() -> None:
    assert moment(datetime(2026, 9, 1, 8, 0, 0, 5, tzinfo=UTC)) == "2026-09-01T08:00:00Z"
