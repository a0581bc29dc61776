"""How values are written for readers."""

import pytest

from claims.templatetags.ledger_format import (
    count_of,
    figure_value,
    partial_date,
    reliability_words,
    source_kind_words,
)

NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2018", "2018"),
        ("2018-10", "October 2018"),
        ("2018-10-18", f"18{NB}October 2018"),
        ("2018-10-08", f"8{NB}October 2018"),
        ("1998/2007", "1998 to 2007"),
        ("2014-03/..", "since March 2014"),
        ("../2014", "until 2014"),
        ("2018~", "about 2018"),
        ("2018?", "2018 (uncertain)"),
        ("2018-10%", "about October 2018 (uncertain)"),
        ("199X", "1990s"),
        ("19XX", "1900s"),
        ("2014-21", "spring 2014"),
        ("", ""),
        (None, ""),
        ("Y-17E7", "Y-17E7"),
    ],
)
def test_partial_dates_in_words(edtf: str | None, words: str) -> None:
    assert partial_date(edtf) == words


def figure(low: str, high: str = "", unit: str = "", approximate: bool = False) -> dict[str, object]:
    return {"low": low, "high": high or low, "unit": unit, "approximate": approximate}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (figure("58000000", unit="EUR", approximate=True), "about €58 million"),
        (figure("65000000", unit="USD"), "$65 million"),
        (figure("2700000000", unit="EUR"), "€2.7 billion"),
        (figure("58123456", unit="EUR"), "€58,123,456"),
        (figure("230", unit="percent"), "230 percent"),
        (figure("30", "35", "percent"), "30–35 percent"),
        (figure("2000000", "3000000", "EUR"), "€2–3 million"),
        (figure("500000", "2000000", "EUR"), "€500,000–2 million"),
        (figure("40", unit="missiles"), "40 missiles"),
        (figure("2018"), "2018"),
        (figure("1.5", unit="km"), "1.5 km"),
        (figure("-3", unit="percent"), "-3 percent"),
        (figure("1000", unit="CHF"), "1000 CHF"),
    ],
)
def test_figures_as_people_say_them(value: dict[str, object], words: str) -> None:
    assert figure_value(value).replace(NB, " ") == words


def test_a_value_that_the_vocabulary_lost_speaks_for_itself() -> None:
    assert source_kind_words("carrier_pigeon") == "carrier pigeon"


def test_an_ungraded_source_has_no_words() -> None:
    assert reliability_words(None) == ""


@pytest.mark.parametrize(("number", "words"), [(0, "0 sources"), (1, "1 source"), (1200, "1,200 sources")])
def test_counts_take_their_noun(number: int, words: str) -> None:
    assert count_of(number, "source,sources") == words
