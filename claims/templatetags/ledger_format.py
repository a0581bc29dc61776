"""How values of the record are written for readers: dates in words, figures, labels of the vocabulary.

Each takes what a record holds (text) and answers text; what it does not know it answers unchanged.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext as _

from claims import choices, languages
from claims.log_reading import key_now
from claims.models import Entry, Letter, Notice
from claims.phrasing import figure_value, partial_date
from claims.telling import message_told
from claims.workflow import WRITERS

register = template.Library()
register.filter("message_told", message_told)

# ── The site ────────────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
def newsroom_name() -> str:
    """The name of the desk whose ledger this is."""
    return str(settings.NEWSROOM_NAME)


@register.simple_tag(takes_context=True)
def page_address(context: RequestContext) -> str:
    """The whole address of the page that is open, without what filters it."""
    request = context.get("request")
    return f"{settings.SITE_URL}{request.path if request else '/'}"


@register.simple_tag
def page_language() -> str:
    """The language of the page, as `lang=` says it."""
    return languages.short(get_language() or languages.source())


@register.simple_tag
def lang_of(code: str) -> SafeString:
    """What marks words in this language, as an attribute; nothing where the page speaks it anyway."""
    return format_html(' lang="{}"', code) if code and code != page_language() else SafeString("")


@register.simple_tag
def desk_lang() -> SafeString:
    """What marks words that the desk wrote: it has a language of its own, whatever the page speaks."""
    return lang_of(str(settings.NEWSROOM_LANGUAGE))


@register.simple_tag
def page_locale() -> str:
    """The language of the page as Open Graph names it."""
    return languages.TERRITORIES[page_language()]


@register.simple_tag(takes_context=True)
def page_in_languages(context: RequestContext) -> list[dict[str, Any]]:
    """The page that is open in each language that it is there in; [] where it exists once."""
    request = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return []
    here = languages.language_of(request.path_info)
    codes = [code for code, _name in settings.LANGUAGES]
    if not all(languages.speaks(request.path_info, code) for code in codes if code != here):
        return []
    query = request.META.get("QUERY_STRING", "")
    found = []
    for code, name in settings.LANGUAGES:
        path = languages.in_language(request.path_info, code)
        found.append(
            {
                "lang": languages.short(code),
                "locale": languages.TERRITORIES[languages.short(code)],
                "name": name,
                "path": f"{path}?{query}" if query and request.method in ("GET", "HEAD") else path,
                "address": f"{settings.SITE_URL}{path}",
                "open": code == here,
                "source": code == languages.source(),
            }
        )
    return found


@register.simple_tag
def demo_ledger() -> bool:
    """Whether there is demonstration data among the entries: then the first is, as none follows a real one.

    It stays so when real entries follow.
    """
    return bool(Entry.objects.order_by("index").values_list("demo", flat=True).first())


@register.simple_tag
def log_key_id() -> str:
    """Name and id of the key that signs the log; "" before its first checkpoint."""
    return key_now()


@register.simple_tag(takes_context=True)
def public_nav(context: RequestContext) -> list[dict[str, str]]:
    """The links at the head of public pages; `current` marks the part of the site that is open."""
    labels = {
        "claim_list": _("Claims"),
        "topic_list": _("Topics"),
        "outlet_list": _("Outlets"),
        "claimant_list": _("Claimants"),
        "method": _("Method"),
        "corrections": _("Corrections"),
    }
    return [_link(context, reverse(f"claims:{name}"), label) for name, label in labels.items()]


# Single keys that open a page of the desk (desk.js).
KEYS = {"claims:desk": "m", "claims:log_claim": "n", "claims:desk_sources": "o"}


@register.simple_tag(takes_context=True)
def desk_nav(context: RequestContext) -> list[dict[str, Any]]:
    """The links at the head of the desk's pages, as far as this person's roles reach."""
    person = context["request"].user
    links = [
        ("claims:desk", _("My claims")),
        ("claims:log_claim", _("Log a claim")),
        ("claims:desk_sources", _("Sources")),
    ]
    if person.is_editor:
        links.append(("admin:review_queue", _("Review queue")))
    if person.is_staff:
        links.append(("admin:index", _("Admin")))
    found: list[dict[str, Any]] = []
    for name, label in links:
        try:
            found.append({**_link(context, reverse(name), label), "key": KEYS.get(name, "")})
        except NoReverseMatch:  # an admin that leaves a page out is no reason to lose the desk
            continue
    if person.roles & set(WRITERS):
        letters = {"count": open_letters(), "counted": _("open")}
        found.insert(3, {**_link(context, reverse("claims:inbox"), _("Inbox")), **letters})
        link = _link(context, reverse("claims:notices"), _("Notices"))
        found.insert(3, {**link, "count": unread_notices(context), "counted": _("unread")})
    return found


@register.simple_tag(takes_context=True)
def unread_notices(context: Any) -> int:
    """How many notices this person has not looked at."""
    return Notice.objects.of(context["request"].user).unread().count()


def open_letters() -> int:
    """How many letters of readers nobody has answered yet."""
    return Letter.objects.filter(state=choices.LetterState.OPEN).count()


def _link(context: Any, url: str, label: str) -> dict[str, str]:
    request = context.get("request")
    path = request.path if request else ""
    plain = languages.without_language(url)
    # The desk's home is a prefix of all its pages: it is current only when it is open itself.
    inside = path.startswith(url) and plain.count("/") == 2 and plain != "/desk/"
    return {"url": url, "label": label, "current": "page" if path == url else "true" if inside else ""}


# ── Dates and figures ───────────────────────────────────────────────────────────────────────────────

register.filter("partial_date", partial_date)
register.filter("figure_value", figure_value)


# ── The vocabulary ──────────────────────────────────────────────────────────────────────────────────


def _label(vocabulary: Any, value: str | None) -> str:
    """The label of a value; a value that the vocabulary no longer has speaks for itself."""
    if not value:
        return ""
    return str(vocabulary(value).label) if value in vocabulary.values else value.replace("_", " ")


@register.filter
def stance_words(value: str | None) -> str:
    """What a stance is called."""
    return _label(choices.Stance, value)


@register.filter
def confidence_words(value: str | None) -> str:
    """What a level of confidence is called."""
    return _label(choices.Confidence, value)


@register.filter
def likelihood_words(value: str | None) -> str:
    """A term of likelihood with its range."""
    return _label(choices.Likelihood, value)


@register.filter
def source_kind_words(value: str | None) -> str:
    """What a kind of source is called."""
    return _label(choices.SourceKind, value)


@register.filter
def outlet_kind_words(value: str | None) -> str:
    """What a kind of outlet is called."""
    return _label(choices.OutletKind, value)


@register.filter
def claimant_kind_words(value: str | None) -> str:
    """What a kind of claimant is called."""
    return _label(choices.ClaimantKind, value)


@register.filter
def standing_words(value: str | None) -> str:
    """Whether a source still stands, in words."""
    return _label(choices.Standing, value)


@register.filter
def reliability_words(value: str | None) -> str:
    """What a letter of reliability means."""
    return _label(choices.Reliability, value)


@register.filter
def credibility_words(value: str | None) -> str:
    """What a number of credibility means."""
    return _label(choices.Credibility, value)


@register.filter
def event_words(value: str | None) -> str:
    """What an event of the log is called."""
    return _label(choices.Event, value)


@register.filter
def publication_words(value: str | None) -> str:
    """What readers see of a claim, in a word."""
    return _label(choices.Publication, value)


@register.filter
def status_words(value: str | None) -> str:
    """Where a working copy stands, in a word."""
    return _label(choices.Status, value)


@register.filter
def correction_words(value: str | None) -> str:
    """What a class of change is called."""
    return _label(choices.CorrectionClass, value)


@register.filter
def language_words(value: str | None) -> str:
    """What a language is called."""
    return _label(choices.Language, value)


# What pages count, by the words as templates write them.
COUNTED = {
    "claim,claims": ngettext_lazy("%(count)s claim", "%(count)s claims", "number"),
    "code,codes": ngettext_lazy("%(count)s code", "%(count)s codes", "number"),
    "earlier assessment,earlier assessments": ngettext_lazy(
        "%(count)s earlier assessment", "%(count)s earlier assessments", "number"
    ),
    "entry,entries": ngettext_lazy("%(count)s entry", "%(count)s entries", "number"),
    "failed attempt,failed attempts": ngettext_lazy(
        "%(count)s failed attempt", "%(count)s failed attempts", "number"
    ),
    "minute,minutes": ngettext_lazy("%(count)s minute", "%(count)s minutes", "number"),
    "pair,pairs": ngettext_lazy("%(count)s pair", "%(count)s pairs", "number"),
    "reviewed entry,reviewed entries": ngettext_lazy(
        "%(count)s reviewed entry", "%(count)s reviewed entries", "number"
    ),
    "row,rows": ngettext_lazy("%(count)s row", "%(count)s rows", "number"),
    "source,sources": ngettext_lazy("%(count)s source", "%(count)s sources", "number"),
    "submission,submissions": ngettext_lazy("%(count)s submission", "%(count)s submissions", "number"),
    "wrong code,wrong codes": ngettext_lazy("%(count)s wrong code", "%(count)s wrong codes", "number"),
}


@register.filter
def count_of(number: int, words: str) -> str:
    """A number with its noun: `3|count_of:"source,sources"` is "3 sources". The noun is one of COUNTED."""
    return str(COUNTED[words] % {"number": number, "count": number_format(number, force_grouping=True)})
