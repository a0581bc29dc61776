"""The parts of a claim on its page: figures, appearances, related claims and evidence, each row an action."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from claims.actions.parts import PARTS, add_part, change_part, remove_part
from claims.admin.base import EDITORS, GradedFields, KnownAutocomplete, PartForm, RolePermissions, person_of
from claims.models import (
    Appearance,
    Claim,
    ClaimRelation,
    Evidence,
    ExchangeRate,
    Figure,
    Person,
    ReplyRequest,
)


def takes_changes(request: HttpRequest, claim: Claim | None) -> bool:
    """Whether the text and the parts of a claim are shown as fields.

    A form that was opened while they were is answered as one, so that the action can say why it
    refuses and nothing that was typed is lost.
    """
    if not person_of(request).is_editor:
        return False
    return claim is None or claim.is_editable or (request.method == "POST" and "statement" in request.POST)


class PartInline(GradedFields, RolePermissions):
    """Rows of one kind; they take changes whenever the claim does."""

    extra = 0
    form: type[Any] = PartForm
    changers = EDITORS
    related: ClassVar[tuple[str, ...]] = ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return takes_changes(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return takes_changes(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return takes_changes(request, obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.related)  # type: ignore[misc]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:  # type: ignore[attr-defined]
            kwargs["widget"] = KnownAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class TableFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Rows of a table; which row its box deletes is said to who hears the page."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if box := form.fields.get(DELETION_FIELD_NAME):
            row = f": {form.instance}" if form.instance.pk else ""
            box.widget.attrs["aria-label"] = f"{box.label}{row}"


class TableInline(PartInline):
    """Rows of a table: its heads name the columns, and each field names itself to who hears the page."""

    formset: Any = TableFormSet

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return field


class FigureInline(TableInline, admin.TabularInline[Figure, Claim]):
    model = Figure
    related = ("claim",)
    fields = ("role", "low", "high", "unit", "approximate", "as_of")


class AppearanceInline(PartInline, admin.StackedInline[Appearance, Claim]):
    model = Appearance
    related = ("outlet",)
    fields = (("date", "place", "outlet"), ("url", "archived_url"), "note")
    autocomplete_fields = ("outlet",)


class RelationInline(TableInline, admin.TabularInline[ClaimRelation, Claim]):
    model = ClaimRelation
    fk_name = "claim"
    related = ("other",)
    fields = ("relation", "other")
    autocomplete_fields = ("other",)


class EvidenceInline(PartInline, admin.StackedInline[Evidence, Claim]):
    model = Evidence
    related = ("source__outlet",)
    fields = (
        ("source", "stance", "credibility"),
        "quote",
        "locator",
        "note",
        ("withheld_reason", "withheld_counts"),
    )
    autocomplete_fields = ("source",)


class RateInline(TableInline, admin.TabularInline[ExchangeRate, Claim]):
    model = ExchangeRate
    related = ("source__outlet",)
    fields = ("base", "quote", "rate", "on", "source")
    autocomplete_fields = ("source",)


class ReplyInline(PartInline, admin.StackedInline[ReplyRequest, Claim]):
    model = ReplyRequest
    related = ("claim",)
    fields = (("asked_of", "asked_on", "how"), "answer", "answered_on")


INLINES = (FigureInline, AppearanceInline, EvidenceInline, RelationInline, RateInline, ReplyInline)


def save_parts(*, by: Person, claim: Claim, formset: Any) -> None:
    """Remove, change and add what a formset holds, each by its action. Removals first: they make room."""
    kind = formset.get_default_prefix()
    own = {formset.fk.name, formset.model._meta.pk.name, "DELETE"}
    removed = [form for form in formset.deleted_forms if form.instance.pk]
    for form in removed:
        remove_part(part=form.instance, by=by)
    for form in formset.forms:
        if form in formset.deleted_forms or not form.has_changed():
            continue
        if form.instance.pk:
            part = cast(Any, PARTS[kind])._default_manager.get(pk=form.instance.pk)
            fields = {name: form.cleaned_data[name] for name in form.changed_data if name not in own}
            change_part(part=part, by=by, **fields)
        else:
            fields = {name: value for name, value in form.cleaned_data.items() if name not in own}
            add_part(claim=claim, kind=kind, by=by, **fields)
