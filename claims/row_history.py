"""What changed in the rows of a record, read off its row history. Floor 3: reads; writes nothing.

Row history is written by triggers (models/history.py): one event for each insert, change and removal,
with the row as it stood afterwards (before, for a removal) and the action's person and reason. Here each
event is compared with the one before it of the same row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Role
from claims.differences import Difference
from claims.models import (
    Appearance,
    Claim,
    ClaimRelation,
    ClaimTopic,
    Evidence,
    ExchangeRate,
    Figure,
    Person,
    PersonRole,
    Relay,
    ReplyRequest,
    Source,
)
from claims.reasons import told

# What belongs to a record and is shown in its history: the model, and its field that names the record.
PARTS: dict[type[models.Model], tuple[tuple[type[models.Model], str], ...]] = {
    Claim: (
        (ClaimTopic, "claim"),
        (Figure, "claim"),
        (Appearance, "claim"),
        (ClaimRelation, "claim"),
        (Evidence, "claim"),
        (ExchangeRate, "claim"),
        (ReplyRequest, "claim"),
    ),
    Source: ((Relay, "source"),),
    Person: ((PersonRole, "person"),),
}
# Fields that say nothing of their own: keys, and clocks that tick with every change.
SILENT = frozenset({"id", "changed_at", "logged_at", "content_index", "date_joined"})
LABELS = {
    "insert": gettext_noop("{what} added"),
    "update": gettext_noop("{what} changed"),
    "delete": gettext_noop("{what} removed"),
}
NAMES: dict[type[models.Model], str] = {ClaimTopic: gettext_noop("topic")}
FIELD_NAMES = {(PersonRole, "group"): gettext_noop("role")}
NOBODY = gettext_noop("nobody named")
YES, NO = gettext_noop("yes"), gettext_noop("no")

Names = Mapping[tuple[type[models.Model], Any], str]


@dataclass(frozen=True)
class Change:
    """One thing that happened to a record, or to a part of it."""

    at: datetime
    person: str
    why: str  # "" for what is history in itself
    label: str
    fields: tuple[Difference, ...] = ()
    deed: str = ""  # what was done at once shares it; "" for what is history in itself
    address: str = ""  # of a page about it


def has_history(model: type[models.Model]) -> bool:
    """Whether the rows of this model leave a history."""
    return event_model(model) is not None


def event_model(model: type[models.Model]) -> Any:
    """The table that holds the history of a model's rows; None for a model without one."""
    related = (relation.related_model for relation in model._meta.related_objects)
    return next((found for found in related if getattr(found, "pgh_tracked_model", None) is model), None)


def events_of(obj: models.Model) -> list[QuerySet[Any]]:
    """The history of a record and of each kind of its parts, not asked for yet."""
    wanted = [(type(obj), "pgh_obj_id"), *((m, f"{field}_id") for m, field in PARTS.get(type(obj), ()))]
    return [
        events.objects.filter(**{field: obj.pk})
        for model, field in wanted
        if (events := event_model(model)) is not None
    ]


def changes_in(histories: Iterable[QuerySet[Any]]) -> list[Change]:
    """What these events changed, those of each table in their order."""
    rows: list[Any] = []
    before: dict[Any, Any] = {}
    for history in histories:
        found = list(history.annotate(before=_before(history)).order_by("pgh_id"))
        known = {row.pgh_id: row for row in found}
        missing = {row.before for row in found if row.before is not None} - known.keys()
        known |= history.model.objects.in_bulk(missing) if missing else {}
        before |= {(history.model, row.pgh_id): known.get(row.before) for row in found}
        rows += found
    earlier = [row for row in before.values() if row is not None]
    names = _names([*rows, *earlier])
    people = _people(rows)
    return list(_changes(rows, before, names, people))


def _before(history: QuerySet[Any]) -> Subquery:
    """The event before, of the same row."""
    same = history.model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    return Subquery(same.order_by("-pgh_id").values("pgh_id")[:1])


def _changes(
    rows: Iterable[Any], before: Mapping[Any, Any], names: Names, people: Mapping[int, str]
) -> Iterator[Change]:
    for row in rows:
        gone, earlier = row.pgh_label == "delete", before[type(row), row.pgh_id]
        stood = row if gone else earlier if row.pgh_label == "update" else None
        old = {} if stood is None else _texts(stood, names)
        new = {} if gone else _texts(row, names)
        fields = tuple(
            Difference(label, old.get(label, ""), new.get(label, ""))
            for label in (old if gone else new)
            if old.get(label, "") != new.get(label, "") and (old or new.get(label) != _(NO))
        )
        if not fields:
            continue  # only a clock ticked
        context = row.pgh_context or {}
        yield Change(
            at=row.pgh_created_at,
            person=people.get(context.get("person", 0), _(NOBODY)),
            why=told(context),
            label=_label(row.pgh_tracked_model, row.pgh_label),
            fields=fields,
            deed=str(row.pgh_context_id or ""),
        )


def _label(model: type[models.Model], done: str) -> str:
    """What was done to what: "Evidence added"."""
    what = _(NAMES[model]) if model in NAMES else str(model._meta.verbose_name)
    return _(LABELS[done]).format(what=what.capitalize())


def _tracked(row: Any) -> Iterator[models.Field[Any, Any]]:
    """The fields of the tracked model that the event holds and that say something."""
    held = {field.attname for field in row._meta.concrete_fields}
    owner = {field for parts in PARTS.values() for part, field in parts if part is row.pgh_tracked_model}
    for field in row.pgh_tracked_model._meta.concrete_fields:
        if field.attname in held and field.name not in SILENT | owner:
            yield field


def _texts(row: Any, names: Names) -> dict[str, str]:
    """Each field of a row as it reads, by its label."""
    texts = {}
    for field in _tracked(row):
        value = getattr(row, field.attname)
        if field.is_relation and value is not None:
            gone = _("no. %(value)s, removed since") % {"value": value}
            text = names.get((field.related_model, value), gone)  # type: ignore[arg-type]
        else:
            text = _text(field, value)
        label = FIELD_NAMES.get((row.pgh_tracked_model, field.name), str(field.verbose_name))
        texts[_(label)] = text  # a key without a name of its own is named by its field
    return texts


def _text(field: models.Field[Any, Any], value: Any) -> str:
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _(YES) if value else _(NO)
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
        names.update({(model, pk): named(one) for pk, one in found.in_bulk(keys).items()})
    return names


def named(one: models.Model) -> str:
    """What a row is called; a role, which is kept as the name of a group, in the language of the page."""
    if isinstance(one, Group) and one.name in Role.values:
        return str(Role(one.name).label)
    return str(one)


def _people(rows: Iterable[Any]) -> dict[int, str]:
    keys = {row.pgh_context["person"] for row in rows if row.pgh_context and "person" in row.pgh_context}
    return {pk: str(person) for pk, person in Person.objects.in_bulk(keys).items()}
