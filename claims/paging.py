"""Pages of editions by keyset: as quick on the last page as on the first, and stable while entries are added.

The key is (valid_from, entry): when the edition came into force, newest first. No OFFSET, no COUNT; the
total is a matter of `claims.facets`.
"""

import base64
import binascii
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.models import Edition
from claims.querysets import EditionQuerySet

PAGE_SIZE = 25  # of public pages
MAX_PAGE_SIZE = 100  # of the API
PART_SIZE = 500  # rows that a sweep reads at a time

Row = dict[str, Any]

# What a list row shows: every column but those that only search reads.
ROW_COLUMNS = (
    "entry_id",
    "number",
    "version",
    "valid_from",
    "first_published_at",
    "event",
    "publication",
    "correction_class",
    "note",
    "record_digest",
    "slug",
    "language",
    "statement",
    "quote",
    "claimant_slug",
    "claimant_name",
    "first_claimed",
    "verdict",
    "verdict_label",
    "verdict_rating",
    "confidence",
    "topics",
    "outlets",
    "source_kinds",
)

BAD_CURSOR = gettext_noop(
    "This page address is not one that the ledger gave out (parameter “cursor”). "
    "Start again from the first page."
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(?P<way>[np])(?P<moment>-?\d{1,18}),(?P<entry>\d{1,18})", re.ASCII)


class BadCursor(ValueError):
    """The cursor is none of ours; its text is a sentence for whoever sent it."""

    def __init__(self) -> None:
        super().__init__(_(BAD_CURSOR))


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the cursors that lead on (older) and back (newer), None where nothing is."""

    rows: list[Row]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True)
class _Place:
    """A place in the list, and which way from it: on to older editions or back to newer ones."""

    forward: bool
    moment: datetime
    entry: int


class Sweep:
    """A whole list as it stands now, newest first, however long. Read in parts, and in no transaction.

    Which versions belong to it is settled at the start (eight bytes each), and a version never changes: so
    what is published while somebody reads slowly neither adds nor moves nor drops a row, and holds nobody up.
    """

    def __init__(self, editions: EditionQuerySet) -> None:
        keys = editions.newest_first().values_list("entry_id", flat=True)
        self._entries = array("q", keys.iterator(chunk_size=10_000))
        self.newest: datetime | None = None
        if self._entries:
            self.newest = Edition.objects.values_list("valid_from", flat=True).get(pk=self._entries[0])

    def __len__(self) -> int:
        return len(self._entries)

    def parts(self, *columns: str, size: int = PART_SIZE) -> Iterator[list[Row]]:
        """The rows with these columns ("entry_id" among them), some at a time, one query each."""
        for start in range(0, len(self), size):
            entries = self._entries[start : start + size].tolist()
            rows: dict[int, Row] = {
                row["entry_id"]: row for row in Edition.objects.filter(pk__in=entries).values(*columns)
            }
            yield [rows[entry] for entry in entries if entry in rows]

    def rows(self) -> Iterator[Row]:
        """The rows of the list one by one, with the columns of every list."""
        for part in self.parts(*ROW_COLUMNS):
            yield from part


def page_of(editions: EditionQuerySet, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """The page at `cursor` ("" is the first), newest first, in one query. Raises BadCursor."""
    place = _read(cursor) if cursor else None
    if place is None or place.forward:
        return _onward(editions, place, size)
    return _backward(editions, place, size) or _onward(editions, None, size)


def _onward(editions: EditionQuerySet, place: _Place | None, size: int) -> Page:
    if place:
        # The first condition is implied by the second, and is the one that the index can start from.
        editions = editions.filter(valid_from__lte=place.moment).filter(
            Q(valid_from__lt=place.moment) | Q(entry_id__lt=place.entry)
        )
    rows: list[Row] = list(editions.newest_first().values(*ROW_COLUMNS)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return Page(
        rows=rows,
        next_cursor=_write("n", rows[-1]) if more else None,
        previous_cursor=_write("p", rows[0]) if place and rows else None,
    )


def _backward(editions: EditionQuerySet, place: _Place, size: int) -> Page | None:
    newer = editions.filter(valid_from__gte=place.moment).filter(
        Q(valid_from__gt=place.moment) | Q(entry_id__gt=place.entry)
    )
    rows: list[Row] = list(newer.order_by("valid_from", "entry_id").values(*ROW_COLUMNS)[: size + 1])
    if len(rows) <= size:
        return None  # this is the first page, which is always shown full
    rows = rows[:size][::-1]
    return Page(rows=rows, next_cursor=_write("n", rows[-1]), previous_cursor=_write("p", rows[0]))


def _write(way: str, row: Row) -> str:
    moment = (row["valid_from"] - _EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{way}{moment},{row['entry_id']}".encode()).decode().rstrip("=")


def _read(cursor: str) -> _Place:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = _CURSOR.fullmatch(text.decode("ascii"))
        if found is None:
            raise BadCursor
        moment = _EPOCH + timedelta(microseconds=int(found["moment"]))
    except (binascii.Error, ValueError, OverflowError):
        raise BadCursor from None
    return _Place(found["way"] == "n", moment, int(found["entry"]))
