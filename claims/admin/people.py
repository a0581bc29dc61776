"""People: inviting them, giving them roles, and what happens when they leave. For administrators."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from claims.actions.people import (
    NO_SUCCESSOR,
    change_roles,
    deactivate_person,
    invite_person,
    reactivate_person,
    send_invitation,
)
from claims.admin.base import ADMINISTRATORS, LedgerForm, NoForm, RoleAdmin, ask, not_there, person_of, typed
from claims.choices import Role
from claims.models import Claim, Person

WRITERS = (Role.ANALYST, Role.EDITOR)
NO_ROLE = gettext_noop("Choose at least one role; without one nobody can do anything here.")


class PersonForm(LedgerForm[Person]):
    """Who somebody is, and their roles. Passwords are chosen by their owners, by a mailed link."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "roles" in self.fields:
            self.fields["roles"].initial = sorted(self.instance.roles) if self.instance.pk else []

    def clean_roles(self) -> list[str]:
        roles: list[str] = self.cleaned_data["roles"]
        if not roles and not self.instance.pk:
            raise forms.ValidationError(_(NO_ROLE))
        return roles


class DeactivateForm(forms.Form):
    """Who takes over the open work."""

    successor = forms.ModelChoiceField(
        queryset=Person.objects.none(), required=False, empty_label=gettext_lazy("Nobody")
    )

    def __init__(self, *args: Any, person: Person, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].required = count > 0
        self.fields["successor"].error_messages["required"] = _(NO_SUCCESSOR).format(name=person, count=count)
        writers = (
            Person.objects.filter(is_active=True, groups__name__in=WRITERS).exclude(pk=person.pk).distinct()
        )
        self.fields["successor"].queryset = writers  # type: ignore[attr-defined]


class RoleFilter(admin.SimpleListFilter):
    """People with one role."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Role.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(Person)
class PersonAdmin(RoleAdmin[Person]):
    """Editors see who is who; administrators invite, give roles and close accounts. Nobody is deleted."""

    form = PersonForm
    adders = changers = ADMINISTRATORS
    list_display = ("name", "email", "role_names", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active")
    sortable_by = ("name", "last_login")
    search_fields = ("name", "email")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        found = super().get_queryset(request).prefetch_related("groups")
        # Whoever has left is found here, and not offered for work.
        return found.filter(is_active=True) if request.path == reverse("admin:autocomplete") else found

    def get_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("name", "email", "roles")
        return ("name", "email", "roles", "is_active", "date_joined", "last_login")

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = ("name", "email", "is_active", "date_joined", "last_login")
        return fixed if self.has_change_permission(request, obj) else (*fixed, "roles")

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_active)

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, person: Person) -> str:
        names = {group.name for group in person.groups.all()}
        return ", ".join(str(role.label) for role in Role if role in names)

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, person: Person) -> str:
        return self.role_names(person)

    def notices(self, request: HttpRequest, obj: Person | None) -> Iterable[tuple[str, str]]:
        if obj is None:
            yield "info", _("They get a mail with a link, and choose their password themselves.")
        elif not obj.is_active:
            yield "info", _("%(obj)s has left. What they wrote keeps their name.") % {"obj": obj}

    def tools(self, request: HttpRequest, obj: Person) -> Iterable[tuple[str, str]]:
        if not person_of(request).is_administrator:
            return
        if obj.is_active:
            yield _("Send the invitation again"), reverse("admin:claims_person_invitation", args=[obj.pk])
            if Authenticator.objects.filter(user=obj).exists():
                yield _("Remove the second factor"), reverse("admin:remove_second_factor", args=[obj.pk])
            yield _("Close the account"), reverse("admin:claims_person_deactivate", args=[obj.pk])
        else:
            yield _("Open the account again"), reverse("admin:claims_person_reactivate", args=[obj.pk])

    def save(self, *, by: Person, form: Any, obj: Person, add: bool) -> Person:
        data = form.cleaned_data
        if add:
            return invite_person(by=by, email=data["email"], name=data["name"], roles=data["roles"])
        if set(data["roles"]) == obj.roles:
            return obj
        return change_roles(person=Person.objects.get(pk=obj.pk), by=by, roles=data["roles"])

    # ── Pages that ask first ──

    def get_urls(self) -> list[Any]:
        pages = {"invitation": self.invitation, "deactivate": self.deactivate, "reactivate": self.reactivate}
        asking = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"claims_person_{name}")
            for name, view in pages.items()
        ]
        return [*asking, *super().get_urls()]

    def invitation(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Mail the link with which somebody chooses a password."""
        person = self._person(request, pk)
        if person is None:
            return not_there(request, "person")

        def deed(data: dict[str, Any]) -> str:
            send_invitation(person)
            return _("Mailed %(email)s a link to choose a password.") % {"email": person.email}

        return self._ask(
            request,
            person,
            deed,
            NoForm(typed(request)),
            title=_("Send the invitation again"),
            texts=[
                _("%(email)s gets a new link. Once a password is chosen, older links stop working.")
                % {"email": person.email}
            ],
            label=_("Send the mail"),
        )

    def deactivate(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Close the account of somebody who leaves, and hand on their open work."""
        person = self._person(request, pk)
        if person is None:
            return not_there(request, "person")
        theirs = Q(assignee=person) | Q(assignee__isnull=True, logged_by=person)
        count = Claim.objects.open_work().filter(theirs).count()
        work = ngettext("%(count)s open claim is theirs", "%(count)s open claims are theirs", count) % {
            "count": count
        }

        def deed(data: dict[str, Any]) -> str:
            handed = deactivate_person(person=person, by=person_of(request), successor=data["successor"])
            return _("The account of %(person)s is closed; %(handed)s open claims were handed on.") % {
                "person": person,
                "handed": handed,
            }

        return self._ask(
            request,
            person,
            deed,
            DeactivateForm(typed(request), person=person, count=count),
            title=_("Close the account"),
            texts=[
                _("%(person)s can’t sign in any more. What they wrote keeps their name. %(work)s.")
                % {"person": person, "work": work}
            ],
            label=_("Close the account"),
            danger=True,
        )

    def reactivate(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Open the account of somebody who comes back."""
        person = self._person(request, pk)
        if person is None:
            return not_there(request, "person")

        def deed(data: dict[str, Any]) -> str:
            reactivate_person(person=person, by=person_of(request))
            return _("The account of %(person)s is open again.") % {"person": person}

        return self._ask(
            request,
            person,
            deed,
            NoForm(typed(request)),
            title=_("Open the account again"),
            texts=[_("%(person)s can sign in again, with the roles that they had.") % {"person": person}],
            label=_("Open the account"),
        )

    def _person(self, request: HttpRequest, pk: int) -> Person | None:
        if not person_of(request).is_administrator:
            raise PermissionDenied
        return Person.objects.filter(pk=pk).first()

    def _ask(
        self, request: HttpRequest, person: Person, deed: Any, form: forms.Form, **words: Any
    ) -> HttpResponseBase:
        back = reverse("admin:claims_person_change", args=[person.pk])
        return ask(request, form=form, deed=deed, back=back, subtitle=str(person), **words)
