"""The log for people: what it is, how far it has come, who vouches for it, and its newest entries.

It hangs on the checkpoint file and on the witnesses, not on the newest entry alone, so it is not kept with
the pages that are cached by the root; caches in front may hold it for seconds.
"""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import log_reading
from claims.checkpoint import SignedCheckpoint
from claims.models import Checkpoint, Entry
from claims.signed_note import encoded
from claims.views.log.serving import SECONDS
from claims.views.public.claims import bad_request
from claims.witnesses import standings
from claims.workflow import Refused

ENTRIES_A_PAGE = 50
COLUMNS = ("index", "event", "number", "version", "published_at")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What the log is and tells now, and its entries, the newest first, as far as the world was told."""
    before = request.GET.get("before", "")
    if before and not re.fullmatch(r"[1-9]\d{0,17}", before, re.ASCII):
        sentence = _(
            "This page address is not one that the ledger gave out (parameter “before”). "
            "Start again from the newest entry."
        )
        return bad_request(request, sentence, reverse("claims:log"))
    try:
        signed, unreadable = log_reading.checkpoint_now(), False
    except Refused:  # which the log's own addresses and the operator's checks say in full
        signed, unreadable = None, True
    size = signed.size if signed else 0
    end = min(size, int(before)) if before else size
    rows: list[dict[str, Any]] = list(
        Entry.objects.filter(index__lt=end).order_by("-index").values(*COLUMNS)[: ENTRIES_A_PAGE + 1]
    )
    more, rows = len(rows) > ENTRIES_A_PAGE, rows[:ENTRIES_A_PAGE]
    answer = render(
        request,
        "log/log.html",
        {
            "signed": signed,
            "unreadable": unreadable,
            "root": encoded(signed.root) if signed else "",
            "signed_at": _signed_at(signed) if signed else None,
            "site": settings.SITE_URL,
            "keys": log_reading.key_history(),
            "witnesses": standings(size),
            "entries": rows,
            "older": rows[-1]["index"] if more else None,
            "is_newest_page": not before,
        },
        status=503 if unreadable else 200,
    )
    answer["Cache-Control"] = "no-store" if unreadable else SECONDS
    return answer


def _signed_at(signed: SignedCheckpoint) -> datetime | None:
    """When a checkpoint was signed; a file says nothing of time, so the database is asked."""
    found = Checkpoint.objects.filter(size=signed.size, root=signed.root).order_by("-id")
    return found.values_list("signed_at", flat=True).first()
