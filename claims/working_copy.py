"""A claim's working copy as the rules and the record read it: fetched once, in one message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from claims import grading
from claims.asking import Asked, ask, question, statement
from claims.choices import Reliability, Standing
from claims.models import (
    Appearance,
    Assessment,
    Claim,
    ClaimRelation,
    Evidence,
    ExchangeRate,
    Figure,
    ReplyRequest,
    Source,
    Topic,
)
from claims.relays import RELAYS_UNDER_CLAIM, SOURCES_UNDER_CLAIM


@dataclass(frozen=True)
class WorkingCopy:
    """Everything that a claim's content is made of."""

    claim: Claim
    evidence: list[Evidence]
    rates: list[ExchangeRate]
    sources: dict[int, Source]  # cited, relayed however far, or giving a rate
    relays: dict[int, list[int]]
    assessment: Assessment | None  # the current one
    topics: list[Topic]
    figures: list[Figure]
    appearances: list[Appearance]
    relations: list[ClaimRelation]
    replies: list[ReplyRequest]
    _weighed: dict[tuple[int | None, str | None], grading.Weighing] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, claim: Claim) -> "WorkingCopy":
        """Read the working copy of a claim as it stands in the database now."""
        return cls.answered(claim, ask(*cls.questions(claim.pk)))

    @staticmethod
    def questions(claim: int | None) -> list[Asked]:
        """What has to be asked for a working copy; `answered` reads the answers."""
        return [
            _evidence(claim),
            _rates(claim),
            _sources(claim),
            statement(RELAYS_UNDER_CLAIM, claim, claim),
            _assessment(claim),
            _topics(claim),
            _figures(claim),
            _appearances(claim),
            _relations(claim),
            _replies(claim),
        ]

    @classmethod
    def answered(cls, claim: Claim, answers: Sequence[list[Any]]) -> "WorkingCopy":
        """The working copy that the answers to `questions` amount to."""
        evidence, rates, sources, edges, assessments, topics, figures, appearances, relations, replies = (
            answers
        )
        relays: dict[int, list[int]] = {}
        for source, original in edges:
            relays.setdefault(source, []).append(original)
        return cls(
            claim,
            evidence,
            rates,
            {source.pk: source for source in sources},
            relays,
            assessments[0] if assessments else None,
            topics,
            figures,
            appearances,
            relations,
            replies,
        )

    def weighing(self) -> grading.Weighing:
        """What the evidence can carry for the current verdict; without one, as for a verdict off the line."""
        return self.weighing_for(self.assessment.verdict.rating if self.assessment else None)

    def weighing_for(self, rating: int | None) -> grading.Weighing:
        """What the evidence could carry for a verdict of this rating, the reasons in the active language.

        Each language has its own: a record's content holds the source's words, whatever a page said before.
        """
        asked = (rating, get_language())
        if asked not in self._weighed:
            self._weighed[asked] = grading.weigh(self.items(), self.facts(), rating=rating)
        return self._weighed[asked]

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


def counts(row: Evidence | Source) -> bool:
    """Whether a row carries anything: it is public, or an editor lets it count although withheld."""
    return row.withheld_counts or not row.withheld_reason


# ── What is asked for it ────────────────────────────────────────────────────────────────────────────


@question
def _evidence(claim: int) -> QuerySet[Evidence]:
    return Evidence.objects.filter(claim=claim).order_by("id")


@question
def _rates(claim: int) -> QuerySet[ExchangeRate]:
    return ExchangeRate.objects.filter(claim=claim).order_by("id")


@question
def _sources(claim: int) -> QuerySet[Source]:
    """The sources that a claim names and all that they rest on."""
    under = RawSQL(SOURCES_UNDER_CLAIM, (claim, claim))  # nosec B611: the keys go as parameters
    return Source.objects.filter(pk__in=under).select_related("outlet").order_by("id")


@question
def _assessment(claim: int) -> QuerySet[Assessment]:
    leading = Assessment.objects.filter(claim=claim).leading()
    return leading.select_related("verdict__scheme").order_by("-id")[:1]


@question
def _topics(claim: int) -> QuerySet[Topic]:
    return Topic.objects.filter(claimtopic__claim=claim).order_by("slug")


@question
def _figures(claim: int) -> QuerySet[Figure]:
    return Figure.objects.filter(claim=claim).order_by("id")


@question
def _appearances(claim: int) -> QuerySet[Appearance]:
    return Appearance.objects.filter(claim=claim).select_related("outlet").order_by("id")


@question
def _relations(claim: int) -> QuerySet[ClaimRelation]:
    """Related claims; of the other one, its public number alone."""
    related = ClaimRelation.objects.filter(claim=claim).select_related("other")
    return related.only("relation", "claim", "other__number").order_by("id")


@question
def _replies(claim: int) -> QuerySet[ReplyRequest]:
    return ReplyRequest.objects.filter(claim=claim).order_by("id")
