"""The history of a record as people read it: who did what, when and why, and what changed word by word.

It is read off two kinds of rows: the row history of the record and its parts (`row_history`), and what is
history in itself, such as decisions and entries (`happenings`). A page holds a stretch of time and asks a
bounded number of questions, however long the history is. Floor 3: reads; writes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from claims.happenings import Happening, happenings_of
from claims.models import AssessmentRequest, Claim, Entry, Person
from claims.row_history import NOBODY, Change, changes_in, event_model, events_of, has_history

__all__ = ["Change", "Page", "Step", "event_model", "has_history", "moment_in", "page_of_history", "timeline"]

# So many rows make a page; a few more where they were written at once.
PAGE = 60
# A deed's rows carry the moment at which it began, what it signed the moment of signing.
ONE_DEED = timedelta(seconds=3)


@dataclass
class Step:
    """What one person did at once."""

    at: datetime
    person: str
    why: str
    changes: list[Change] = field(default_factory=list)
    deed: str = ""


@dataclass(frozen=True)
class Page:
    """A stretch of a history, the newest step first."""

    steps: list[Step]
    older: datetime | None  # where the next page begins; None at the beginning of all
    demo: bool  # signed by the demo's clock, while rows carry the moment at which the demo was loaded


def timeline(obj: models.Model, *, viewer: Person | None = None) -> list[Change]:
    """All that happened to a record and its parts, the newest first: for records whose history is short.

    With `viewer`, what somebody who is asked for a blind assessment must not see is left out.
    """
    changes = _changes(events_of(obj), happenings_of(obj, viewer))
    # Sorting is stable: what happened in one instant stays in the order in which it was written.
    return sorted(changes, key=lambda change: change.at)[::-1]


def page_of_history(
    obj: models.Model, *, viewer: Person | None = None, before: datetime | None = None
) -> Page:
    """The newest steps of a record's history, or the newest before a moment. `viewer` as in `timeline`."""
    events, happenings = _between(events_of(obj), happenings_of(obj, viewer), before=before)
    found = _moments(events, happenings, PAGE + 1)
    older = None
    if len(found) > PAGE:
        # Whole deeds: the page reaches back to where the deed of its last row may have begun.
        since = found[PAGE - 1][0] - ONE_DEED
        older = since if _moments(*_between(events, happenings, before=since), 1) else None
        events, happenings = _between(events, happenings, since=since)
    else:  # ask only where something is
        places = {place for _moment, place in found}
        events = [rows for place, rows in enumerate(events) if place in places]
        happenings = [each for place, each in enumerate(happenings) if -1 - place in places]
    changes = _changes(events, happenings)
    demo = isinstance(obj, Claim) and Entry.objects.filter(claim=obj, demo=True).exists()
    return Page(_steps(changes, tell_why=not _blind(obj, viewer)), older, demo)


def moment_in(text: str) -> datetime | None:
    """The moment that an address names ("?before="); None for what is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _blind(obj: models.Model, viewer: Person | None) -> bool:
    asked = viewer and AssessmentRequest.objects.awaiting(viewer)
    return bool(asked and isinstance(obj, Claim) and asked.filter(claim=obj).exists())


def _changes(events: Iterable[QuerySet[Any]], happenings: Iterable[Happening]) -> list[Change]:
    changes = changes_in(events)
    for happening in happenings:
        changes += happening.changes()
    return changes


def _between(
    events: list[QuerySet[Any]],
    happenings: list[Happening],
    *,
    since: datetime | None = None,
    before: datetime | None = None,
) -> tuple[list[QuerySet[Any]], list[Happening]]:
    """The part of a history from one moment on and before another."""

    def part(rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
        limits = {f"{moment}__gte": since, f"{moment}__lt": before}
        return rows.filter(**{name: limit for name, limit in limits.items() if limit is not None})

    return (
        [part(rows, "pgh_created_at") for rows in events],
        [Happening(part(each.rows, each.moment), each.moment, each.told) for each in happenings],
    )


def _moments(
    events: list[QuerySet[Any]], happenings: list[Happening], most: int
) -> list[tuple[datetime, int]]:
    """When the newest rows were written, and in which place each stands: a single query.

    Row histories count their places from 0 upwards, happenings from -1 downwards.
    """
    sources = [(rows, "pgh_created_at", place) for place, rows in enumerate(events)]
    sources += [(each.rows, each.moment, -1 - place) for place, each in enumerate(happenings)]
    parts = [
        rows.order_by(f"-{moment}")
        .annotate(happened_at=F(moment), stands=models.Value(place, models.IntegerField()))
        .values_list("happened_at", "stands")[:most]
        for rows, moment, place in sources
    ]
    if not parts:
        return []
    first, *rest = parts
    if not rest:
        return list(first)
    return list(first.union(*rest, all=True).order_by("-happened_at")[:most])


def _steps(changes: Iterable[Change], *, tell_why: bool) -> list[Step]:
    """Changes gathered by who did them at once: by the deed of rows; what was signed in a deed joins it."""
    steps: list[Step] = []
    by_deed: dict[str, Step] = {}
    for change in sorted(changes, key=lambda each: each.at):
        step = by_deed.get(change.deed) if change.deed else _same_deed(steps, change)
        if step is None:
            step = Step(change.at, change.person, change.why if tell_why else "", deed=change.deed)
            steps.append(step)
            if change.deed:
                by_deed[change.deed] = step
        step.changes.append(change)
    return steps[::-1]


def _same_deed(steps: list[Step], change: Change) -> Step | None:
    """The step that this was a part of: the same person's, begun a moment before."""
    for step in reversed(steps):
        if change.at - step.at > ONE_DEED:
            return None
        if change.person in (step.person, _(NOBODY)):
            return step
    return None
