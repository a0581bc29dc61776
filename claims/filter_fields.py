"""Fields of the list's filters: they read what came in an address, and refuse it with a sentence."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from claims.as_of import as_of
from claims.models.dates import first_and_last_day
from claims.search import MAX_LENGTH

MAX_VALUES = 50  # of one parameter
ECHOED = 60  # characters of a bad value that a message repeats

UNKNOWN_VALUE = _("“%(value)s” is none that the ledger knows.")
UNKNOWN_CHOICE = _("“%(value)s” is none that the ledger knows. Choose from: %(known)s.")
TOO_MANY = _("Choose at most %(most)d values.")
NOT_A_DAY = _("“%(value)s” is not a date. Write 2018, 2018-10 or 2018-10-18.")
NOT_A_MOMENT = _("“%(value)s” is not a date. Write 2018, 2018-10, 2018-10-18 or 2018-10-18T09:30:00Z.")
NOT_A_YEAR = _("“%(value)s” is not a year. Write it like 2018.")
TOO_LONG = _("Search for at most %(limit_value)d characters.")

_PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def shortened(value: object) -> str:
    """A value as messages repeat it."""
    text = str(value)
    return text if len(text) <= ECHOED else f"{text[:ECHOED]}…"


class SeveralField(forms.MultipleChoiceField):
    """Any number of values of a fixed vocabulary; blank ones are passed over, doubles count once."""

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(text for text in super().to_python(value) if text))

    def validate(self, value: Sequence[str]) -> None:
        if len(value) > MAX_VALUES:
            raise forms.ValidationError(TOO_MANY, code="too_many", params={"most": MAX_VALUES})
        for text in value:
            if not self.valid_value(text):
                raise self.refusal(text)

    def refusal(self, text: str) -> forms.ValidationError:
        known = ", ".join(str(code) for code, _label in self.choices)  # type: ignore[misc, union-attr]
        return forms.ValidationError(
            UNKNOWN_CHOICE, code="unknown", params={"value": shortened(text), "known": known}
        )


class SubjectsField(SeveralField):
    """Any number of topics, claimants, outlets or verdicts. The form looks all of them up at once."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def valid_value(self, value: str) -> bool:
        return "\x00" not in value and len(value) <= 80

    def refusal(self, text: str) -> forms.ValidationError:
        return forms.ValidationError(UNKNOWN_VALUE, code="unknown", params={"value": shortened(text)})


class YearsField(SeveralField):
    """Any number of years."""

    def valid_value(self, value: str) -> bool:
        return re.fullmatch(r"\d{4}", value, re.ASCII) is not None and value != "0000"

    def refusal(self, text: str) -> forms.ValidationError:
        return forms.ValidationError(NOT_A_YEAR, code="not_a_year", params={"value": shortened(text)})


Days = tuple[datetime.date, datetime.date]


class DaysField(forms.CharField):
    """A day, a month or a year, as its first and last day."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return self.days(text) if text else text

    def days(self, text: str) -> Days:
        try:
            if _PARTIAL.fullmatch(text):
                return first_and_last_day(text)
        except ValueError:
            pass
        raise forms.ValidationError(NOT_A_DAY, code="not_a_date", params={"value": shortened(text)})

    def run_validators(self, value: Any) -> None:
        """Nothing is left to check once it is a date."""


class MomentField(DaysField):
    """A day, month or year, which begins where it begins here, or a moment with its zone."""

    def to_python(self, value: Any) -> Any:
        text = forms.CharField.to_python(self, value) or ""
        if not text:
            return text
        try:
            if _PARTIAL.fullmatch(text):
                return start_of(first_and_last_day(text)[0])
            # "+" in an address means a blank unless it is escaped, which is easily forgotten.
            moment = parse_datetime(text.replace(" ", "+")) if "T" in text else None
            if moment is not None:
                return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        except (ValueError, OverflowError):
            pass
        raise forms.ValidationError(NOT_A_MOMENT, code="not_a_date", params={"value": shortened(text)})


class OneField(forms.ChoiceField):
    """One value of a fixed vocabulary."""

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            known = ", ".join(str(code) for code, _label in self.choices)  # type: ignore[misc, union-attr]
            raise forms.ValidationError(
                UNKNOWN_CHOICE, code="unknown", params={"value": shortened(value), "known": known}
            )


class AsOfField(forms.CharField):
    """A whole day, as `claims.as_of.AsOf`."""

    def to_python(self, value: Any) -> Any:
        return as_of(super().to_python(value) or "") or ""

    def run_validators(self, value: Any) -> None:
        """Nothing is left to check once it is a day."""


def start_of(day: datetime.date) -> datetime.datetime:
    """The first moment of a day, in the newsroom's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day, in the newsroom's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


class WordsField(forms.CharField):
    """Search words: a line as long as anybody types."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [*self.validators, MaxLengthValidator(MAX_LENGTH, message=TOO_LONG)]
