"""Finding a source inside a form: the sources that it names already, and what its own search adds to them."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from claims.desk_search import FOUND
from claims.forms.base import SeenForm, explained
from claims.models import Source


class FindsSources(SeenForm):
    """A mixin for forms with a field for sources and a search field `find` beside it."""

    searching = False  # the person asked for a search, not to save
    searched = ""  # the words that the results are for
    found = 0

    def list_sources(self, name: str) -> None:
        """Offer in the field what it holds already, then what the search inside the form finds."""
        field: Any = self.fields[name]
        named = self[name].data if self.is_bound else self[name].value()
        ticked = [str(getattr(each, "pk", each)) for each in (named if isinstance(named, list) else [named])]
        known = [int(pk) for pk in ticked if pk.isdecimal() and len(pk) < 19]
        rows = [*Source.objects.filter(pk__in=known).select_related("outlet")]
        words = str(self["find"].data or "").replace("\0", "").strip() if self.is_bound else ""
        # Enter in the search field searches; once its results are shown, it saves.
        shown = str(self.data.get(self.add_prefix("found_for"), "")).strip() if self.is_bound else ""
        self.searching = self.is_bound and ("search" in self.data or (bool(words) and words != shown))
        self.searched = words
        own = self.instance.pk if isinstance(self.instance, Source) else None
        found = [each for each in (find_sources(words) if words else []) if each.pk not in {*known, own}]
        self.found = len(found)
        field.widget.choices = [(each.pk, described(each)) for each in [*rows, *found]]


def described(source: Source) -> Any:
    """A source as a choice: title, then outlet, kind, date and grade."""
    grade = (
        _("reliability %(grade)s") % {"grade": source.reliability} if source.reliability else _("not graded")
    )
    facts = (source.outlet and source.outlet.name, source.get_kind_display(), source.published, grade)
    return explained(source.title, " · ".join(str(fact) for fact in facts if fact))


def find_sources(words: str, *, limit: int = FOUND) -> list[Source]:
    """The sources that hold all of these words, exact titles and addresses first."""
    matching = Q()
    for word in words.split():
        matching &= (
            Q(title__icontains=word)
            | Q(outlet__name__icontains=word)
            | Q(authors__icontains=word)
            | Q(url__icontains=word)
        )
    exact = Case(
        When(Q(title__iexact=words) | Q(url=words), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return list(Source.objects.filter(matching).select_related("outlet").order_by(exact, "-id")[:limit])


# Parts of an address that say how a reader came, not what the page is.
PASSED_ON_BY = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")


def sources_at(url: str) -> list[Source]:
    """The sources that have this address, however it is spelled: with or without TLS, www, a final slash."""
    return list(Source.objects.filter(url__in=spellings_of(url)).select_related("outlet").order_by("-id"))


def spellings_of(url: str) -> set[str]:
    """The common spellings of one address."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return {url}
    if parts.scheme not in ("http", "https") or not host:
        return {url}
    kept = [each for each in parse_qsl(parts.query, True) if not each[0].lower().startswith(PASSED_ON_BY)]
    queries = {urlencode(kept), parts.query} if kept else {"", parts.query}
    path = parts.path.rstrip("/")
    machine = host if port in (None, 80, 443) else f"{host}:{port}"
    return {url} | {
        f"{scheme}://{www}{machine}{path}{slash}{'?' if query else ''}{query}"
        for scheme in ("http", "https")
        for www in ("", "www.")
        for slash in ("", "/")
        for query in queries
    }
