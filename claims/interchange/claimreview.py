"""A reviewed entry as schema.org's ClaimReview, for machines that gather fact checks.

It says what the entry's page says, in fields that others defined:

- A verdict off the line from false to true has its label and no number.
- Confidence has no field of its own there; it opens the explanation of the rating, apart from the verdict.
- Dates are given as far as they are known ("2018-10"), and left out where they are no plain date.
- An entry **on hold** keeps its review, so that machines which remember the last one replace it: the rating's
  words begin with the hold, the desk's notice opens the explanation, and the number is left out, so that
  nobody counts a verdict which the desk itself doubts.
- A **retracted** entry has no review: the desk no longer stands by the verdict, and the vocabulary has no
  field for "withdrawn" that machines heed; they would show the verdict without the page's notice. The same
  goes for an entry that was merged into another. The data feed says that such an entry is gone.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings

from claims.choices import ClaimantKind, Confidence, CorrectionClass, Event, Publication
from claims.interchange.addresses import absolute
from claims.languages import source_words
from claims.models.dates import first_and_last_day
from claims.phrasing import cut_at_word, web_address
from claims.records import Json

CONTEXT = "https://schema.org"
CLAIM_LENGTH = 74  # "under 75 characters" is what readers of the markup advise
EXPLANATION_LENGTH = 300
BEST, WORST = 5, 1

# What an entry may stand as and still have a review.
REVIEWED = (Publication.LIVE, Publication.CORRECTED, Publication.HELD)

CLAIMANT_TYPES = {
    ClaimantKind.PERSON: "Person",
    ClaimantKind.ORGANISATION: "Organization",
    ClaimantKind.OUTLET: "NewsMediaOrganization",
}
UNNAMED_TYPE = "Thing"  # nothing is known of what somebody unnamed is

_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
# Ends no script element and begins no character reference, wherever it stands in a page.
_IN_PAGES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def claim_review(
    record: Json, edition: Mapping[str, Any], corrections: Iterable[Mapping[str, Any]] = ()
) -> Json | None:
    """The review of an entry, or None where the desk does not stand by it (see the top of this module).

    `edition` has the columns of the record's own edition (`claims.paging.ROW_COLUMNS`); `corrections` are
    rows of those versions that corrected it: version, correction_class, note, valid_from.
    """
    if edition["publication"] not in REVIEWED:
        return None
    content = record["content"]
    review: Json = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "url": absolute("claim", edition["number"], edition["slug"]),
        "identifier": str(edition["number"]),
        "version": edition["version"],
        "claimReviewed": cut_at_word(content["statement"], CLAIM_LENGTH),
        "datePublished": moment(edition["first_published_at"]),
        "dateModified": moment(edition["valid_from"]),
        "author": newsroom(),
        "publishingPrinciples": absolute("method"),
        "reviewRating": _rating(content["assessment"], edition),
        "itemReviewed": _claim(content),
    }
    if edition["publication"] != Publication.LIVE:
        review["creativeWorkStatus"] = _label(Publication(edition["publication"]))
    if told := [_correction(edition["number"], row) for row in corrections]:
        review["correction"] = told
    return review


def in_page(value: Json) -> str:
    """JSON that can stand in a page's script element as data: no text in it can end the element."""
    return json.dumps(value, ensure_ascii=False).translate(_IN_PAGES)


def newsroom() -> Json:
    """The desk, which signs as a whole: the names of its people are not public."""
    return {
        "@type": "Organization",
        "name": settings.NEWSROOM_NAME,
        "url": absolute("home"),
        "correctionsPolicy": absolute("corrections_policy"),
    }


