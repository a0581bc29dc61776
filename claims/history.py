"""The history of a record, in words that people read: who, why, when, and what changed field by field.

Row history is written by triggers (models/history.py): one event for each insert, change and removal,
with the row as it stood afterwards (before, for a removal) and the action's person and reason. Here
neighbouring events of one row are compared. Floor 3: reads; writes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, number_format

from claims.models import (
    Appearance,
    Assessment,
    AssessmentRequest,
    Claim,
    ClaimRelation,
    ClaimTopic,
    Evidence,
    ExchangeRate,
    Figure,
    Person,
    PersonRole,
    Relay,
    Source,
)

# What belongs to a record and is shown in its history: the model, and its field that names the record.
PARTS: dict[type[models.Model], tuple[tuple[type[models.Model], str], ...]] = {
    Claim: (
        (Figure, "claim"),
        (Appearance, "claim"),
        (ClaimRelation, "claim"),
        (ClaimTopic, "claim"),
        (Evidence, "claim"),
        (ExchangeRate, "claim"),
    ),
    Source: ((Relay, "source"),),
    Person: ((PersonRole, "person"),),
}
# Fields that say nothing of their own: keys, and clocks that tick with every change.
SILENT = frozenset({"id", "changed_at", "logged_at", "content_index", "date_joined"})
VERBS = {"insert": "added", "update": "changed", "delete": "removed"}
NAMES: dict[type[models.Model], str] = {ClaimTopic: "topic"}
NOBODY = "nobody named"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; "" where there was nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One thing that happened to a record or to a part of it."""

    at: datetime
    person: str
    why: str
    label: str
    fields: tuple[FieldChange, ...] = ()


def has_history(model: type[models.Model]) -> bool:
    """Whether the rows of this model leave a history."""
    return event_model(model) is not None


def event_model(model: type[models.Model]) -> Any:
    """The table that holds the history of a model's rows; None for a model without one."""
    related = (relation.related_model for relation in model._meta.related_objects)
    return next((found for found in related if getattr(found, "pgh_tracked_model", None) is model), None)


def timeline(obj: models.Model, *, viewer: Person | None = None) -> list[Change]:
    """All that happened to a record and its parts, the newest first.

    With `viewer`, what somebody who is asked for a blind assessment must not see is left out.
    """
    rows = _events(type(obj), "pgh_obj_id", obj.pk)
    for model, field in PARTS.get(type(obj), ()):
        rows += _events(model, f"{field}_id", obj.pk)
    names = _names(rows)
    people = _people(rows)
    changes = [*_changes(rows, names, people)]
    if isinstance(obj, Claim):
        changes += _judgements(obj, viewer)
    # Sorting is stable: what happened in one instant stays in the order in which it was written.
    return sorted(changes, key=lambda change: change.at)[::-1]


# ── Row history ─────────────────────────────────────────────────────────────────────────────────────


def _events(model: type[models.Model], field: str, pk: Any) -> list[Any]:
    events = event_model(model)
    return [] if events is None else list(events.objects.filter(**{field: pk}).order_by("pgh_id"))


def _changes(
    rows: Iterable[Any], names: Mapping[tuple[type[models.Model], Any], str], people: Mapping[int, str]
) -> Iterator[Change]:
    before: dict[tuple[type[models.Model], Any], dict[str, str]] = {}
    for row in rows:
        model = row.pgh_tracked_model
        key = (model, row.pgh_obj_id)
        now = _texts(row, model, names)
        old = now if row.pgh_label == "delete" else before.get(key, {})
        new = {} if row.pgh_label == "delete" else now
        before[key] = new
        fields = tuple(
            FieldChange(label, old.get(label, ""), new.get(label, ""))
            for label in now
            if old.get(label, "") != new.get(label, "") and (old or new.get(label) != NO)
        )
        if not fields:
            continue  # only a clock ticked
        context = row.pgh_context or {}
        yield Change(
            at=row.pgh_created_at,
            person=people.get(context.get("person", 0), NOBODY),
            why=context.get("why", ""),
            label=_label(model, row.pgh_label),
            fields=fields,
        )


