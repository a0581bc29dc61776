"""How many independent origins the cited sources have. Floor 3: pure, no table is read.

Sentences are said in the language that is active; records say them in the source's own (claims.records).

1. A source rests on itself, on everything that it relays directly or through a chain, and on the
   outlets of all of these.
2. Two cited sources are independent when nothing that either rests on is shared.
3. The origins are the largest set of cited sources that are independent of each other.
4. Up to EXACT_UP_TO distinct cited sources the number is exact: a search over their conflict graph.
5. Above that it is the Caro-Wei bound: the sum, over the cited sources, of 1 / (the number of cited
   sources that share something with this one, itself included), rounded up. It never overstates.
6. A source carries the weakest reliability on its way to a root, by the best way where there are several.

What holds. Origins never exceed the cited sources. Adding a relay never raises them, at any size: what a
source rests on only grows, and both the exact number and the bound can only fall as conflicts are added
(the number of cited sources alone decides which of the two is used, and relays do not change it). Taking
away a cited source never raises the exact number. It can raise the number shown where it brings the
sources down to EXACT_UP_TO and the bound gives way to the exact number, so the sentence says "at least".
One, and "two or more", are exact at every size: the bound exceeds 1 exactly when two cited sources are
independent. The ceiling asks for no more than two, so it never depends on a bound.
A better way may raise what a source *carries*: a source that relays a C report carries C, and carries A
once it is known to relay an A record as well.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from claims.choices import Reliability

# Distinct cited sources on one side up to which origins are counted exactly. No claim seen so far comes
# near it, and the hardest conflict graphs tried at this size answer in about 30 ms.
EXACT_UP_TO = 40
# The bound adds fractions as whole numbers of this unit, each rounded down, so that it can never be
# rounded up past the truth. The unit is far finer than the smallest gap that matters (2/n² for n sources).
BOUND_UNIT = 10**24

# The letters that say something, best first. F is missing on purpose: it is no basis to judge, and has
# no place in an order.
JUDGED = (Reliability.A, Reliability.B, Reliability.C, Reliability.D, Reliability.E)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What grading needs to know of one source. `relays` names the sources whose reports it passes on."""

    ref: str
    reliability: str | None = None  # a letter; None where nobody has graded it yet
    outlet: str | None = None
    relays: tuple[str, ...] = ()
    retracted: bool = False  # withdrawn by its publisher: judged as F, by every way that leads through it

    def __post_init__(self) -> None:
        if self.reliability is not None:
            Reliability(self.reliability)  # an unknown letter is a mistake, never a silent "carries nothing"

    @property
    def grade(self) -> str | None:
        return Reliability.F.value if self.retracted else self.reliability


