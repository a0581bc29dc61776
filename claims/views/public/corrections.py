"""The page of corrections: every change that tells a reader to look again, by class or by what happened."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from claims.choices import CorrectionClass, Event
from claims.filter_fields import shortened
from claims.models import Edition
from claims.paging import BadCursor, page_of
from claims.querysets import EditionQuerySet
from claims.views.public.claims import bad_request

CHANGES = (
    Event.CORRECTED,
    Event.RETRACTED,
    Event.REINSTATED,
    Event.HELD,
    Event.RELEASED,
    Event.MERGED,
    Event.UNMERGED,
    Event.REDACTED,
)
# An update corrects nothing, and is no correction's class.
CLASSES = tuple(found for found in CorrectionClass if found != CorrectionClass.UPDATE)
UNKNOWN = gettext_noop("“{value}” is no {what} that the ledger knows. Choose from: {known}.")
WHATS = {"class": gettext_noop("class"), "event": gettext_noop("event")}


@dataclass(frozen=True)
class Choice:
    """One way to narrow the page, as a link."""

    label: str
    query: str
    current: bool


def changes() -> EditionQuerySet:
    """The versions that the page lists."""
    return Edition.objects.filter(event__in=CHANGES)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction, retraction, hold, merge and redaction, and what was undone of them, newest first."""
    kind, event = request.GET.get("class", ""), request.GET.get("event", "")
    start = reverse("claims:corrections")
    refusal = _refusal("class", kind, [str(known) for known in CLASSES]) or _refusal(
        "event", event, [str(known) for known in CHANGES]
    )
    if refusal:
        return bad_request(request, refusal, start)
    found = changes()
    if kind:
        found = found.filter(correction_class=kind)
    if event:
        found = found.filter(event=event)
    try:
        page = page_of(found, request.GET.get("cursor", ""))
    except BadCursor as error:
        return bad_request(request, str(error), start)
    asked = {name: value for name, value in (("class", kind), ("event", event)) if value}
    return render(
        request,
        "public/corrections.html",
        {
            "page": page,
            "choices": _choices(kind, event),
            "narrowed": bool(asked),
            "older": urlencode({**asked, "cursor": page.next_cursor}) if page.next_cursor else "",
            "newer": urlencode({**asked, "cursor": page.previous_cursor}) if page.previous_cursor else "",
        },
    )


def _choices(kind: str, event: str) -> list[Choice]:
    """All changes; corrections by their class; what else happened, by event."""
    return [
        Choice(_("All"), "", not kind and not event),
        *(Choice(str(known.label), f"class={known}", known == kind and not event) for known in CLASSES),
        *(
            Choice(str(known.label), f"event={known}", known == event and not kind)
            for known in CHANGES
            if known != Event.CORRECTED
        ),
    ]


def _refusal(what: str, value: str, known: list[str]) -> str:
    if not value or value in known:
        return ""
    return _(UNKNOWN).format(value=shortened(value), what=_(WHATS[what]), known=", ".join(known))
