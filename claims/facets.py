"""Counts beside the filters: how many editions each value of a filter would show. The only place that counts.

Every facet is counted under all filters but its own, in one query for all of them. Counts hold for as long
as no entry is appended, so they are cached under the root hash of the newest entry and the filter's key.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.choices import Confidence, Language, Publication, SourceKind
from claims.models import Entry, Subject
from claims.querysets import EditionQuerySet

CACHE_SECONDS = 24 * 60 * 60  # a bound for memory's sake: counts under one root never go stale
SHOWN = 50  # options of a facet, the most counted first; selected ones are always among them


class Filtered(Protocol):
    """What facets ask of a filter (`claims.filters.EditionFilter`)."""

    @property
    def key(self) -> str:
        """A text that is the same for two filters exactly when they match the same editions."""

    @property
    def selected(self) -> Mapping[str, Sequence[str]]:
        """The values that are chosen, by parameter."""

    def without(self, name: str) -> EditionQuerySet:
        """The editions that match every filter but the named one; "" leaves none out."""


@dataclass(frozen=True)
class Option:
    """One value of a facet."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """The values of one filter, counted. `name` is the filter's parameter."""

    name: str
    label: str
    options: list[Option]

    @property
    def is_active(self) -> bool:
        """Whether any value of it is chosen."""
        return any(option.selected for option in self.options)


@dataclass(frozen=True)
class Facets:
    """All facets of a list, in the order in which pages show them, and how many editions the list has."""

    total: int
    facets: dict[str, Facet]

    def __iter__(self) -> Iterator[Facet]:
        return iter(self.facets.values())

    def __getitem__(self, name: str) -> Facet:
        return self.facets[name]


LABELS: dict[str, str | Promise] = {
    "verdict": _("Verdict"),
    "confidence": _("Confidence"),
    "topic": _("Topic"),
    "claimant": _("Claimant"),
    "outlet": _("Outlet"),
    "source_kind": _("Kind of source"),
    "publication": _("Publication"),
    "language": _("Language"),
    "year": _("Year first claimed"),
}

SUBJECTS = ("verdict", "topic", "claimant", "outlet")
TAILED = ("topic", "claimant", "outlet")  # may have thousands of values
CHOICES: dict[str, type[TextChoices]] = {
    "confidence": Confidence,
    "source_kind": SourceKind,
    "publication": Publication,
    "language": Language,
}

# How each facet counts a set of editions that is named {rows}: rows of (facet, value, count).
COUNTING = {
    "verdict": "SELECT 'verdict', verdict, count(*) FROM {rows} GROUP BY 2",
    "confidence": "SELECT 'confidence', confidence, count(*) FROM {rows} GROUP BY 2",
    "topic": "SELECT 'topic', value, count(*) FROM {rows}, unnest(topics) AS value GROUP BY 2",
    "claimant": "SELECT 'claimant', claimant_slug, count(*) FROM {rows} GROUP BY 2",
    "outlet": "SELECT 'outlet', value, count(*) FROM {rows}, unnest(outlets) AS value GROUP BY 2",
    "source_kind": "SELECT 'source_kind', v, count(*) FROM {rows}, unnest(source_kinds) AS v GROUP BY 2",
    "publication": "SELECT 'publication', publication, count(*) FROM {rows} GROUP BY 2",
    "language": "SELECT 'language', language, count(*) FROM {rows} GROUP BY 2",
    "year": """
        SELECT 'year',
            concat_ws('-', extract(year FROM first_claimed_from), extract(year FROM first_claimed_to)),
            count(*)
        FROM {rows} WHERE first_claimed_from IS NOT NULL GROUP BY 2""",
}
COLUMNS = (
    "verdict",
    "confidence",
    "topics",
    "claimant_slug",
    "outlets",
    "source_kinds",
    "publication",
    "language",
    "first_claimed_from",
    "first_claimed_to",
)
TOTAL = "total"

Counts = dict[str, dict[str, int]]
# What subjects are called, and the place of verdicts in their scheme: by kind and slug.
Names = dict[str, dict[str, tuple[str, int]]]


def facets_of(filtered: Filtered) -> Facets:
    """The facets of what a filter matches, and the total. At most three queries; one once they are cached."""
    counts, names = _counted(filtered)
    return Facets(
        total=counts[TOTAL].get("", 0),
        facets={name: _facet(name, counts[name], names, filtered.selected.get(name, ())) for name in LABELS},
    )


def total_of(filtered: Filtered) -> int:
    """How many editions a filter matches, exactly."""
    return facets_of(filtered).total


def labels_of(kind: str, slugs: Iterable[str]) -> dict[str, str]:
    """What topics, claimants, outlets or verdicts are called, by slug. One query."""
    return dict(Subject.objects.filter(kind=kind, slug__in=set(slugs)).values_list("slug", "label"))


def _counted(filtered: Filtered) -> tuple[Counts, Names]:
    """The counts, and the names of the subjects counted."""
    root = Entry.objects.order_by("-index").values_list("root_hash", flat=True).first()
    key = f"facets:{bytes(root or b'').hex()}:{filtered.key}"
    found: tuple[Counts, Names] | None = cache.get(key)
    if found is None:
        counts = _cut(_count(filtered), filtered.selected)
        found = counts, _described(counts)
        cache.set(key, found, CACHE_SECONDS)
    return found


