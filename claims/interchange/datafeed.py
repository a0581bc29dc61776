"""All reviews as one schema.org DataFeed, written piece by piece so that its length does not matter."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings

from claims import records
from claims.choices import Event, Publication
from claims.interchange.addresses import absolute
from claims.interchange.claimreview import CONTEXT, claim_review, moment
from claims.interchange.tables import json_list
from claims.models import Edition
from claims.paging import ROW_COLUMNS, Row, Sweep
from claims.records import Json

BODY = "entry__record_body__body"
CORRECTION_COLUMNS = ("number", "version", "correction_class", "note", "valid_from")
AT_ONCE = 100  # records are far longer than rows


def data_feed(sweep: Sweep, *, address: str) -> Iterator[str]:
    """The feed's JSON in pieces: an element for each edition of the sweep, the newest first."""
    head = {
        "@context": CONTEXT,
        "@type": "DataFeed",
        "name": f"{settings.NEWSROOM_NAME}: reviewed entries",
        "url": address,
        "publisher": {"@type": "Organization", "name": settings.NEWSROOM_NAME, "url": absolute("home")},
    }
    if sweep.newest:
        head["dateModified"] = moment(sweep.newest)
    return json_list(head, "dataFeedElement", _elements(sweep))


def _elements(sweep: Sweep) -> Iterator[Json]:
    for part in sweep.parts(*ROW_COLUMNS, BODY, size=AT_ONCE):
        corrections = corrections_of(row["number"] for row in part)
        for row in part:
            yield element(row, corrections.get(row["number"], []))


def element(row: Mapping[str, Any], corrections: Iterable[Mapping[str, Any]]) -> Json:
    """What the feed says of one entry.

    A retracted entry stays in the feed without its review and with the day on which it was withdrawn, so
    that whoever gathered the review earlier learns to drop it. A redacted one has no review either.
    """
    said: Json = {
        "@type": "DataFeedItem",
        "url": absolute("claim", row["number"], row["slug"]),
        "dateCreated": moment(row["first_published_at"]),
        "dateModified": moment(row["valid_from"]),
    }
    if row["publication"] == Publication.RETRACTED:
        said["dateDeleted"] = moment(row["valid_from"])
    body = row[BODY]
    review = claim_review(records.parse(body), row, corrections) if body is not None else None
    return {**said, "item": [review] if review else None}


def corrections_of(numbers: Iterable[int]) -> dict[int, list[Row]]:
    """The versions that corrected these claims, the earliest first, by claim. One query."""
    found: dict[int, list[Row]] = {}
    editions = Edition.objects.filter(number__in=list(numbers), event=Event.CORRECTED).order_by("version")
    for row in editions.values(*CORRECTION_COLUMNS):
        found.setdefault(row["number"], []).append(row)
    return found
