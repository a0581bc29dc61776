"""How far first and second assessments agree: Krippendorff's alpha. Floor 3: reads; writes nothing.

After Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011):

1. A unit is something that was judged, with one value for each observer; None is a missing value.
2. A unit with fewer than two values can't be paired and is left out. Nothing else is.
3. The coincidences o(c, k) count, over all units, the ordered pairs of values c and k inside a unit of m
   values, each pair with the weight 1 / (m - 1). They add up to n, the number of pairable values.
4. alpha = 1 - observed disagreement / expected disagreement, where a pair counts by its distance:
   nominal 0 or 1; ordinal the square of how many values lie from c to k, half of those at c and at k.
5. Alpha is 1 for perfect agreement, 0 for what chance would give, below 0 for less than that.

Where it is not defined the value is None and nothing is put in its place: with fewer than two pairable
values there is nothing to compare; where all pairable values are the same, chance alone would agree as
well, and 0 / 0 says neither 1 nor 0. Sums are exact fractions; only the answers are rounded to floats.

Verdicts are compared twice, because some are not on the line from false to true. The ordinal alpha takes
only pairs in which *both* are rated; the nominal alpha takes all pairs, by the verdict's code; and the
pairs in which only one of the two is rated are counted apart, since no distance between them is meant.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from claims.grading import CONFIDENCE_ORDER
from claims.models import Assessment, AssessmentRequest, Person

Value = int | str
Metric = Literal["ordinal", "nominal"]
Distance = Callable[[Value, Value], Fraction]

# What Krippendorff asks for before a conclusion is drawn, and for a tentative one (Content Analysis, 2004).
RELIABLE, TENTATIVE = 0.8, 0.667
# Below this many units one more pair can move alpha across these lines, so that no level is named. Our own.
FEW = 20

# The last paragraph above, for the people who read the numbers.
HANDLED = gettext_noop(
    "Some verdicts are not on the line from false to true, so verdicts are compared twice. The ordinal alpha "
    "takes only the pairs in which both verdicts are rated. The nominal alpha takes all pairs and asks only "
    "whether the two verdicts are the same. Pairs in which only one of the two is rated are counted apart: "
    "no distance between them is meant."
)


@dataclass(frozen=True, slots=True)
class Alpha:
    """One coefficient, and what it was counted from."""

    value: float | None  # None: not defined
    units: int  # units with at least two values
    pairable: int  # values in them
    observed: float | None  # disagreement inside the units; None without a pairable value
    expected: float | None  # disagreement if the same values had been dealt out by chance

    @property
    def sentence(self) -> str:
        """For example: "Alpha 0.815 over 31 units: reliable." """
        if self.pairable == 0:
            return _("Not defined: nothing was judged twice.")
        if self.value is None:
            return _("Not defined: all values are the same, so chance would agree as well.")
        count = ngettext("%(count)s unit", "%(count)s units", self.units) % {"count": self.units}
        return _("Alpha %(value)s over %(count)s: %(level)s.") % {
            "value": number_format(f"{self.value:.3f}"),
            "count": count,
            "level": self.level,
        }

    @property
    def level(self) -> str:
        """What may be concluded from it, in words; "" where it is not defined."""
        if self.value is None:
            return ""
        if self.units < FEW:
            return _("fewer than %(FEW)s, too few to conclude from") % {"FEW": FEW}
        if self.value >= RELIABLE:
            return _("reliable")
        return _("tentative conclusions only") if self.value >= TENTATIVE else _("too low to rely on")


def alpha(units: Iterable[Sequence[Value | None]], *, metric: Metric) -> Alpha:
    """Krippendorff's alpha of these units. Ordinal values must be comparable with each other."""
    judged = [values for unit in units if len(values := [v for v in unit if v is not None]) > 1]
    totals = Counter(value for values in judged for value in values)
    pairable = totals.total()
    if not pairable:
        return Alpha(None, 0, 0, None, None)
    distance = _ordinal(totals) if metric == "ordinal" else _nominal
    observed = sum((_within(values, distance) for values in judged), Fraction()) / pairable
    expected = sum((totals[c] * totals[k] * distance(c, k) for c in totals for k in totals), Fraction()) / (
        pairable * (pairable - 1)
    )
    value = float(1 - observed / expected) if expected else None
    return Alpha(value, len(judged), pairable, float(observed), float(expected))


def _within(values: Sequence[Value], distance: Distance) -> Fraction:
    """The distances of all ordered pairs of a unit, with the weight 1 / (m - 1)."""
    counts = Counter(values)
    pairs = sum((counts[c] * counts[k] * distance(c, k) for c in counts for k in counts), Fraction())
    return pairs / (len(values) - 1)


