"""The first page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from claims.facets import facets_of, growth
from claims.filters import EditionFilter
from claims.growth import Verdict, picture_of
from claims.models import Edition, Subject
from claims.paging import page_of
from claims.views.public.corrections import changes

NEWEST = 8
LATEST_CHANGES = 3


# What the columns of the picture stand for.
UNITS = {"week": _("week"), "month": _("month"), "quarter": _("quarter"), "year": _("year")}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the ledger is, its newest entries and changes, and where its verdicts fall."""
    facets = facets_of(EditionFilter())
    counts = {option.value: option.count for option in facets["verdict"].options}
    scheme = _scheme()
    picture = picture_of(growth(), scheme)
    return render(
        request,
        "public/home.html",
        {
            "total": facets.total,
            "newest": page_of(Edition.objects.listed(), size=NEWEST).rows,
            "changes": page_of(changes(), size=LATEST_CHANGES).rows,
            "topics": facets["topic"].options,
            "verdicts": _verdicts(scheme, counts),
            "picture": picture,
            "unit": UNITS[picture.unit] if picture else "",
        },
    )


def _scheme() -> list[Verdict]:
    """Every verdict that was published, in the order of its scheme."""
    rows = sorted(Subject.objects.filter(kind="verdict"), key=lambda row: int(row.detail.get("order", 0)))
    return [
        Verdict(row.slug, row.label, int(row.detail["rating"]) if row.detail.get("rating") else None)
        for row in rows
    ]


def _verdicts(scheme: list[Verdict], counts: dict[str, int]) -> list[dict[str, Any]]:
    """Every verdict of the scheme in its order, with its count and how long its bar is (of 100)."""
    longest = max(counts.values(), default=0)
    return [
        {
            "code": verdict.code,
            "label": verdict.label,
            "rating": verdict.rating,
            "count": counts.get(verdict.code, 0),
            "width": round(100 * counts.get(verdict.code, 0) / longest, 1) if longest else 0,
        }
        for verdict in scheme
    ]
