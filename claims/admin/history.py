"""Row history: every change of every working table, as the triggers wrote it. Read only."""

from collections.abc import Iterable
from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
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
        return (queryset.filter(why_text__icontains=term) if term else queryset), False

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


for model in apps.get_app_config("claims").get_models():
    if hasattr(model, "pgh_tracked_model"):
        admin.site.register(model, EventAdmin)
