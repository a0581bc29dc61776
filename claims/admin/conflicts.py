"""Conflicts of interest and waivers in the admin: declared, ended, read; never edited."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.actions.fairness import declare_conflict
from claims.admin.base import LedgerForm, ReadOnlyAdmin, RoleAdmin, person_of, unblinded
from claims.choices import Role
from claims.models import ConflictOfInterest, Person, Waiver

WHAT_IT_MEANS = gettext_noop(
    "Whoever is not impartial about a claimant or a topic decides nothing about it, and finds none of it "
    "among what they may decide. Readers never see this. An administrator ends it, never one’s own."
)


class ConflictForm(LedgerForm[ConflictOfInterest]):
    """Whose interest, about what, and why."""

    def _get_validation_exclusions(self) -> set[str]:
        # That either of them is named, the action says in a sentence for people, not the model's constraint.
        return {*super()._get_validation_exclusions(), "claimant", "topic"}  # type: ignore[misc]


class OpenFilter(admin.SimpleListFilter):
    """Conflicts of interest that are in force, or ended."""

    title = gettext_lazy("in force")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("In force")), ("no", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(closed_at__isnull=self.value() == "yes")


@admin.register(ConflictOfInterest)
class ConflictAdmin(RoleAdmin[ConflictOfInterest]):
    """Everybody declares their own; administrators declare for others, and end what is over."""

    form = ConflictForm
    adders = frozenset(Role)
    list_display = ("person", "about", "declared_by", "declared_at", "closed_at")
    list_filter = (OpenFilter,)
    list_select_related = ("person", "claimant", "topic", "declared_by")
    sortable_by = ("declared_at",)
    search_fields = ("person__name", "claimant__name", "topic__label")
    autocomplete_fields = ("claimant", "topic")

    @admin.display(description=gettext_lazy("about"))
    def about(self, conflict: ConflictOfInterest) -> str:
        return str(conflict.claimant or conflict.topic)

    def get_fields(self, request: HttpRequest, obj: ConflictOfInterest | None = None) -> Any:
        named = ["claimant", "topic", "reason"]
        if obj is not None:
            return ["person", "claimant", "topic", "reason", "declared_by", "declared_at", "closed_at"]
        return ["person", *named] if person_of(request).is_administrator else named

    def get_readonly_fields(self, request: HttpRequest, obj: ConflictOfInterest | None = None) -> Any:
        return [] if obj is None else self.get_fields(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "person":
            people = Person.objects.filter(is_active=True, groups__isnull=False).distinct().order_by("name")
            kwargs.update(queryset=people, initial=person_of(request).pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def notices(self, request: HttpRequest, obj: ConflictOfInterest | None) -> Iterable[tuple[str, str]]:
        yield "info", _(WHAT_IT_MEANS)

    def tools(self, request: HttpRequest, obj: ConflictOfInterest) -> Iterable[tuple[str, str]]:
        person = person_of(request)
        if obj.closed_at is None and person.is_administrator and obj.person_id != person.pk:
            yield _("End it"), reverse("admin:end_conflict", args=[obj.pk])

    def save(self, *, by: Person, form: Any, obj: ConflictOfInterest, add: bool) -> ConflictOfInterest:
        data = form.cleaned_data
        return declare_conflict(
            person=data.get("person", by),
            by=by,
            reason=data["reason"],
            claimant=data["claimant"],
            topic=data["topic"],
        )


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin[Waiver]):
    """What editors waived, for whom and why; granted on the review page."""

    list_display = ("claim", "gate", "person", "granted_by", "granted_at")
    list_filter = ("gate",)
    list_select_related = ("claim", "person", "granted_by")
    sortable_by = ("granted_at",)
    search_fields = ("claim__statement", "reason", "person__name", "granted_by__name")
    fields = ("claim", "gate", "person", "reason", "granted_by", "granted_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Waiver]:
        return unblinded(super().get_queryset(request), person_of(request))