def _nominal(one: Value, other: Value) -> Fraction:
    return Fraction(one != other)


def _ordinal(totals: Counter[Value]) -> Distance:
    """Squared distance between two ranks, as the counts of all values set it."""
    below: dict[Value, int] = {}
    seen = 0
    for value in sorted(totals):
        below[value] = seen
        seen += totals[value]
    middle = {value: below[value] + Fraction(totals[value], 2) for value in totals}
    # From c to k without half of c and half of k: the way from the middle of the one to that of the other.
    return lambda one, other: (middle[one] - middle[other]) ** 2


# ── First and second assessments ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Judgement:
    """What of an assessment is compared."""

    verdict: str  # the code
    rating: int | None  # 5 true to 1 false; None: not on the line
    confidence: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The first assessment of a claim and the blind second one."""

    claim: int
    first: Judgement
    second: Judgement
    on: date  # when the second one was given


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the pairs agree. The module says how verdicts that are not rated are handled."""

    pairs: int
    rated: Alpha  # ordinal, over pairs in which both verdicts are rated
    verdicts: Alpha  # nominal, over the codes of all pairs
    confidence: Alpha  # ordinal: low, moderate, high
    same_verdict: int
    both_rated: int
    both_not_rated: int
    one_rated: int  # one analyst put it on the line from false to true, the other did not
    opposed: int  # one rated 4 or 5, the other 1 or 2
    same_confidence: int


def agreement_of(pairs: Iterable[Pair]) -> Agreement:
    """The agreement of first and second assessments."""
    listed = list(pairs)
    ratings = [(pair.first.rating, pair.second.rating) for pair in listed]
    rated = [(one, other) for one, other in ratings if one is not None and other is not None]
    not_rated = sum(one is None and other is None for one, other in ratings)
    level = {str(confidence): rank for rank, confidence in enumerate(CONFIDENCE_ORDER)}
    return Agreement(
        pairs=len(listed),
        rated=alpha(rated, metric="ordinal"),
        verdicts=alpha([(pair.first.verdict, pair.second.verdict) for pair in listed], metric="nominal"),
        confidence=alpha(
            [(level[pair.first.confidence], level[pair.second.confidence]) for pair in listed],
            metric="ordinal",
        ),
        same_verdict=sum(pair.first.verdict == pair.second.verdict for pair in listed),
        both_rated=len(rated),
        both_not_rated=not_rated,
        one_rated=len(listed) - len(rated) - not_rated,
        opposed=sum(max(both) > 3 > min(both) for both in rated),
        same_confidence=sum(pair.first.confidence == pair.second.confidence for pair in listed),
    )


def pairs_for(
    *, reader: Person, topic: str | None = None, since: date | None = None, until: date | None = None
) -> list[Pair]:
    """First and second assessments, under a topic (its slug), by the day of the second; oldest first.

    The first is the newest leading one, by somebody else, that stood when the second was given. What
    this reader must not see yet, because a second assessment is asked of them, is left out.
    """
    waiting = AssessmentRequest.objects.awaiting(reader).filter(claim=OuterRef("claim"))
    seconds = (
        Assessment.objects.filter(request__isnull=False)
        .exclude(Exists(waiting))
        .select_related("verdict")
        .order_by("id")
    )
    if topic is not None:
        seconds = seconds.filter(claim__topics__slug=topic)
    if since is not None:
        seconds = seconds.filter(assessed_at__date__gte=since)
    if until is not None:
        seconds = seconds.filter(assessed_at__date__lte=until)
    given = list(seconds)
    leading: dict[int, list[Assessment]] = {}
    for assessment in (
        Assessment.objects.leading()
        .filter(claim__in={second.claim_id for second in given})
        .select_related("verdict")
        .order_by("-id")
    ):
        leading.setdefault(assessment.claim_id, []).append(assessment)
    pairs = []
    for second in given:
        before = (
            first
            for first in leading.get(second.claim_id, ())
            if first.pk < second.pk and first.assessed_by_id != second.assessed_by_id
        )
        if first := next(before, None):
            pairs.append(
                Pair(
                    second.claim_id,
                    _judgement(first),
                    _judgement(second),
                    timezone.localdate(second.assessed_at),
                )
            )
    return pairs


def _judgement(assessment: Assessment) -> Judgement:
    return Judgement(assessment.verdict.code, assessment.verdict.rating, assessment.confidence)
