"""The kinds of filters that a list has. Each says twice what it lets through: `filter` to the database, which
lists, and `mask` of the columns in memory, which count and search. A test compares the two.
"""

import datetime

import django_filters
import numpy as np
from django import forms
from django.db.models import Q

from claims.as_of import AsOf
from claims.columns import Columns, Mask
from claims.filter_fields import (
    AsOfField,
    Days,
    DaysField,
    MomentField,
    OneField,
    SeveralField,
    SubjectsField,
    WordsField,
    YearsField,
    end_of,
    start_of,
)
from claims.querysets import EditionQuerySet

EVERY: Mask = np.ones((), dtype=bool)  # what a filter without a value lets through


class Search(django_filters.Filter):
    """Editions that match search words. They are looked for once for a list, by the set itself."""

    field_class = WordsField


class InOrder(django_filters.Filter):
    """No filter, but a parameter of every list: the order."""

    field_class = OneField

    def filter(self, qs: EditionQuerySet, value: str) -> EditionQuerySet:
        return qs

    def mask(self, columns: Columns, value: str, parameter: str) -> Mask:
        return EVERY


class AnyOf(django_filters.Filter):
    """Editions with any of the values: `lookup_expr` is "in" for a column, "overlap" for an array."""

    field_class: type[forms.Field] = SeveralField

    def filter(self, qs: EditionQuerySet, value: list[str]) -> EditionQuerySet:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": value}) if value else qs

    def mask(self, columns: Columns, value: list[str], parameter: str) -> Mask:
        return columns.any_of(parameter, value) if value else EVERY


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

    def mask(self, columns: Columns, value: Days | str, parameter: str) -> Mask:
        return EVERY if isinstance(value, str) else columns.between(self.field_name, first=self.edge(value))

    def edge(self, days: Days) -> datetime.date:
        return days[0]


class ToDay(FromDay):
    """Editions whose day may be the last day of the span or earlier."""

    def filter(self, qs: EditionQuerySet, value: Days | str) -> EditionQuerySet:
        if isinstance(value, str):
            return qs
        return qs.filter(**{f"{self.field_name}__lte": self.edge(value)})

    def mask(self, columns: Columns, value: Days | str, parameter: str) -> Mask:
        return EVERY if isinstance(value, str) else columns.between(self.field_name, last=self.edge(value))

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

    def mask(self, columns: Columns, value: datetime.datetime | str, parameter: str) -> Mask:
        return EVERY if isinstance(value, str) else columns.since(value)


class Standing(django_filters.Filter):
    """The editions that lists show: those that stand now, or that stood when the day asked for ended."""

    field_class = AsOfField

    def filter(self, qs: EditionQuerySet, value: AsOf | str) -> EditionQuerySet:
        return qs.listed(value.moment if isinstance(value, AsOf) else None)

    def mask(self, columns: Columns, value: AsOf | str, parameter: str) -> Mask:
        return columns.listed(value.moment if isinstance(value, AsOf) else None)
