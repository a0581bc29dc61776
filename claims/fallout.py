"""When a source falls: which claims rest on it, how, and what their evidence can then carry. Floor 3."""

from copy import copy as duplicate
from dataclasses import dataclass

from claims import grading
from claims.choices import Confidence
from claims.models import Claim, Evidence, Relay, Source
from claims.records import WorkingCopy, source_facts


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
    paths = _paths_to(source)
    return list(Claim.objects.filter(evidence__source__in=paths).distinct().order_by("id"))


def fallout(source: Source, *, standing: str, reliability: str) -> list[Fallout]:
    """What would become of each claim that rests on the source if it had this standing and this grade."""
    paths = _paths_to(source)
    titles = Source.objects.in_bulk({pk for path in paths.values() for pk in path})
    found = []
    for claim in Claim.objects.filter(evidence__source__in=paths).distinct().order_by("id"):
        copy = WorkingCopy.of(claim)
        cited = (
            Evidence.objects.filter(claim=claim, source__in=paths)
            .order_by("id")
            .values_list("source", flat=True)
        )
        path = min((paths[pk] for pk in cited), key=len)
        rating = copy.assessment.verdict.rating if copy.assessment else None
        found.append(
            Fallout(
                claim=claim,
                path=tuple(titles[pk] for pk in path),
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


def _paths_to(source: Source) -> dict[int, tuple[int, ...]]:
    """Every source that rests on this one, itself included, with its shortest way down; a query a level."""
    paths: dict[int, tuple[int, ...]] = {source.pk: (source.pk,)}
    level = [source.pk]
    while level:
        rows = Relay.objects.filter(original__in=level).order_by("id").values_list("source", "original")
        level = []
        for passes_on, passed_on in rows:
            if passes_on not in paths:
                paths[passes_on] = (passes_on, *paths[passed_on])
                level.append(passes_on)
    return paths
