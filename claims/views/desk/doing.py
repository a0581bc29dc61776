"""From a form or a button to an action, and what the action answers back."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.reference import add_claimant, add_outlet
from claims.forms.base import DeskForm
from claims.forms.naming import unique_slug
from claims.models import Claim, Claimant, Outlet, Person
from claims.views.desk.access import DeskRequest, refused
from claims.workflow import Refused

SAME_MOMENT = gettext_noop("Somebody saved the same at this very moment. Look at it, then save again.")


def attempt(form: DeskForm, action: Callable[[], Any]) -> Any:
    """Do it; or show in the form what was wrong, with nothing written and nothing typed lost (None)."""
    try:
        with transaction.atomic():
            return action()
    except Refused as refusal:
        form.refuse(*refusal.sentences)
    except ValidationError as error:
        form.take(error)
    except IntegrityError:
        form.refuse(_(SAME_MOMENT))
    return None


def at_once(
    request: DeskRequest, claim: Claim, action: Callable[[], Any], said: str, *, section: str = ""
) -> HttpResponse:
    """Do what takes a button alone. Back on the claim's page, at a section of it, stands what is `said` then;
    where it was refused, a page says why.
    """
    try:
        action()
    except Refused as refusal:
        return refused(request, *refusal.sentences, claim=claim)
    messages.success(request, said)
    return redirect(f"{reverse('claims:desk_claim', args=[claim.pk])}{section}")


def while_looking(posted: bool) -> Any:
    """A transaction that keeps others out between the look at what stands and the change to it."""
    return transaction.atomic() if posted else nullcontext()


def chosen_claimant(fields: dict[str, Any], *, by: Person) -> Claimant | None:
    """The claimant that a form chose, added in place where the name is new."""
    named: Claimant | str | None = fields["claimant"]
    if not isinstance(named, str):
        return named
    return add_claimant(
        by=by,
        slug=unique_slug(Claimant, named),
        name=named,
        kind=fields["claimant_kind"],
        description=fields["claimant_description"],
    )


def chosen_outlet(
    fields: dict[str, Any], *, by: Person, added: dict[str, Outlet] | None = None
) -> Outlet | None:
    """The outlet that a form chose, added in place where the name is new; once, if several rows name it."""
    named: Outlet | str | None = fields["outlet"]
    if not isinstance(named, str):
        return named
    known = {} if added is None else added
    key = named.casefold()
    if key not in known:
        known[key] = add_outlet(
            by=by, slug=unique_slug(Outlet, named), name=named, kind=fields["outlet_kind"]
        )
    return known[key]


def fields_of(form: Any, *left_out: str) -> dict[str, Any]:
    """What a form holds for the model behind it."""
    helpers = {"seen", "outlet_kind", "claimant_kind", "claimant_description", "find", *left_out}
    return {name: value for name, value in form.cleaned_data.items() if name not in helpers}
