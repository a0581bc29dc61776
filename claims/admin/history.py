"""Row history: every change of every working table, as the triggers wrote it. Read only."""

from collections.abc import Iterable
from string import Formatter
from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.db.models import BigIntegerField, Case, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Replace
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.base import ReadOnlyAdmin
from claims.models import Person
from claims.reasons import told

OWN_FIELDS = ("pgh_created_at", "pgh_label", "who", "why", "pgh_obj_id", "pgh_context_id")


class EventAdmin(ReadOnlyAdmin[Any]):
    """The history of one table."""

    list_display = ("pgh_created_at", "pgh_label", "pgh_obj_id", "who", "why")
    list_filter = ("pgh_label",)
    sortable_by = ("pgh_created_at",)
    ordering = ("-pgh_id",)
    search_fields = ("pgh_context__why", "pgh_label")
    search_help_text = gettext_lazy("The number of a record, or words of the reason.")

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
        return [*OWN_FIELDS, *held]

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
            value = KeyTextTransform(name, values)
            sentence = Replace(sentence, Value(f"{{{name}}}"), value, output_field=TextField())
    return sentence


for model in apps.get_app_config("claims").get_models():
    if hasattr(model, "pgh_tracked_model"):
        admin.site.register(model, EventAdmin)
