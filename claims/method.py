"""The method as it is published: the tables that the ledger enforces, as JSON. Floor 3: reads only.

1. `tables()` takes them from where they are enforced: workflow, needs, grading, figures, meanings; and from
   the log the verdict schemes that entries can use.
2. What is published is for ever, so its texts are those of the source, whatever language is active, and its
   numbers are text (docs/record.md).
3. `standing()` is the newest method in the log; `differing()` names the tables that two of them do not share.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation

from claims.choices import (
    Confidence,
    Credibility,
    Event,
    Likelihood,
    Publication,
    Reliability,
    Stance,
    Status,
)
from claims.figures import APPROXIMATE_TOLERANCE, TOLERANCE
from claims.grading import (
    CEILING_TABLE,
    DIRECTION_TABLE,
    FAIR_CREDIBILITY,
    FAIR_RELIABILITY,
    ORIGINS_TO_CONFIRM,
    STRONG_CREDIBILITY,
    STRONG_RELIABILITY,
)
from claims.meanings import CONFIDENCE, CORRECTION, CREDIBILITY, PUBLICATION, RELIABILITY, STANCE
from claims.models import Entry, RecordBody
from claims.origins import EXACT_UP_TO
from claims.records import Json, number_text, parse
from claims.workflow import EVENT_OF_CLASS, MOVES, PUBLICATION_MOVES, Move


@dataclass(frozen=True)
class Standing:
    """The method that stands published."""

    version: int
    published_at: datetime
    note: str
    tables: Json


def tables() -> Json:
    """The tables as they are enforced now, by name."""
    with translation.override(None):
        return {
            "verdict_schemes": _schemes(),
            "confidence": _vocabulary(reversed(Confidence), CONFIDENCE),
            "likelihood": _vocabulary(Likelihood, {}),
            "reliability": _vocabulary(Reliability, RELIABILITY),
            "credibility": _vocabulary(Credibility, CREDIBILITY),
            "stances": _vocabulary(Stance, STANCE),
            "ceiling": [
                {
                    "ceiling": str(row.ceiling.value),
                    "strong": str(row.strong),
                    "fair": str(row.fair),
                    "unopposed": row.unopposed,
                    "condition": str(row.condition),
                }
                for row in CEILING_TABLE
            ],
            "directions": [
                {
                    "ratings": [None if rating is None else str(rating) for rating in row.ratings],
                    "sides": _values(row.sides),
                    "rule": str(row.rule),
                }
                for row in DIRECTION_TABLE
            ],
            "good_enough": [
                {"name": "strong", **_good_enough(STRONG_RELIABILITY, STRONG_CREDIBILITY)},
                {"name": "fair", **_good_enough(FAIR_RELIABILITY, FAIR_CREDIBILITY)},
            ],
            "origins": {"exact_up_to": str(EXACT_UP_TO), "to_confirm": str(ORIGINS_TO_CONFIRM)},
            "figures": {
                "tolerance": number_text(TOLERANCE),
                "approximate_tolerance": number_text(APPROXIMATE_TOLERANCE),
            },
            "statuses": _vocabulary(Status, {}),
            "moves": [_move(move) for move in MOVES],
            "publications": _vocabulary(Publication, PUBLICATION),
            "publication_moves": [
                {"event": str(event.value), "before": str(before.value), "after": _values(afters)}
                for event, moves in PUBLICATION_MOVES.items()
                for before, afters in moves.items()
            ],
            "correction_classes": [
                {
                    "code": str(kind.value),
                    "label": str(kind.label),
                    "meaning": str(CORRECTION[kind]),
                    "event": str(event.value),
                }
                for kind, event in EVENT_OF_CLASS.items()
            ],
        }


def standing() -> Standing | None:
    """The newest method in the log; None where none was published, or its record is redacted."""
    entry = (
        Entry.objects.filter(number__isnull=True, event=Event.METHOD_CHANGED)
        .select_related("record_body")
        .order_by("-version")
        .first()
    )
    body: bytes | memoryview | None = entry.record_body.body if entry else None
    if entry is None or body is None:
        return None
    return Standing(entry.version, entry.published_at, entry.note, parse(body)["method"])


def differing(published: Json, now: Json) -> list[str]:
    """The names of the tables that differ between a published method and the one enforced now."""
    names = [*now, *(name for name in published if name not in now)]
    return [name for name in names if published.get(name) != now.get(name)]


def _vocabulary(words: Iterable[Any], meanings: dict[str, str]) -> list[Json]:
    return [
        {"code": str(word.value), "label": str(word.label), "meaning": str(meanings.get(word, ""))}
        for word in words
    ]


def _values(words: Iterable[Any]) -> list[str]:
    return [str(word.value) for word in words]


def _good_enough(letters: Iterable[str], numbers: Iterable[str]) -> Json:
    return {
        "reliability": [str(letter.value) for letter in Reliability if letter in set(letters)],
        "credibility": [str(number.value) for number in Credibility if number in set(numbers)],
    }


def _move(move: Move) -> Json:
    return {
        "verb": move.verb,
        "label": str(move.label),
        "rule": str(move.rule),
        "roles": _values(move.roles),
        "status_from": _values(move.status_from),
        "status_to": str(move.status_to.value) if move.status_to else None,
        "publication_from": _values(move.publication_from),
        "asks": _values(move.asks),
        "needs": [str(need.rule) for need in move.needs],
    }


def _schemes() -> list[Json]:
    """The newest published version of each verdict scheme, by name, as its record has it."""
    bodies = RecordBody.objects.filter(
        entry__number__isnull=True, entry__event=Event.SCHEME_CHANGED, body__isnull=False
    )
    newest: dict[str, Json] = {}
    for body in bodies.order_by("entry").values_list("body", flat=True):
        scheme = parse(body or b"")["scheme"]
        newest[scheme["name"]] = scheme
    return [newest[name] for name in sorted(newest)]
