"""A form that carries a token of an earlier session: whoever signed in again gets what they typed back.

Signing in changes the token against forgery, so a page that was opened before can't be sent any more. Where
the browser says that the form came from a page of ours, nobody forged it: it is not saved, as somebody else
may have signed in since, but what was typed is kept for whoever is signed in now, and filled in again.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.desk import keep_input
from claims.models import Person
from claims.views.desk.access import signed_out
from claims.views.desk.keeping import keep
from claims.views.desk.kept_forms import fields_sent, is_kept, texts_sent
from claims.workflow import WRITERS, Refused

FILLED_IN = gettext_noop(
    "You signed in after this page was opened, so it was not saved. What you typed stands below: look at it, "
    "then save it."
)
SHOWN = ("claims", "admin")  # no form in which passwords are typed


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's check against forgery refused a form (CSRF_FAILURE_VIEW)."""
    place = request.resolver_match
    if _is_from_here(request) and place is not None and place.namespace == "claims":
        person = request.user
        at_desk = isinstance(person, Person) and bool(person.roles & set(WRITERS))
        if place.url_name == "keep_input" and (at_desk or not isinstance(person, Person)):
            return keep(request)
        if is_kept(request):
            if not isinstance(person, Person):
                return signed_out(request)
            if at_desk and (filled_in := _fill_in(request, person)):
                return filled_in
    typed = texts_sent(request) if _is_from_here(request) and place and place.namespace in SHOWN else []
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def _fill_in(request: HttpRequest, person: Person) -> HttpResponse | None:
    """Keep what was sent and lead to its form; None where it can't be kept."""
    try:
        keep_input(by=person, page=request.path, fields=fields_sent(request))
    except Refused:
        return None
    messages.warning(request, _(FILLED_IN))
    return redirect(request.path)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser names a page of this very site as the one that sent the form."""
    origin = request.headers.get("Origin", "")
    return origin in (f"{request.scheme}://{request.get_host()}", settings.SITE_URL)
