"""Sign-in, for administrators: which roles need a second factor, who has one, and removing a lost one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from claims.actions.people import remove_second_factor, require_second_factor
from claims.admin.base import NoForm, ask, not_there, person_of, say, typed
from claims.choices import Role
from claims.history import Change, timeline
from claims.models import Person, SignInRule
from claims.workflow import Refused

KINDS = {
    Authenticator.Type.TOTP: ngettext_lazy("app", "%(number)s apps", "number"),
    Authenticator.Type.WEBAUTHN: ngettext_lazy("passkey", "%(number)s passkeys", "number"),
}


# Everybody with a role.
TOGETHER = {
    Role.ANALYST: gettext_lazy("Analysts"),
    Role.EDITOR: gettext_lazy("Editors"),
    Role.ADMINISTRATOR: gettext_lazy("Administrators"),
}


class RulesForm(forms.Form):
    """The roles that need a second factor."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("A second factor is required of"),
        choices=tuple(TOGETHER.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@dataclass(frozen=True)
class Standing:
    """How somebody signs in."""

    person: Person
    roles: str
    kinds: str
    required: bool
    last_used: datetime | None

    @property
    def missing(self) -> bool:
        """Whether they are kept out until they have set one up."""
        return self.required and not self.kinds


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The rules, and who has a second factor."""
    person = _administrator(request)
    required = set(SignInRule.objects.filter(second_factor_required=True).values_list("role", flat=True))
    form = RulesForm(typed(request), initial={"roles": sorted(required)})
    if request.method == "POST":
        return _save(request, form, person, required)
    return _page(request, form, required)


@reauthentication_required(app="allauth.mfa", allow_get=True)
def _save(request: HttpRequest, form: RulesForm, person: Person, required: set[str]) -> HttpResponseBase:
    if form.is_valid():
        wanted = set(form.cleaned_data["roles"])
        try:
            for role in sorted(wanted ^ required):
                require_second_factor(role=role, required=role in wanted, by=person)
        except (Refused, ValidationError) as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("Saved. It holds from everybody’s next page on."))
            return redirect("admin:sign_in")
    return _page(request, form, required)


def _page(request: HttpRequest, form: RulesForm, required: set[str]) -> HttpResponseBase:
    context = {
        **admin.site.each_context(request),
        "title": "Sign-in",
        "form": form,
        "people": list(standings(required)),
        "changes": _changes(),
    }
    return TemplateResponse(request, "admin/sign_in.html", context)


def standings(required: Iterable[str]) -> Iterable[Standing]:
    """How everybody with an open account signs in, those who lack something first."""
    asked = set(required)
    held: dict[int, list[Authenticator]] = {}
    for factor in Authenticator.objects.filter(type__in=KINDS).order_by("type"):
        held.setdefault(factor.user_id, []).append(factor)
    found = []
    for person in Person.objects.filter(is_active=True).prefetch_related("groups"):
        names = {group.name for group in person.groups.all()}
        factors = held.get(person.pk, [])
        found.append(
            Standing(
                person=person,
                roles=", ".join(str(role.label) for role in Role if role in names),
                kinds=_kinds(factors),
                required=bool(names & asked),
                last_used=max((each.last_used_at for each in factors if each.last_used_at), default=None),
            )
        )
    return sorted(found, key=lambda each: not each.missing)


def _kinds(factors: list[Authenticator]) -> str:
    counts = {kind: sum(each.type == kind for each in factors) for kind in KINDS}
    named = (str(KINDS[kind] % {"number": count}) for kind, count in counts.items() if count)
    return ", ".join(named).capitalize()


def _changes() -> list[tuple[str, Change]]:
    """What was changed in the rules, each with the role's name, the newest first."""
    found = [
        (str(TOGETHER[Role(rule.role)]), change)
        for rule in SignInRule.objects.all()
        for change in timeline(rule)
    ]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


@reauthentication_required(app="allauth.mfa", allow_get=True)
def remove_factor(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove the second factor of somebody who has lost it."""
    by = _administrator(request)
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        return not_there(request, "person")

    def deed(data: dict[str, Any]) -> str:
        remove_second_factor(person=person, by=by)
        return _("%(person)s signs in by password now, was signed out everywhere and told by mail.") % {
            "person": person
        }

    return ask(
        request,
        form=NoForm(typed(request)),
        deed=deed,
        back=reverse("admin:claims_person_change", args=[pk]),
        title=_("Remove the second factor"),
        subtitle=str(person),
        texts=[
            _(
                "%(person)s signs in by password alone then, and is signed out everywhere. Where a rule asks "
                "for a second factor, they have to set up a new one before anything else."
            )
            % {"person": person},
            _("Be sure that it is they who ask: call them, or see them. A mail can come from anybody."),
        ],
        label=_("Remove it"),
        danger=True,
    )


def _administrator(request: HttpRequest) -> Person:
    person = person_of(request)
    if not person.is_administrator:
        raise PermissionDenied
    return person