def _count(filtered: Filtered) -> Counts:
    """Every facet under all filters but its own. Editions are read once, and once for each filter in use."""
    counts: Counts = {TOTAL: {}, **{name: {} for name in LABELS}}
    sets: list[str] = []
    parts = [f"SELECT '{TOTAL}', '', count(*) FROM matching"]  # nosec B608: a name of ours
    params: list[Any] = []
    for name in ("", *(name for name in LABELS if filtered.selected.get(name))):
        try:
            sql, values = filtered.without(name).order_by().values(*COLUMNS).query.sql_with_params()
        except EmptyResultSet:
            return counts
        sets.append(f"{_set(name)} AS MATERIALIZED ({sql})")
        params += values
    parts += [
        part.format(rows=_set(name if filtered.selected.get(name) else "")) for name, part in COUNTING.items()
    ]
    with connection.cursor() as cursor:
        # Names of facets are ours and what readers chose goes as parameters.
        cursor.execute(f"WITH {', '.join(sets)} {' UNION ALL '.join(parts)}", params)  # nosec B608
        for name, value, count in cursor.fetchall():
            for option in _years(value) if name == "year" else (value,):
                counts[name][option] = counts[name].get(option, 0) + count
    counts["claimant"].pop("", None)  # claims without one make no option
    return counts


def _years(span: str) -> Iterator[str]:
    """Every year that a date may mean, as the filter has it."""
    first, last = span.split("-")
    return (f"{year:04}" for year in range(int(first), int(last) + 1))


def _set(name: str) -> str:
    """What the query calls the editions that match every filter but the named one."""
    return f"without_{name}" if name else "matching"


def _cut(counts: Counts, selected: Mapping[str, Sequence[str]]) -> Counts:
    """Without the long tail of topics, claimants and outlets; what is chosen stays, even at none."""
    for name in LABELS:
        found = counts[name]
        if name in TAILED:
            most = sorted(found, key=lambda value: (-found[value], value))[:SHOWN]
            counts[name] = {value: found[value] for value in most}
        for value in selected.get(name, ()):
            counts[name].setdefault(value, found.get(value, 0))
    return counts


def _described(counts: Counts) -> Names:
    named = Q()
    for kind in SUBJECTS:
        # A chosen value may be anything that stood in an address, and the database takes no NUL.
        named |= Q(kind=kind, slug__in=[slug for slug in counts[kind] if "\x00" not in slug])
    names: Names = {kind: {} for kind in SUBJECTS}
    for kind, slug, label, order in Subject.objects.filter(named).values_list(
        "kind", "slug", "label", "detail__order"
    ):
        names[kind][slug] = (label, order or 0)
    return names


def _facet(name: str, counts: dict[str, int], names: Names, selected: Sequence[str]) -> Facet:
    """One facet: verdicts and vocabularies in their own order, years newest first, the rest by count."""
    choices = CHOICES.get(name)
    if choices:
        values = [value for value in choices.values if value in counts]
        labels = {value: str(choices(value).label) for value in values}
    elif name == "year":
        values = sorted(counts, reverse=True)
        labels = {}
    else:
        labels = {slug: label for slug, (label, _order) in names[name].items()}
        orders = {slug: order for slug, (_label, order) in names[name].items()}
        values = sorted(
            counts,
            key=lambda value: (
                orders.get(value, 0) if name == "verdict" else -counts[value],
                labels.get(value, value),
            ),
        )
    return Facet(
        name=name,
        label=str(LABELS[name]),
        options=[
            Option(value, labels.get(value, value), counts[value], value in selected) for value in values
        ],
    )


# ── Over time ───────────────────────────────────────────────────────────────────────────────────────


# By week up to about half a year, by month up to three years, by quarter up to twelve, then by year.
GROWN = """
    WITH listed AS (
        SELECT (first_published_at AT TIME ZONE %(zone)s)::date AS day, verdict FROM claims_edition
        WHERE valid_to IS NULL AND publication <> %(merged)s
    ), span AS (SELECT max(day) - min(day) AS days FROM listed), unit AS (
        SELECT CASE WHEN days <= 190 THEN 'week' WHEN days <= 1100 THEN 'month'
            WHEN days <= 4400 THEN 'quarter' ELSE 'year' END AS name FROM span
    )
    SELECT unit.name, date_trunc(unit.name, day)::date, verdict, count(*) FROM listed, unit GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Growth:
    """Listed entries by when they were first published, and by verdict.

    `counts` holds, by the first day of each period in which any were, how many there are of each verdict.
    """

    unit: str  # "week", "month", "quarter" or "year"; "" for an empty ledger
    counts: dict[date, dict[str, int]]


def growth() -> Growth:
    """How the ledger grew, as finely as its age allows. One query for each state of the log."""
    root = Entry.objects.order_by("-index").values_list("root_hash", flat=True).first()
    key = f"growth:{bytes(root or b'').hex()}:{settings.TIME_ZONE}"
    found: Growth | None = cache.get(key)
    if found is None:
        unit, counts = "", defaultdict[date, dict[str, int]](dict)
        with connection.cursor() as cursor:
            cursor.execute(GROWN, {"zone": settings.TIME_ZONE, "merged": Publication.MERGED})
            for unit, period, verdict, count in cursor.fetchall():  # noqa: B007
                counts[period][verdict] = count
        found = Growth(unit, dict(sorted(counts.items())))
        cache.set(key, found, CACHE_SECONDS)
    return found
