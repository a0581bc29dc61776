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
6. Each reason is a sentence, with the one thing that would raise the ceiling in that respect.

The order of the evidence changes nothing. Taking away evidence in the verdict's direction never raises the
ceiling, at any size: the table asks for no more than two origins, and two are always counted exactly.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from claims.choices import Confidence, Credibility, Reliability, Stance
from claims.origins import Origins, SourceFacts, Sources, carried, count_origins, find_cycle, plural, rests_on

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
    condition: str


# The first row that holds decides. No row may ask for more than two origins (see claims.origins).
CEILING_TABLE = (
    CeilingRow(
        Confidence.HIGH,
        strong=2,
        fair=0,
        unopposed=True,
        condition="Two or more independent origins at A–B and 1–2 in the verdict's direction, "
        "and no standing contradiction of C/3 or better.",
    ),
    CeilingRow(
        Confidence.MODERATE,
        strong=1,
        fair=0,
        unopposed=False,
        condition="At least one origin at A–B and 1–2 in the verdict's direction.",
    ),
    CeilingRow(
        Confidence.MODERATE,
        strong=0,
        fair=2,
        unopposed=False,
        condition="Two or more independent origins at C/3 or better in the verdict's direction.",
    ),
    CeilingRow(Confidence.LOW, strong=0, fair=0, unopposed=False, condition="Everything else."),
)


@dataclass(frozen=True, slots=True)
class Direction:
    """Which side decides for these ratings."""

    ratings: tuple[int | None, ...]
    sides: tuple[Stance, ...]
    rule: str


DIRECTION_TABLE = (
    Direction((5, 4), (Stance.SUPPORTS,), "A verdict rated 4 or 5 rests on the supporting side."),
    Direction((2, 1), (Stance.REFUTES,), "A verdict rated 1 or 2 rests on the refuting side."),
    Direction(
        (3, None),
        (Stance.SUPPORTS, Stance.REFUTES),
        "A mixed verdict (3) or one that is not rated rests on both: the weaker side decides.",
    ),
)

SIDE_NAMES = {Stance.SUPPORTS: "supporting", Stance.REFUTES: "refuting"}
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
        return SIDE_NAMES[self.stance]


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
    other = next((side for stance, side in sides.items() if one_sided and stance not in direction.sides), None)
    contradicted = other is not None and other.fair.count > 0
    rows = {stance: _row(sides[stance], contradicted=contradicted) for stance in direction.sides}
    weakest = min((row.ceiling for row in rows.values()), key=CONFIDENCE_ORDER.index)
    deciding = [sides[stance] for stance, row in rows.items() if row.ceiling == weakest]
    decisive = rows[deciding[0].stance]
    findings = [Finding(f"{decisive.ceiling.value.capitalize()} at most. {direction.rule}")]
    findings += [finding for side in deciding for finding in _findings(side, rows[side.stance])]
    if contradicted and other is not None and _row(deciding[0], contradicted=False).ceiling != Confidence.LOW:
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
        origins = count_origins(
            (
                item.source
                for item in on_side
                if ways[item.source] != Reliability.F and item.credibility != Credibility.CANNOT_JUDGE
            ),
            sources,
        )
        if origins.count < ORIGINS_TO_CONFIRM:
            refusals.append(
                f"Credibility 1 (confirmed) needs a second independent origin on the {name} side: "
                f"{_inline(origins)}. Grade 2 at most, or cite a source that shares no source and no outlet "
                "with these."
            )
    return refusals


def is_above(confidence: str, ceiling: str) -> bool:
    """Whether a confidence is higher than the ceiling."""
    order = CONFIDENCE_ORDER.index
    return order(Confidence(confidence)) > order(Confidence(ceiling))


def _side(stance: Stance, items: Iterable[Item], sources: Sources) -> Side:
    on_side = [item for item in items if item.stance == stance]
    ways = carried({item.source for item in on_side}, sources)

    def origins_where(holds: Callable[[str | None, str | None], bool]) -> Origins:
        return count_origins(
            (item.source for item in on_side if holds(ways[item.source], item.credibility)), sources
        )

    without_basis = [
        item
        for item in on_side
        if ways[item.source] == Reliability.F or item.credibility == Credibility.CANNOT_JUDGE
    ]
    return Side(
        stance=stance,
        items=len(on_side),
        origins=origins_where(lambda letter, number: True),
        strong=origins_where(
            lambda letter, number: letter in STRONG_RELIABILITY and number in STRONG_CREDIBILITY
        ),
        fair=origins_where(lambda letter, number: letter in FAIR_RELIABILITY and number in FAIR_CREDIBILITY),
        ungraded=sum(
            (ways[item.source] is None or item.credibility is None) and item not in without_basis
            for item in on_side
        ),
        without_basis=len(without_basis),
    )


