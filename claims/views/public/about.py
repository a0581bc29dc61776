"""Who answers for the ledger: how corrections are made, and how to reach the desk."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.choices import CorrectionClass
from claims.meanings import CORRECTION, PUBLICATION
from claims.phrasing import web_address
from claims.workflow import EVENT_OF_CLASS


@require_safe
def corrections_policy(request: HttpRequest) -> HttpResponse:
    """What the desk does when something is wrong, from the tables that the ledger enforces."""
    classes = [
        {
            "code": kind.value,
            "label": kind.label,
            "meaning": _(CORRECTION[kind]),
            "event": EVENT_OF_CLASS[kind].label,
        }
        for kind in CorrectionClass
    ]
    return render(request, "public/corrections_policy.html", {"classes": classes, "publication": PUBLICATION})


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the desk."""
    given = settings.NEWSROOM_CONTACT
    link = web_address(given) or (f"mailto:{given}" if "@" in given and " " not in given else "")
    return render(request, "public/contact.html", {"given": given, "link": link})
