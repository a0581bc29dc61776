"""All columns, under one newest entry. They hold no text but slugs, codes and the names of subjects.

Editions are known by their *place*: their entry's index, counted from that of the first edition. An entry is
never published before the one in front of it, so places stand in the order of time.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from claims.choices import Publication
from claims.columns.facets import Dates, Tailed, Vocabulary
from claims.columns.sets import PlaceSet, bits_of, places_of

TAILED = ("topic", "claimant", "outlet")  # may have thousands of values
VOCABULARIES = ("verdict", "confidence", "source_kind", "publication", "language", "year")
DATES = ("first_claimed_from", "first_claimed_to", "first_published_at")
SUBJECTS = ("verdict", "topic", "claimant", "outlet")
MOST_REMEMBERED = 500  # answers under one state of the log

# What is read of an edition, in this order.
COLUMNS = (
    "entry_id",
    "number",
    "valid_from",
    "valid_to",
    "publication",
    "verdict",
    "confidence",
    "language",
    "claimant_slug",
    "topics",
    "outlets",
    "source_kinds",
    *DATES,
)

# What subjects are called, and the place of verdicts in their scheme: by kind and slug.
Names = dict[str, dict[str, tuple[str, int]]]
Values = Mapping[str, Any]
T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Columns:
    """Which editions match what, and how many; nothing is asked of the database."""

    def __init__(self) -> None:
        self.state: tuple[int, bytes] | None = None  # index and root hash of the newest entry
        self.base = 0  # the index of the first edition's entry
        self.names: Names = {kind: {} for kind in SUBJECTS}
        self._remembered: dict[Any, Any] = {}
        self._tailed = {name: Tailed() for name in TAILED}
        self._facets: dict[str, Vocabulary | Tailed] = {
            **{name: Vocabulary() for name in VOCABULARIES},
            **self._tailed,
        }
        self._dates = {name: Dates() for name in DATES}
        self._began = array("q")
        self._published = array("q")
        self._said = array("l")
        self._all, self._replaced, self._merged = PlaceSet(), PlaceSet(), PlaceSet()
        self._uncounted: set[int] = set()  # the places of _merged
        # When versions were replaced, in the order of time.
        self._ended = array("q")
        self._ended_places = array("l")
        self._standing: dict[int, int] = {}  # the place of each claim's current edition
        # How many listed editions have each value of the facets that take longest to count.
        self._totals: dict[str, dict[str, int]] = {name: {} for name in TAILED}

    # ── Questions ───────────────────────────────────────────────────────────────────────────────────

    def listed(self, moment: datetime | None = None) -> int:
        """What lists show: what stands now, or stood when that moment came, and is not merged away."""
        if moment is None:
            return self._all.bits & ~self._replaced.bits & ~self._merged.bits
        at = _microseconds(moment)
        before = self._all.bits & ((1 << bisect_left(self._began, at)) - 1)
        gone = bits_of(self._ended_places[: bisect_left(self._ended, at)])
        return before & ~gone & ~self._merged.bits

    def any_of(self, facet: str, values: Iterable[str]) -> int:
        """Every version with any of these values."""
        return self._facets[facet].any_of(values)

    def between(self, column: str, first: date | None = None, last: date | None = None) -> int:
        """Every version whose day or moment in this column (DATES) lies in the span, its ends included."""
        low = None if first is None else _as_number(first)
        return self._dates[column].between(low, None if last is None else _as_number(last))

    def since(self, moment: datetime) -> int:
        """Every version that was published at a moment or later."""
        start = bisect_left(self._began, _microseconds(moment))
        return self._all.bits >> start << start

    def before(self, entry: int) -> int:
        """Every place in front of this entry's."""
        return (1 << max(0, min(entry - self.base, len(self._began)))) - 1

    def of_entries(self, entries: Iterable[int]) -> int:
        """The versions that these entries published."""
        base, length = self.base, len(self._began)
        return bits_of([place for entry in entries if 0 <= (place := entry - base) < length])

    def counts(self, bits: int, facets: Iterable[str]) -> dict[str, dict[str, int]]:
        """How many of these editions have each value; values that none has are left out."""
        places: list[int] = []

        def drawn() -> list[int]:
            return places or places.extend(places_of(bits)) or places

        everything = bits == self.listed()
        counted = {}
        for name in facets:
            if everything and name in self._totals:
                counted[name] = {value: number for value, number in self._totals[name].items() if number}
            else:
                counted[name] = self._facets[name].counts(bits, drawn)
        return counted

    def changed(self, place: int) -> int:
        """When this version came into force, in microseconds since 1970."""
        return self._began[place]

    def first_published(self, place: int) -> int:
        """When the claim of this version was first published, in microseconds since 1970."""
        return self._published[place]

    def first_claimed(self, place: int) -> int:
        """The first day on which the claim may have been made, as an ordinal; 1 where none is known."""
        return self._said[place]

    def remember(self, question: Any, answer: Callable[[], T]) -> T:
        """The answer to a question that has one under each state of the log; `answer` works it out, once."""
        if question not in self._remembered:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[question] = answer()
        found: T = self._remembered[question]
        return found

    # ── Filling ─────────────────────────────────────────────────────────────────────────────────────

    def take(self, rows: Iterable[Sequence[Any]], until: datetime | None = None) -> int:
        """Add editions, in the order of the log, each newer than all before; how many they were.

        `until` is when the newest entry was published that is known here: a version that was replaced later
        still stands. The rows hold COLUMNS.
        """
        dated: dict[str, list[tuple[int, int]]] = {name: [] for name in DATES}
        ended: list[tuple[int, int]] = []
        taken = 0
        for values in rows:
            taken += 1
            row = dict(zip(COLUMNS, values, strict=True))
            place = self._add(row, dated)
            self._end(row["number"], _microseconds(row["valid_from"]), ended)
            self._standing[row["number"]] = place
            self._count(place, 1)
            # One whose successor is not known here has ended all the same.
            if row["valid_to"] is not None and (until is None or row["valid_to"] <= until):
                self._end(row["number"], _microseconds(row["valid_to"]), ended)
        for moment, place in sorted(ended):
            self._ended.append(moment)
            self._ended_places.append(place)
        for name, found in dated.items():
            self._dates[name].add(found)
        self.forget()
        return taken

    def forget(self) -> None:
        """Answers that are remembered; the state they rest on is gone."""
        self._remembered.clear()

    def _add(self, row: Values, dated: dict[str, list[tuple[int, int]]]) -> int:
        if not self._began:
            self.base = row["entry_id"]
        place: int = row["entry_id"] - self.base
        if missing := place - len(self._began):  # entries of the method have no edition
            self._began.extend(array("q", [self._began[-1]]) * missing)
            self._published.extend(array("q", [0]) * missing)
            self._said.extend(array("l", [0]) * missing)
        self._began.append(_microseconds(row["valid_from"]))
        self._published.append(_microseconds(row["first_published_at"]))
        self._said.append((row["first_claimed_from"] or date.min).toordinal())
        self._all.add(place)
        if row["publication"] == Publication.MERGED:
            self._merged.add(place)
            self._uncounted.add(place)
        for name, facet in self._facets.items():
            facet.add(place, _values_of(name, row))
        for name in DATES:
            if row[name] is not None:
                dated[name].append((_as_number(row[name]), place))
        return place

    def _end(self, number: int, moment: int, ended: list[tuple[int, int]]) -> None:
        place = self._standing.pop(number, None)
        if place is not None:
            self._replaced.add(place)
            ended.append((moment, place))
            self._count(place, -1)

    def _count(self, place: int, one: int) -> None:
        if place in self._uncounted:
            return
        for name, totals in self._totals.items():
            for value in self._tailed[name].at(place):
                totals[value] = totals.get(value, 0) + one


def _values_of(facet: str, row: Values) -> Iterable[str]:
    """The values that an edition has of a facet."""
    if facet == "claimant":
        return [row["claimant_slug"]] if row["claimant_slug"] else []
    if facet == "year":  # every one that the date may mean
        first, last = row["first_claimed_from"], row["first_claimed_to"]
        return [f"{year:04}" for year in range(first.year, last.year + 1)] if first and last else []
    several = {"topic": "topics", "outlet": "outlets", "source_kind": "source_kinds"}
    return row[several[facet]] if facet in several else [row[facet]]


def _as_number(when: date) -> int:
    return _microseconds(when) if isinstance(when, datetime) else when.toordinal()


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
