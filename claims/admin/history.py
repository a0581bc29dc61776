"""Row history: every change of every working table, as the triggers wrote it. Read only."""

from collections.abc import Iterable
from string import Formatter
from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.db.models import (
    BigIntegerField,
    Case,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Replace
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.base import ReadOnlyAdmin
from claims.models import ClaimTopic, Person, Relay
from claims.reasons import told
from claims.row_history import named

OWN_FIELDS = ("moment", "done", "who", "why", "record", "deed")
# What history keeps beside the words of a record: its key, which stands above, and a place in the log.
LEFT_OUT = {"id", "content_index"}
DONE = {"insert": gettext_lazy("added"), "update": gettext_lazy("changed"), "delete": gettext_lazy("removed")}
# Records whose own name is that of a class.
RECORDS = {ClaimTopic: gettext_lazy("topics of claims"), Relay: gettext_lazy("relayed sources")}


class DoneFilter(admin.SimpleListFilter):
    """What was added, changed or removed."""

    title = gettext_lazy("kind of change")
    parameter_name = "done"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return DONE.items()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(pgh_label=self.value()) if self.value() else queryset


class EventAdmin(ReadOnlyAdmin[Any]):
    """The history of one table."""

    list_display = ("moment", "done", "record", "who", "why")
    list_filter = (DoneFilter,)
    sortable_by = ("moment",)
    ordering = ("-pgh_id",)
    search_fields = ("pgh_context__why",)
    search_help_text = gettext_lazy("The number of a record, or words of the reason.")
    change_form_template = "admin/row_event.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        who = Cast(KeyTextTransform("person", OuterRef("pgh_context")), BigIntegerField())
        named = Person.objects.filter(pk=who).values("name")[:1]
        return (
            super()
            .get_queryset(request)
            .annotate(who_name=Subquery(named), why_text=KeyTextTransform("why", "pgh_context"))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if term.isascii() and term.isdecimal():
            return queryset.filter(pgh_obj_id=int(term)), False
        return (_saying(term, queryset) if term else queryset), False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        held = [field.name for field in self.model._meta.concrete_fields if not field.name.startswith("pgh_")]
        shown = ["role" if name == "group" else name for name in held if name not in LEFT_OUT]
        return [*OWN_FIELDS, *shown]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    def tools(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        tracked = self.model.pgh_tracked_model._meta.model_name
        try:
            yield (
                _("History of this record"),
                reverse(f"admin:claims_{tracked}_history", args=[obj.pgh_obj_id]),
            )
        except NoReverseMatch:  # a part without a page of its own
            return

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's, under a title that says which list it is from."""
        title = {"title": capfirst(self.opts.verbose_name_plural), "subtitle": None}
        return super().changeform_view(request, object_id, form_url, {**title, **(extra_context or {})})

    @admin.display(description=gettext_lazy("when"), ordering="pgh_created_at")
    def moment(self, event: Any) -> str:
        return date_format(timezone.localtime(event.pgh_created_at), "j F Y, H:i")

    @admin.display(description=gettext_lazy("kind of change"))
    def done(self, event: Any) -> str:
        return str(DONE[event.pgh_label])

    @admin.display(description=gettext_lazy("record"))
    def record(self, event: Any) -> int:
        return cast(int, event.pgh_obj_id)

    @admin.display(description=gettext_lazy("shared by what was done at once"))
    def deed(self, event: Any) -> str:
        return str(event.pgh_context_id or "")

    @admin.display(description=gettext_lazy("role"))
    def role(self, event: Any) -> str:
        return named(event.group)

    @admin.display(description=gettext_lazy("person"))
    def who(self, event: Any) -> str | None:
        return cast(str | None, event.who_name)

    @admin.display(description=gettext_lazy("why"))
    def why(self, event: Any) -> str | None:
        return told(event.pgh_context or {}) or None


def _saying(words: str, events: QuerySet[Any]) -> QuerySet[Any]:
    """The events whose reason holds these words, as it is kept or as the page says it."""
    said = KeyTransform("said", "pgh_context")
    events = events.annotate(source_text=KeyTextTransform("0", said))
    sources = events.exclude(source_text=None).order_by().values_list("source_text", flat=True).distinct()
    told = [
        When(source_text=source, then=_sentence(text, KeyTransform("1", said)))
        for source in sources
        if (text := _(source)) != source
    ]
    columns = ["why_text"]
    if told:
        events = events.annotate(told_text=Case(*told, output_field=TextField()))
        columns.append("told_text")
    wanted = Q()
    for typed in {words, words.replace("'", "’")}:  # which no keyboard has
        for column in columns:
            wanted |= Q(**{f"{column}__icontains": typed})
    return events.filter(wanted)


def _sentence(text: str, values: KeyTransform) -> Any:
    """A text with its values, put together by the database."""
    sentence: Any = Value(text, TextField())
    for _text, name, _spec, _conversion in Formatter().parse(text):
        if name:
            value: Any = KeyTextTransform(name, values)
            sentence = Replace(sentence, Value(f"{{{name}}}"), value, output_field=TextField())
    return sentence


def _name(events: type[Model]) -> None:
    """Have Django's pages speak of a history in words: its own names are those of classes, and English."""
    tracked: Any = events.pgh_tracked_model  # type: ignore[attr-defined]
    records = RECORDS.get(tracked, tracked._meta.verbose_name_plural)
    events._meta.verbose_name = format_lazy(gettext_lazy("change to {records}"), records=records)
    events._meta.verbose_name_plural = format_lazy(gettext_lazy("changes to {records}"), records=records)
    for field in events._meta.concrete_fields:
        if isinstance(field.verbose_name, str):  # no name of its own, but that of the field
            field.verbose_name = gettext_lazy(field.verbose_name)


for model in apps.get_app_config("claims").get_models():
    if hasattr(model, "pgh_tracked_model"):
        _name(model)
        admin.site.register(model, EventAdmin)