Sources = Mapping[str, SourceFacts]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a source rests on, itself included. Roots are the sources among them that relay nothing."""

    sources: frozenset[str]
    outlets: frozenset[str]
    roots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Origins:
    """How many independent origins a set of cited sources has. All names are sorted."""

    count: int
    exact: bool  # False: the true number may be higher, never lower
    sources: tuple[str, ...]  # cited, each once
    outlets: tuple[str, ...]  # of the cited sources
    repeating: tuple[str, ...]  # outlets whose cited sources all relay somebody else's report
    roots: tuple[str, ...]  # where the ways end

    @property
    def sentence(self) -> str:
        """For example: "5 outlets, 1 origin."."""
        if not self.sources:
            return _("No sources, no origins.")
        every_outlet_its_own = len(self.outlets) == len(self.sources)
        cited = plural(len(self.sources), "outlet" if every_outlet_its_own else "source")
        if not every_outlet_its_own and self.outlets:
            cited += f" ({plural(len(self.outlets), 'outlet')})"
        told = {"cited": cited, "origins": plural(self.count, "origin"), "most": EXACT_UP_TO}
        if self.exact:
            return _("%(cited)s, %(origins)s.") % told
        return (
            _("%(cited)s, at least %(origins)s: above %(most)s sources the number is a lower bound.") % told
        )


# What is counted in sentences of the grading rules.
NOUNS = {
    "item": ngettext_lazy("%(number)s item", "%(number)s items", "number"),
    "origin": ngettext_lazy("%(number)s origin", "%(number)s origins", "number"),
    "outlet": ngettext_lazy("%(number)s outlet", "%(number)s outlets", "number"),
    "source": ngettext_lazy("%(number)s source", "%(number)s sources", "number"),
}


def plural(number: int, noun: str) -> str:
    """The number with its noun: "1 origin", "2 origins"."""
    return str(NOUNS[noun] % {"number": number})


def find_cycle(relays: Mapping[str, Sequence[str]], start: str) -> list[str] | None:
    """The shortest chain of relays that leads from `start` back to itself, both ends named, or None."""
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        ref = waiting.popleft()
        for relayed in relays.get(ref, ()):
            if relayed == start:
                path = [start]
                while ref != start:
                    path.append(ref)
                    ref = came_from[ref]
                return [start, *reversed(path)]
            if relayed not in came_from:
                came_from[relayed] = ref
                waiting.append(relayed)
    return None


def rests_on(ref: str, sources: Sources) -> Basis:
    """Everything that the source rests on. A relayed source that is not in `sources` is an unknown root."""
    reached = [_facts(each, sources) for each in _relayed_first([ref], sources)]
    return Basis(
        sources=frozenset(facts.ref for facts in reached),
        outlets=frozenset(facts.outlet for facts in reached if facts.outlet),
        roots=frozenset(facts.ref for facts in reached if not facts.relays),
    )


def carried(refs: Iterable[str], sources: Sources) -> dict[str, str | None]:
    """For each source: the weakest letter on its way to a root, by the best way where there are several.

    None where grading what is still ungraded could open a way. F where every way leads through F or a
    retracted source, or never ends (a cycle).
    """
    wanted = list(refs)
    order = _relayed_first(wanted, sources)
    best: dict[str, str | None] = {}
    allowed: set[str | None] = set()
    for letter in (*(each.value for each in JUDGED), None):
        allowed.add(letter)
        for ref in _with_a_way(order, sources, allowed):
            best.setdefault(ref, letter)
    return {ref: best.get(ref, Reliability.F.value) for ref in wanted}


def count_origins(cited: Iterable[str], sources: Sources) -> Origins:
    """The largest number of cited sources that are independent of each other (the module says how)."""
    names = sorted(set(cited))
    order = _relayed_first(names, sources)
    facts = [_facts(ref, sources) for ref in names]
    conflicts = _conflicts(names, order, sources)
    if len(names) <= EXACT_UP_TO:
        count, exact = _largest_independent(conflicts, (1 << len(names)) - 1), True
    else:
        count = -(-sum(BOUND_UNIT // conflict.bit_count() for conflict in conflicts) // BOUND_UNIT)
        # Sources that conflict with exactly the same sources conflict with each other, so no independent
        # set is larger than the number of different conflict sets: where the two meet, the bound is exact.
        exact = count == len(set(conflicts))
    outlets = {each.outlet for each in facts if each.outlet}
    reporting = {each.outlet for each in facts if each.outlet and not each.relays}
    return Origins(
        count=count,
        exact=exact,
        sources=tuple(names),
        outlets=tuple(sorted(outlets)),
        repeating=tuple(sorted(outlets - reporting)),
        roots=tuple(sorted(ref for ref in order if not _facts(ref, sources).relays)),
    )


def _facts(ref: str, sources: Sources) -> SourceFacts:
    return sources.get(ref) or SourceFacts(ref)


def _relayed_first(starts: Iterable[str], sources: Sources) -> list[str]:
    """All that the starts lead to, themselves included, each after what it relays (cycles aside)."""
    order: list[str] = []
    seen: set[str] = set()
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        # An explicit stack: a chain of thousands of relays must not exhaust Python's own.
        stack = [(start, iter(_facts(start, sources).relays))]
        while stack:
            ref, rest = stack[-1]
            for relayed in rest:
                if relayed not in seen:
                    seen.add(relayed)
                    stack.append((relayed, iter(_facts(relayed, sources).relays)))
                    break
            else:
                stack.pop()
                order.append(ref)
    return order


def _with_a_way(order: Sequence[str], sources: Sources, allowed: Set[str | None]) -> set[str]:
    """The sources that reach a root through sources of the allowed grades only, themselves included."""
    arrived: set[str] = set()
    before = -1
    while before != len(arrived):  # one round settles it, and one confirms; only a cycle takes more
        before = len(arrived)
        for ref in order:
            facts = _facts(ref, sources)
            if facts.grade in allowed and (not facts.relays or not arrived.isdisjoint(facts.relays)):
                arrived.add(ref)
    return arrived


def _conflicts(names: Sequence[str], order: Sequence[str], sources: Sources) -> list[int]:
    """For each cited source, as bits: the cited sources that share something with it, itself included.

    Two sweeps over the relays, whatever the number of cited pairs: downwards, which cited sources rest on
    each source; upwards, whom each source meets in what it rests on.
    """
    resting = dict.fromkeys(order, 0)
    for position, ref in enumerate(names):
        resting[ref] = 1 << position
    changed = True
    while changed:  # as above: more than two rounds only in a cycle
        changed = False
        for ref in reversed(order):
            for relayed in _facts(ref, sources).relays:
                if resting[ref] & ~resting[relayed]:
                    resting[relayed] |= resting[ref]
                    changed = True
    by_outlet: dict[str, int] = {}
    for ref in order:
        if outlet := _facts(ref, sources).outlet:
            by_outlet[outlet] = by_outlet.get(outlet, 0) | resting[ref]
    meets = {ref: resting[ref] | by_outlet.get(_facts(ref, sources).outlet or "", 0) for ref in order}
    changed = True
    while changed:
        changed = False
        for ref in order:
            for relayed in _facts(ref, sources).relays:
                if meets[relayed] & ~meets[ref]:
                    meets[ref] |= meets[relayed]
                    changed = True
    return [meets[ref] for ref in names]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _largest_independent(conflicts: Sequence[int], alive: int) -> int:
    """The size of the largest set of vertices in `alive` without a conflict (each conflicts with itself)."""
    alive, taken = _reduced(conflicts, alive)
    if not alive:
        return taken
    # Parts that share nothing are counted one by one.
    part, edge = 0, alive & -alive
    while edge:
        part |= edge
        edge = _neighbours(conflicts, edge) & alive & ~part
    if part != alive:
        return taken + _largest_independent(conflicts, part) + _largest_independent(conflicts, alive & ~part)
    # Branch on the vertex with the most conflicts: either it stays out, or all its conflicts do.
    widest = max(_bits(alive), key=lambda vertex: (conflicts[vertex] & alive).bit_count())
    without = _largest_independent(conflicts, alive & ~(1 << widest))
    within = 1 + _largest_independent(conflicts, alive & ~conflicts[widest])
    return taken + max(without, within)


def _reduced(conflicts: Sequence[int], alive: int) -> tuple[int, int]:
    """Leave out each vertex that conflicts with all that a neighbour does (the neighbour serves as well).

    Takes what has no conflict left. Answers what remains open and how many were taken.
    """
    taken = 0
    before = 0
    while before != alive:
        before = alive
        for vertex in _bits(before):
            if not alive >> vertex & 1:
                continue
            near = conflicts[vertex] & alive
            for other in _bits(near & ~(1 << vertex)):
                if not near & ~conflicts[other]:
                    alive &= ~(1 << other)
                    near &= ~(1 << other)
            if near == 1 << vertex:
                taken += 1
                alive &= ~near
    return alive, taken


def _neighbours(conflicts: Sequence[int], mask: int) -> int:
    found = 0
    for vertex in _bits(mask):
        found |= conflicts[vertex]
    return found
