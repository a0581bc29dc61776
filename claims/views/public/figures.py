"""A claim's figures as its page shows them: in other currencies, and held against those of related claims."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims import records
from claims.choices import Publication
from claims.figures import conflicts, equivalents, rates_of
from claims.models import RecordBody
from claims.phrasing import figure_value, partial_date
from claims.records import Json
from claims.views.public.reading import Bearing


@dataclass(frozen=True)
class Disagreement:
    """A related claim whose figures lie further from this claim's than the tolerance allows."""

    bearing: Bearing
    sentences: tuple[str, ...]


def figures_of(content: Json) -> list[Json]:
    """Each figure with what it comes to in other currencies, by the rates of this record and no others."""
    rates = rates_of(content)
    return [
        {
            **figure,
            "equivalents": [
                {
                    "value": figure_value({**found.figure, "approximate": False}),  # the sign says so
                    "on": partial_date(found.rate.on),
                }
                for found in equivalents(figure, rates)
            ],
        }
        for figure in content["figures"]
    ]


def disagreements(content: Json, related: Sequence[Bearing]) -> list[Disagreement]:
    """Which related claims' current records give other figures, and the sentences that say how far apart.

    Compared at the rates that either record holds. A claim whose entry is retracted contradicts nothing.
    """
    standing = {b.entry_id: b for b in related if b.publication != Publication.RETRACTED}
    if not content["figures"] or not standing:
        return []
    bodies = RecordBody.objects.filter(entry_id__in=standing).values_list("entry_id", "body")
    others = {entry: records.parse(body)["content"] for entry, body in bodies if body}  # or it was redacted
    found = []
    for entry, bearing in standing.items():
        if other := others.get(entry):
            told = conflicts(
                content["figures"],
                other["figures"],
                [*rates_of(content), *rates_of(other)],
                named=(_("this claim"), _("No. %(number)s") % {"number": bearing.number}),
            )
            if told:
                found.append(Disagreement(bearing, tuple(conflict.sentence for conflict in told)))
    return found
