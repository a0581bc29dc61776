"""When a source falls: which claims rest on it, how, and what their evidence can then carry. Floor 3."""

from collections import deque
from collections.abc import Mapping
from copy import copy as duplicate
from dataclasses import dataclass

from claims import grading
from claims.choices import Confidence
from claims.models import Claim, Source
from claims.relays import relays_above
from claims.working_copy import WorkingCopy, source_facts


@dataclass(frozen=True)
class Fallout:
    """What the fall of a source does to one claim."""

    claim: Claim
    path: tuple[Source, ...]  # from the source that the claim cites down to the one that fell
    before: Confidence  # the ceiling as the evidence stands
    after: Confidence  # the ceiling once the source has fallen
    confidence: str  # that of the current assessment, or ""

    @property
    def is_above(self) -> bool:
        """Whether the current confidence would then be above what the evidence carries."""
        return bool(self.confidence) and grading.is_above(self.confidence, self.after)


def claims_resting_on(source: Source) -> list[Claim]:
    """Exactly the claims whose evidence cites the source, or a source that relays it, however far; by id."""
    return list(Claim.objects.filter(evidence__source__in=_ways_to(source)).distinct().order_by("id"))


def fallout(source: Source, *, standing: str, reliability: str) -> list[Fallout]:
    """What would become of each claim that rests on the source if it had this standing and this grade."""
    ways = _ways_to(source)
    found = []
    for claim in Claim.objects.filter(evidence__source__in=ways).distinct().order_by("id"):
        copy = WorkingCopy.of(claim)
        path = min((_path(e.source_id, ways) for e in copy.evidence if e.source_id in ways), key=len)
        rating = copy.assessment.verdict.rating if copy.assessment else None
        found.append(
            Fallout(
                claim=claim,
                path=tuple(copy.sources[pk] for pk in path),
                before=grading.weigh(copy.items(), copy.facts(), rating=rating).ceiling,
                after=grading.weigh(
                    copy.items(), _fallen(copy, source, standing, reliability), rating=rating
                ).ceiling,
                confidence=copy.assessment.confidence if copy.assessment else "",
            )
        )
    return found


def _fallen(
    copy: WorkingCopy, source: Source, standing: str, reliability: str
) -> dict[str, grading.SourceFacts]:
    """The sources as grading would know them then. A withheld one still carries only what an editor said."""
    fallen = duplicate(copy.sources[source.pk])
    fallen.standing, fallen.reliability = standing, reliability
    return source_facts({**copy.sources, source.pk: fallen}, copy.relays)


def _ways_to(source: Source) -> dict[int, int]:
    """Every source that rests on this one, itself included, with the next one on its shortest way down."""
    above: dict[int, list[int]] = {}
    for passes_on, passed_on in relays_above([source.pk]):
        above.setdefault(passed_on, []).append(passes_on)
    ways = {source.pk: source.pk}
    waiting = deque([source.pk])
    while waiting:
        passed_on = waiting.popleft()
        for passes_on in above.get(passed_on, ()):
            if passes_on not in ways:
                ways[passes_on] = passed_on
                waiting.append(passes_on)
    return ways


def _path(start: int, ways: Mapping[int, int]) -> tuple[int, ...]:
    path = [start]
    while ways[path[-1]] != path[-1]:
        path.append(ways[path[-1]])
    return tuple(path)
