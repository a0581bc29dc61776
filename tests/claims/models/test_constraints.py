"""What the tables themselves refuse, whoever writes: each constraint by its name."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from claims.actions.deed import deed
from claims.models import Claim, ClaimRelation, Entry, ExchangeRate, Figure, Relay, Verdict, VerdictScheme
from tests.cast import Newsroom


def refused(newsroom: Newsroom, row: Any) -> str:
    """The constraint that refuses a row."""
    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        deed(by=newsroom.ada, why="To try it"),
    ):
        row.save()
    return str(refusal.value)


def test_a_figure_goes_from_low_to_high(newsroom: Newsroom) -> None:
    row = Figure(claim=newsroom.draft(), role="price", low=2, high=1, unit="EUR")
    assert "figure_low_to_high" in refused(newsroom, row)


def test_a_claim_is_related_to_another(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    assert "relation_to_another" in refused(
        newsroom, ClaimRelation(claim=claim, relation="repeats", other=claim)
    )


def test_a_source_relays_another(newsroom: Newsroom) -> None:
    source = newsroom.source()
    assert "relay_of_another" in refused(newsroom, Relay(source=source, original=source))


def test_a_relay_is_noted_once(newsroom: Newsroom) -> None:
    wire = newsroom.source("The wire")
    report = newsroom.source("The report", relays=[wire])
    assert "relay_once" in refused(newsroom, Relay(source=report, original=wire))


@pytest.mark.parametrize(
    ("fields", "name"), [({"rate": 0}, "rate_above_zero"), ({"quote": "EUR"}, "rate_of_two_currencies")]
)
def test_a_rate_is_one_of_two_currencies(newsroom: Newsroom, fields: dict[str, Any], name: str) -> None:
    given = {"base": "EUR", "quote": "USD", "rate": 1, "on": "2018", **fields}
    row = ExchangeRate(claim=newsroom.draft(), source=newsroom.source(), **given)
    assert name in refused(newsroom, row)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"rating": 6}, "verdict_rating_1_to_5"),
        ({"code": "true"}, "verdict_code_once"),
        ({"order": 1}, "verdict_order_once"),
    ],
)
def test_a_verdict_has_its_place_in_the_scheme(newsroom: Newsroom, fields: dict[str, Any], name: str) -> None:
    given = {"code": "new", "label": "New", "definition": "New.", "rating": 3, "order": 9, **fields}
    assert name in refused(newsroom, Verdict(scheme=VerdictScheme.objects.get(), **given))


def test_a_scheme_has_each_version_once(newsroom: Newsroom) -> None:
    assert "scheme_version_once" in refused(newsroom, VerdictScheme(name="Desk verdicts", version=1))


def test_names_as_people_read_them(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    assert str(claim) == "No. 1: The mill was sold for 2 million euros in 2018."
    assert str(Entry.objects.latest("index")) == "Entry 1: No. 1, version 1, published"
    assert str(Entry.objects.get(claim=None)) == "Entry 0: method, verdict scheme published"
    assert str(Figure.objects.get(claim=claim)) == "price: 2000000 EUR"
    assert str(Claim(statement="A draft.")) == "A draft."
