"""The public, read-only API. It reads editions, records and subjects; no session, no cookie, no login.

Every refusal is JSON with one sentence: {"detail": "…"}. What is held is answered before it comes here
(`claims.middleware`), so the limit on requests counts those that must be built.
"""

import re
from typing import Any

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotAcceptable, NotFound, ParseError
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api.parameters import AS_OF, list_parameters
from claims.api.serializers import (
    ClaimDetailSerializer,
    ClaimListSerializer,
    ClaimSerializer,
    RefusalSerializer,
)
from claims.as_of import as_of
from claims.facets import labels_of
from claims.filter_fields import shortened
from claims.filters import NOT_FILTERS, EditionFilter
from claims.listing import page
from claims.models import Edition
from claims.paging import MAX_PAGE_SIZE, PAGE_SIZE, ROW_COLUMNS, BadCursor, Row

BAD_PAGE_SIZE = f"“page_size” is a number from 1 to {MAX_PAGE_SIZE}."
ONLY_JSON = "The API answers in JSON only; leave “format” out."
MALFORMED = "This request is malformed, or holds far too many parameters."
NO_CLAIM = "No claim number {number} is public{when}."
WHEN = " as of {day}"
NO_ADDRESS = "The API has nothing at this address. Its addresses are listed at /api/v1/schema/."
NO_PARAMETER = "The API has no parameter “{unknown}”. It has: {known}."


class OnlyJson(BaseContentNegotiation):
    """The answer is JSON whatever was asked for."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser:
        first: BaseParser = parsers[0]
        return first

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: Any = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class PublicView(APIView):
    """A view of the API: JSON in every case, refusals too."""

    content_negotiation_class = OnlyJson

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, SuspiciousOperation):
            exc = ParseError(MALFORMED)
        return super().handle_exception(exc)


class ClaimList(PublicView):
    """All claims that are public, by their current edition."""

    @extend_schema(
        operation_id="claims_list",
        summary="Claims",
        description=(
            "Public claims by their current edition: what changed last stands first, in a search what "
            "matches best, or the order is the one that is asked for."
        ),
        parameters=list_parameters(),
        responses={200: ClaimListSerializer, 400: RefusalSerializer},
    )
    def get(self, request: Request) -> Response:
        filters = EditionFilter(request.query_params)
        _refuse_bad(request, filters)
        asked_size = request.query_params.get("page_size", "")
        try:
            found = page(filters, request.query_params.get("cursor", ""), _page_size(asked_size))
        except BadCursor as error:
            raise ParseError(str(error)) from None
        following = found.next_cursor and request.build_absolute_uri(
            f"{request.path}?{filters.query(cursor=found.next_cursor, page_size=asked_size)}"
        )
        serializer = ClaimSerializer(context=_context(request, found.rows))
        said = {"results": [serializer.to_representation(row) for row in found.rows], "next": following}
        day = filters.as_of_day
        if told := (day.notice if day else "") or ("" if found.rows else filters.why_empty()):
            said["detail"] = told
        return Response(said)


class ClaimDetail(PublicView):
    """One claim."""

    @extend_schema(
        operation_id="claims_detail",
        summary="One claim",
        description=(
            "The current edition of one claim, with its public record and all its versions. One that is "
            "merged into another entry is in no list; its detail stays, and says where its number leads. One "
            "whose text was redacted is in no list either; its detail says so, and has no text."
        ),
        parameters=[OpenApiParameter("as_of", OpenApiTypes.DATE, description=AS_OF)],
        responses={200: ClaimDetailSerializer, 400: RefusalSerializer, 404: RefusalSerializer},
    )
    def get(self, request: Request, number: int) -> Response:
        try:
            day = as_of(request.query_params.get("as_of", ""))
        except ValidationError as error:
            raise ParseError(f"As of: {error.messages[0]}") from None
        moment = day.moment if day else None
        found: Row | None = (
            Edition.objects.as_of(moment)
            .filter(number=number)
            .values(*ROW_COLUMNS, "merged_into", "entry__record_body__body")
            .first()
        )
        if found is None:
            when = WHEN.format(day=day.words) if day and moment else ""
            raise NotFound(NO_CLAIM.format(number=shortened(number), when=when))
        versions = Edition.objects.filter(number=number).order_by("-version").values(*ROW_COLUMNS)
        if moment:
            versions = versions.filter(valid_from__lt=moment)
        context = {**_context(request, [found]), "versions": versions}
        return Response(ClaimDetailSerializer(found, context=context).data)


class Nothing(PublicView):
    """Every other address below the API's: a sentence instead of a page."""

    @extend_schema(exclude=True)
    def get(self, request: Request, rest: str = "") -> Response:
        raise NotFound(NO_ADDRESS)


class YamlOrJson(DefaultContentNegotiation):
    """What was asked for, if it is one of the two; else YAML."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: Any = None
    ) -> tuple[BaseRenderer, str]:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            return renderers[0], renderers[0].media_type


class Schema(SpectacularAPIView):
    """The API's OpenAPI description: YAML, or JSON with ?format=json."""

    content_negotiation_class = YamlOrJson


def docs(request: HttpRequest) -> HttpResponse:
    """The API's description as a page to try it on."""
    return render(request, "api/docs.html")


def _refuse_bad(request: Request, filters: EditionFilter) -> None:
    """Raise what is wrong with a list's parameters, all of it in one answer."""
    faults: list[str] = []
    for name in filters.unknown:
        known = ", ".join([*filters.filters, *sorted(NOT_FILTERS - {"format"})])
        faults.append(NO_PARAMETER.format(unknown=name, known=known))
    if request.query_params.get("format", "json") != "json":
        faults.append(ONLY_JSON)
    faults += filters.messages
    if faults:
        raise ParseError(" ".join(faults))


def _page_size(asked: str) -> int:
    if not asked:
        return PAGE_SIZE
    if not re.fullmatch(r"\d{1,3}", asked, re.ASCII) or not 1 <= int(asked) <= MAX_PAGE_SIZE:
        raise ParseError(BAD_PAGE_SIZE)
    return int(asked)


def _context(request: Request, rows: list[Row]) -> dict[str, Any]:
    slugs = {slug for row in rows for slug in row["topics"]}
    return {"request": request, "topics": labels_of("topic", slugs) if slugs else {}}
