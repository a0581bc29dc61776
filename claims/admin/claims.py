"""Claims: the list, and the page on which an editor changes a working copy."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims import records
from claims.actions.claims import TEXT_FIELDS, assign_claim, change_claim, log_claim
from claims.admin.base import EDITORS, LedgerForm, RoleAdmin, current_assessment, person_of
from claims.admin.claim_list import ClaimList, choices, waiting
from claims.admin.handing import hand_on
from claims.admin.parts import INLINES, save_parts, takes_changes
from claims.cases import contributions_in_work
from claims.choices import Confidence
from claims.desk_search import matching
from claims.meanings import contributed
from claims.models import AssessmentRequest, Claim, ClaimTopic, Person, Submission, Topic
from claims.needs import CONTRIBUTED, NO_NOTE
from claims.workflow import (
    ASK_SECOND,
    HOLD,
    MERGE_DRAFT,
    REQUEST_MERGE,
    REQUEST_UNMERGE,
    REVISE_DRAFT,
    UNMERGE_DRAFT,
    Case,
)

WOULD_CONTRIBUTE = gettext_noop(
    "If you change this working copy you have a hand in it, and cannot decide on it afterwards: "
    "another editor has to."
)
HAS_LEFT = gettext_noop("{name} has left; choose somebody who can do the work.")
# What the desk has the pages for: they show what becomes of everything before anything happens.
MERGING = {
    MERGE_DRAFT: "claims:merge_claim",
    REQUEST_MERGE: "claims:merge_claim",
    UNMERGE_DRAFT: "claims:unmerge_claim",
    REQUEST_UNMERGE: "claims:unmerge_claim",
}
LONGEST_SEARCH = 200  # characters; far more than anybody types


class TopicBoxes(AutocompleteSelectMultiple):
    """Each topic has its own cross; one for all of them would be a button inside a list of topics."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> Any:
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class ClaimForm(LedgerForm[Claim]):
    """The text of a claim, its topics, and whose work it is."""

    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.all(),
        required=False,
        widget=TopicBoxes(Claim._meta.get_field("topics"), admin.site),
    )

    class Meta:
        widgets = {"statement": forms.Textarea(attrs={"rows": 2})}

    def clean_assignee(self) -> Person | None:
        assignee: Person | None = self.cleaned_data["assignee"]
        if assignee is not None and not assignee.is_active:
            raise ValidationError(_(HAS_LEFT).format(name=assignee))
        return assignee


