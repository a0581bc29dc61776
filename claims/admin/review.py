"""Submissions, assessments, decisions and contributions: found and read, never edited."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.base import ReadOnlyAdmin, person_of, unblinded
from claims.models import Assessment, AssessmentRequest, Contribution, Decision, Recheck, Submission


class ClosedFilter(admin.SimpleListFilter):
    """Submissions that wait, or that were decided."""

    title = gettext_lazy("decision")
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("Waiting")), ("yes", _("Decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return (
            queryset.filter(closed_at__isnull=self.value() == "no")
            if self.value() in ("no", "yes")
            else queryset
        )


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin[Submission]):
    list_display = ("claim", "asks", "submitted_by", "submitted_at", "closed_at")
    list_filter = ("asks", ClosedFilter, "correction_class")
    list_select_related = ("claim", "submitted_by")
    sortable_by = ("submitted_at",)
    search_fields = ("claim__statement", "note", "message", "submitted_by__name")
    fields = (
        "claim",
        "asks",
        "correction_class",
        "note",
        "message",
        "submitted_by",
        "submitted_at",
        "closed_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return unblinded(super().get_queryset(request), person_of(request))

    def tools(self, request: HttpRequest, obj: Submission) -> Iterable[tuple[str, str]]:
        yield _("Review page"), reverse("admin:review", args=[obj.pk])


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin[Assessment]):
    list_display = ("claim", "verdict", "confidence", "assessed_by", "assessed_at")
    list_filter = ("confidence", "likelihood")
    list_select_related = ("claim", "verdict", "assessed_by")
    sortable_by = ("assessed_at",)
    search_fields = ("claim__statement", "rationale", "verdict__label", "assessed_by__name")
    fields = (
        "claim",
        "verdict",
        "confidence",
        "likelihood",
        "rationale",
        "alternatives",
        "missing",
        "would_change",
        "above_ceiling_reason",
        "request",
        "assessed_by",
        "assessed_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        return super().get_queryset(request).filter(pk__in=Assessment.objects.visible_to(person_of(request)))


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin[Decision]):
    list_display = ("claim", "outcome", "editor", "decided_at")
    list_filter = ("outcome",)
    list_select_related = ("claim", "editor")
    sortable_by = ("decided_at",)
    search_fields = ("claim__statement", "comment", "editor__name", "reviewed_digest", "record_digest")
    fields = (
        "claim",
        "submission",
        "outcome",
        "comment",
        "editor",
        "decided_at",
        "reviewed_digest",
        "record_digest",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return unblinded(super().get_queryset(request), person_of(request))


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin[Contribution]):
    list_display = ("claim", "person", "what", "at", "since")
    list_select_related = ("claim", "person")
    sortable_by = ("at",)
    search_fields = ("claim__statement", "person__name", "what")
    fields = ("claim", "person", "what", "at", "since")


@admin.register(AssessmentRequest)
class AssessmentRequestAdmin(ReadOnlyAdmin[AssessmentRequest]):
    list_display = ("claim", "analyst", "requested_by", "requested_at", "closed_at")
    list_select_related = ("claim", "analyst", "requested_by")
    sortable_by = ("requested_at",)
    search_fields = ("claim__statement", "analyst__name", "reason")
    fields = ("claim", "analyst", "reason", "requested_by", "requested_at", "closed_at")


@admin.register(Recheck)
class RecheckAdmin(ReadOnlyAdmin[Recheck]):
    list_display = ("claim", "source", "reason", "raised_by", "raised_at", "closed_at")
    list_select_related = ("claim", "source__outlet", "raised_by")
    sortable_by = ("raised_at",)
    search_fields = ("claim__statement", "source__title", "reason")
    fields = ("claim", "source", "reason", "raised_by", "raised_at", "closed_at")
