"""Submissions, assessments, decisions and contributions: found and read, never edited."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from claims.admin.base import ReadOnlyAdmin
from claims.models import Assessment, Contribution, Decision, Submission


class ClosedFilter(admin.SimpleListFilter):
    """Submissions that wait, or that were decided."""

    title = "decided"
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Waiting"), ("yes", "Decided")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(closed_at__isnull=self.value() == "no") if self.value() in ("no", "yes") else queryset


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin[Submission]):
    list_display = ("claim", "asks", "submitted_by", "submitted_at", "closed_at")
    list_filter = ("asks", ClosedFilter, "correction_class")
    list_select_related = ("claim", "submitted_by")
    sortable_by = ("submitted_at",)
    search_fields = ("claim__statement", "note", "message", "submitted_by__name")
    fields = (
        "claim", "asks", "correction_class", "note", "message", "submitted_by", "submitted_at", "closed_at",
    )  # fmt: skip

    def tools(self, request: HttpRequest, obj: Submission) -> Iterable[tuple[str, str]]:
        yield "Review page", reverse("admin:review", args=[obj.pk])


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin[Assessment]):
    list_display = ("claim", "verdict", "confidence", "assessed_by", "assessed_at")
    list_filter = ("confidence", "likelihood")
    list_select_related = ("claim", "verdict", "assessed_by")
    sortable_by = ("assessed_at",)
    search_fields = ("claim__statement", "rationale", "verdict__label", "assessed_by__name")
    fields = (
        "claim", "verdict", "confidence", "likelihood", "rationale", "alternatives", "missing", "would_change",
        "above_ceiling_reason", "assessed_by", "assessed_at",
    )  # fmt: skip


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin[Decision]):
    list_display = ("claim", "outcome", "editor", "decided_at")
    list_filter = ("outcome",)
    list_select_related = ("claim", "editor")
    sortable_by = ("decided_at",)
    search_fields = ("claim__statement", "comment", "editor__name", "reviewed_digest", "record_digest")
    fields = (
        "claim", "submission", "outcome", "comment", "editor", "decided_at", "reviewed_digest", "record_digest",
    )  # fmt: skip


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin[Contribution]):
    list_display = ("claim", "person", "what", "at", "since")
    list_select_related = ("claim", "person")
    sortable_by = ("at",)
    search_fields = ("claim__statement", "person__name", "what")
    fields = ("claim", "person", "what", "at", "since")
