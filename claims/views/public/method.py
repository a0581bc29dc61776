"""The method page: the tables that the ledger enforces, printed from the same objects that enforce them."""

from collections.abc import Sequence, Set
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from claims.choices import (
    Confidence,
    Credibility,
    Likelihood,
    Publication,
    Reliability,
    Stance,
    Standing,
    Status,
)
from claims.figures import APPROXIMATE_TOLERANCE, TOLERANCE
from claims.grading import (
    CEILING_TABLE,
    DIRECTION_TABLE,
    FAIR_CREDIBILITY,
    FAIR_RELIABILITY,
    STRONG_CREDIBILITY,
    STRONG_RELIABILITY,
    SourceFacts,
)
from claims.meanings import CONFIDENCE, CREDIBILITY, PUBLICATION, RELIABILITY, STANCE
from claims.models import Subject
from claims.needs import ALTERNATIVE, CEILING, CREDIBILITY_ONE, SECOND_ASSESSMENT
from claims.origins import EXACT_UP_TO
from claims.views.public.method_versions import published_method
from claims.views.public.reading import chance_of
from claims.worked_example import NOTE, agency, outlets, worked_example
from claims.workflow import EVENT_OF_CLASS, MOVES, PUBLICATION_MOVES, Move

# What a record holds, in the order of its content; a test holds the names against a real record.
RECORD_FIELDS: dict[str, str] = {
    "statement": gettext_noop("What is claimed, in neutral words."),
    "slug": gettext_noop("The words of the statement as they stand in the page's address."),
    "quote": gettext_noop("The exact words, where they are known."),
    "language": gettext_noop("The language of the claim."),
    "claimant": gettext_noop("Who says it, with a sentence on who that is."),
    "first_claimed": gettext_noop("When it was first said, as precisely as is known."),
    "topics": gettext_noop("The subjects that it stands under."),
    "figures": gettext_noop("Its numbers, each with what it counts, its unit and the time that it is about."),
    "rates": gettext_noop("The exchange rates that were reckoned with, each with its day and its source."),
    "appearances": gettext_noop("Where and when it was said or repeated."),
    "related": gettext_noop("Other claims that it contradicts, varies, repeats or is a part of."),
    "replies": gettext_noop("Who was asked for a reply before publication, when and how, and the answer."),
    "assessment": gettext_noop(
        "Verdict, confidence, rationale; what was considered, what is missing, and the ceiling."
    ),
    "evidence": gettext_noop(
        "Each piece with its stance, its credibility, the words quoted and where they stand."
    ),
    "sources": gettext_noop(
        "Each source with its reliability and the reason for it, and the sources that it relays."
    ),
}


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How claims are graded, reviewed and corrected."""
    return render(
        request,
        "public/method.html",
        {
            "published": published_method(),
            "verdicts": sorted(Subject.objects.filter(kind="verdict"), key=_order),
            "confidence": [_row(level, CONFIDENCE) for level in reversed(Confidence)],
            "likelihood": [chance_of(term) for term in Likelihood],
            "reliability": [_row(letter, RELIABILITY) for letter in Reliability],
            "credibility": [_row(number, CREDIBILITY) for number in Credibility],
            "stances": [_row(stance, STANCE) for stance in Stance],
            "ceiling": CEILING_TABLE,
            "directions": DIRECTION_TABLE,
            "good_enough": [
                _good_enough("A–B and 1–2", STRONG_RELIABILITY, STRONG_CREDIBILITY),
                _good_enough(_("C/3 or better"), FAIR_RELIABILITY, FAIR_CREDIBILITY),
            ],
            "exact_up_to": EXACT_UP_TO,
            "rules": {
                "ceiling": _(CEILING.rule),
                "one": _(CREDIBILITY_ONE.rule),
                "alternative": _(ALTERNATIVE.rule),
                "second": _(SECOND_ASSESSMENT.rule),
            },
            "example": {
                "note": _(NOTE),
                "steps": worked_example(),
                "picture": _content_of(outlets(), (*outlets(), agency())),
            },
            "tolerance": f"{TOLERANCE * 100:f}".rstrip("0").rstrip("."),
            "approximate_tolerance": f"{APPROXIMATE_TOLERANCE * 100:f}".rstrip("0").rstrip("."),
            "moves": [_move(move) for move in MOVES],
            "statuses": Status,
            "publications": [_row(state, PUBLICATION) for state in Publication if state in PUBLICATION],
            "publication_moves": [
                {"event": event, "before": before.label, "afters": [after.label for after in afters]}
                for event, moves in PUBLICATION_MOVES.items()
                for before, afters in moves.items()
            ],
            "classes": list(EVENT_OF_CLASS.items()),
            "record_fields": {name: _(meaning) for name, meaning in RECORD_FIELDS.items()},
        },
    )


def _good_enough(name: str, letters: Set[str], numbers: Set[str]) -> dict[str, Any]:
    """What the short names of the ceiling's table stand for, in the vocabulary's order and words."""
    return {
        "name": name,
        "letters": [letter for letter in Reliability if letter in letters],
        "numbers": [number for number in Credibility if number in numbers],
    }


def _content_of(cited: Sequence[SourceFacts], sources: Sequence[SourceFacts]) -> dict[str, Any]:
    """The part of a record's content that the origins picture is drawn from, for sources of the example."""
    return {
        "assessment": None,
        "evidence": [{"source": fact.ref, "stance": Stance.SUPPORTS, "withheld": None} for fact in cited],
        "sources": [
            {
                "ref": fact.ref,
                "title": fact.ref,
                "kind": "",
                "outlet": {"slug": fact.outlet, "name": fact.outlet},
                "reliability": fact.reliability,
                "relays": list(fact.relays),
                "standing": Standing.IN_FORCE,
                "withheld": None,
            }
            for fact in sources
        ],
    }


def _order(verdict: Subject) -> int:
    return int(verdict.detail.get("order", 0))


def _row(word: Any, meanings: dict[str, str]) -> dict[str, Any]:
    return {"value": word.value, "label": word.label, "meaning": _(meanings[word])}


def _move(move: Move) -> dict[str, Any]:
    return {
        "verb": move.verb,
        "label": _(move.label),
        "rule": _(move.rule),
        "roles": [role.label for role in move.roles],
        "status_from": [status.label for status in move.status_from],
        "status_to": move.status_to.label if move.status_to else "",
        "publication_from": [publication.label for publication in move.publication_from],
        "needs": [_(need.rule) for need in move.needs],
    }
