"""Counts beside the filters: how many editions each value of a filter would show. The only place that counts.

Every facet is counted under all filters but its own, from columns in memory (`claims.columns`). Counts hold
for as long as no entry is appended, and are remembered for so long.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.choices import Confidence, Language, Publication, SourceKind
from claims.columns import SUBJECTS, Columns, Mask, Names, reading
from claims.models import Subject
from claims.querysets import UNLISTED

OFFERED = 16  # options of a facet on the page of a list
SHOWN = 50  # options of a facet, the most counted first; selected ones are always among them


class Filtered(Protocol):
    """What facets ask of a filter (`claims.filters.EditionFilter`)."""

    @property
    def key(self) -> str:
        """A text that is the same for two filters exactly when they match the same editions."""

    @property
    def selected(self) -> Mapping[str, Sequence[str]]:
        """The values that are chosen, by parameter."""

    def prepare(self) -> None:
        """Ask the database what `mask` will want to know."""

    def mask(self, columns: Columns, without: str = "") -> Mask:
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
    def offered(self) -> list[Option]:
        """What a page offers of it, which has only so much room: the first, and what is chosen."""
        return self.options[:OFFERED] + [option for option in self.options[OFFERED:] if option.selected]

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

TAILED = ("topic", "claimant", "outlet")  # may have thousands of values
CHOICES: dict[str, type[TextChoices]] = {
    "confidence": Confidence,
    "source_kind": SourceKind,
    "publication": Publication,
    "language": Language,
}

Counts = dict[str, dict[str, int]]


def facets_of(filtered: Filtered) -> Facets:
    """The facets of what a filter matches, and the total. One query, for the state of the log."""
    filtered.prepare()
    with reading() as columns:
        total, counts = columns.remember(("facets", filtered.key), lambda: _count(columns, filtered))
        names = {
            kind: {slug: columns.names[kind].get(slug, (slug, 0)) for slug in counts[kind]}
            for kind in SUBJECTS
        }
    return Facets(
        total=total,
        facets={name: _facet(name, counts[name], names, filtered.selected.get(name, ())) for name in LABELS},
    )


def total_of(filtered: Filtered) -> int:
    """How many editions a filter matches, exactly."""
    filtered.prepare()
    with reading() as columns:
        question = ("total", filtered.key)
        return columns.remember(question, lambda: int(np.count_nonzero(filtered.mask(columns))))


def labels_of(kind: str, slugs: Iterable[str]) -> dict[str, str]:
    """What topics, claimants, outlets or verdicts are called, by slug. One query."""
    return dict(Subject.objects.filter(kind=kind, slug__in=set(slugs)).values_list("slug", "label"))


def _count(columns: Columns, filtered: Filtered) -> tuple[int, Counts]:
    """The total, and every facet under all filters but its own."""
    matching = filtered.mask(columns)
    chosen = {name: values for name in LABELS if (values := filtered.selected.get(name))}
    # Without the long tail of topics, claimants and outlets; what is chosen stays, even at none.
    most = dict.fromkeys(TAILED, SHOWN)
    counts: Counts = columns.counts(matching, [name for name in LABELS if name not in chosen], most)
    for name in chosen:
        counts |= columns.counts(filtered.mask(columns, without=name), [name], most, chosen)
    return int(np.count_nonzero(matching)), counts


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
        WHERE valid_to IS NULL AND publication <> ALL (%(unlisted)s)
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
    with reading() as columns:
        return columns.remember(("growth", settings.TIME_ZONE), _growth)


def _growth() -> Growth:
    unit, counts = "", defaultdict[date, dict[str, int]](dict)
    with connection.cursor() as cursor:
        cursor.execute(GROWN, {"zone": settings.TIME_ZONE, "unlisted": [*UNLISTED]})
        for unit, period, verdict, count in cursor.fetchall():  # noqa: B007
            counts[period][verdict] = count
    return Growth(unit, dict(sorted(counts.items())))
