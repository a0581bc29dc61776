"""A claim's history: every version with what it changed, word by word."""

import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from claims import records
from claims.differences import Difference, differences
from claims.models import Edition, RecordBody
from claims.views.public.claims import bad_request

VERSIONS_A_PAGE = 20
BAD_BEFORE = gettext_noop(
    "This page address is not one that the ledger gave out (parameter “before”). "
    "Start again from the newest version."
)


@dataclass(frozen=True)
class Step:
    """One version, and how it differs from the one before it."""

    edition: Edition
    earlier: int | None  # the version before; None for the first
    differences: list[Difference]
    redacted: bool  # its own text, or that of the one before, is no longer kept
    redacts: list[int]  # the versions that it says have no text any more


@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """All versions of a claim, the newest first, with word-level differences; twenty to a page."""
    current = Edition.objects.current().filter(number=number).first()
    if current is None:
        raise Http404
    before = request.GET.get("before", "")
    if before and not re.fullmatch(r"[1-9]\d{0,8}", before, re.ASCII):
        return bad_request(request, _(BAD_BEFORE), reverse("claims:history", args=(number,)))
    editions = Edition.objects.filter(number=number).order_by("-version")
    if before:
        editions = editions.filter(version__lt=int(before))
    # One more than is shown: the last one needs its own predecessor.
    found = list(editions[: VERSIONS_A_PAGE + 1])
    if not found:
        raise Http404
    steps = _steps(found)[:VERSIONS_A_PAGE]
    return render(
        request,
        "public/history.html",
        {
            "edition": current,
            "steps": steps,
            "before": steps[-1].edition.version if len(found) > VERSIONS_A_PAGE else None,
            "is_newest_page": not before,
        },
    )


def _steps(editions: list[Edition]) -> list[Step]:
    bodies = dict(
        RecordBody.objects.filter(entry_id__in=[edition.entry_id for edition in editions]).values_list(
            "entry_id", "body"
        )
    )
    found = [records.parse(body) if (body := bodies.get(edition.entry_id)) else None for edition in editions]
    contents = [record["content"] if record else None for record in found]
    steps = []
    for place, edition in enumerate(editions):
        first = edition.version == 1
        old = contents[place + 1] if place + 1 < len(contents) else None
        new = contents[place]
        compared = old is not None and new is not None
        steps.append(
            Step(
                edition=edition,
                earlier=None if first else edition.version - 1,
                differences=differences(old, new) if compared and new is not None else [],
                redacted=new is None or (not first and not compared),
                redacts=(found[place] or {}).get("redacts", []),
            )
        )
    return steps
