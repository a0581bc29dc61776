"""Dates that may be partial: "2015", "2018-10", "2018-10-18" (EDTF, ISO 8601-2)."""

import datetime
from functools import lru_cache
from time import struct_time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

NOT_A_DATE = _("“%(value)s” is not a date the ledger knows. Write 2018, 2018-10 or 2018-10-18.")


def validate_partial_date(value: str) -> None:
    """Refuse what EDTF can't read, with a sentence that shows the three common forms."""
    if not value:
        return
    try:
        first_and_last_day(value)
    except ValueError:
        raise ValidationError(NOT_A_DATE, code="not_a_date", params={"value": value}) from None


@lru_cache(maxsize=4096)  # parsing takes milliseconds, and the same few years come again and again
def first_and_last_day(value: str) -> tuple[datetime.date, datetime.date]:
    """The earliest and the latest day that a partial date may mean.

    Raises ValueError when the text is not EDTF or lies outside the years 1–9999.
    """
    try:
        parsed = parse_edtf(value)
    except EDTFParseException as error:
        raise ValueError(str(error)) from None
    return _day(parsed.lower_strict()), _day(parsed.upper_strict())


def _day(moment: struct_time | float) -> datetime.date:
    if not isinstance(moment, struct_time):
        raise ValueError("an open end is not a day")
    return datetime.date(moment.tm_year, moment.tm_mon, moment.tm_mday)


class PartialDateField(models.CharField):
    """Text that holds an EDTF date, or nothing where no date is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)
        if validate_partial_date not in self.validators:
            self.validators = [*self.validators, validate_partial_date]
