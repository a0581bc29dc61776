"""Atom feeds: of any list of entries (with the list's own parameters), and of corrections.

In the feed of a list an item is a claim: its id stays, and "updated" moves with each new version. In the feed
of corrections an item is what happened to a claim, so each has an id of its own. Both go on to older items by
rel="next" (RFC 5005).
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.choices import Confidence, CorrectionClass, Event, Order, Publication
from claims.columns import SUBJECTS
from claims.facets import labels_of
from claims.filters import EditionFilter
from claims.interchange.addresses import absolute
from claims.languages import short, source
from claims.listing import page
from claims.models import Entry
from claims.paging import BadCursor, Page, Row, page_of
from claims.phrasing import partial_date
from claims.views.public.corrections import changes

ATOM = "application/atom+xml; charset=utf-8"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # when a ledger without entries changed last

# What no XML 1.0 document can hold, however it is written.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feed(Atom1Feed):
    """An Atom feed that leads on to older items, and whose moment follows from the log alone."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for rel in ("next", "previous"):
            if self.feed[rel]:
                handler.addQuickElement("link", "", {"rel": rel, "href": self.feed[rel], "type": ATOM})

    def latest_post_date(self) -> datetime:
        if self.items:
            newest: datetime = max(item["updateddate"] for item in self.items)
            return newest
        moment = Entry.objects.order_by("-index").values_list("published_at", flat=True).first()
        return moment or BEGINNING


@require_safe
def claim_feed(request: HttpRequest) -> HttpResponse:
    """The newest entries of any list: everything, a topic, a claimant, a search …"""
    filters = EditionFilter(request.GET)
    if filters.messages:
        return refused(" ".join(filters.messages))
    query = filters.query()
    return _answer(
        request,
        # A feed brings news, whatever else the list is ordered by, unless its address asks for an order.
        lambda cursor: page(filters, cursor, order=None if "order" in filters.selected else Order.CHANGED),
        title=described(filters),
        about=absolute("claim_list") + (f"?{query}" if query else ""),
        feed=absolute("claim_feed"),
        query=lambda cursor: filters.query(cursor=cursor),
        item=_claim,
    )


@require_safe
def corrections_feed(request: HttpRequest) -> HttpResponse:
    """Every correction, retraction, reinstatement, hold, release and redaction, the newest first."""
    return _answer(
        request,
        lambda cursor: page_of(changes(), cursor),
        title=_("%(newsroom)s: corrections") % {"newsroom": settings.NEWSROOM_NAME},
        about=absolute("corrections"),
        feed=absolute("corrections_feed"),
        query=lambda cursor: f"cursor={cursor}" if cursor else "",
        item=_change,
    )


def described(filters: EditionFilter) -> str:
    """A list in words: "The Ledger: Verdict: False; Topic: Property"."""
    said = []
    for name, values in filters.conditions.items():
        field = filters.form.fields[name]
        labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
        if name in SUBJECTS:
            labels = labels_of(name, values)
        said.append(f"{field.label}: {', '.join(labels.get(value, value) for value in values)}")
    what = "; ".join(said) or _("reviewed entries")
    return f"{settings.NEWSROOM_NAME}: {what}"


def refused(reason: str) -> HttpResponse:
    """What is wrong with the address, in plain text: machines ask here, and log what they get."""
    return HttpResponse(f"{reason}\n", status=400, content_type="text/plain; charset=utf-8")


def _answer(
    request: HttpRequest,
    read: Callable[[str], Page],
    *,
    title: str,
    about: str,
    feed: str,
    query: Callable[[str], str],
    item: Callable[[Row], dict[str, Any]],
) -> HttpResponse:
    cursor = request.GET.get("cursor", "")
    try:
        page = read(cursor)
    except BadCursor as error:
        return refused(str(error))

    def at(place: str | None) -> str:
        return f"{feed}?{asked}" if (asked := query(place or "")) else feed

    atom = Feed(
        title=_clean(title),
        link=about,
        description="",
        subtitle=_(
            "A version is never changed: what is corrected is a new version, and the earlier one stays."
        ),
        language=short(get_language() or source()),
        author_name=_clean(settings.NEWSROOM_NAME),
        author_link=absolute("home"),
        feed_url=at(cursor),
        next=at(page.next_cursor) if page.next_cursor else "",
        previous=at(page.previous_cursor) if page.previous_cursor else "",
    )
    topics = labels_of("topic", {slug for row in page.rows for slug in row["topics"]})
    for row in page.rows:
        told = item(row)
        # The format takes a title for text and a summary for HTML.
        told |= {"title": _clean(told["title"]), "description": escape(_clean(told["description"]))}
        atom.add_item(
            **told,
            categories=[_clean(topics.get(slug, slug)) for slug in row["topics"]],
            updateddate=row["valid_from"],
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=ATOM)


def _claim(row: Row) -> dict[str, Any]:
    """A claim as its current version has it; what readers must know first stands first."""
    status = _status(row)
    said = ", ".join(filter(None, (row["claimant_name"], partial_date(row["first_claimed"]))))
    return {
        "unique_id": absolute("claim_number", row["number"]),
        "link": absolute("claim", row["number"], row["slug"]),
        "title": f"{status}: {row['statement']}" if status else row["statement"],
        "description": " ".join(
            filter(
                None,
                (
                    _judgement(row),
                    _("Claimed by: %(said)s.") % {"said": said} if said else "",
                    _last_change(row),
                ),
            )
        ),
        "pubdate": row["first_published_at"],
    }


def _change(row: Row) -> dict[str, Any]:
    """What happened to a claim in one version."""
    event = str(Event(row["event"]).label)
    if row["publication"] == Publication.REDACTED:  # nothing is left to say of it but that, and why
        return {
            "unique_id": absolute("version", row["number"], row["version"]),
            "link": absolute("version", row["number"], row["version"]),
            "title": _("%(event)s: No. %(number)s") % {"event": event, "number": row["number"]},
            "description": row["note"] or str(Publication.REDACTED.label),
            "pubdate": row["valid_from"],
        }
    kind = CorrectionClass(row["correction_class"]).label if row["correction_class"] else ""
    return {
        "unique_id": absolute("version", row["number"], row["version"]),
        "link": absolute("version", row["number"], row["version"]),
        "title": f"{event}: {row['statement']}",
        "description": " ".join(filter(None, (f"{kind}." if kind else "", row["note"], _judgement(row)))),
        "pubdate": row["valid_from"],
    }


def _status(row: Row) -> str:
    return "" if row["publication"] == Publication.LIVE else str(Publication(row["publication"]).label)


def _last_change(row: Row) -> str:
    return (
        _("Version %(version)s: %(note)s") % {"version": row["version"], "note": row["note"]}
        if row["note"]
        else ""
    )


def _judgement(row: Row) -> str:
    confidence = str(Confidence(row["confidence"]).label).lower()
    return _("Verdict: %(verdict_label)s. Confidence: %(confidence)s.") % {
        "verdict_label": row["verdict_label"],
        "confidence": confidence,
    }


def _clean(text: str) -> str:
    return _NOT_XML.sub(" ", text)
