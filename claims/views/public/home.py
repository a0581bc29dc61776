"""The first page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.facets import facets_of
from claims.filters import EditionFilter
from claims.models import Edition, Subject
from claims.paging import page_of
from claims.views.public.corrections import changes

NEWEST = 8
LATEST_CHANGES = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the ledger is, its newest entries and changes, and where its verdicts fall."""
    facets = facets_of(EditionFilter())
    return render(
        request,
        "public/home.html",
        {
            "total": facets.total,
            "newest": page_of(Edition.objects.listed(), size=NEWEST).rows,
            "changes": page_of(changes(), size=LATEST_CHANGES).rows,
            "topics": facets["topic"].options,
            "verdicts": _verdicts({option.value: option.count for option in facets["verdict"].options}),
        },
    )


def _verdicts(counts: dict[str, int]) -> list[dict[str, Any]]:
    """Every verdict of the scheme in its order, with its count and how long its bar is (of 100)."""
    longest = max(counts.values(), default=0)
    rows = [
        {
            "code": verdict.slug,
            "label": verdict.label,
            "rating": verdict.detail.get("rating"),
            "order": verdict.detail.get("order", 0),
            "count": counts.get(verdict.slug, 0),
            "width": round(100 * counts.get(verdict.slug, 0) / longest, 1) if longest else 0,
        }
        for verdict in Subject.objects.filter(kind="verdict")
    ]
    return sorted(rows, key=lambda row: row["order"])
