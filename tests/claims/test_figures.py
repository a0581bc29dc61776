"""Which figures of two claims disagree, and what a figure is in another currency."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.figures import APPROXIMATE_TOLERANCE, TOLERANCE, Rate, conflicts, equivalents, rates_of

Figure = dict[str, Any]


def figure(low: str, high: str = "", unit: str = "EUR", role: str = "price", **more: Any) -> Figure:
    return {
        "role": role,
        "low": low,
        "high": high or low,
        "unit": unit,
        "approximate": False,
        "as_of": "",
        **more,
    }


def about(low: str, **more: Any) -> Figure:
    return figure(low, approximate=True, **more)


RATE = Rate("EUR", "USD", Decimal("1.5"), "2018-10", "Table of rates")


class TestWhatIsComparable:
    def test_the_same_role_whatever_its_case_and_blanks(self) -> None:
        assert len(conflicts([figure("1", role="Price  paid")], [figure("2", role=" price paid")])) == 1

    def test_not_another_role(self) -> None:
        assert conflicts([figure("1")], [figure("2", role="rent")]) == []

    def test_not_another_unit(self) -> None:
        assert conflicts([figure("1", unit="firms")], [figure("2", unit="people")]) == []

    def test_not_another_currency_without_a_rate(self) -> None:
        assert conflicts([figure("58000000")], [figure("1", unit="USD")]) == []

    def test_not_by_a_rate_between_other_currencies(self) -> None:
        chained = [RATE, Rate("USD", "GBP", Decimal("0.5"), "2018-10", "Table of rates")]
        assert conflicts([figure("1")], [figure("100", unit="GBP")], chained) == []

    def test_not_another_time(self) -> None:
        assert conflicts([figure("2", as_of="1998")], [figure("9", as_of="2007")]) == []

    def test_a_year_and_a_day_in_it(self) -> None:
        assert len(conflicts([figure("2", as_of="2007")], [figure("9", as_of="2007-03-01")])) == 1

    def test_an_unknown_time_rules_nothing_out(self) -> None:
        assert len(conflicts([figure("2", as_of="1998")], [figure("9")])) == 1


class TestTolerance:
    @pytest.mark.parametrize(("low", "found"), [("98", 0), ("97.999999", 1), ("102", 0), ("102.1", 1)])
    def test_two_percent_of_the_larger(self, low: str, found: int) -> None:
        assert len(conflicts([figure(low)], [figure("100")])) == found

    @pytest.mark.parametrize(("low", "found"), [("90", 0), ("89.999999", 1)])
    def test_ten_percent_where_one_is_approximate(self, low: str, found: int) -> None:
        assert len(conflicts([about(low)], [figure("100")])) == found
        assert len(conflicts([figure(low)], [about("100")])) == found

    def test_the_nearest_ends_of_ranges_count(self) -> None:
        assert conflicts([figure("10", "98")], [figure("100", "500")]) == []
        assert len(conflicts([figure("10", "97")], [figure("100", "500")])) == 1

    def test_a_range_within_a_range(self) -> None:
        assert conflicts([figure("1", "10")], [figure("4", "5")]) == []

    def test_nothing_against_something(self) -> None:
        assert conflicts([figure("0")], [figure("1")])[0].gap == 1
        assert conflicts([figure("0")], [figure("0")]) == []

    def test_below_zero(self) -> None:
        assert conflicts([figure("-100")], [figure("-99")]) == []
        assert conflicts([figure("-1")], [figure("1")])[0].gap == 2

    def test_a_figure_that_the_other_claim_gives_as_well(self) -> None:
        assert conflicts([figure("10")], [figure("10"), figure("20")]) == []


class TestRates:
    @pytest.mark.parametrize("rate", [RATE, Rate("USD", "EUR", Decimal("0.66"), "2018-10", "Table of rates")])
    def test_either_direction(self, rate: Rate) -> None:
        assert conflicts([figure("100")], [figure("151", unit="USD")], [rate]) == []
        assert len(conflicts([figure("100")], [figure("100", unit="USD")], [rate])) == 1

    def test_they_disagree_only_if_they_do_at_each_rate(self) -> None:
        other = Rate("EUR", "USD", Decimal(1), "2019", "Other table")
        assert conflicts([figure("100")], [figure("100", unit="USD")], [RATE, other]) == []
        found = conflicts([figure("100")], [figure("110", unit="USD")], [RATE, other])
        assert found[0].rate == other

    def test_rates_of_a_record_name_their_source(self) -> None:
        content = {
            "sources": [
                {"ref": "s1", "title": "Table of rates", "withheld": None},
                {"ref": "s2", "withheld": "Safety."},
            ],
            "rates": [
                {"base": "EUR", "quote": "USD", "rate": "1.5", "on": "2018-10", "source": "s1"},
                {"base": "EUR", "quote": "GBP", "rate": "0.5", "on": "2018-10", "source": "s2"},
            ],
        }
        assert rates_of(content) == [RATE, Rate("EUR", "GBP", Decimal("0.5"), "2018-10", "a withheld source")]


class TestSentences:
    def test_without_a_rate(self) -> None:
        found = conflicts(
            [about("58000000", role="sum to be diverted")],
            [figure("65000000", role="sum to be diverted", as_of="2019")],
            named=("No. 1", "No. 22"),
        )
        assert [each.sentence.replace("\N{NO-BREAK SPACE}", " ") for each in found] == [
            "Sum to be diverted: about €58 million (No. 1) against €65 million (as of 2019, No. 22). "
            "They are 10.8 percent apart; up to 10 percent counts as agreement where a figure is approximate."
        ]

    def test_with_a_rate(self) -> None:
        found = conflicts([figure("100")], [figure("100", unit="USD")], [RATE])
        assert found[0].sentence.endswith(
            "They are 33.4 percent apart; up to 2 percent counts as agreement. "
            "Compared at 1 EUR = 1.5 USD (October 2018, Table of rates)."
        )


amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=2).map(lambda amount: f"{amount:f}")


# To draw from a strategy takes much less than to make it: each is made once.
SIZES = st.integers(0, 5)
EITHER = st.booleans()
UNITS = st.sampled_from(["EUR", "USD", "GBP"])
ROLES = st.sampled_from(["price", "rent"])
TIMES = st.sampled_from(["", "2018", "2019"])


@st.composite
def figures(draw: st.DrawFn) -> list[Figure]:
    listed = []
    for _ in range(draw(SIZES)):
        low, high = sorted((draw(amounts), draw(amounts)), key=Decimal)
        to = high if draw(EITHER) else low
        unit, role = draw(UNITS), draw(ROLES)
        listed.append(figure(low, to, unit, role, approximate=draw(EITHER), as_of=draw(TIMES)))
    return listed


rates = st.lists(
    st.builds(
        Rate,
        st.just("EUR"),
        st.sampled_from(["USD", "GBP"]),
        st.decimals(min_value="0.0001", max_value=1000, places=4),
        st.just("2018"),
        st.just("Table"),
    ),
    max_size=3,
)


class TestProperties:
    @given(figures(), figures(), rates)
    def test_it_does_not_matter_which_claim_is_named_first(
        self, one: list[Figure], other: list[Figure], known: list[Rate]
    ) -> None:
        there = [(c.first, c.second, c.gap, c.rate) for c in conflicts(one, other, known)]
        back = [(c.second, c.first, c.gap, c.rate) for c in conflicts(other, one, known)]
        assert len(there) == len(back)
        assert all(each in back for each in there)

    @given(figures(), figures(), rates, st.randoms(use_true_random=False))
    def test_order_changes_nothing(
        self, one: list[Figure], other: list[Figure], known: list[Rate], shuffler: random.Random
    ) -> None:
        def mixed(rows: list[Any]) -> list[Any]:
            return shuffler.sample(rows, len(rows))

        assert conflicts(mixed(one), mixed(other), mixed(known)) == conflicts(one, other, known)

    @given(figures(), rates)
    def test_nothing_is_in_conflict_with_itself(self, one: list[Figure], known: list[Rate]) -> None:
        assert conflicts(one, one, known) == []

    @given(figures(), figures(), rates)
    def test_every_conflict_is_beyond_its_tolerance(
        self, one: list[Figure], other: list[Figure], known: list[Rate]
    ) -> None:
        for found in conflicts(one, other, known):
            assert found.gap > found.tolerance
            assert found.tolerance in (TOLERANCE, APPROXIMATE_TOLERANCE)
            assert (found.rate is None) == (found.first["unit"] == found.second["unit"])

    @given(st.decimals(min_value="0.01", max_value=10**12, places=2), st.booleans())
    def test_the_boundary_itself_agrees(self, amount: Decimal, approximate: bool) -> None:
        share = APPROXIMATE_TOLERANCE if approximate else TOLERANCE
        edge = amount * (1 - share)
        one, beyond = figure(f"{amount:f}", approximate=approximate), edge - Decimal("0.000001")
        assert conflicts([one], [figure(f"{edge:f}")]) == []
        assert len(conflicts([one], [figure(f"{beyond:f}")])) == 1


class TestEquivalents:
    def test_from_base_to_quote(self) -> None:
        found = equivalents(about("58000000"), [RATE])
        assert [(each.figure["low"], each.figure["unit"]) for each in found] == [("87000000", "USD")]
        assert found[0].sentence.replace("\N{NO-BREAK SPACE}", " ") == (
            "about €58 million ≈ $87 million at 1 EUR = 1.5 USD (October 2018, Table of rates)"
        )

    def test_from_quote_to_base(self) -> None:
        assert equivalents(figure("65000000", unit="USD"), [RATE])[0].figure["low"] == "43000000"

    def test_a_range(self) -> None:
        found = equivalents(figure("1000000", "2500000"), [RATE])[0].figure
        assert (found["low"], found["high"]) == ("1500000", "3800000")

    def test_no_more_digits_than_figure_and_rate_vouch_for(self) -> None:
        fine = Rate("EUR", "USD", Decimal("1.2345"), "2018", "Table")
        assert equivalents(figure("1234567"), [fine])[0].figure["low"] == "1524100"
        assert equivalents(figure("58000000"), [fine])[0].figure["low"] == "72000000"

    def test_nothing_without_a_rate_for_this_currency(self) -> None:
        assert equivalents(figure("1", unit="GBP"), [RATE]) == []
        assert equivalents(figure("1", unit="people"), [RATE]) == []
