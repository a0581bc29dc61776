"""How figures, slugs and moments are spelled in a record: one value, one spelling."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import records

FIGURES = st.decimals(
    min_value=Decimal(-(10**18)) + 1,
    max_value=Decimal(10**18) - 1,
    places=6,
    allow_nan=False,
    allow_infinity=False,
)


@settings(deadline=None)
@given(FIGURES)
def test_a_figure_is_spelled_exactly_and_in_one_way(value: Decimal) -> None:
    text = records.number_text(value)
    assert Decimal(text) == value
    assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", text)
    assert text != "-0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("58000000.000000", "58000000"),
        ("1.500000", "1.5"),
        ("0.000000", "0"),
        ("-0.000000", "0"),
        ("2E+6", "2000000"),
    ],
)
def test_figures_as_they_are_spelled(value: str, text: str) -> None:
    assert records.number_text(Decimal(value)) == text


@settings(deadline=None)
@given(st.text(max_size=600))
def test_a_slug_is_always_an_address(statement: str) -> None:
    slug = records.slug_of(statement)
    assert re.fullmatch(r"[a-z0-9_]+(-+[a-z0-9_]+)*", slug)
    assert len(slug) <= records.SLUG_LENGTH
    assert records.slug_of(slug) == slug


@pytest.mark.parametrize(
    ("statement", "slug"),
    [
        ("The mill was sold for €2 million.", "the-mill-was-sold-for-2-million"),
        ("Мельница продана", "claim"),
        ("", "claim"),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 200, "x" * 80),
    ],
)
def test_slugs_as_they_are_spelled(statement: str, slug: str) -> None:
    assert records.slug_of(statement) == slug


def test_a_moment_is_spelled_in_utc() -> None:
    moment = datetime(2026, 10, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=2)))
    assert records.instant(moment) == "2026-09-30T23:02:03.000004Z"
    assert records.instant(datetime(2026, 10, 1, tzinfo=UTC)) == "2026-10-01T00:00:00.000000Z"


@settings(deadline=None)
@given(
    st.dictionaries(st.text(), st.text() | st.booleans() | st.none() | st.integers(-(2**53) + 1, 2**53 - 1))
)
def test_canonical_bytes_read_back_as_they_were(value: dict[str, Any]) -> None:
    spelled = records.canonical(value)
    assert json.loads(spelled) == value
    assert records.canonical(json.loads(spelled)) == spelled


# Text as people write it, and what RFC 8785 has rules for: control characters, quotes, anything beyond ASCII.
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-records.LARGEST, records.LARGEST)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(VALUES)
def test_a_record_is_spelled_as_rfc_8785_spells_it(value: Any) -> None:
    body = records.canonical(value)
    assert body == rfc8785.dumps(value)
    assert json.loads(body) == value


@pytest.mark.parametrize("value", [0.5, 1.0, 2**53, -(2**53), float("nan"), float("inf")])
def test_what_readers_of_json_would_not_have_exactly_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"A record holds no fractions|Out of range"):
        records.canonical({"amount": [value]})
