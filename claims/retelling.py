"""The reasons for a record's ceiling in the language of the page. Floor 3: pure.

A record says its reasons in the source's own words, for ever. They follow from the evidence in the record,
by the rules in `claims.grading`: where weighing it again gives exactly the record's words, the same reasons
can be said in another language. Where it does not (something withheld has a part in it, or the rules were
others when it was published), the record's own words stand, and are marked as English.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from claims import grading, languages
from claims.choices import Reliability, Standing

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """The reasons for a ceiling and what would raise it, in this language ("" for the page's)."""

    reasons: tuple[str, ...]
    raise_by: tuple[str, ...]
    lang: str


def ceiling_told(content: Json) -> Told:
    """What a record's content says of its ceiling, for readers of the page."""
    stated = content["assessment"]["ceiling"]
    reasons, raise_by = tuple(stated["reasons"]), tuple(stated["raise_by"])
    if get_language() in (None, languages.source()):
        return Told(reasons, raise_by, "")
    with languages.source_words():
        again = _said(content)
    if again != (reasons, raise_by):
        return Told(reasons, raise_by, languages.short(languages.source()))
    return Told(*_said(content), "")


def _said(content: Json) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The reasons and next steps that the rules give for this evidence, in the language that is active."""
    sources = {source["ref"]: source for source in content["sources"]}
    items = [
        grading.Item(item["source"], item["stance"], item["credibility"])
        for item in content["evidence"]
        # An item that is kept back alone does not count at all; one whose source is, counts for what that is.
        if not item["withheld"] or item["withheld_counts"] or sources[item["source"]]["withheld"]
    ]
    rating = content["assessment"]["verdict"]["rating"]
    facts = {ref: _facts(source) for ref, source in sources.items()}
    weighing = grading.weigh(items, facts, rating=int(rating) if rating else None)
    return weighing.reasons, tuple(dict.fromkeys(weighing.raise_by))


def _facts(source: Json) -> grading.SourceFacts:
    outlet = source.get("outlet")
    counts = not source["withheld"] or source["withheld_counts"]
    return grading.SourceFacts(
        ref=source["ref"],
        reliability=source["reliability"] if counts else Reliability.F,
        outlet=outlet["slug"] if outlet else None,
        relays=tuple(source.get("relays") or ()),
        retracted=source["standing"] == Standing.RETRACTED,
    )
