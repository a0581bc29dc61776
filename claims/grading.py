"""What the evidence can carry: items in; origins, the ceiling and sentences out. Floor 3: pure.

1. An item counts for the side of its stance. Context counts for neither.
2. An item carries its source's reliability (the weakest letter on its way to a root, by the best way) and
   its own credibility. F, 6 and what is not graded yet carry nothing. No letter or number is ever turned
   into a quantity: what matters is only whether it belongs to one of the named sets below.
3. On each side three numbers of origins are counted (`claims.origins` says how): over all sources that are
   cited, over those with a *strong* item (A-B and 1-2), over those with a *fair* item (C/3 or better).
4. The verdict's rating names the side that decides (DIRECTION_TABLE).
5. The ceiling is the first row of CEILING_TABLE that holds for that side. Where both sides decide it is
   the weaker one's, and neither contradicts the verdict, because the verdict claims both.
6. Each reason is a sentence, with the one thing that would raise the ceiling in that respect. Sentences
   are said in the language that is active; records say them in the source's own (claims.records).

The order of the evidence changes nothing. Taking away evidence in the verdict's direction never raises the
ceiling, at any size: the table asks for no more than two origins, and two are always counted exactly.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Confidence, Credibility, Reliability, Stance
from claims.origins import Origins, SourceFacts, Sources, carried, count_origins, find_cycle, plural, rests_on
from claims.wording import mixed_language

__all__ = [
    "CEILING_TABLE",
    "DIRECTION_TABLE",
    "CeilingRow",
    "Direction",
    "Finding",
    "Item",
    "Origins",
    "Side",
    "SourceFacts",
    "Weighing",
    "carried",
    "count_origins",
    "find_cycle",
    "is_above",
    "mixed_language",
    "refuse_credibility_one",
    "rests_on",
    "weigh",
]

# Good enough to carry a verdict: a source that is usually right, an item that is at least probable.
STRONG_RELIABILITY = frozenset({Reliability.A, Reliability.B})
STRONG_CREDIBILITY = frozenset({Credibility.CONFIRMED, Credibility.PROBABLE})
# Good enough to be heard: it takes two of these to carry a verdict, and one to contradict it.
FAIR_RELIABILITY = STRONG_RELIABILITY | {Reliability.C}
FAIR_CREDIBILITY = STRONG_CREDIBILITY | {Credibility.POSSIBLE}

# "Confirmed by other independent sources" takes one origin that says it, and one other.
ORIGINS_TO_CONFIRM = 2


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence: which source, which stance, how believable (None: not graded yet)."""

    source: str
    stance: str
    credibility: str | None = None

    def __post_init__(self) -> None:
        Stance(self.stance)
        if self.credibility is not None:
            Credibility(self.credibility)


@dataclass(frozen=True, slots=True)
class CeilingRow:
    """One row of the table: what the deciding side needs for this ceiling."""

    ceiling: Confidence
    strong: int  # independent origins at A-B and 1-2
    fair: int  # independent origins at C/3 or better
    unopposed: bool  # whether a contradiction of C/3 or better closes this row
    condition: str  # as the method page prints it
    reason: str  # as the claim's own page says it where this row decides


