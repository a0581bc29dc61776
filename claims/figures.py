"""Figures of related claims that disagree, and a claim's own figures in other currencies. Floor 3: pure.

1. Two figures are comparable when they count the same thing (the role, whatever its case and blanks), when
   what is known of their dates does not rule out that they speak of the same time, and when both have the
   same unit, or are sums of money for which an analyst entered a rate between exactly these currencies.
2. Without such a rate nothing is converted. Rates are never chained and never assumed.
3. Two ranges disagree when the gap between their nearest ends is larger than the tolerance, as a share of
   the larger of these ends (by size), so that it does not matter which figure is named first.
4. Where there are several rates, the figures disagree only if they do at each of them; the sentence names
   the rate at which they come closest.
5. A figure that the other claim gives as well is in no conflict, whatever else that claim gives beside it.

All arithmetic is decimal. A comparison only ever multiplies (one unit of the base by the rate), so that
both directions give the same answer to the last digit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from itertools import product
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.models.dates import first_and_last_day
from claims.phrasing import figure_value, partial_date

# Rounding alone makes this difference: 9.5 for 9.46 billion is 0.4 percent, 500 for 492 firms 1.6.
TOLERANCE = Decimal("0.02")
# Who says "about" rounds to the nearest handy number: 60 for 55 million is 8.3 percent.
APPROXIMATE_TOLERANCE = Decimal("0.10")

# Wide enough for 24 digits of a figure times 20 of a rate without loss.
_EXACT = Context(prec=60)
# A converted sum has as many digits as figure and rate vouch for, but never so few that it misleads.
LEAST_DIGITS = 2
WITHHELD = gettext_noop("a withheld source")

Figure = Mapping[str, Any]  # a figure as a record holds it


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """What one unit of `base` was worth in `quote`, as a source gives it."""

    base: str
    quote: str
    rate: Decimal
    on: str  # EDTF
    source: str  # its title, for readers

    @property
    def sentence(self) -> str:
        """For example: "1 EUR = 1.5 USD (October 2018, Table of rates)"."""
        return (
            f"1 {self.base} = {self.rate.normalize():f} {self.quote} ({partial_date(self.on)}, {self.source})"
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two comparable figures of two claims that disagree beyond the tolerance."""

    first: Figure
    second: Figure
    gap: Decimal  # as a share of the larger of the nearest ends
    tolerance: Decimal
    rate: Rate | None  # the one that made them comparable, if it took one
    sentence: str


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A figure in another currency, by one rate."""

    figure: dict[str, Any]  # low, high, unit, approximate as in a record
    rate: Rate
    sentence: str


def rates_of(content: Mapping[str, Any]) -> list[Rate]:
    """The rates in a record's content, each with the title of its source."""
    sources = {source["ref"]: source for source in content["sources"]}
    return [
        Rate(
            row["base"],
            row["quote"],
            Decimal(row["rate"]),
            row["on"],
            _(WITHHELD) if (source := sources[row["source"]])["withheld"] else source["title"],
        )
        for row in content["rates"]
    ]


def conflicts(
    figures_a: Iterable[Figure],
    figures_b: Iterable[Figure],
    rates: Iterable[Rate] = (),
    *,
    named: tuple[str, str] | None = None,
) -> list[Conflict]:
    """Where the figures of two claims disagree. Swapping the claims swaps `first` and `second`, no more.

    `named` says in the sentences whose figure is which.
    """
    names = named or (_("this claim"), _("the other claim"))
    listed_a, listed_b, known = list(figures_a), list(figures_b), sorted(set(rates))
    compared = {
        (a, b): found
        for (a, figure), (b, other) in product(enumerate(listed_a), enumerate(listed_b))
        if (found := _compare(figure, other, known))
    }
    agreeing_a = {a for (a, _), found in compared.items() if found.agree}
    agreeing_b = {b for (_, b), found in compared.items() if found.agree}
    found_conflicts = {
        (_key(listed_a[a]), _key(listed_b[b])): _conflict(listed_a[a], listed_b[b], found, names)
        for (a, b), found in compared.items()
        if a not in agreeing_a and b not in agreeing_b
    }
    return [found_conflicts[key] for key in sorted(found_conflicts)]


def equivalents(figure: Figure, rates: Iterable[Rate]) -> list[Equivalent]:
    """One of a claim's figures in every currency that the claim's own rates lead to in one step."""
    found = []
    for rate in sorted(set(rates)):
        if figure["unit"] == rate.base:
            unit = rate.quote
            low, high = (_EXACT.multiply(amount, rate.rate) for amount in _ends(figure))
        elif figure["unit"] == rate.quote:
            unit = rate.base
            low, high = (_EXACT.divide(amount, rate.rate) for amount in _ends(figure))
        else:
            continue
        digits = max(LEAST_DIGITS, min(_digits(rate.rate), max(map(_digits, _ends(figure)))))
        converted = {
            **figure,
            "unit": unit,
            "low": _rounded(low, digits),
            "high": _rounded(high, digits),
        }
        stated = {**converted, "approximate": False}  # the sign before it says so
        sentence = _("%(figure)s ≈ %(converted)s at %(rate)s") % {
            "figure": figure_value(dict(figure)),
            "converted": figure_value(stated),
            "rate": rate.sentence,
        }
        found.append(Equivalent(converted, rate, sentence))
    return found


