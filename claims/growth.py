"""The picture of the ledger over time: one column a period, stacked by verdict. Floor 3: pure, no HTML.

1. Every period between the first and the last has its column, whether anything was published in it or not.
2. In a column true stands at the foot and false at the top, as far as verdicts lie on that line; the others
   stand above them. So place tells verdicts apart, and tone only helps.
3. The same numbers stand in a table, with the same words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from claims.facets import Growth

WIDTH, HEIGHT = 1000, 200  # the picture is stretched to the room that it has
GAP = 0.22  # of a column's width, between two columns
LEAST = 1.5  # of a part that stands for something
MOST_COLUMNS = 80  # the oldest periods beyond them are not drawn, and the picture says so


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict of the scheme, as readers are told of it."""

    code: str
    label: str
    rating: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """The entries of one verdict in one column."""

    verdict: Verdict
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One period: when it begins, and its parts from the foot up."""

    begins: date
    total: int
    counts: tuple[int, ...]  # of each verdict in the picture's order, for the table
    parts: tuple[Part, ...]
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """All columns, and what has to be said with them."""

    unit: str
    verdicts: tuple[Verdict, ...]  # in the order in which they are stacked
    columns: tuple[Column, ...]
    most: int  # entries in the highest column
    left_out: int  # entries of periods that are not drawn
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def totals(self) -> list[tuple[Verdict, int]]:
        """How many entries of each verdict the picture shows."""
        return [
            (verdict, sum(column.counts[place] for column in self.columns))
            for place, verdict in enumerate(self.verdicts)
        ]


def picture_of(growth: Growth, verdicts: Sequence[Verdict]) -> Picture | None:
    """The picture, or None where it would be a single column or none: there is no course to show yet."""
    if not growth.counts:
        return None
    periods = list(_periods(growth.unit, min(growth.counts), max(growth.counts)))
    if len(periods) < 2:
        return None
    drawn, older = periods[-MOST_COLUMNS:], periods[:-MOST_COLUMNS]
    order = _stacked(growth, verdicts)
    most = max(sum(growth.counts.get(period, {}).values()) for period in drawn)
    step = WIDTH / len(drawn)
    return Picture(
        unit=growth.unit,
        verdicts=order,
        columns=tuple(
            _column(period, growth.counts.get(period, {}), order, most, place * step, step * (1 - GAP))
            for place, period in enumerate(drawn)
        ),
        most=most,
        left_out=sum(sum(growth.counts.get(period, {}).values()) for period in older),
    )


def _column(
    begins: date, counts: Mapping[str, int], order: Sequence[Verdict], most: int, x: float, width: float
) -> Column:
    parts, y = [], float(HEIGHT)
    for verdict in order:
        if count := counts.get(verdict.code, 0):
            height = max(HEIGHT * count / most, LEAST)
            y = max(y - height, 0.0)
            parts.append(Part(verdict, count, round(y, 1), round(height, 1)))
    return Column(
        begins=begins,
        total=sum(counts.values()),
        counts=tuple(counts.get(verdict.code, 0) for verdict in order),
        parts=tuple(parts),
        x=round(x, 1),
        width=round(width, 1),
    )


def _stacked(growth: Growth, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts that occur, true first and false last, then those off the line; unknown ones by code."""
    found = {code for counts in growth.counts.values() for code in counts}
    known = {verdict.code: verdict for verdict in verdicts}
    named = [known.get(code) or Verdict(code, code, None) for code in sorted(found)]
    places = {verdict.code: place for place, verdict in enumerate(verdicts)}
    return tuple(
        sorted(named, key=lambda verdict: (-(verdict.rating or 0), places.get(verdict.code, len(places))))
    )


def _periods(unit: str, first: date, last: date) -> Iterator[date]:
    """The first day of every period from one to the other."""
    day = first
    while day <= last:
        yield day
        if unit == "week":
            day += timedelta(days=7)
        else:
            months = {"month": 1, "quarter": 3, "year": 12}[unit]
            later = day.year * 12 + day.month - 1 + months
            day = date(later // 12, later % 12 + 1, 1)
