"""Entries: the list, a claim's page, its versions, and the bytes of its records."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from claims import records
from claims.as_of import AsOf, as_of
from claims.choices import Order, Publication
from claims.facets import Facets, facets_of, total_of
from claims.filters import EditionFilter
from claims.grading import is_above
from claims.highlighting import highlighted
from claims.interchange.citations import Citation
from claims.listing import page
from claims.meanings import CONFIDENCE, WAIVED
from claims.models import Edition, RecordBody
from claims.paging import BadCursor
from claims.retelling import ceiling_told
from claims.views.public import merges, reading
from claims.views.public.citing import review_in_page
from claims.views.public.figures import disagreements, figures_of
from claims.views.public.record_bytes import bytes_of
from claims.views.public.verifying import place_of

FACETS_OPEN = 8  # options of a facet that show before "more"
LISTING = "listing"  # the id of the part of the page that scripts ask for
# Facets that stand folded until one of their values is chosen.
FOLDED = ("claimant", "outlet", "source_kind", "publication", "language", "year")
DATE_FIELDS = (
    "first_claimed_from",
    "first_claimed_to",
    "published_from",
    "published_to",
    "changed_since",
    "as_of",
)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def claim_list(request: HttpRequest) -> HttpResponse:
    """Reviewed entries, searched, filtered and ordered. Scripts that ask for the list alone get it alone."""
    filters = EditionFilter(request.GET)
    try:
        found = page(filters, request.GET.get("cursor", ""))
    except BadCursor as error:
        return bad_request(request, str(error), reverse("claims:claim_list"))
    facets = facets_of(filters)
    chips = _chips(filters, facets)
    empty = not found.rows and not filters.messages
    matches = highlighted(filters.words, found.rows) if filters.words else {}
    alone = request.headers.get("HX-Target") == LISTING
    return render(
        request,
        "public/claim_list_results.html" if alone else "public/claim_list.html",
        {
            "filters": filters,
            "page": found,
            "rows": [{**row, "matched": matches.get(row["entry_id"])} for row in found.rows],
            "facets": facets,
            "folded": FOLDED,
            "facets_open": f":{FACETS_OPEN}",
            "facets_rest": f"{FACETS_OPEN}:",
            "date_fields": [filters.form[name] for name in DATE_FIELDS],
            "dates_chosen": any(name in filters.selected for name in DATE_FIELDS),
            "orders": _orders(filters),
            "reordered": filters.ordered_by != Order.CHANGED,
            "chips": chips,
            "as_of": filters.as_of_day,
            "now": filters.query(as_of=None),
            "why_empty": filters.why_empty() if empty else "",
            "looser": _looser(chips) if empty else [],
            "older": filters.query(cursor=found.next_cursor) if found.next_cursor else "",
            "newer": filters.query(cursor=found.previous_cursor) if found.previous_cursor else "",
        },
    )


def _orders(filters: EditionFilter) -> list[dict[str, Any]]:
    """The orders that this list can have; only what was searched for can match well or badly."""
    return [
        {
            # Left out of the address where it goes without saying, so that it changes with the words.
            "value": "" if order == filters.usual_order else order.value,
            "label": order.label,
            "chosen": order == filters.ordered_by,
        }
        for order in Order
        if filters.words or order != Order.RELEVANCE
    ]


def _chips(filters: EditionFilter, facets: Facets) -> list[dict[str, str]]:
    """Each chosen value in words, with the query string that takes it away."""
    chips = []
    for name, values in filters.conditions.items():
        labels = {o.value: str(o.label) for o in facets[name].options} if name in facets.facets else {}
        for value in values:
            label = str(filters.form.fields[name].label)
            query = filters.toggled(name, value)
            chips.append({"name": label, "value": labels.get(value, value), "query": query})
    return chips


def _looser(chips: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What leaving out one condition would show; conditions that would still show nothing are left out."""
    counted = [{**chip, "count": total_of(EditionFilter(QueryDict(chip["query"])))} for chip in chips]
    return [chip for chip in counted if chip["count"]]


@require_safe
def claim_number(request: HttpRequest, number: int) -> HttpResponse:
    """A claim by its number alone: on to its current address, or to the entry that it is merged into."""
    edition = Edition.objects.current().filter(number=number).first()
    if edition is None:
        raise Http404
    if "as_of" in request.GET:  # which knows where it led on that day
        address = reverse("claims:claim", args=(number, edition.slug))
        return redirect(f"{address}?{urlencode({'as_of': request.GET['as_of']})}")
    led = merges.leads_to(edition) or {"number": number, "slug": edition.slug}
    # The words in the address may change with the next version, so nobody should remember this answer.
    return redirect("claims:claim", led["number"], led["slug"])


