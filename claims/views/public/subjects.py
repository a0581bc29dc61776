"""Topics, outlets and claimants: an index of each, and a page of each with its entries.

Nobody is scored: a claimant's page lists what was claimed, and counts no verdicts.
"""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.facets import facets_of
from claims.filters import EditionFilter
from claims.models import Edition, Subject
from claims.paging import BadCursor, page_of
from claims.phrasing import web_address
from claims.querysets import EditionQuerySet
from claims.views.public.claims import bad_request


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """Every topic with what it covers."""
    return _index(request, "topic")


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic and its entries."""
    return _page(request, "topic", slug, Edition.objects.listed().filter(topics__contains=[slug]))


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Every outlet that an entry names."""
    return _index(request, "outlet")


@require_safe
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """One outlet and the entries that cite it or say that a claim appeared there."""
    return _page(request, "outlet", slug, Edition.objects.listed().filter(outlets__contains=[slug]))


@require_safe
def claimant_list(request: HttpRequest) -> HttpResponse:
    """Everybody whose claims have a reviewed entry."""
    return _index(request, "claimant")


@require_safe
def claimant(request: HttpRequest, slug: str) -> HttpResponse:
    """One claimant and the entries on what they said; no count of verdicts."""
    return _page(request, "claimant", slug, Edition.objects.listed().filter(claimant_slug=slug))


def _index(request: HttpRequest, kind: str) -> HttpResponse:
    # Counts come from the facets, which name the most frequent values only; the rest stand without one.
    counts = {option.value: option.count for option in facets_of(EditionFilter())[kind].options}
    subjects = [
        {**subject, "count": counts.get(subject["slug"])}
        for subject in Subject.objects.filter(kind=kind).order_by("label").values("slug", "label", "detail")
    ]
    return render(request, f"public/{kind}_list.html", {"subjects": subjects})


def _page(request: HttpRequest, kind: str, slug: str, editions: EditionQuerySet) -> HttpResponse:
    subject = Subject.objects.filter(kind=kind, slug=slug).first()
    if subject is None:
        raise Http404
    try:
        page = page_of(editions, request.GET.get("cursor", ""))
    except BadCursor as error:
        return bad_request(request, str(error), reverse(f"claims:{kind}", args=(slug,)))
    homepage = web_address(subject.detail.get("homepage", ""))
    query = urlencode({kind: slug})  # the same list on the page of all entries, and as a feed or file
    return render(
        request,
        f"public/{kind}.html",
        {"subject": subject, "page": page, "homepage": homepage, "query": query},
    )
