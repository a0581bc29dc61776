"""Dates as far as they are known."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.models.dates import PartialDateField, first_and_last_day, validate_partial_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-10-18", date(2018, 10, 18), date(2018, 10, 18)),
        ("2014/2018", date(2014, 1, 1), date(2018, 12, 31)),
    ],
)
def test_the_days_that_a_date_may_mean(text: str, first: date, last: date) -> None:
    assert first_and_last_day(text) == (first, last)


@settings(deadline=None)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_whole_date_means_its_day(day: date) -> None:
    assert first_and_last_day(day.isoformat()) == (day, day)


@pytest.mark.parametrize(
    "text", ["last week", "18.10.2018", "2018-13", "2018-02-30", "2018/..", "../2018", "20188", " "]
)
def test_what_is_no_date_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_partial_date(text)
    assert refusal.value.messages == [
        f"“{text}” is not a date the ledger knows. Write 2018, 2018-10 or 2018-10-18."
    ]


def test_no_date_is_no_mistake() -> None:
    validate_partial_date("")
    assert PartialDateField().clean("", None) == ""


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        validate_partial_date(text)
    except ValidationError:
        return
    if text:
        first, last = first_and_last_day(text)
        assert first <= last
