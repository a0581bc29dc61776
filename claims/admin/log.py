"""The public log as the desk sees it: entries, the records that they vouch for, and editions. Read only."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.admin.base import ReadOnlyAdmin
from claims.models import Edition, Entry, RecordBody
from claims.records import parse

REDACTED = gettext_noop("Redacted: the record is no longer there; the entry and its digest are.")


def pretty(body: bytes | memoryview | None) -> SafeString | str:
    """A record or statement as people read JSON. What is hashed is not this but the bytes without spaces."""
    if body is None:
        return _(REDACTED)
    text = json.dumps(parse(body), ensure_ascii=False, indent=2)
    return format_html('<pre class="json" tabindex="0">{}</pre>', text)


def hexadecimal(value: bytes | memoryview) -> SafeString:
    return format_html("<code>{}</code>", bytes(value).hex())


class NumberSearch(ReadOnlyAdmin[Any]):
    """Search by the public number besides words."""

    number_field = "number"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        digits = search_term.strip().removeprefix("No.").strip()
        if digits.isascii() and digits.isdecimal():
            return queryset.filter(**{self.number_field: int(digits)}), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Entry)
class EntryAdmin(NumberSearch):
    list_display = (
        "index",
        "number",
        "version",
        "event",
        "publication",
        "published_at",
        "published_by",
        "demo",
    )
    list_filter = ("event", "publication", "correction_class")
    list_select_related = ("published_by",)
    sortable_by = ("index",)
    search_fields = ("note", "record_digest", "published_by__name")
    search_help_text = gettext_lazy("A claim’s number, words of the public note, or the digest of a record.")
    fields = (
        "index",
        "claim",
        "number",
        "version",
        "event",
        "publication",
        "correction_class",
        "note",
        "published_at",
        "published_by",
        "decision",
        "demo",
        "record_digest",
        "leaf",
        "root",
        "statement_text",
        "record_text",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("frontier")

    def tools(self, request: HttpRequest, obj: Entry) -> Iterable[tuple[str, str]]:
        if obj.claim_id:
            yield _("Open the claim"), reverse("admin:claims_claim_change", args=[obj.claim_id])

    @admin.display(description=gettext_lazy("leaf hash"))
    def leaf(self, entry: Entry) -> SafeString:
        return hexadecimal(entry.leaf_hash)

    @admin.display(description=gettext_lazy("root hash"))
    def root(self, entry: Entry) -> SafeString:
        return hexadecimal(entry.root_hash)

    @admin.display(description=gettext_lazy("statement"))
    def statement_text(self, entry: Entry) -> SafeString | str:
        return pretty(entry.statement)

    @admin.display(description=gettext_lazy("record"))
    def record_text(self, entry: Entry) -> SafeString | str:
        return pretty(entry.record_body.body)


@admin.register(RecordBody)
class RecordBodyAdmin(NumberSearch):
    number_field = "entry__number"
    list_display = ("entry", "digest")
    list_select_related = ("entry",)
    ordering = ("-entry",)
    search_fields = ("entry__record_digest", "entry__note")
    search_help_text = gettext_lazy("A claim’s number, or the digest of a record.")
    fields = ("entry", "digest", "record_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("entry").defer("body", "entry__frontier")

    @admin.display(description=gettext_lazy("digest"))
    def digest(self, record: RecordBody) -> str:
        return record.entry.record_digest

    @admin.display(description=gettext_lazy("record"))
    def record_text(self, record: RecordBody) -> SafeString | str:
        return pretty(record.body)


@admin.register(Edition)
class EditionAdmin(NumberSearch):
    list_display = (
        "number",
        "version",
        "statement",
        "publication",
        "verdict_label",
        "confidence",
        "valid_from",
        "valid_to",
    )
    list_filter = ("publication", "confidence", "language")
    sortable_by = ("number",)
    search_fields = ("statement", "claimant_name")
    search_help_text = gettext_lazy("A claim’s number, or words of the statement or the claimant.")
    fields = (
        "number",
        "version",
        "statement",
        "quote",
        "claimant_name",
        "verdict_label",
        "confidence",
        "publication",
        "event",
        "valid_from",
        "valid_to",
        "first_claimed",
        "language",
        "topics",
        "outlets",
        "source_kinds",
        "record_digest",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("search", "more_text")
