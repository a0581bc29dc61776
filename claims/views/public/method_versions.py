"""The method as it was published: which version stands, each version at an address of its own, its bytes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from claims import records
from claims.choices import Event
from claims.method import Standing, differing, standing, tables
from claims.models import Entry, RecordBody
from claims.views.public.record_bytes import REDACTED, bytes_of

# Each table of a published method: what it is called, and where /method/ prints the one that is enforced.
TABLES: dict[str, tuple[str | Promise, str]] = {
    "verdict_schemes": (_("Verdicts"), "verdicts"),
    "confidence": (_("Confidence"), "confidence"),
    "ceiling": (_("How sure the evidence allows"), "ceiling"),
    "directions": (_("Which side decides"), "direction"),
    "good_enough": (_("What is good enough"), "raise"),
    "origins": (_("How origins are counted"), "origins"),
    "reliability": (_("How reliable a source is"), "reliability"),
    "credibility": (_("How credible an item is"), "credibility"),
    "stances": (_("For, against, context"), "stance"),
    "likelihood": (_("Likelihood"), "likelihood"),
    "figures": (_("Figures that disagree"), "tolerance"),
    "statuses": (_("Where a working copy stands"), "workflow"),
    "moves": (_("From draft to entry"), "workflow"),
    "publications": (_("What readers see"), "publication"),
    "publication_moves": (_("What each event does to what readers see"), "publication"),
    "correction_classes": (_("Classes of change"), "corrections"),
}


@dataclass(frozen=True)
class Published:
    """Which version of the method stands, and what the software applies otherwise."""

    version: int
    since: datetime
    note: str
    differing: list[tuple[str | Promise, str]]  # what each table is called, and where it stands on /method/


def published_method() -> Published | None:
    """What /method/ says about itself; None as long as no method was published."""
    stands = standing()
    if stands is None:
        return None
    named = [TABLES.get(name, (name, "")) for name in differing(stands.tables, tables())]
    return Published(stands.version, stands.published_at, stands.note, named)


@require_safe
def method_history(request: HttpRequest) -> HttpResponse:
    """All versions of the method, and of the verdict schemes that belong to it, the newest first."""
    versions = Entry.objects.filter(number__isnull=True).order_by("-version")
    columns = ("version", "event", "note", "published_at", "record_digest")
    return render(request, "public/method_history.html", {"versions": list(versions.values(*columns))})


@require_safe
def method_version(request: HttpRequest, version: int) -> HttpResponse:
    """One version as it was published: its tables, in the words of its record."""
    entry = Entry.objects.filter(number__isnull=True, version=version).first()
    if entry is None:
        raise Http404
    body = RecordBody.objects.filter(entry_id=entry.index).values_list("body", flat=True).first()
    stands: Standing | None = standing()
    context: dict[str, Any] = {
        "entry": entry,
        "is_scheme": entry.event == Event.SCHEME_CHANGED,
        "stands": stands is not None and stands.version == version,
        "newest": stands,
        "address": settings.SITE_URL + reverse("claims:method_version", args=[version]),
    }
    if body is None:
        return render(request, "public/method_version.html", {**context, "reason": REDACTED}, status=410)
    record = records.parse(body)
    published = record.get("method") or {"verdict_schemes": [record["scheme"]]}
    context["tables"] = [
        {"name": name, "label": TABLES.get(name, (name, ""))[0], "rows": published[name]}
        for name in [*(name for name in TABLES if name in published), *(published.keys() - TABLES.keys())]
    ]
    return render(request, "public/method_version.html", context)


@require_safe
def method_json(request: HttpRequest, version: int) -> HttpResponse:
    """The record's bytes exactly as hashed: of the method, or of a verdict scheme."""
    return bytes_of(RecordBody.objects.filter(entry__number__isnull=True, entry__version=version))
