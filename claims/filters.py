"""The one filterset of the public list: pages and API filter alike.

Several values of one parameter mean "any of these", several parameters mean "all of these".
Every value is checked: what the ledger doesn't know gets a sentence, never an error page.

    filters = EditionFilter(request.GET)
    filters.messages          sentences about bad values; [] where all is well
    filters.qs                the editions that match, of those that stand; none at all where a value is bad
    filters.selected          chosen values by parameter: {"verdict": ["false"], "q": ["oil"]}
    filters.unknown           names of parameters that the ledger doesn't have
    filters.query(page=None)  the filter as a query string, with changes
    filters.why_empty()       a sentence where the search words explain that nothing was found
    facets_of(filters)        counts and total (claims.facets)

An unknown parameter is an error to the API, which names it; pages ignore it, because links gather
parameters of their own on their way. An unknown value is an error to both.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import EmptyResultSet
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from claims.as_of import AsOf
from claims.choices import Confidence, Language, Publication, SourceKind
from claims.filter_fields import (
    AsOfField,
    Days,
    DaysField,
    MomentField,
    SeveralField,
    SubjectsField,
    WordsField,
    YearsField,
    end_of,
    shortened,
    start_of,
)
from claims.models import Edition, Subject
from claims.querysets import UNLISTED, EditionQuerySet
from claims.search import MOST_FOR_COUNTS, Found, explain, find, search_editions

NOT_FILTERS = frozenset({"cursor", "page_size", "format"})

END_BEFORE_START = _("This lies before the start of the span.")


# ── Filters ─────────────────────────────────────────────────────────────────────────────────────────────


class Search(django_filters.Filter):
    """Editions that match search words."""

    field_class = WordsField

    def filter(self, qs: EditionQuerySet, value: str) -> EditionQuerySet:
        return search_editions(qs, value) if value else qs


class AnyOf(django_filters.Filter):
    """Editions with any of the values: `lookup_expr` is "in" for a column, "overlap" for an array."""

    field_class: type[forms.Field] = SeveralField

    def filter(self, qs: EditionQuerySet, value: list[str]) -> EditionQuerySet:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": value}) if value else qs


class AnySubject(AnyOf):
    """Editions that name any of these topics, claimants, outlets or verdicts."""

    field_class = SubjectsField


class AnyYear(AnyOf):
    """Editions of claims that may first have been made in any of these years."""

    field_class = YearsField

    def filter(self, qs: EditionQuerySet, value: list[str]) -> EditionQuerySet:
        within = Q()
        for year in map(int, value):
            within |= Q(
                first_claimed_from__lte=datetime.date(year, 12, 31),
                first_claimed_to__gte=datetime.date(year, 1, 1),
            )
        return qs.filter(within) if value else qs


class FromDay(django_filters.Filter):
    """Editions whose day may be the first day of the span or later."""

    field_class = DaysField

    def filter(self, qs: EditionQuerySet, value: Days | str) -> EditionQuerySet:
        if isinstance(value, str):
            return qs
        return qs.filter(**{f"{self.field_name}__gte": self.edge(value)})

    def edge(self, days: Days) -> datetime.date:
        return days[0]


class ToDay(FromDay):
    """Editions whose day may be the last day of the span or earlier."""

    def filter(self, qs: EditionQuerySet, value: Days | str) -> EditionQuerySet:
        if isinstance(value, str):
            return qs
        return qs.filter(**{f"{self.field_name}__lte": self.edge(value)})

    def edge(self, days: Days) -> datetime.date:
        return days[1]


class FromMoment(FromDay):
    """Editions whose moment falls on the first day of the span or later."""

    def edge(self, days: Days) -> datetime.date:
        return start_of(days[0])


class ToMoment(ToDay):
    """Editions whose moment falls on the last day of the span or earlier."""

    def edge(self, days: Days) -> datetime.date:
        return end_of(days[1])


class Since(django_filters.Filter):
    """Editions in force since a moment or later."""

    field_class = MomentField

    def filter(self, qs: EditionQuerySet, value: datetime.datetime | str) -> EditionQuerySet:
        return qs if isinstance(value, str) else qs.filter(**{f"{self.field_name}__gte": value})


class Standing(django_filters.Filter):
    """The editions that lists show: those that stand now, or that stood when the day asked for ended."""

    field_class = AsOfField

    def filter(self, qs: EditionQuerySet, value: AsOf | str) -> EditionQuerySet:
        return qs.listed(value.moment if isinstance(value, AsOf) else None)


# ── The form and the set ────────────────────────────────────────────────────────────────────────────────


class EditionFilterForm(forms.Form):
    """Checks what fields can't check alone: subjects, in one query, and spans that end before they begin."""

    SPANS = (("first_claimed_from", "first_claimed_to"), ("published_from", "published_to"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_unknown_subjects(cleaned)
        for start, end in self.SPANS:
            if cleaned.get(start) and cleaned.get(end) and cleaned[end][1] < cleaned[start][0]:
                self.add_error(end, forms.ValidationError(END_BEFORE_START, code="end_before_start"))
        return self.cleaned_data

    def _refuse_unknown_subjects(self, cleaned: dict[str, Any]) -> None:
        asked = {
            name: (field, cleaned[name])
            for name, field in self.fields.items()
            if isinstance(field, SubjectsField) and cleaned.get(name)
        }
        if not asked:
            return
        named = Q()
        for field, slugs in asked.values():
            named |= Q(kind=field.kind, slug__in=slugs)
        known = set(Subject.objects.filter(named).values_list("kind", "slug"))
        for name, (field, slugs) in asked.items():
            for slug in slugs:
                if (field.kind, slug) not in known:
                    self.add_error(name, field.refusal(slug))
                    break


class EditionFilter(django_filters.FilterSet):
    """What lists show, filtered. See the top of this module for what callers use."""

    q = Search(label=_("Search"))
    verdict = AnySubject(field_name="verdict", lookup_expr="in", kind="verdict", label=_("Verdict"))
    confidence = AnyOf(
        field_name="confidence", lookup_expr="in", choices=Confidence.choices, label=_("Confidence")
    )
    topic = AnySubject(field_name="topics", lookup_expr="overlap", kind="topic", label=_("Topic"))
    claimant = AnySubject(field_name="claimant_slug", lookup_expr="in", kind="claimant", label=_("Claimant"))
    outlet = AnySubject(field_name="outlets", lookup_expr="overlap", kind="outlet", label=_("Outlet"))
    source_kind = AnyOf(
        field_name="source_kinds",
        lookup_expr="overlap",
        choices=SourceKind.choices,
        label=_("Kind of source"),
    )
    publication = AnyOf(
        field_name="publication",
        lookup_expr="in",
        # Lists leave out what is merged into another entry, and what is redacted.
        choices=[
            (code, label) for code, label in Publication.choices if code not in (Publication.NONE, *UNLISTED)
        ],
        label=_("Publication"),
    )
    language = AnyOf(field_name="language", lookup_expr="in", choices=Language.choices, label=_("Language"))
    year = AnyYear(label=_("Year first claimed"))
    # A claim whose date is partial matches as soon as any day that it may mean does.
    first_claimed_from = FromDay(field_name="first_claimed_to", label=_("First claimed from"))
    first_claimed_to = ToDay(field_name="first_claimed_from", label=_("First claimed until"))
    published_from = FromMoment(field_name="first_published_at", label=_("Published from"))
    published_to = ToMoment(field_name="first_published_at", label=_("Published until"))
    changed_since = Since(field_name="valid_from", label=_("Changed since"))
    as_of = Standing(label=_("As of"))

    class Meta:
        model = Edition
        fields: list[str] = []
        form = EditionFilterForm

    def __init__(
        self, data: Mapping[str, Any] | None = None, queryset: EditionQuerySet | None = None, **kwargs: Any
    ) -> None:
        """`data` is a request's GET; `queryset` is what to filter, by default all that lists show."""
        editions = Edition.objects.all() if queryset is None else queryset
        super().__init__(QueryDict() if data is None else data, editions, **kwargs)

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """The values of all filters, checked; nothing where one of them is bad."""
        return self.form.cleaned_data if self.is_valid() else {}

    @property
    def qs(self) -> EditionQuerySet:
        """The editions that match; none where a value is bad."""
        return self._matching("", "found")

    def without(self, name: str) -> EditionQuerySet:
        """The editions that match all filters but the named one, for counting; none where a value is bad."""
        return self._matching(name, "found_in_all")

    def _matching(self, left_out: str, found: str) -> EditionQuerySet:
        if not self.is_valid():
            return self.queryset.none()
        editions: EditionQuerySet = self.queryset.all()
        for parameter, value in self.cleaned.items():
            if parameter == "q":
                editions = search_editions(editions, value, getattr(self, found)) if value else editions
            elif parameter != left_out:
                editions = self.filters[parameter].filter(editions, value)
        return editions

    @cached_property
    def found(self) -> Found:
        """What the search words find, as far as a page of rows needs it."""
        return find(self.cleaned["q"])

    @cached_property
    def found_in_all(self) -> Found:
        """What the search words find, as far as counts need it."""
        few = self.found
        return few if few.entries is not None else find(self.cleaned["q"], MOST_FOR_COUNTS)

    @property
    def as_of_day(self) -> AsOf | None:
        """The day that was asked for, if one was."""
        day = self.cleaned.get("as_of")
        return day if isinstance(day, AsOf) else None

    @cached_property
    def messages(self) -> list[str]:
        """What is wrong with the values, one sentence each, with the filter's label in front."""
        return [
            f"{self.form.fields[name].label}: {message}" if name in self.form.fields else str(message)
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    @cached_property
    def selected(self) -> dict[str, list[str]]:
        """The values as sent, without blanks, by parameter; only of parameters that the ledger knows."""
        return {
            name: values
            for name in self.filters
            if (values := [value for value in self._sent(name) if value.strip()])
        }

    @cached_property
    def unknown(self) -> list[str]:
        """The names of parameters that are no filter of ours, nor paging, nor format."""
        return [shortened(name) for name in self.data if name not in self.filters and name not in NOT_FILTERS]

    @cached_property
    def key(self) -> str:
        """The same for two filters exactly when they ask for the same: order and doubles don't matter."""
        try:
            sql, params = self.queryset.query.sql_with_params()
        except EmptyResultSet:
            sql, params = "nothing", ()
        asked = {
            name: sorted(value) if isinstance(value, list) else value
            for name, value in sorted(self.cleaned.items())
            if value
        }
        text = json.dumps([self.is_valid(), sql, params, asked], default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def query(self, **changes: str | Sequence[str] | None) -> str:
        """The filter as a query string, without paging; `changes` replace parameters, None removes them."""
        parameters: dict[str, str | Sequence[str]] = {**self.selected}
        for name, value in changes.items():
            parameters.pop(name, None)
            if value:
                parameters[name] = value
        return urlencode(parameters, doseq=True)

    def toggled(self, name: str, value: str) -> str:
        """The query string with one value of a parameter added, or removed where it is chosen."""
        chosen = self.selected.get(name, [])
        others = [other for other in chosen if other != value]
        return self.query(**{name: others if value in chosen else [*chosen, value]})

    def why_empty(self) -> str:
        """A sentence where the search words explain that nothing was found; else "". One query."""
        words = self.cleaned.get("q", "")
        return explain(words) if words else ""

    def _sent(self, name: str) -> list[str]:
        if isinstance(self.data, QueryDict):
            return [str(value) for value in self.data.getlist(name)]
        value = self.data.get(name, [])
        return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