def _row(side: Side, *, contradicted: bool) -> CeilingRow:
    return next(
        row
        for row in CEILING_TABLE
        if side.strong.count >= row.strong
        and side.fair.count >= row.fair
        and not (row.unopposed and contradicted)
    )


def _findings(side: Side, row: CeilingRow) -> Iterator[Finding]:
    """What the deciding side has, and what it lacks for a higher ceiling."""
    topmost = row.ceiling == CONFIDENCE_ORDER[-1]
    if not side.items:
        yield Finding(f"There is no evidence on the {side.name} side.", _next_step(side))
        return
    yield Finding(
        f"On the {side.name} side: {_inline(side.origins)}; "
        f"{_number(side.strong)} at A–B and 1–2, {_number(side.fair)} at C/3 or better.",
        "" if topmost else _next_step(side),
    )
    if side.origins.count == 1 and len(side.origins.sources) > 1:
        yield Finding(
            f"The {plural(len(side.origins.sources), 'source')} on the {side.name} side share what they rest "
            "on, so they confirm one another no better than one of them alone.",
        )
    if side.ungraded:
        yield Finding(
            f"Not graded yet on the {side.name} side: {plural(side.ungraded, 'item')}, carrying nothing.",
            "" if topmost else f"Grade what is not graded yet on the {side.name} side, if it deserves it.",
        )
    if side.without_basis:
        yield Finding(
            f"Without a basis to judge (F or 6) on the {side.name} side: "
            f"{plural(side.without_basis, 'item')}, carrying nothing.",
            "" if topmost else "Find out enough about what is graded F or 6 to judge it.",
        )


def _next_step(side: Side) -> str:
    """What the side alone lacks for the next higher ceiling. Empty where it lacks nothing."""
    if _row(side, contradicted=False).ceiling == Confidence.LOW:
        return f"One origin at A–B and 1–2 on the {side.name} side would allow moderate."
    missing = CEILING_TABLE[0].strong - side.strong.count
    if missing <= 0:
        return ""
    return (
        f"{'One more origin' if missing == 1 else 'Two origins'} at A–B and 1–2 on the {side.name} side, "
        "sharing no source and no outlet with the others, would allow high"
        f"{' if nothing of C/3 or better stands against it' if side.items else ''}."
    )


def _contradiction(other: Side) -> Finding:
    return Finding(
        f"On the {other.name} side stands evidence of C/3 or better: {_inline(other.fair)}.",
        f"Explain the contradiction: high is open once nothing of C/3 or better stands on the {other.name} "
        "side.",
    )


def _number(origins: Origins) -> str:
    return f"{'' if origins.exact else 'at least '}{plural(origins.count, 'origin')}"


def _inline(origins: Origins) -> str:
    """The origins' sentence, to stand inside another one."""
    return origins.sentence[:1].lower() + origins.sentence[1:].rstrip(".")


# A level of confidence, before or after the word. "Medium" is not one of ours, but it is what people write.
_CONFIDENCE = re.compile(
    r"\b(?:low|moderate|medium|high)(?:ly|er|est)?(?:[\s-]+(?:level|degree)\s+of)?[\s-]+confiden(?:ce|t)\b"
    r"|\bmoderately[\s-]+confident\b|\bconfidence\b[^.;!?]{0,40}?\b(?:low|moderate|medium|high)\b",
    re.IGNORECASE,
)
# The terms of ICD 203, both rows, and their adverbs. "Remote" only where it speaks of chances.
_LIKELIHOOD = re.compile(
    r"\b(?:un)?likely\b|\b(?:im)?probabl[ey]\b|\b(?:almost|nearly)\s+certain(?:ly)?\b|\balmost\s+no\s+chance\b"
    r"|\broughly\s+even\s+(?:chance|odds)\b|\bremote\s+(?:chance|possibility|probability|likelihood)\b"
    r"|\b(?:is|as|be|seems|remains)\s+remote\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|\n\s*\n|\n\s*[-*•]\s+")


def mixed_language(text: str) -> list[str]:
    """The sentences of a rationale that put a level of confidence and a term of likelihood together.

    Confidence is about the basis of the judgement, likelihood about the world: each gets its own sentence.
    """
    mixed = []
    for sentence in _sentences(text):
        if _CONFIDENCE.search(sentence) and _LIKELIHOOD.search(sentence):
            mixed.append(sentence)
    return mixed


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        # "approx. forty" goes on: a full stop before a small letter ends no sentence.
        if "\n" not in end.group() and text[end.end() : end.end() + 1].islower():
            continue
        yield " ".join(text[start : end.end()].split())
        start = end.end()
    if rest := " ".join(text[start:].split()):
        yield rest