# ── Comparing ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Comparison:
    gap: Decimal
    tolerance: Decimal
    rate: Rate | None

    @property
    def agree(self) -> bool:
        return self.gap <= self.tolerance


def _compare(one: Figure, other: Figure, rates: Sequence[Rate]) -> _Comparison | None:
    """How far two figures lie apart; None where they are not comparable."""
    if _plain(one["role"]) != _plain(other["role"]) or not _may_be_of_one_time(one["as_of"], other["as_of"]):
        return None
    tolerance = APPROXIMATE_TOLERANCE if one["approximate"] or other["approximate"] else TOLERANCE
    if _plain(one["unit"]) == _plain(other["unit"]):
        return _Comparison(_gap(_ends(one), _ends(other)), tolerance, None)
    usable = [rate for rate in rates if {rate.base, rate.quote} == {one["unit"], other["unit"]}]
    at_each = (
        _Comparison(_gap(_in_quote(one, rate), _in_quote(other, rate)), tolerance, rate) for rate in usable
    )
    return min(at_each, key=lambda each: each.gap, default=None)


def _gap(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> Decimal:
    """The way between the nearest ends of two ranges, as a share of the larger of these; 0 if they meet."""
    lower, upper = sorted((one, other))
    below, above = lower[1], upper[0]
    if below >= above:
        return Decimal(0)
    return _EXACT.divide(_EXACT.subtract(above, below), max(abs(below), abs(above)))


def _in_quote(figure: Figure, rate: Rate) -> tuple[Decimal, Decimal]:
    low, high = _ends(figure)
    if figure["unit"] == rate.quote:
        return low, high
    return _EXACT.multiply(low, rate.rate), _EXACT.multiply(high, rate.rate)


def _ends(figure: Figure) -> tuple[Decimal, Decimal]:
    return Decimal(figure["low"]), Decimal(figure["high"])


def _may_be_of_one_time(one: str, other: str) -> bool:
    """Whether two partial dates can mean the same day; a missing one rules nothing out."""
    if not one or not other or one == other:
        return True
    (one_from, one_to), (other_from, other_to) = first_and_last_day(one), first_and_last_day(other)
    return one_from <= other_to and other_from <= one_to


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip().casefold()


def _key(figure: Figure) -> tuple[str, ...]:
    return (
        _plain(figure["role"]),
        str(figure["unit"]),
        *(f"{amount:f}" for amount in _ends(figure)),
        str(figure["approximate"]),
        str(figure["as_of"]),
    )


# ── Saying ──────────────────────────────────────────────────────────────────────────────────────────


def _conflict(one: Figure, other: Figure, found: _Comparison, named: tuple[str, str]) -> Conflict:
    role = " ".join(str(one["role"]).split())
    first, second = (
        _("%(figure)s (as of %(date)s, %(claim)s)")
        % {"figure": figure_value(dict(figure)), "date": partial_date(figure["as_of"]), "claim": name}
        if figure["as_of"]
        else f"{figure_value(dict(figure))} ({name})"
        for figure, name in zip((one, other), named, strict=True)
    )
    approximate = found.tolerance == APPROXIMATE_TOLERANCE
    sentence = f"{role[:1].upper()}{role[1:]}: " + (
        _(
            "%(first)s against %(second)s. They are %(gap)s percent apart; up to %(allowed)s percent counts "
            "as agreement where a figure is approximate."
        )
        if approximate
        else _(
            "%(first)s against %(second)s. They are %(gap)s percent apart; up to %(allowed)s percent counts "
            "as agreement."
        )
    ) % {
        "first": first,
        "second": second,
        "gap": _percent(found.gap),
        "allowed": _percent(found.tolerance),
    }
    if found.rate:
        sentence += " " + _("Compared at %(rate)s.") % {"rate": found.rate.sentence}
    return Conflict(one, other, found.gap, found.tolerance, found.rate, sentence)


def _percent(share: Decimal) -> str:
    """One decimal, rounded up, so that what is beyond the tolerance never reads as the tolerance itself."""
    tenths = (share * 1000).to_integral_value(rounding=ROUND_CEILING)
    return number_format(f"{(tenths / 10).normalize():f}")


def _digits(amount: Decimal) -> int:
    """How many digits the amount is given to, without the noughts at its ends."""
    return len(amount.normalize().as_tuple().digits)


def _rounded(amount: Decimal, digits: int) -> str:
    rounded = Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(amount)
    return f"{rounded.normalize():f}"
