"""The one filterset of the public list: pages and API filter alike.

Several values of one parameter mean "any of these", several parameters mean "all of these".
Every value is checked: what the ledger doesn't know gets a sentence, never an error page.

    filters = EditionFilter(request.GET)
    filters.messages          sentences about bad values; [] where all is well
    filters.qs                the editions that match, of those that stand; none at all where a value is bad
    filters.mask(columns)     the same editions, from the columns in memory (claims.columns)
    filters.ordered_by        the order in which they are wanted
    filters.selected          chosen values by parameter: {"verdict": ["false"], "q": ["oil"]}
    filters.unknown           names of parameters that the ledger doesn't have
    filters.query(page=None)  the filter as a query string, with changes
    filters.why_empty()       a sentence where the search words explain that nothing was found
    facets_of(filters)        counts and total (claims.facets)

An unknown parameter is an error to the API, which names it; pages ignore it, because links gather
parameters of their own on their way. An unknown value is an error to both.

Each filter says twice what it lets through: to the database, which lists, and of the columns, which count and
search. A test compares the two under every filter.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property, reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from claims.as_of import AsOf
from claims.choices import Confidence, Language, Order, Publication, SourceKind
from claims.columns import Columns, Mask, Numbers, reading
from claims.filter_fields import SubjectsField, shortened
from claims.filter_kinds import (
    EVERY,
    AnyOf,
    AnySubject,
    AnyYear,
    FromDay,
    FromMoment,
    InOrder,
    Search,
    Since,
    Standing,
    ToDay,
    ToMoment,
)
from claims.models import Edition, Subject
from claims.querysets import UNLISTED, EditionQuerySet
from claims.search import explain, find, search_editions

NOT_FILTERS = frozenset({"cursor", "page_size", "format"})

END_BEFORE_START = _("This lies before the start of the span.")


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
    order = InOrder(choices=Order.choices, label=_("Order"))

    class Meta:
        model = Edition
        fields: list[str] = []
        form = EditionFilterForm

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """`data` is a request's GET."""
        super().__init__(QueryDict() if data is None else data, Edition.objects.all(), **kwargs)

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """The values of all filters, checked; nothing where one of them is bad."""
        return self.form.cleaned_data if self.is_valid() else {}

    @property
    def qs(self) -> EditionQuerySet:
        """The editions that match; none where a value is bad."""
        if not self.is_valid():
            return self.queryset.none()
        editions: EditionQuerySet = self.queryset.all()
        for parameter, value in self.cleaned.items():
            if parameter != "q":
                editions = self.filters[parameter].filter(editions, value)
        return search_editions(editions, self.found) if self.words else editions

    def prepare(self) -> None:
        """Ask the database what `mask` needs to know: which entries the search words find."""
        if self.is_valid() and self.words:
            _ = self.found

    def mask(self, columns: Columns, without: str = "") -> Mask:
        """The editions that match every filter but the named one; none where a value is bad."""
        if not self.is_valid():
            return columns.listed() & False
        masks = [
            self.filters[parameter].mask(columns, value, parameter)
            for parameter, value in self.cleaned.items()
            if parameter not in ("q", without)
        ]
        if self.words:
            masks.append(columns.of_entries(self.found))
        # What lets everything through is left out, not met: a set that nothing narrows stays itself.
        return reduce(and_, (mask for mask in masks if mask is not EVERY))

    @property
    def words(self) -> str:
        """The words that are searched for; "" where none are."""
        return str(self.cleaned.get("q") or "")

    @cached_property
    def found(self) -> Numbers:
        """The entries that the words find, of any version; looked for once under a state of the log."""
        with reading() as columns:
            state, known = columns.state, columns.found(self.words)
        if known is None:
            known = find(self.words)
            with reading() as columns:
                if columns.state == state:
                    columns.keep_found(self.words, known)
        return known

    @property
    def ordered_by(self) -> Order:
        """The order that was asked for, or the usual one: without words nothing can match best."""
        asked = self.cleaned.get("order") or self.usual_order
        return self.usual_order if asked == Order.RELEVANCE else Order(asked)

    @property
    def usual_order(self) -> Order:
        """A search has the best match first, any other list what changed last."""
        return Order.RELEVANCE if self.words else Order.CHANGED

    @property
    def conditions(self) -> dict[str, list[str]]:
        """What is chosen of what decides which editions match: everything but the order."""
        return {name: values for name, values in self.selected.items() if name != "order"}

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
        """The same for two filters exactly when they match the same: order and doubles don't matter."""
        asked = {
            name: sorted(value) if isinstance(value, list) else value
            for name, value in sorted(self.cleaned.items())
            if value and name != "order"
        }
        return json.dumps([self.is_valid(), asked], default=str, sort_keys=True)

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
        return explain(self.words) if self.words else ""

    def _sent(self, name: str) -> list[str]:
        if isinstance(self.data, QueryDict):
            return [str(value) for value in self.data.getlist(name)]
        value = self.data.get(name, [])
        return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
