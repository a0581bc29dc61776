"""Sources, with what they relay and the claims that rest on them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from claims.actions.sources import add_source, change_source
from claims.admin.base import EDITORS, LedgerForm, ReadOnlyAdmin, RoleAdmin, person_of
from claims.fallout import claims_resting_on
from claims.models import Appearance, ClaimRelation, Evidence, ExchangeRate, Figure, Person, Source

SHARED = gettext_noop(
    "This source is shared; what rests on it: {count}. Whoever changes it has a hand in each of them, and "
    "cannot decide on them until the next entry. A claim in review has to be looked at again."
)
LISTED = 50

FIELDS = (
    "kind",
    "title",
    "outlet",
    "authors",
    "url",
    "archived_url",
    "published",
    "accessed",
    "reliability",
    "reliability_reason",
    "standing",
    "withheld_reason",
    "withheld_counts",
)


def links(rows: Iterable[Any], page: str) -> SafeString:
    """A list of links to admin pages."""
    return format_html_join(
        "",
        '<li><a href="{}">{}</a></li>',
        ((reverse(f"admin:claims_{page}_change", args=[row.pk]), str(row)) for row in rows),
    )


class SourceForm(LedgerForm[Source]):
    """A source and what it relays."""

    relays = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Relays"),
        queryset=Source.objects.select_related("outlet"),
        required=False,
        help_text=gettext_lazy(
            "Whose report this one passes on. Sources that share an original count as one origin."
        ),
        widget=AutocompleteSelectMultiple(Source._meta.get_field("relays"), admin.site),
    )


@admin.register(Source)
class SourceAdmin(RoleAdmin[Source]):
    """Editors grade and mend sources; a change counts as a hand in each claim that rests on them."""

    form = SourceForm
    adders = changers = EDITORS
    list_display = ("title", "outlet", "kind", "reliability", "standing", "published")
    list_filter = ("kind", "reliability", "standing")
    list_select_related = ("outlet",)
    sortable_by = ("title",)
    search_fields = ("title", "outlet__name", "authors", "url")
    search_help_text = gettext_lazy("Words of the title, the outlet, the authors or the address.")
    autocomplete_fields = ("outlet",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).select_related("outlet")

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        what = (_("Source"), {"fields": ["kind", "title", "outlet", "authors", "relays"]})
        where = (_("Where and when"), {"fields": ["url", "archived_url", ("published", "accessed")]})
        grade = (_("How good it is"), {"fields": ["reliability", "reliability_reason", "standing"]})
        withheld = (_("Kept back for somebody’s safety"), {"fields": ["withheld_reason", "withheld_counts"]})
        if obj is None:
            return [what, where, grade, withheld]
        return [what, where, grade, withheld, (_("What rests on it"), {"fields": ["relayed_in", "claims"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> list[str]:
        return [] if obj is None else ["relayed_in", "claims"]

    @admin.display(description=gettext_lazy("relayed by"))
    def relayed_in(self, source: Source) -> SafeString | str:
        rows = source.relayed_by.select_related("outlet").order_by("title")[:LISTED]
        return (
            format_html_join("", '<ul class="plain">{}</ul>', [(links(rows, "source"),)])
            if rows
            else _("no other source")
        )

    @admin.display(description=gettext_lazy("claims"))
    def claims(self, source: Source) -> SafeString | str:
        rows = claims_resting_on(source)[-LISTED:]
        return (
            format_html_join("", '<ul class="plain">{}</ul>', [(links(rows, "claim"),)])
            if rows
            else _("none yet")
        )

    def notices(self, request: HttpRequest, obj: Source | None) -> Iterable[tuple[str, str]]:
        if (
            obj is not None
            and self.has_change_permission(request, obj)
            and (count := len(claims_resting_on(obj)))
        ):
            yield (
                "warning",
                _(SHARED).format(
                    count=ngettext("%(count)s claim", "%(count)s claims", count) % {"count": count}
                ),
            )

    def tools(self, request: HttpRequest, obj: Source) -> Iterable[tuple[str, str]]:
        if self.has_change_permission(request, obj):
            yield _("This source falls"), reverse("admin:source_falls", args=[obj.pk])

    def save(self, *, by: Person, form: Any, obj: Source, add: bool) -> Source:
        data = form.cleaned_data
        if add:
            return add_source(by=by, relays=data["relays"], **{name: data[name] for name in FIELDS})
        changed = {name: data[name] for name in FIELDS if name in form.changed_data}
        relays = data["relays"] if "relays" in form.changed_data else None
        if not changed and relays is None:
            return obj
        return change_source(source=Source.objects.get(pk=obj.pk), by=by, relays=relays, **changed)


# ── Parts of claims: found here, edited on the claim's page ─────────────────────────────────────────


class PartAdmin(ReadOnlyAdmin[Any]):
    """A part of a claim: searched across claims; its claim's page is where it is changed."""

    list_select_related: ClassVar[tuple[str, ...]] = ("claim",)

    def notices(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        if obj is not None and person_of(request).is_editor:
            yield "info", _("This is a part of a claim. It is changed on the page of its claim.")

    def tools(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        yield _("Open the claim"), reverse("admin:claims_claim_change", args=[obj.claim_id])


@admin.register(Evidence)
class EvidenceAdmin(PartAdmin):
    list_display = ("source", "claim", "stance", "credibility", "locator")
    list_filter = ("stance", "credibility")
    list_select_related = ("claim", "source__outlet")
    search_fields = ("quote", "note", "source__title", "claim__statement")
    fields = (
        "claim",
        "source",
        "stance",
        "credibility",
        "quote",
        "locator",
        "note",
        "withheld_reason",
        "withheld_counts",
    )


@admin.register(Figure)
class FigureAdmin(PartAdmin):
    list_display = ("role", "claim", "low", "high", "unit", "approximate", "as_of")
    search_fields = ("role", "unit", "claim__statement")
    fields = ("claim", "role", "low", "high", "unit", "approximate", "as_of")


@admin.register(Appearance)
class AppearanceAdmin(PartAdmin):
    list_display = ("claim", "date", "place", "outlet", "note")
    list_select_related = ("claim", "outlet")
    search_fields = ("place", "note", "url", "outlet__name", "claim__statement")
    fields = ("claim", "date", "place", "outlet", "url", "archived_url", "note")


@admin.register(ClaimRelation)
class ClaimRelationAdmin(PartAdmin):
    list_display = ("claim", "relation", "other")
    list_filter = ("relation",)
    list_select_related = ("claim", "other")
    search_fields = ("claim__statement", "other__statement")
    fields = ("claim", "relation", "other")


@admin.register(ExchangeRate)
class ExchangeRateAdmin(PartAdmin):
    list_display = ("claim", "base", "quote", "rate", "on", "source")
    list_select_related = ("claim", "source__outlet")
    search_fields = ("base", "quote", "claim__statement", "source__title")
    fields = ("claim", "base", "quote", "rate", "on", "source")
