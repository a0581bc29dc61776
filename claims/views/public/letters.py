"""Readers write to the desk: an error, or a claim to look into. No account is needed.

These pages are not answered by the log (`claims.middleware`): each carries a token of its own against
forgery, set as a cookie, so no cache may share them. They read editions only, and no session.
"""

from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions.inbox import WINDOW, TooMany, receive_letter
from claims.choices import LetterKind
from claims.forms.letters import LARGEST_NUMBER, LetterForm, ReportForm, SuggestForm
from claims.models import Edition

TOO_OFTEN = 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report an error: in the entry that `?entry=` names, or anywhere."""
    named = request.GET.get("entry", "")
    number = int(named) if named.isascii() and named.isdecimal() and len(named) < 19 else None
    entry = (
        Edition.objects.current().filter(number=number).values("number", "slug", "statement").first()
        if number is not None and number <= LARGEST_NUMBER
        else None
    )
    first = {"number": entry["number"]} if entry else {}
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm(initial=first)
    return _letter(request, form, LetterKind.ERROR, "public/report.html", {"entry": entry})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggest a claim for the desk to look into."""
    form = SuggestForm(request.POST) if request.method == "POST" else SuggestForm()
    return _letter(request, form, LetterKind.SUGGESTION, "public/suggest.html", {})


@require_safe
def letter_sent(request: HttpRequest) -> HttpResponse:
    """That a letter arrived, and what becomes of it."""
    return render(request, "public/letter_sent.html", {"keep_days": settings.INBOX_KEEP_DAYS})


def _letter(
    request: HttpRequest, form: LetterForm, kind: LetterKind, template: str, more: dict[str, Any]
) -> HttpResponse:
    """The form, or on with what was sent. Whatever stands in the way, what was typed stands there still."""
    status, retry = 200, False
    if form.is_bound and form.is_trapped:
        return redirect("claims:letter_sent")  # a machine learns nothing, and nothing is kept
    if form.is_bound and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "fax"}
        try:
            receive_letter(kind=kind, sender=get_client_ip_address(request) or "", **fields)
        except TooMany as full:
            form.refuse(_too_many(full))
            status, retry = TOO_OFTEN, True
        else:
            return redirect("claims:letter_sent")
    context = {
        "form": form,
        "keep_days": settings.INBOX_KEEP_DAYS,
        "contact": reverse("claims:contact"),
        **more,
    }
    answer = render(request, template, context, status=status)
    if retry:
        answer["Retry-After"] = str(int(WINDOW.total_seconds()))
    return answer


def _too_many(full: TooMany) -> str:
    if full.in_all:
        return _(
            "The desk’s inbox has taken as many letters as it takes within an hour. Yours is not sent yet; "
            "what you typed stands below. Please send it again in an hour."
        )
    return _(
        "From your connection the desk takes %(count)s letters within an hour, and has them. This one is not "
        "sent yet; what you typed stands below. Please send it again in an hour."
    ) % {"count": full.most}
