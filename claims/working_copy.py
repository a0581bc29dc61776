"""A claim's working copy as the rules and the record read it: fetched once, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims import grading
from claims.choices import Reliability, Standing
from claims.models import Assessment, Claim, Evidence, ExchangeRate, Source
from claims.relays import relays_below


@dataclass(frozen=True)
class WorkingCopy:
    """Everything that a claim's content is made of, fetched in a fixed number of queries."""

    claim: Claim
    evidence: list[Evidence]
    rates: list[ExchangeRate]
    sources: dict[int, Source]  # cited, relayed however far, or giving a rate
    relays: dict[int, list[int]]
    assessment: Assessment | None  # the current one

    @classmethod
    def of(cls, claim: Claim) -> "WorkingCopy":
        """Read the working copy of a claim as it stands in the database now."""
        evidence = list(claim.evidence.order_by("id"))
        rates = list(claim.rates.order_by("id"))
        sources, relays = _with_relayed(named_by(evidence, rates))
        assessment = claim.assessments.leading().select_related("verdict__scheme").order_by("-id").first()
        return cls(claim, evidence, rates, sources, relays, assessment)

    def weighing(self) -> grading.Weighing:
        """What the evidence can carry for the current verdict; without one, as for a verdict off the line."""
        return self.weighing_for(self.assessment.verdict.rating if self.assessment else None)

    def weighing_for(self, rating: int | None) -> grading.Weighing:
        """What the evidence could carry for a verdict of this rating."""
        return grading.weigh(self.items(), self.facts(), rating=rating)

    def items(self) -> list[grading.Item]:
        """The evidence as the grading rules know it. A withheld quote counts only where an editor says so."""
        return [
            grading.Item(str(e.source_id), e.stance, e.credibility or None)
            for e in self.evidence
            if counts(e)
        ]

    def facts(self) -> dict[str, grading.SourceFacts]:
        return source_facts(self.sources, self.relays)

    def ungraded(self) -> int:
        """How many cited sources have no reliability, or an item of theirs no credibility."""
        return len(
            {
                e.source_id
                for e in self.evidence
                if not e.credibility or not self.sources[e.source_id].reliability
            }
        )


def source_facts(sources: dict[int, Source], relays: dict[int, list[int]]) -> dict[str, grading.SourceFacts]:
    """Sources as the grading rules know them. A withheld one is a basis only where an editor says so."""
    return {
        str(pk): grading.SourceFacts(
            ref=str(pk),
            reliability=_reliability(source),
            outlet=str(source.outlet_id) if source.outlet_id else None,
            relays=tuple(str(original) for original in relays.get(pk, ())),
            retracted=source.standing == Standing.RETRACTED,
        )
        for pk, source in sources.items()
    }


def _reliability(source: Source) -> str | None:
    return (source.reliability or None) if counts(source) else Reliability.F


def named_by(evidence: Iterable[Evidence], rates: Iterable[ExchangeRate]) -> list[int]:
    """The sources that a claim names itself, in order."""
    return [item.source_id for item in evidence] + [rate.source_id for rate in rates]


def _with_relayed(cited: Iterable[int]) -> tuple[dict[int, Source], dict[int, list[int]]]:
    """The cited sources and all that they rest on, in two queries."""
    wanted = set(cited)
    relays: dict[int, list[int]] = {}
    for source, original in relays_below(wanted):
        relays.setdefault(source, []).append(original)
        wanted.add(original)
    return {s.pk: s for s in Source.objects.filter(pk__in=wanted).select_related("outlet")}, relays


def counts(row: Evidence | Source) -> bool:
    """Whether a row carries anything: it is public, or an editor lets it count although withheld."""
    return row.withheld_counts or not row.withheld_reason
