"""Any list as a file, with the parameters of the list's page, and all reviews as one data feed.

Files are written while they are read, so their length does not matter. A parameter that the ledger does not
have is refused here as the API refuses it: a misspelt filter would otherwise answer with everything. Each
visitor may have so many files a minute (EXPORT_RATE); who asks whether a file has changed gets the answer
"no" (304) without being counted.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe
from rest_framework.throttling import SimpleRateThrottle

from claims.api.serializers import ClaimSerializer
from claims.facets import labels_of
from claims.filters import EditionFilter
from claims.interchange.addresses import absolute
from claims.interchange.datafeed import data_feed
from claims.interchange.tables import csv_lines, json_list
from claims.listing import sweep
from claims.paging import ROW_COLUMNS, Sweep
from claims.records import Json

NO_PARAMETER = "There is no parameter “{unknown}”. There are: {known}."
TOO_MANY = "Too many lists were fetched from here within a minute. Try again in {seconds} seconds."
JSON = "application/json"
CSV = "text/csv; charset=utf-8"


class ExportLimit(SimpleRateThrottle):
    """Files that are built for one visitor, by address."""

    scope = "export"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return str(self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)})


@require_safe
def claim_list_json(request: HttpRequest) -> HttpResponseBase:
    """A whole list as JSON, each claim as the API has it."""
    return _export(request, JSON, lambda swept, filters: _claims(request, swept, filters), "claims.json")


@require_safe
def claim_list_csv(request: HttpRequest) -> HttpResponseBase:
    """A whole list as CSV, for spreadsheets."""
    return _export(request, CSV, lambda swept, _filters: csv_lines(swept.rows()), "claims.csv")


@require_safe
def datafeed(request: HttpRequest) -> HttpResponseBase:
    """All reviews as a schema.org DataFeed; or those of any list, `?changed_since=…` for the news alone."""
    return _export(
        request, JSON, lambda swept, filters: data_feed(swept, address=_address("datafeed", filters))
    )


def _export(
    request: HttpRequest,
    content_type: str,
    written: Callable[[Sweep, EditionFilter], Iterator[str]],
    filename: str = "",
) -> HttpResponseBase:
    filters = EditionFilter(request.GET)
    known = ", ".join(filters.filters)
    faults = [NO_PARAMETER.format(unknown=name, known=known) for name in filters.unknown] + filters.messages
    if faults:
        return JsonResponse({"detail": " ".join(faults)}, status=400)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'} if filename else {}
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers=headers)

    limit = ExportLimit()
    if not limit.allow_request(request, None):  # type: ignore[arg-type]  # it reads META alone
        seconds = max(1, math.ceil(limit.wait() or 0))
        said = {"detail": TOO_MANY.format(seconds=seconds)}
        return JsonResponse(said, status=429, headers={"Retry-After": str(seconds)})

    def pieces() -> Iterator[str]:
        yield from written(sweep(filters), filters)

    return StreamingHttpResponse(_gathered(pieces()), content_type=content_type, headers=headers)


def _claims(request: HttpRequest, swept: Sweep, filters: EditionFilter) -> Iterator[str]:
    head = {"total": len(swept), "list": _address("claim_list", filters)}
    return json_list(head, "claims", _items(request, swept))


def _items(request: HttpRequest, swept: Sweep) -> Iterator[Json]:
    context: dict[str, Any] = {"request": request, "topics": {}}
    serializer = ClaimSerializer(context=context)
    for part in swept.parts(*ROW_COLUMNS):
        context["topics"] = labels_of("topic", {slug for row in part for slug in row["topics"]})
        for row in part:
            yield serializer.to_representation(row)


def _address(name: str, filters: EditionFilter) -> str:
    query = filters.query()
    return absolute(name) + (f"?{query}" if query else "")


def _gathered(pieces: Iterable[str], size: int = 64 * 1024) -> Iterator[str]:
    """The same text in fewer pieces: each one costs the server a write."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)