def _label(model: type[models.Model], done: str) -> str:
    """What was done to what: "Evidence added"."""
    return f"{NAMES.get(model, str(model._meta.verbose_name)).capitalize()} {VERBS.get(done, done)}"


def _tracked(row: Any) -> Iterator[models.Field[Any, Any]]:
    """The fields of the tracked model that the event holds and that say something."""
    held = {field.attname for field in row._meta.concrete_fields}
    owner = {field for parts in PARTS.values() for part, field in parts if part is row.pgh_tracked_model}
    for field in row.pgh_tracked_model._meta.concrete_fields:
        if field.attname in held and field.name not in SILENT | owner:
            yield field


def _texts(
    row: Any, model: type[models.Model], names: Mapping[tuple[type[models.Model], Any], str]
) -> dict[str, str]:
    """Each field of a row as it reads, by its label."""
    texts = {}
    for field in _tracked(row):
        value = getattr(row, field.attname)
        if field.is_relation and value is not None:
            text = names.get((field.related_model, value), f"no. {value}, removed since")  # type: ignore[arg-type]
        else:
            text = _text(field, value)
        texts[str(field.verbose_name)] = text
    return texts


def _text(field: models.Field[Any, Any], value: Any) -> str:
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(field, models.DecimalField):
        return number_format(value.normalize(), use_l10n=False)
    return str(value)


def _names(rows: Iterable[Any]) -> dict[tuple[type[models.Model], Any], str]:
    """What the rows refer to, by model and key: a query a model, not a row."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for row in rows:
        for field in _tracked(row):
            if field.is_relation and (value := getattr(row, field.attname)) is not None:
                wanted[field.related_model].add(value)  # type: ignore[index]
    names = {}
    for model, keys in wanted.items():
        beyond = [field.name for field in model._meta.concrete_fields if field.is_relation]
        found = model._default_manager.select_related(*beyond) if beyond else model._default_manager.all()
        names.update({(model, pk): str(named) for pk, named in found.in_bulk(keys).items()})
    return names


def _people(rows: Iterable[Any]) -> dict[int, str]:
    keys = {row.pgh_context["person"] for row in rows if row.pgh_context and "person" in row.pgh_context}
    return {pk: str(person) for pk, person in Person.objects.in_bulk(keys).items()}


# ── What is history in itself: rows that are never edited ───────────────────────────────────────────


def _judgements(claim: Claim, viewer: Person | None) -> Iterator[Change]:
    assessments = (
        Assessment.objects.filter(claim=claim).select_related("verdict", "assessed_by").order_by("id")
    )
    decisions = claim.decisions.select_related("editor", "submission").order_by("id")
    if viewer is not None:
        assessments = assessments.visible_to(viewer)
        if AssessmentRequest.objects.awaiting(viewer).filter(claim=claim).exists():
            decisions = decisions.none()  # a comment may name the verdict
    for assessment in assessments:
        yield Change(
            at=assessment.assessed_at,
            person=str(assessment.assessed_by),
            why="Gave the second assessment" if assessment.request_id else "Assessed the claim",
            label="Assessment added",
            fields=(
                FieldChange("verdict", "", str(assessment.verdict)),
                FieldChange("confidence", "", assessment.get_confidence_display()),
                FieldChange("rationale", "", assessment.rationale),
            ),
        )
    for decision in decisions:
        comment = (FieldChange("comment", "", decision.comment),) if decision.comment else ()
        yield Change(
            at=decision.decided_at,
            person=str(decision.editor),
            why=f"Decided on: {decision.submission.get_asks_display()}",
            label="Decision added",
            fields=(FieldChange("outcome", "", decision.get_outcome_display()), *comment),
        )
