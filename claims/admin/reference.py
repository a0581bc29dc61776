"""Shared records: topics, claimants, outlets, and the schemes that verdicts come from."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims import records
from claims.actions.door import publish_scheme
from claims.actions.reference import (
    add_claimant,
    add_outlet,
    add_scheme,
    add_topic,
    change_claimant,
    change_outlet,
    change_topic,
)
from claims.admin.base import (
    ADMINISTRATORS,
    EDITORS,
    RoleAdmin,
    RolePermissions,
    ask,
    not_there,
    person_of,
    typed,
)
from claims.choices import Event
from claims.forms.base import TypedForm
from claims.models import Claimant, Outlet, Person, RecordBody, Topic, Verdict, VerdictScheme

SHARED = gettext_noop(
    "Readers see a change here with the next entry of each claim that names this; "
    "whoever makes it has a hand in those claims."
)
ONE_VERDICT = gettext_noop("A scheme needs at least one verdict.")


class SharedAdmin(RoleAdmin[Any]):
    """A record that claims refer to. Subclasses name the pair of actions that write it.

    A subclass without them fails when it is used, not when it is made: Django gives admin classes a metaclass
    of its own, so they can't be abstract.
    """

    adders = changers = EDITORS | ADMINISTRATORS
    prefilled: tuple[str, ...] = ()

    def add_one(self, **fields: Any) -> Any:
        """A new record, by its action."""
        raise NotImplementedError

    def change_one(self, row: Any, **fields: Any) -> Any:
        """These fields of a record, by its action."""
        raise NotImplementedError

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """A slug is proposed for a new record only: of an old one it is an address that readers keep."""
        return {"slug": self.prefilled} if obj is None else {}

    def notices(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        if obj is not None and self.has_change_permission(request, obj):
            yield "info", _(SHARED)

    def save(self, *, by: Person, form: Any, obj: Any, add: bool) -> Any:
        if add:
            return self.add_one(by=by, **form.cleaned_data)
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        return (
            self.change_one(self.model._default_manager.get(pk=obj.pk), by=by, **changed) if changed else obj
        )


@admin.register(Topic)
class TopicAdmin(SharedAdmin):
    list_display = ("label", "slug", "description")
    search_fields = ("label", "slug")
    fields = ("label", "slug", "description")
    prefilled = ("label",)

    def add_one(self, **fields: Any) -> Topic:
        return add_topic(**fields)

    def change_one(self, row: Topic, **fields: Any) -> Topic:
        return change_topic(topic=row, **fields)


@admin.register(Claimant)
class ClaimantAdmin(SharedAdmin):
    list_display = ("name", "kind", "description")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "description")
    fields = ("name", "slug", "kind", "description")
    prefilled = ("name",)

    def add_one(self, **fields: Any) -> Claimant:
        return add_claimant(**fields)

    def change_one(self, row: Claimant, **fields: Any) -> Claimant:
        return change_claimant(claimant=row, **fields)


@admin.register(Outlet)
class OutletAdmin(SharedAdmin):
    list_display = ("name", "kind", "default_reliability", "homepage")
    list_filter = ("kind", "default_reliability")
    search_fields = ("name", "slug", "homepage")
    fields = ("name", "slug", "kind", "homepage", "default_reliability", "reliability_reason")
    prefilled = ("name",)

    def add_one(self, **fields: Any) -> Outlet:
        return add_outlet(**fields)

    def change_one(self, row: Outlet, **fields: Any) -> Outlet:
        return change_outlet(outlet=row, **fields)


# ── Verdict schemes ─────────────────────────────────────────────────────────────────────────────────


class VerdictFormSet(BaseInlineFormSet[Verdict, VerdictScheme, Any]):
    """The verdicts of a new scheme: at least one."""

    def clean(self) -> None:
        super().clean()
        if not any(form.has_changed() for form in self.forms):
            raise ValidationError(_(ONE_VERDICT))


class VerdictInline(RolePermissions, admin.StackedInline[Verdict, VerdictScheme]):
    """The rows of a scheme: written once, with it."""

    model = Verdict
    formset = VerdictFormSet
    extra = 6
    adders = ADMINISTRATORS
    fields = (("order", "code", "label", "rating"), "definition")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_add_permission(request)


class PublishForm(TypedForm):
    """What readers are told of a new scheme."""

    note = forms.CharField(
        label=gettext_lazy("Public note"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


def published() -> set[tuple[str, int]]:
    """The schemes that are public, by name and version, as the log says."""
    bodies = RecordBody.objects.filter(entry__event=Event.SCHEME_CHANGED, body__isnull=False).values_list(
        "body", flat=True
    )
    schemes = (records.parse(body)["scheme"] for body in bodies if body is not None)
    return {(scheme["name"], scheme["version"]) for scheme in schemes}


@admin.register(VerdictScheme)
class VerdictSchemeAdmin(RoleAdmin[VerdictScheme]):
    """Administrators add a scheme and publish it. Neither it nor its verdicts are ever edited."""

    adders = ADMINISTRATORS
    inlines = (VerdictInline,)
    list_display = ("name", "version")
    search_fields = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("name",) if obj is None else ("name", "version", "is_public")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("version", "is_public")

    @admin.display(description=gettext_lazy("public"), boolean=True)
    def is_public(self, scheme: VerdictScheme) -> bool:
        return (scheme.name, scheme.version) in published()

    def tools(self, request: HttpRequest, obj: VerdictScheme) -> Iterable[tuple[str, str]]:
        if person_of(request).is_administrator and not self.is_public(obj):
            yield _("Publish"), reverse("admin:claims_verdictscheme_publish", args=[obj.pk])

    def save_model(self, request: HttpRequest, obj: VerdictScheme, form: Any, change: bool) -> None:
        """A scheme is written with its verdicts, once these are known."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        rows = [each.cleaned_data for formset in formsets for each in formset.forms if each.has_changed()]
        verdicts = [
            {name: row[name] for name in ("code", "label", "definition", "rating", "order")}
            for row in rows
            if row
        ]
        scheme = add_scheme(by=person_of(request), name=form.cleaned_data["name"], verdicts=verdicts)
        form.instance.pk = scheme.pk
        form.instance.refresh_from_db()

    def get_urls(self) -> list[Any]:
        publish: URLPattern = path(
            "<int:pk>/publish/", self.admin_site.admin_view(self.publish), name="claims_verdictscheme_publish"
        )
        return [publish, *super().get_urls()]

    def publish(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make a scheme public through the log."""
        person = person_of(request)
        if not person.is_administrator:
            raise PermissionDenied
        scheme = VerdictScheme.objects.filter(pk=pk).first()
        if scheme is None:
            return not_there(request, "verdict scheme")

        def deed(data: dict[str, Any]) -> str:
            entry = publish_scheme(scheme=scheme, by=person, note=data["note"])
            return _("Published %(scheme)s as entry %(index)s of the log.") % {
                "scheme": scheme,
                "index": entry.index,
            }

        back = reverse("admin:claims_verdictscheme_change", args=[pk])
        if self.is_public(scheme):
            messages.info(request, _("%(scheme)s is public already.") % {"scheme": scheme})
            return redirect(back)
        return ask(
            request,
            form=PublishForm(typed(request)),
            deed=deed,
            back=back,
            title=_("Publish a verdict scheme"),
            subtitle=str(scheme),
            texts=[_("Readers will see these verdicts, and entries can use them. This can’t be undone.")],
            label=_("Publish the scheme"),
        )
