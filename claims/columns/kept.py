"""All columns, under one newest entry. They hold no text but slugs, codes and the names of subjects.

Editions are known by their *place*: their entry's index, counted from that of the first edition. An entry is
never published before the one in front of it, so places stand in the order of time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from claims.columns.growing import Facet, Growing, Mask, Numbers, One, Several
from claims.querysets import UNLISTED

# Facets of one value or none, and of several, in the order in which they are read; and what dates mean.
SINGLE = ("publication", "verdict", "confidence", "language", "claimant")
SEVERAL = ("topic", "outlet", "source_kind")
FACETS = (*SINGLE, *SEVERAL, "year")
SUBJECTS = ("verdict", "topic", "claimant", "outlet")
DATES = ("first_claimed_from", "first_claimed_to", "first_published_at")
MOST_REMEMBERED = 500  # answers under one state of the log
MOST_FOUND = 2_000_000  # entries that searches found, of all that are remembered: 8 MB

# What is read of an edition, in this order: moments as microseconds since 1970, days as Python counts them.
READ = """
    SELECT entry_id, number, {valid_from}, {valid_to}, {first_published_at},
        {first_claimed_from}, {first_claimed_to}, publication, verdict, confidence, language, claimant_slug,
        topics, outlets, source_kinds
    FROM claims_edition""".format(  # nosec B608
    **{
        name: f"(extract(epoch FROM {name}) * 1000000)::bigint"
        for name in ("valid_from", "valid_to", "first_published_at")
    },
    **{name: f"{name} - DATE '0001-01-01' + 1" for name in ("first_claimed_from", "first_claimed_to")},
)
NEVER = np.iinfo(np.int64).max  # when what stands was replaced
NO_DAY = 0  # a date that is not known

# What subjects are called, and the place of verdicts in their scheme: by kind and slug.
Names = dict[str, dict[str, tuple[str, int]]]
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
        self._found: dict[str, Numbers] = {}
        self._facets: dict[str, Facet] = {name: One() if name in SINGLE else Several() for name in FACETS}
        self._began, self._ended = Growing(np.int64), Growing(np.int64)
        self._dates = {name: Growing(np.int64) for name in DATES}
        self._shown = Growing(np.bool_)  # not merged away, not redacted, and no gap
        self._standing: dict[int, int] = {}  # the place of each claim's current edition
        self._listed: Mask | None = None  # what lists show of what stands now, once somebody asked

    # ── Questions ───────────────────────────────────────────────────────────────────────────────────

    def listed(self, moment: datetime | None = None) -> Mask:
        """What lists show: what stands now, or stood at that moment, and is not merged away or redacted.

        What stands now is the same object for all who ask: nobody changes it, and its counts are known.
        """
        if moment is None:
            if self._listed is None:
                self._listed = self._shown.all & (self._ended.all == NEVER)
            return self._listed
        at = _number(moment)
        return self._shown.all & (self._began.all < at) & (self._ended.all >= at)

    def any_of(self, facet: str, values: Iterable[str]) -> Mask:
        """Every version with any of these values."""
        return self._facets[facet].any_of(values)

    def between(self, column: str, first: date | None = None, last: date | None = None) -> Mask:
        """Every version whose day or moment in this column (DATES) lies in the span, its ends included."""
        dates = self._dates[column].all
        known = dates != NO_DAY
        if first is not None:
            known &= dates >= _number(first)
        if last is not None:
            known &= dates <= _number(last)
        return known

    def since(self, moment: datetime) -> Mask:
        """Every version that was published at a moment or later."""
        return self._began.all >= _number(moment)

    def of_entries(self, entries: Numbers) -> Mask:
        """The versions that these entries published."""
        found = np.zeros(len(self._began), dtype=bool)
        places = entries - self.base
        found[places[(places >= 0) & (places < len(found))]] = True
        return found

    def counts(
        self,
        among: Mask,
        facets: Iterable[str],
        most: Mapping[str, int] | None = None,
        always: Mapping[str, Iterable[str]] | None = None,
    ) -> dict[str, dict[str, int]]:
        """How many of these editions have each value; values that none has are left out.

        By facet: `most` is how many values are wanted, of those that most have; `always` are values that are
        wanted even where none has them. Of what stands now nothing is counted but what changed.
        """
        places = None if among is self._listed else np.flatnonzero(among)
        found = {}
        for name in facets:
            facet = self._facets[name]
            counts = facet.standing if places is None else facet.counts(among, places)
            found[name] = facet.named(counts, (most or {}).get(name))
            found[name] |= {value: facet.count_of(value, counts) for value in (always or {}).get(name, ())}
        return found

    def dated(self, column: str, places: Numbers) -> Numbers:
        """The days or moments of these versions in a column as numbers; a day that is not known is day 1."""
        dates = self._began if column == "valid_from" else self._dates[column]
        return np.maximum(dates.all[places], 1)

    def remember(self, question: Any, answer: Callable[[], T]) -> T:
        """The answer to a question that has one under each state of the log; `answer` works it out, once."""
        if question not in self._remembered:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[question] = answer()
        found: T = self._remembered[question]
        return found

    def remembered(self, question: Any) -> Any:
        """The answer to a question that is remembered, or None."""
        return self._remembered.get(question)

    def found(self, words: str) -> Numbers | None:
        """The entries that somebody found by these words under this state of the log, if anybody did."""
        return self._found.get(words)

    def keep_found(self, words: str, entries: Numbers) -> None:
        """Remember what these words find."""
        if sum(map(len, self._found.values())) + len(entries) > MOST_FOUND:
            self._found.clear()
        self._found[words] = entries.astype(np.int32)

    # ── Filling ─────────────────────────────────────────────────────────────────────────────────────

    def take(self, rows: Sequence[Sequence[Any]], until: datetime | None = None) -> None:
        """Add editions (READ), in the order of the log, each newer than all before.

        `until` is when the newest entry was published that is known here: a version that was replaced later
        still stands.
        """
        self.forget()
        if not rows:
            return
        known = len(self._began)
        stood = self.listed()
        entry, number, began, ended, published, earliest, latest, *values = zip(*rows, strict=True)
        if not len(self._began):
            self.base = entry[0]
        for start, end in _runs(entry):
            self._leave_out(entry[start] - self.base)
            part = slice(start, end)
            self._began.extend(began[part])
            self._ended.extend([NEVER] * (end - start))
            self._shown.extend([code not in UNLISTED for code in values[0][part]])
            days = [[day or NO_DAY for day in column[part]] for column in (earliest, latest)]
            for name, dates in zip(DATES, (*days, published[part]), strict=True):
                self._dates[name].extend(dates)
            self._take_values(earliest[part], latest[part], *(each[part] for each in values))
        last = None if until is None else _number(until)
        for at, claim, moment, closed in zip(entry, number, began, ended, strict=True):
            self._end(claim, moment)
            self._standing[claim] = at - self.base
            # One whose successor is not known here has ended all the same.
            if closed is not None and (last is None or closed <= last):
                self._end(claim, closed)
        self._count_standing(known, stood)

    def forget(self) -> None:
        """Answers that are remembered; the state they rest on is gone."""
        self._remembered.clear()
        self._found.clear()

    def _take_values(self, earliest: Sequence[Any], latest: Sequence[Any], *columns: Sequence[Any]) -> None:
        for name, column in zip(SINGLE, columns, strict=False):
            self._facets[name].extend([(value,) if value else () for value in column])
        for name, column in zip(SEVERAL, columns[len(SINGLE) :], strict=True):
            self._facets[name].extend(column)
        self._facets["year"].extend([_years(*days) for days in zip(earliest, latest, strict=True)])

    def _leave_out(self, place: int) -> None:
        """Fill up to a place: entries of the method have no edition."""
        missing = place - len(self._began)
        if missing > 0:
            self._began.extend(np.full(missing, self._began.all[-1]))
            self._ended.extend(np.zeros(missing))
            self._shown.extend(np.zeros(missing))
            for dates in self._dates.values():
                dates.extend(np.zeros(missing))
            for facet in self._facets.values():
                facet.extend([()] * missing)

    def _count_standing(self, known: int, stood: Mask) -> None:
        """Bring the counts of what stands up to date: what is new, and what stood among the places known."""
        self._listed = None
        began = self.listed().copy()
        ended = np.zeros_like(began)
        ended[:known] = stood & ~began[:known]
        began[:known] = False
        for facet in self._facets.values():
            facet.stand((began, np.flatnonzero(began)), (ended, np.flatnonzero(ended)))

    def _end(self, number: int, moment: int) -> None:
        place = self._standing.pop(number, None)
        if place is not None:
            self._ended.all[place] = moment


def _runs(entries: Sequence[int]) -> list[tuple[int, int]]:
    """Where entries follow one another without a gap: from and to."""
    breaks = [0, *(np.flatnonzero(np.diff(entries) != 1) + 1).tolist(), len(entries)]
    return list(pairwise(breaks))


def _years(earliest: int | None, latest: int | None) -> Sequence[str]:
    """Every year that a date may mean."""
    if earliest is None or latest is None:
        return ()
    years = range(date.fromordinal(earliest).year, date.fromordinal(latest).year + 1)
    return [f"{year:04}" for year in years]


def _number(when: date) -> int:
    return (when - _EPOCH) // _MICROSECOND if isinstance(when, datetime) else when.toordinal()