class TopicFilter(admin.SimpleListFilter):
    """Claims under one topic."""

    title = gettext_lazy("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices(request, "topic")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        under = ClaimTopic.objects.filter(claim=OuterRef("pk"), topic__slug=self.value())
        return queryset.filter(Exists(under))


class LoggedByFilter(admin.SimpleListFilter):
    """Claims that one person logged."""

    title = gettext_lazy("logged by")
    parameter_name = "logged_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices(request, "writer")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if not value:
            return queryset
        return queryset.filter(logged_by=int(value)) if value.isdecimal() else queryset.none()


def tag(kind: str, label: str) -> SafeString:
    """A small label whose shape depends on what it says."""
    return format_html('<span class="tag" data-kind="{}">{}</span>', kind, label)


@admin.register(Claim)
class ClaimAdmin(RoleAdmin[Claim]):
    """Editors change what is open to changes; everything else is read."""

    form = ClaimForm
    adders = changers = EDITORS
    inlines = INLINES
    list_display = ("no", "statement", "claimant", "stands", "readers_see", "verdict", "logged_by", "changed")
    list_display_links = ("no", "statement")
    list_filter = ("status", "publication", TopicFilter, "language", LoggedByFilter)
    list_select_related = ("claimant", "logged_by")
    sortable_by = ()
    ordering = ("-id",)
    search_fields = ("statement", "quote", "claimant__name")
    search_help_text = gettext_lazy("Words of the statement, the exact words or the claimant; or a number.")
    autocomplete_fields = ("claimant", "assignee")
    actions = (hand_on,)

    # ── The list ──

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        newest = current_assessment("pk", person_of(request))
        return (
            super()
            .get_queryset(request)
            .annotate(
                current_verdict=Subquery(newest.values("verdict__label")[:1]),
                current_confidence=Subquery(newest.values("confidence")[:1]),
            )
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ClaimList]:
        return ClaimList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        counted = {"waiting": SimpleLazyObject(lambda: waiting(request))}
        return super().changelist_view(request, {**counted, **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        """By the index of words that the desk searches, too; a number finds the claim with this number."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(matching(search_term[:LONGEST_SEARCH])), False

    @admin.display(description=gettext_lazy("No."))
    def no(self, claim: Claim) -> int | str:
        return claim.number or "–"

    @admin.display(description=gettext_lazy("status"))
    def stands(self, claim: Claim) -> SafeString:
        return tag(claim.status, claim.get_status_display())

    @admin.display(description=gettext_lazy("publication"))
    def readers_see(self, claim: Claim) -> SafeString:
        return tag(claim.publication, claim.get_publication_display())

    @admin.display(description=gettext_lazy("verdict"))
    def verdict(self, claim: Claim) -> str:
        return getattr(claim, "current_verdict", None) or "–"

    @admin.display(description=gettext_lazy("confidence"))
    def confidence(self, claim: Claim) -> str:
        value = getattr(claim, "current_confidence", None)
        return str(Confidence(value).label) if value else "–"

    @admin.display(description=gettext_lazy("changed"))
    def changed(self, claim: Claim) -> str:
        return date_format(localtime(claim.changed_at), "j M Y")

    # ── The page ──

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        text = (_("Claim"), {"fields": [*TEXT_FIELDS, "topics"]})
        work = (_("Whose work it is"), {"fields": [("assignee", "due_on")]})
        if obj is None:
            return [text, work]
        stands = [
            ("no", "stands", "readers_see"),
            ("verdict", "confidence"),
            ("logged_by", "logged_at", "changed_at"),
        ]
        return [text, work, (_("Where it stands"), {"fields": stands})]

    def get_readonly_fields(self, request: HttpRequest, obj: Claim | None = None) -> list[str]:
        always = [
            "no",
            "stands",
            "readers_see",
            "verdict",
            "confidence",
            "logged_by",
            "logged_at",
            "changed_at",
        ]
        return always if takes_changes(request, obj) else [*TEXT_FIELDS, "topics", *always]

    def notices(self, request: HttpRequest, obj: Claim | None) -> Iterable[tuple[str, str]]:
        """Why it can't be changed; or what changing it means for deciding on it."""
        person = person_of(request)
        if obj is None or not person.is_editor:
            return
        if not obj.is_editable:
            for sentence in REVISE_DRAFT.unmet(Case(obj, person)):
                yield "info", sentence
        own = [each.what for each in contributions_in_work(obj) if each.person_id == person.pk]
        if own:
            yield "warning", _(CONTRIBUTED).format(what=", ".join(contributed(own)))
        elif obj.is_editable:
            yield "warning", _(WOULD_CONTRIBUTE)

    def tools(self, request: HttpRequest, obj: Claim) -> Iterable[tuple[str, str]]:
        for submission in Submission.objects.waiting().filter(claim=obj):
            yield (
                _("Review (to be %(get_asks_display)s)")
                % {"get_asks_display": submission.get_asks_display().lower()},
                reverse("admin:review", args=[submission.pk]),
            )
        if set(HOLD.unmet(Case(obj, person_of(request)))) <= {_(NO_NOTE)}:
            yield _("Put on hold"), reverse("admin:hold", args=[obj.pk])
        if not ASK_SECOND.unmet(Case(obj, person_of(request))):
            asked = AssessmentRequest.objects.open().filter(claim=obj).first()
            if asked:
                yield (
                    _("Withdraw the request for a second assessment"),
                    reverse("admin:withdraw_second", args=[asked.pk]),
                )
            else:
                yield _(ASK_SECOND.label), reverse("admin:second_assessment", args=[obj.pk])
        case = Case(obj, person_of(request))
        for move, page in MERGING.items():
            if set(move.unmet(case)) <= {_(NO_NOTE)}:
                yield _(move.label), reverse(page, args=[obj.pk])
        try:
            yield _("Open at the desk"), reverse("claims:desk_claim", args=[obj.pk])
        except NoReverseMatch:  # the desk is no part of the admin; without it the page stands as well
            return

    def view_on_site(self, obj: Claim) -> str | None:
        """What readers see of it, once they do."""
        if not obj.number:
            return None
        return reverse("claims:claim", args=[obj.number, records.slug_of(obj.statement)])

    # ── Writing ──

    def save(self, *, by: Person, form: Any, obj: Claim, add: bool) -> Claim:
        data = form.cleaned_data
        if add:
            text = {name: data[name] for name in TEXT_FIELDS}
            return log_claim(
                by=by, topics=data["topics"], assignee=data["assignee"], due_on=data["due_on"], **text
            )
        claim = Claim.objects.get(pk=obj.pk)
        text = {name: data[name] for name in TEXT_FIELDS if name in form.changed_data}
        topics = data["topics"] if "topics" in form.changed_data else None
        if text or topics is not None:
            claim = change_claim(claim=claim, by=by, topics=topics, **text)
        if {"assignee", "due_on"} & set(form.changed_data):
            claim = assign_claim(claim=claim, by=by, assignee=data["assignee"], due_on=data["due_on"])
        return claim

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        save_parts(by=person_of(request), claim=form.instance, formset=formset)
