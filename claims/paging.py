"""Pages of editions by keyset: as quick on the last page as on the first, and stable while entries are added.

The key is (date, entry), the most recent first; the date is that of the order, in most lists the moment at
which the edition came into force. No OFFSET, no COUNT; the total is a matter of `claims.facets`.
"""

import base64
import binascii
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Order
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
_CURSOR = re.compile(
    r"(?P<way>[np])(?P<order>[a-z]?)(?P<key>-?\d{1,18}),(?P<entry>\d{1,18})(,(?P<newest>\d{1,18}))?", re.ASCII
)


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
class Place:
    """A place in a list, and which way from it: on, or back. `newest` is where a ranking began."""

    forward: bool
    key: int
    entry: int
    newest: int = 0


@dataclass(frozen=True)
class By:
    """An order of lists: the letter in its cursors, its date, and that date as a number and back."""

    letter: str
    date: str
    number: Callable[[Any], int]
    value: Callable[[int], Any]

    def sorted(self, editions: EditionQuerySet, way: str = "-") -> Any:
        """The editions in this order, with its date as `key`, of which types know nothing; way "" turns it
        round.
        """
        key = Coalesce(self.date, Value(date.min)) if self.date == "first_claimed_from" else F(self.date)
        return editions.annotate(key=key).order_by(f"{way}key", f"{way}entry_id")


def microseconds(moment: datetime) -> int:
    """A moment as a number."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)


BY = {
    Order.CHANGED: By("", "valid_from", microseconds, _moment),
    Order.PUBLISHED: By("b", "first_published_at", microseconds, _moment),
    # Claims without a date come last.
    Order.SAID: By("s", "first_claimed_from", date.toordinal, date.fromordinal),
}


class Sweep:
    """A whole list as it stands now, however long. Read in parts, and in no transaction.

    Which versions belong to it is settled at the start (eight bytes each), and a version never changes: so
    what is published while somebody reads slowly neither adds nor moves nor drops a row, and holds nobody up.
    """

    def __init__(self, entries: Iterable[int]) -> None:
        self._entries = array("q", entries)
        self.newest: datetime | None = None
        if self._entries:
            self.newest = Edition.objects.values_list("valid_from", flat=True).get(pk=max(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def parts(self, *columns: str, size: int = PART_SIZE) -> Iterator[list[Row]]:
        """The rows with these columns ("entry_id" among them), some at a time, one query each."""
        for start in range(0, len(self), size):
            yield rows_of(self._entries[start : start + size], *columns)

    def rows(self) -> Iterator[Row]:
        """The rows of the list one by one, with the columns of every list."""
        for part in self.parts(*ROW_COLUMNS):
            yield from part


def rows_of(entries: Sequence[int], *columns: str) -> list[Row]:
    """The rows of these entries in this order, with these columns ("entry_id" among them). One query."""
    found = Edition.objects.filter(pk__in=list(entries)).values(*columns)
    rows: dict[int, Row] = {row["entry_id"]: row for row in found}
    return [rows[entry] for entry in entries if entry in rows]


def entries_of(editions: EditionQuerySet, order: Order = Order.CHANGED) -> Iterator[int]:
    """The entries of a whole list, in its order."""
    return BY[order].sorted(editions).values_list("entry_id", flat=True).iterator(chunk_size=10_000)


def page_of(
    editions: EditionQuerySet, cursor: str = "", size: int = PAGE_SIZE, order: Order = Order.CHANGED
) -> Page:
    """The page at `cursor` ("" is the first), in one query. Raises BadCursor."""
    by = BY[order]
    place = read(cursor, by.letter) if cursor else None
    if place is None or place.forward:
        return _onward(editions, place, size, by)
    return _backward(editions, place, size, by) or _onward(editions, None, size, by)


def _onward(editions: EditionQuerySet, place: Place | None, size: int, by: By) -> Page:
    ordered = by.sorted(editions)
    if place:
        # The first condition is implied by the second, and is the one that the index can start from.
        value = _value(by, place)
        ordered = ordered.filter(key__lte=value).filter(Q(key__lt=value) | Q(entry_id__lt=place.entry))
    rows: list[Row] = list(ordered.values(*ROW_COLUMNS, "key")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    keys = [by.number(row.pop("key")) for row in rows]
    return Page(
        rows=rows,
        next_cursor=write("n", by.letter, keys[-1], rows[-1]["entry_id"]) if more else None,
        previous_cursor=write("p", by.letter, keys[0], rows[0]["entry_id"]) if place and rows else None,
    )


def _backward(editions: EditionQuerySet, place: Place, size: int, by: By) -> Page | None:
    value = _value(by, place)
    newer = by.sorted(editions, "").filter(key__gte=value)
    newer = newer.filter(Q(key__gt=value) | Q(entry_id__gt=place.entry))
    rows: list[Row] = list(newer.values(*ROW_COLUMNS, "key")[: size + 1])
    if len(rows) <= size:
        return None  # this is the first page, which is always shown full
    rows = rows[:size][::-1]
    keys = [by.number(row.pop("key")) for row in rows]
    return Page(
        rows=rows,
        next_cursor=write("n", by.letter, keys[-1], rows[-1]["entry_id"]),
        previous_cursor=write("p", by.letter, keys[0], rows[0]["entry_id"]),
    )


def _value(by: By, place: Place) -> Any:
    try:
        return by.value(place.key)
    except (ValueError, OverflowError):
        raise BadCursor from None


def write(way: str, letter: str, key: int, entry: int, newest: int = 0) -> str:
    """The cursor of a place: way "n" leads on from it, "p" back."""
    text = f"{way}{letter}{key},{entry}" + (f",{newest}" if newest else "")
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str, letter: str) -> Place:
    """The place of a cursor of this order. Raises BadCursor."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = _CURSOR.fullmatch(text.decode("ascii"))
    except (binascii.Error, ValueError):
        raise BadCursor from None
    if found is None or found["order"] != letter:
        raise BadCursor
    return Place(found["way"] == "n", int(found["key"]), int(found["entry"]), int(found["newest"] or 0))
