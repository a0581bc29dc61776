"""What search engines ask for: robots.txt, and sitemaps that find every entry however many there are.

A part of the sitemap is a range of claim numbers (or of subjects), so reading one costs the same wherever it
lies. Which parts there are, and when each changed last, is counted once for each state of the log.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, IntegerField, Max, QuerySet
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.http import require_safe

from claims import languages
from claims.filters import EditionFilter
from claims.interchange.addresses import absolute
from claims.interchange.claimreview import moment
from claims.models import Entry, Subject

PART = 10_000  # pages, each in every language: the format allows 50,000 addresses and 50 MB
LAST_PART = 10**9
CACHE_SECONDS = 24 * 60 * 60  # a bound for memory's sake: parts under one root never go stale
XML = "application/xml; charset=utf-8"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LINKS = "http://www.w3.org/1999/xhtml"
SUBJECT_KINDS = ("topic", "claimant", "outlet")
PAGES = ("home", "claim_list", "topic_list", "claimant_list", "outlet_list", "method", "corrections",
         "corrections_policy", "contact")  # fmt: skip

Place = tuple[str, datetime | None]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: every page, but not every filter of the list."""
    return render(
        request,
        "public/robots.txt",
        {
            "sitemap": absolute("sitemap"),
            "prefixes": [languages.prefix_of(code) for code, _name in settings.LANGUAGES],
        },
        content_type="text/plain; charset=utf-8",
    )


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of all parts."""
    root = Entry.objects.order_by("-index").values_list("root_hash", flat=True).first()
    key = f"sitemap:{bytes(root or b'').hex()}:{settings.SITE_URL}"
    found: list[Place] | None = cache.get(key)
    if found is None:
        found = list(_parts())
        cache.set(key, found, CACHE_SECONDS)
    return _xml("sitemapindex", "sitemap", found)


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The pages that are there whatever the log holds."""
    return _xml("urlset", "url", [(absolute(name), None) for name in PAGES])


@require_safe
def sitemap_claims(request: HttpRequest, part: int) -> HttpResponse:
    """The entries whose numbers fall into one part."""
    first, last = _range(part)
    rows = (
        EditionFilter()
        .qs.filter(number__gte=first, number__lte=last)
        .order_by("number")
        .values_list("number", "slug", "valid_from")
    )
    return _some(((absolute("claim", number, slug), changed) for number, slug, changed in rows))


@require_safe
def sitemap_subjects(request: HttpRequest, part: int) -> HttpResponse:
    """The topics, claimants and outlets of one part."""
    first, last = _range(part)
    rows = (
        _subjects()
        .filter(pk__gte=first, pk__lte=last)
        .order_by("pk")
        .values_list("kind", "slug", "entry__published_at")
    )
    return _some(((absolute(kind, slug), changed) for kind, slug, changed in rows))


def _parts() -> Iterator[Place]:
    yield absolute("sitemap_pages"), None
    for name, rows, key, changed in (
        ("sitemap_claims", EditionFilter().qs, "number", "valid_from"),
        ("sitemap_subjects", _subjects(), "pk", "entry__published_at"),
    ):
        # Whole numbers divide without a rest in the database.
        part = Cast((F(key) - 1) / PART, IntegerField())
        counted = rows.order_by().annotate(part=part).values("part").annotate(changed=Max(changed))
        for found in counted.order_by("part").values_list("part", "changed"):
            yield absolute(name, found[0] + 1), found[1]


def _subjects() -> QuerySet[Subject]:
    return Subject.objects.filter(kind__in=SUBJECT_KINDS)


def _range(part: int) -> tuple[int, int]:
    if not 1 <= part <= LAST_PART:
        raise Http404
    return (part - 1) * PART + 1, part * PART


def _some(places: Iterable[Place]) -> HttpResponse:
    found = list(places)
    if not found:
        raise Http404
    return _xml("urlset", "url", found)


def _xml(whole: str, each: str, places: Iterable[Place]) -> HttpResponse:
    """An index of parts, or a part: there each page stands in every language, and names the others."""
    pages = whole == "urlset"
    links = f' xmlns:xhtml="{LINKS}"' if pages else ""
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} xmlns="{NAMESPACE}"{links}>']
    for address, changed in places:
        stamp = f"<lastmod>{moment(changed)}</lastmod>" if changed else ""
        spoken = _in_languages(address) if pages else {"": address}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(each_address)}"/>'
            for code, each_address in spoken.items()
            if code
        )
        lines += [f"<{each}><loc>{escape(loc)}</loc>{stamp}{others}</{each}>" for loc in spoken.values()]
    lines.append(f"</{whole}>\n")
    return HttpResponse("\n".join(lines), content_type=XML)


def _in_languages(address: str) -> dict[str, str]:
    """The address of a page in every language."""
    path = address.removeprefix(settings.SITE_URL)
    return {
        languages.short(code): f"{settings.SITE_URL}{languages.in_language(path, code)}"
        for code, _name in settings.LANGUAGES
    }