# The first row that holds decides. No row may ask for more than two origins (see claims.origins).
CEILING_TABLE = (
    CeilingRow(
        Confidence.HIGH,
        strong=2,
        fair=0,
        unopposed=True,
        condition=gettext_noop(
            "Two or more independent origins at A–B and 1–2 in the verdict's direction, "
            "and no standing contradiction of C/3 or better."
        ),
        reason=gettext_noop(
            "High: two or more independent origins at A–B and 1–2 carry the verdict, and nothing of "
            "C/3 or better contradicts it."
        ),
    ),
    CeilingRow(
        Confidence.MODERATE,
        strong=1,
        fair=0,
        unopposed=False,
        condition=gettext_noop("At least one origin at A–B and 1–2 in the verdict's direction."),
        reason=gettext_noop("Moderate: at least one origin at A–B and 1–2 carries the verdict."),
    ),
    CeilingRow(
        Confidence.MODERATE,
        strong=0,
        fair=2,
        unopposed=False,
        condition=gettext_noop(
            "Two or more independent origins at C/3 or better in the verdict's direction."
        ),
        reason=gettext_noop("Moderate: two or more independent origins at C/3 or better carry the verdict."),
    ),
    CeilingRow(
        Confidence.LOW,
        strong=0,
        fair=0,
        unopposed=False,
        condition=gettext_noop("Everything else."),
        reason=gettext_noop(
            "Low: neither one origin at A–B and 1–2 nor two at C/3 or better carry the verdict."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Direction:
    """Which side decides for these ratings."""

    ratings: tuple[int | None, ...]
    sides: tuple[Stance, ...]
    rule: str


DIRECTION_TABLE = (
    Direction(
        (5, 4), (Stance.SUPPORTS,), gettext_noop("A verdict rated 4 or 5 rests on the supporting side.")
    ),
    Direction((2, 1), (Stance.REFUTES,), gettext_noop("A verdict rated 1 or 2 rests on the refuting side.")),
    Direction(
        (3, None),
        (Stance.SUPPORTS, Stance.REFUTES),
        gettext_noop("A mixed verdict (3) or one that is not rated rests on both: the weaker side decides."),
    ),
)

# As they stand before "side".
SIDE_NAMES = {Stance.SUPPORTS: gettext_noop("supporting"), Stance.REFUTES: gettext_noop("refuting")}
CONFIDENCE_ORDER = (Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side of a claim."""

    stance: Stance
    items: int
    origins: Origins  # over all sources that are cited
    strong: Origins  # over sources with an item at A-B and 1-2
    fair: Origins  # over sources with an item at C/3 or better
    ungraded: int  # items that carry nothing until they, or a source on their way, are graded
    without_basis: int  # items that carry nothing because of F or 6

    @property
    def name(self) -> str:
        return _(SIDE_NAMES[self.stance])


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for the ceiling, and the one thing that would raise it in this respect ("": nothing)."""

    reason: str
    raise_by: str = ""


@dataclass(frozen=True, slots=True)
class Weighing:
    """The highest confidence that the evidence can carry, and why."""

    supporting: Side
    refuting: Side
    ceiling: Confidence
    row: CeilingRow
    findings: tuple[Finding, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(finding.reason for finding in self.findings)

    @property
    def raise_by(self) -> tuple[str, ...]:
        return tuple(finding.raise_by for finding in self.findings if finding.raise_by)


def weigh(items: Iterable[Item], sources: Sources, *, rating: int | None) -> Weighing:
    """Weigh the evidence for a verdict with this rating (5 true to 1 false, None: not ratable)."""
    direction = next((each for each in DIRECTION_TABLE if rating in each.ratings), None)
    if direction is None:
        raise ValueError(f"A verdict's rating is 1 to 5 or none, not {rating!r}.")
    listed = list(items)
    sides = {stance: _side(stance, listed, sources) for stance in SIDE_NAMES}
    one_sided = len(direction.sides) == 1
    other = next(
        (side for stance, side in sides.items() if one_sided and stance not in direction.sides), None
    )
    contradicted = other is not None and other.fair.count > 0
    rows = {stance: _row(sides[stance], contradicted=contradicted) for stance in direction.sides}
    weakest = min((row.ceiling for row in rows.values()), key=CONFIDENCE_ORDER.index)
    deciding = [sides[stance] for stance, row in rows.items() if row.ceiling == weakest]
    decisive = rows[deciding[0].stance]
    findings = [Finding(_(decisive.reason)), Finding(_(direction.rule))]
    for side in deciding:
        both = len(deciding) > 1
        findings += _findings(side, rows[side.stance], contradicted=contradicted, both=both)
    if other is not None and contradicted and decisive.ceiling != Confidence.LOW:
        findings.append(_contradiction(other))
    return Weighing(
        sides[Stance.SUPPORTS], sides[Stance.REFUTES], decisive.ceiling, decisive, tuple(findings)
    )


def refuse_credibility_one(items: Iterable[Item], sources: Sources) -> list[str]:
    """A sentence for each side where an item is graded 1 (confirmed) without a second origin; [] if none.

    What carries nothing for good (F, 6) confirms nothing. What is not graded yet may confirm, so that two
    items can be graded one after the other.
    """
    refusals = []
    listed = list(items)
    ways = carried({item.source for item in listed}, sources)
    for stance, name in SIDE_NAMES.items():
        on_side = [item for item in listed if item.stance == stance]
        if not any(item.credibility == Credibility.CONFIRMED for item in on_side):
            continue
        cited = (i.source for i in on_side if not _without_basis(ways[i.source], i.credibility))
        origins = count_origins(cited, sources)
        if origins.count < ORIGINS_TO_CONFIRM:
            refusals.append(
                _(
                    "Credibility 1 (confirmed) needs a second independent origin on the %(side)s side: "
                    "%(origins)s. Grade 2 at most, or cite a source that shares no source and no outlet "
                    "with these."
                )
                % {"side": _(name), "origins": _inline(origins)}
            )
    return refusals


def is_above(confidence: str, ceiling: str) -> bool:
    """Whether a confidence is higher than the ceiling."""
    order = CONFIDENCE_ORDER.index
    return order(Confidence(confidence)) > order(Confidence(ceiling))


def _side(stance: Stance, items: Iterable[Item], sources: Sources) -> Side:
    on_side = [item for item in items if item.stance == stance]
    ways = carried({item.source for item in on_side}, sources)
    graded = [(item.source, ways[item.source], item.credibility) for item in on_side]
    judged = [each for each in graded if not _without_basis(each[1], each[2])]

    def at_least(letters: Set[str], numbers: Set[str]) -> Origins:
        cited = (ref for ref, letter, number in judged if letter in letters and number in numbers)
        return count_origins(cited, sources)

    return Side(
        stance=stance,
        items=len(on_side),
        origins=count_origins((item.source for item in on_side), sources),
        strong=at_least(STRONG_RELIABILITY, STRONG_CREDIBILITY),
        fair=at_least(FAIR_RELIABILITY, FAIR_CREDIBILITY),
        ungraded=sum(letter is None or number is None for _ref, letter, number in judged),
        without_basis=len(graded) - len(judged),
    )


def _without_basis(letter: str | None, number: str | None) -> bool:
    return letter == Reliability.F or number == Credibility.CANNOT_JUDGE


def _row(side: Side, *, contradicted: bool) -> CeilingRow:
    return next(
        row
        for row in CEILING_TABLE
        if side.strong.count >= row.strong
        and side.fair.count >= row.fair
        and not (row.unopposed and contradicted)
    )


def _findings(side: Side, row: CeilingRow, *, contradicted: bool, both: bool) -> Iterator[Finding]:
    """What the deciding side has, and what it lacks for a higher ceiling. `both`: the other decides too."""
    topmost = row.ceiling == CONFIDENCE_ORDER[-1]
    next_step = "" if topmost else _next_step(side, contradicted=contradicted, both=both)
    if not side.items:
        yield Finding(_("There is no evidence on the %(side)s side.") % {"side": side.name}, next_step)
        return
    told = {
        "side": side.name,
        "origins": _inline(side.origins),
        "strong": _number(side.strong),
        "fair": _number(side.fair),
        "ungraded": plural(side.ungraded, "item"),
        "without_basis": plural(side.without_basis, "item"),
    }
    yield Finding(
        _("On the %(side)s side: %(origins)s; %(strong)s at A–B and 1–2, %(fair)s at C/3 or better.") % told,
        next_step,
    )
    if side.ungraded:
        yield Finding(
            _("Not graded yet on the %(side)s side, so carrying nothing: %(ungraded)s.") % told,
            "" if topmost else _("Grade what is not graded yet on the %(side)s side.") % told,
        )
    if side.without_basis:
        yield Finding(
            _(
                "Without a basis on the %(side)s side (F or 6, retracted, or withheld and not counting), "
                "so carrying nothing: %(without_basis)s."
            )
            % told,
            "" if topmost else _("Find a basis for what carries nothing on the %(side)s side.") % told,
        )


def _next_step(side: Side, *, contradicted: bool, both: bool) -> str:
    """What the side itself lacks for the next higher ceiling. Empty where it lacks nothing.

    Where both sides decide, lifting one alone allows nothing yet, and the sentence says so.
    """
    named = {"side": side.name}
    if _row(side, contradicted=False).ceiling == Confidence.LOW:
        if both:
            return (
                _(
                    "One origin at A–B and 1–2 on the %(side)s side, and as much on the other, "
                    "would allow moderate."
                )
                % named
            )
        return _("One origin at A–B and 1–2 on the %(side)s side would allow moderate.") % named
    missing = CEILING_TABLE[0].strong - side.strong.count
    if missing <= 0:
        return ""
    return _(TOWARD_HIGH[missing == 1, both, contradicted]) % named


# What would allow high, by: whether one origin is there already, whether the other side decides too,
# whether something stands against it (which, where both decide, nothing does).
TOWARD_HIGH = {
    (True, False, False): gettext_noop(
        "One more origin at A–B and 1–2 on the %(side)s side, independent of the first, would allow high."
    ),
    (True, False, True): gettext_noop(
        "One more origin at A–B and 1–2 on the %(side)s side, independent of the first, would allow high "
        "once the contradiction is explained."
    ),
    (True, True, False): gettext_noop(
        "One more origin at A–B and 1–2 on the %(side)s side, independent of the first, "
        "and as much on the other side, would allow high."
    ),
    (False, False, False): gettext_noop(
        "Two origins at A–B and 1–2 on the %(side)s side, independent of each other, would allow high."
    ),
    (False, False, True): gettext_noop(
        "Two origins at A–B and 1–2 on the %(side)s side, independent of each other, would allow high "
        "once the contradiction is explained."
    ),
    (False, True, False): gettext_noop(
        "Two origins at A–B and 1–2 on the %(side)s side, independent of each other, "
        "and as much on the other side, would allow high."
    ),
}


def _contradiction(other: Side) -> Finding:
    return Finding(
        _("On the %(side)s side stands evidence of C/3 or better: %(origins)s.")
        % {"side": other.name, "origins": _inline(other.fair)},
        _(
            "Explain the contradiction: high is closed while evidence of C/3 or better stands on the "
            "%(side)s side."
        )
        % {"side": other.name},
    )


def _number(origins: Origins) -> str:
    number = plural(origins.count, "origin")
    return number if origins.exact else _("at least %(number)s") % {"number": number}


def _inline(origins: Origins) -> str:
    """The origins' sentence, to stand inside another one."""
    return origins.sentence[:1].lower() + origins.sentence[1:].rstrip(".")