def moment(value: datetime) -> str:
    """A moment to the second: "2026-11-03T09:00:00Z"."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain_date(value: str | None) -> str:
    """A partial date where it is a plain one of the calendar, "2018" or "2018-10" too; else ""."""
    text = value or ""
    if not _DAY.fullmatch(text):
        return ""
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:  # "2018-21" is a spring, "2018-02-30" is nothing
        return ""
    return text


def _label(word: Confidence | CorrectionClass | Publication) -> str:
    """A word of the vocabulary in English: machines read one language, on whichever page they find it."""
    with source_words():
        return str(word.label)


def _rating(assessment: Json, edition: Mapping[str, Any]) -> Json:
    verdict = assessment["verdict"]
    confidence = _label(Confidence(assessment["confidence"])).lower()
    explained = [f"Confidence in the verdict: {confidence}."]
    rating: Json = {"@type": "Rating", "alternateName": verdict["label"]}
    if edition["publication"] == Publication.HELD:
        rating["alternateName"] = f"On hold (published verdict: {verdict['label']})"
        note = edition["note"] if edition["event"] == Event.HELD else ""
        explained.insert(0, f"This entry is on hold while it is examined again. {note}".strip())
    elif verdict["rating"]:
        rating |= {"ratingValue": int(verdict["rating"]), "bestRating": BEST, "worstRating": WORST}
    explained.append(cut_at_word(assessment["rationale"], EXPLANATION_LENGTH))
    rating["ratingExplanation"] = " ".join(explained)
    return rating


def _claim(content: Json) -> Json:
    claim: Json = {
        "@type": "Claim",
        "name": content["statement"],
        "text": content["quote"] or content["statement"],
        "inLanguage": content["language"],
    }
    if said := content["claimant"]:
        claim["author"] = {
            "@type": CLAIMANT_TYPES.get(said["kind"], UNNAMED_TYPE),
            "name": said["name"],
            "sameAs": absolute("claimant", said["slug"]),
        }
    if first := plain_date(content["first_claimed"]):
        claim["datePublished"] = first
    if seen := [work for appearance in content["appearances"] if (work := _work(appearance))]:
        claim["appearance"] = seen
    if earliest := _first(content):
        claim["firstAppearance"] = _work(earliest)
    return claim


def _work(appearance: Json) -> Json:
    """Where the claim was said or repeated; {} where nothing of it is known but a note."""
    work: Json = {}
    if address := web_address(appearance["url"]):
        work["url"] = address
    if archived := web_address(appearance["archived_url"]):
        work["archivedAt"] = archived
    if day := plain_date(appearance["date"]):
        work["datePublished"] = day
    if outlet := appearance["outlet"]:
        work["publisher"] = {"@type": "Organization", "name": outlet["name"]}
        if homepage := web_address(outlet["homepage"]):
            work["publisher"]["url"] = homepage
    if appearance["place"]:
        work["locationCreated"] = {"@type": "Place", "name": appearance["place"]}
    return {"@type": "CreativeWork", **work} if work else {}


def _first(content: Json) -> Json | None:
    """The appearance that must have been the first of those known; None where dates leave it open.

    That is: every appearance has a date, this one's ends before all others begin, and nothing says that
    the claim was made before.
    """
    seen = [appearance for appearance in content["appearances"] if _work(appearance)]
    spans = [_span(appearance["date"]) for appearance in seen]
    if not seen or None in spans:
        return None
    known = [span for span in spans if span]
    place = min(range(len(known)), key=lambda each: known[each])
    claimed = _span(content["first_claimed"])
    if claimed and claimed[1] < known[place][0]:
        return None
    others = known[:place] + known[place + 1 :]
    return seen[place] if all(known[place][1] < other[0] for other in others) else None


def _span(value: str) -> tuple[date, date] | None:
    try:
        return first_and_last_day(value) if value else None
    except ValueError:
        return None


def _correction(number: int, row: Mapping[str, Any]) -> Json:
    return {
        "@type": "CorrectionComment",
        "name": _label(CorrectionClass(row["correction_class"])),
        "text": row["note"],
        "datePublished": moment(row["valid_from"]),
        "url": absolute("version", number, row["version"]),
    }