@require_safe
def claim(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """The current version of a claim's entry. An old address leads on to the current one, a merged one to
    the entry that it is merged into.
    """
    edition = Edition.objects.current().filter(number=number).first()
    if edition is None:
        raise Http404
    if "as_of" in request.GET:
        return _claim_as_of(request, edition, request.GET["as_of"])
    if led := merges.leads_to(edition):  # not for good: a merge can be undone
        return redirect("claims:claim", led["number"], led["slug"])
    if slug != edition.slug:
        return redirect("claims:claim", number, edition.slug, permanent=True)
    return _show(request, "public/claim.html", edition, reading.versions_of(number), current=True)


def _claim_as_of(request: HttpRequest, current: Edition, text: str) -> HttpResponse:
    """A claim's page as it stood when a day ended, at whatever slug: words change with the versions."""
    address = reverse("claims:claim", args=(current.number, current.slug))
    try:
        day = as_of(text)
    except ValidationError as error:
        return bad_request(request, error.messages[0], address)
    moment = day.moment if day else None
    edition = Edition.objects.as_of(moment).filter(number=current.number).first()
    if day is None or edition is None:
        if day is None:
            return redirect(address)
        return render(request, "public/not_yet.html", {"day": day, "current": current}, status=404)
    if led := merges.leads_to(edition, moment):
        at = reverse("claims:claim", args=(led["number"], led["slug"]))
        return redirect(f"{at}?as_of={day.day.isoformat()}")
    versions = reading.versions_of(current.number, moment)
    return _show(request, "public/claim_as_of.html", edition, versions, current=True, day=day)


@require_safe
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One version as it was published, with a banner where it is not the current one."""
    edition = Edition.objects.filter(number=number, version=version).first()
    if edition is None:
        raise Http404
    versions = reading.versions_of(number)
    return _show(request, "public/version.html", edition, versions, current=edition.valid_to is None)


@require_safe
def version_json(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The record's bytes exactly as hashed; they never change, unless they are redacted."""
    return bytes_of(RecordBody.objects.filter(entry__number=number, entry__version=version))


def _show(
    request: HttpRequest,
    template: str,
    edition: Edition,
    versions: list[reading.Json],
    *,
    current: bool,
    day: AsOf | None = None,
) -> HttpResponse:
    moment = day.moment if day else None
    body = RecordBody.objects.filter(entry_id=edition.entry_id).values_list("body", flat=True).first()
    merged = versions[0]["publication"] == Publication.MERGED
    led = (
        merges.standing_at([edition.number], *merges.LED_COLUMNS, moment=moment).get(edition.number)
        if merged
        else None
    )
    leads = led or {"number": edition.number, "slug": edition.slug}
    here = merges.merged_here(edition.number, moment) if current and not merged else []
    context: dict[str, Any] = {
        "edition": edition,
        "versions": versions,
        "current": current,
        "as_of": day,
        "newest": versions[0],
        "merged": merged,
        "leads_to": led,
        "merged_here": here,
        "address": settings.SITE_URL + reverse("claims:version", args=(edition.number, edition.version)),
        "canonical": settings.SITE_URL + reverse("claims:claim", args=(leads["number"], leads["slug"])),
        "place": place_of(edition),
    }
    record = records.parse(body) if body is not None else None
    content = record["content"] if record else None
    if record is None or content is None:
        context["withdrawal"] = reading.withdrawal_of(edition.number, edition.version)
        return render(request, "public/redacted.html", context, status=410)
    assessment = content["assessment"]
    naming = [edition.number, *(row["number"] for row in here)] if current and not merged else []
    related = reading.related_claims(edition.number, content, naming=naming, moment=moment)
    # An earlier version is not held against what others say today, nor is one that is withdrawn.
    compared = current and not merged and edition.publication != Publication.RETRACTED
    disagreeing = disagreements(content, related) if compared else []
    context |= {
        "content": content,
        "citation": Citation.of(edition),
        "review": review_in_page(record, edition, versions) if current and not merged and not day else "",
        "assessment": assessment,
        "ceiling_told": ceiling_told(content),
        "verdict": assessment["verdict"],
        "confidence_meaning": _(CONFIDENCE.get(assessment["confidence"], "")),
        "above_ceiling": is_above(assessment["confidence"], assessment["ceiling"]["confidence"]),
        "chance": reading.chance_of(assessment["likelihood"]),
        "notices": reading.notices_of(versions) if current else [],
        "fallen": reading.fallen_sources(content),
        "evidence": reading.evidence_by_stance(content),
        "figures": figures_of(content),
        "dated": any(figure["as_of"] for figure in content["figures"]),
        "related": related,
        "disagreements": disagreeing,
        "disagreeing": {found.bearing.number for found in disagreeing},
        "rates": reading.rates_of(content),
        "appearances": reading.appearances_of(content),
        # Records of format 1 know neither.
        "replies": content.get("replies", []),
        "waivers": [(_(WAIVED[each["gate"]]), each["reason"]) for each in record.get("waivers", [])],
    }
    return render(request, template, context)


def bad_request(request: HttpRequest, reason: str, back: str) -> HttpResponse:
    """A page that says what was wrong with the address, and where to start again."""
    return render(request, "400.html", {"reason": reason, "back": back}, status=400)
