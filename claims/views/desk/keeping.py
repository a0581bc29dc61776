"""What somebody has typed and not saved: kept while they type, and filled in again when they come back.

A page's form is bound to `typed(request)` instead of to what was posted, and given to `reopened` before it is
shown; its template includes desk/kept.html. What is kept goes when the form is saved (see access.py).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.desk import drop_input, keep_input
from claims.forms.base import SeenForm
from claims.languages import without_language
from claims.models import Claim, KeptInput, Person
from claims.views.desk.access import DeskRequest, desk_page
from claims.views.desk.kept_forms import FORMS, PAGE_FIELD, fields_sent
from claims.workflow import Refused

KEPT = gettext_noop("Kept {time}")
NO_FORM = gettext_noop("This is not the address of a form on the desk.")
MOST_LISTED = 20


@dataclass(frozen=True)
class Kept:
    """What was kept of the form at an address, as a browser would send it."""

    page: str
    data: QueryDict
    at: datetime


@dataclass(frozen=True)
class Unsaved:
    """A form that somebody left half-filled: where it is, what it is called, and which claim it is about."""

    page: str
    label: str
    claim: Claim | None
    words: str  # of a claim that is not logged yet
    at: datetime


def kept_at(person: Person, page: str) -> Kept | None:
    """What this person left in the form at this address."""
    row = KeptInput.objects.filter(person=person, page=page).first()
    return Kept(page, _as_sent(row.fields), row.kept_at) if row else None


def typed(request: DeskRequest) -> QueryDict | None:
    """What the form of this page holds: what was posted, else what was kept of it, else None."""
    if request.method == "POST":
        return request.POST
    request.kept = kept_at(request.user, request.path)
    return request.kept.data.copy() if request.kept else None


def reopened(request: DeskRequest, *forms: Any) -> bool:
    """Whether these forms show what was kept; nothing in them is complained of then.

    What somebody else changed since is shown beside it, as it would be on saving.
    """
    if getattr(request, "kept", None) is None:
        return False
    for form in forms:
        if isinstance(form, SeenForm):
            form.meanwhile()
        form.unchecked()
    return True


def unsaved(person: Person) -> list[Unsaved]:
    """The forms that this person left half-filled, the last one first."""
    rows = KeptInput.objects.filter(person=person).order_by("-kept_at")[:MOST_LISTED]
    places = [(row, _resolved(row.page)) for row in rows]
    about = {
        row.pk: place.kwargs["pk"]
        for row, place in places
        if place is not None and place.route.startswith("desk/claims/<int:pk>/")
    }
    claims = Claim.objects.visible_to(person).in_bulk({*about.values()})
    return [
        Unsaved(
            row.page,
            _(FORMS[place.url_name]),
            claims.get(about.get(row.pk, 0)),
            _as_sent(row.fields).get("statement", "") if place.url_name == "log_claim" else "",
            row.kept_at,
        )
        for row, place in places
        if place is not None and place.url_name in FORMS
    ]


@desk_page("POST")
def keep(request: DeskRequest) -> HttpResponse:
    """Keep what a form holds, and answer when; with `forget`, drop what was kept and lead back."""
    if "forget" in request.POST:
        drop_input(by=request.user, page=request.POST["forget"].replace("\0", ""))
        return redirect(_back(request))
    page = request.POST.get(PAGE_FIELD, "")
    place = _resolved(page)
    if place is None or place.url_name not in FORMS:
        return _plain(_(NO_FORM), 400)
    try:
        kept = keep_input(by=request.user, page=page, fields=fields_sent(request))
    except Refused as refusal:
        return _plain(" ".join(refusal.sentences), 400)
    return _plain(_(KEPT).format(time=timezone.localtime(kept.kept_at).strftime("%H:%M")))


def _as_sent(fields: list[list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    return data


def _resolved(page: str) -> Any:
    """The page of the desk at an address; None where there is none."""
    longest = KeptInput._meta.get_field("page").max_length or 0
    if not without_language(page).startswith("/desk/") or len(page) > longest or "\0" in page:
        return None
    try:
        return resolve(page)
    except Resolver404:
        return None


def _back(request: DeskRequest) -> str:
    asked = request.GET.get("back", "")
    ours = without_language(asked).startswith("/desk/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None
    )
    return asked if ours else reverse("claims:desk")


def _plain(sentence: str, status: int = 200) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)
