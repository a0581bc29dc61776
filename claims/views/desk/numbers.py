"""Figures on the working page: what they come to in other currencies, and where related claims disagree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.figures import Conflict, Equivalent, Rate, conflicts, equivalents, rates_of
from claims.models import Claim, ClaimRelation, ExchangeRate, Figure
from claims.records import Json, number_text

THIS, UNNUMBERED = gettext_noop("this claim"), "“{statement}”"
SHORT = 60  # characters of a statement that stand for its claim inside a sentence


@dataclass(frozen=True)
class Counted:
    """A figure, how the record writes it, and what it comes to by the claim's own rates."""

    figure: Figure
    written: Json
    equivalents: list[Equivalent]


@dataclass(frozen=True)
class Disagreement:
    """Figures of this claim and of a related one that disagree."""

    other: Claim
    conflicts: list[Conflict]


def counted(claim: Claim, content: Json) -> list[Counted]:
    """The claim's figures, in their order."""
    rates = rates_of(content)
    return [
        Counted(figure, written, equivalents(written, rates))
        for figure, written in zip(claim.figures.all(), content["figures"], strict=True)
    ]


def disagreements(content: Json, related: Iterable[ClaimRelation], claim: Claim) -> list[Disagreement]:
    """Where the working copies of related claims give other figures; by the rates of either claim."""
    others = {each.pk: each for row in related for each in (row.claim, row.other) if each.pk != claim.pk}
    if not others or not content["figures"]:
        return []
    figures: dict[int, list[Json]] = {}
    for figure in Figure.objects.filter(claim__in=others):
        figures.setdefault(figure.claim_id, []).append(_written(figure))
    rates: dict[int, list[Rate]] = {}
    for row in ExchangeRate.objects.filter(claim__in=others).select_related("source"):
        rates.setdefault(row.claim_id, []).append(
            Rate(row.base, row.quote, row.rate, row.on, row.source.title)
        )
    own = rates_of(content)
    return [
        Disagreement(other, found)
        for pk, other in others.items()
        if (
            found := conflicts(
                content["figures"],
                figures.get(pk, ()),
                [*own, *rates.get(pk, ())],
                named=(_(THIS), _named(other)),
            )
        )
    ]


def _written(figure: Figure) -> dict[str, Any]:
    """A figure as a record writes it."""
    return {
        "role": figure.role,
        "low": number_text(figure.low),
        "high": number_text(figure.high),
        "unit": figure.unit,
        "approximate": figure.approximate,
        "as_of": figure.as_of,
    }


def _named(claim: Claim) -> str:
    if claim.number:
        return _("No. {number}").format(number=claim.number)
    short = claim.statement if len(claim.statement) <= SHORT else f"{claim.statement[: SHORT - 1].rstrip()}…"
    return UNNUMBERED.format(statement=short)
