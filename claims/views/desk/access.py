"""Who may open the desk, and the page for somebody who may not."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from claims.actions.desk import drop_input
from claims.models import Claim, Person
from claims.views.desk.kept_forms import fields_sent, is_kept
from claims.workflow import REVISE_DRAFT, WRITERS, Case, lacks_role

ASK_ADMINISTRATOR = gettext_noop("An administrator of the ledger gives roles.")
SAVED = 302  # a form that was saved leads on; one that was not is shown again
CONFLICT = 409  # the page is there, but the claim is not in a state for it


class DeskRequest(HttpRequest):
    """A request by somebody who signed in and works at the desk."""

    user: Person
    kept: Any  # what they typed here before without saving it (keeping.Kept), where a form asked for it


View = Callable[..., HttpResponse]


def desk_page(*methods: str) -> Callable[[View], View]:
    """Only analysts and editors come in; everybody else is told where to go."""

    def decorate(view: View) -> View:
        @require_http_methods(methods or ("GET", "HEAD", "POST"))
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person = request.user
            if not isinstance(person, Person):
                if request.method == "POST" and is_kept(request):
                    return signed_out(request)
                # After a button, the home of the desk is where to begin again.
                wanted = reverse("claims:desk") if request.method == "POST" else request.get_full_path()
                return redirect_to_login(wanted)
            if sentence := lacks_role(WRITERS, person):
                return refused(request, sentence, _(ASK_ADMINISTRATOR), status=403)
            request.kept = None  # type: ignore[attr-defined]  # from here on a DeskRequest
            answer = view(request, *args, **kwargs)
            if request.method == "POST" and answer.status_code == SAVED:
                drop_input(by=person, page=request.path)
            return answer

        return guarded

    return decorate


def refused(
    request: HttpRequest, *sentences: str, claim: Claim | None = None, status: int = CONFLICT
) -> HttpResponse:
    """A page that says why this can't be done now, and where to go instead."""
    return render(request, "desk/refused.html", {"sentences": sentences, "claim": claim}, status=status)


def signed_out(request: HttpRequest) -> HttpResponse:
    """The page for a form that was sent without a session. It holds what was typed: nothing is lost."""
    return render(request, "desk/signed_out.html", {"fields": fields_sent(request)}, status=403)


def claim_or_404(request: DeskRequest, pk: int) -> Claim:
    """The claim, for somebody who may see it."""
    claims = Claim.objects.visible_to(request.user).select_related("claimant", "logged_by", "assignee")
    return get_object_or_404(claims, pk=pk)


def key_in(text: str) -> int | None:
    """The key of a row in an address or a form; None for what is no key."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def in_the_way(claim: Claim, person: Person) -> Sequence[str]:
    """Why the working copy can't be changed now; empty when it can."""
    return REVISE_DRAFT.unmet(Case(claim, person))
