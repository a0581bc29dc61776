"""Lists in each order: nothing twice, nothing missing, on and back; a ranking is not moved by what is new."""

import pytest
from django.http import QueryDict

from claims import listing
from claims.filters import EditionFilter
from claims.listing import page, sweep
from claims.paging import BadCursor
from tests.claims.editions import MakeEdition

DATES = ["2018", "", "2019-02", "2017/2021", "2018", "", "2020-05-05"]
ORDERS = ["changed", "published", "said", "relevance"]


def filters(query: str) -> EditionFilter:
    return EditionFilter(QueryDict(query))


def walked(query: str, size: int = 2) -> list[list[int]]:
    """The numbers on each page of a list; the way back shows the same pages."""
    pages, cursor = [], ""
    while True:
        found = page(filters(query), cursor, size)
        pages.append([row["number"] for row in found.rows])
        if found.previous_cursor:
            back = page(filters(query), found.previous_cursor, size)
            assert [row["number"] for row in back.rows] == pages[-2], (query, pages)
        if not found.next_cursor:
            return pages
        cursor = found.next_cursor


@pytest.fixture
def mills(make_edition: MakeEdition) -> None:
    for place, date in enumerate(DATES):
        make_edition(
            statement="The mill was sold." if place % 2 else "The weir stays.",
            more_text="" if place % 2 else "The mill is mentioned far from all else.",
            first_claimed=date,
        )


@pytest.mark.usefixtures("mills")
@pytest.mark.parametrize("ranked", [1_000, 3])
@pytest.mark.parametrize("order", ORDERS)
def test_a_search_goes_on_and_back_in_each_order(
    order: str, ranked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_RANKED", ranked)
    numbers = [number for some in walked(f"q=mill&order={order}") for number in some]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6, 7]
    swept = [row["number"] for row in sweep(filters(f"q=mill&order={order}")).rows()]
    assert swept == numbers
    if order != "relevance":  # a list without words comes from the database, and is ordered alike
        assert [number for some in walked(f"order={order}") for number in some] == numbers


@pytest.mark.usefixtures("mills")
def test_the_best_match_comes_first_and_old_ones_are_not_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert walked("q=mill", size=10) == [[6, 4, 2, 7, 5, 3, 1]]
    monkeypatch.setattr(listing, "MOST_RANKED", 3)
    assert walked("q=mill", size=10) == [[6, 7, 5, 4, 3, 2, 1]]


@pytest.mark.usefixtures("mills")
def test_what_is_published_meanwhile_moves_no_ranking(make_edition: MakeEdition) -> None:
    first = page(filters("q=mill"), size=3)
    make_edition(statement="The mill, the mill!")
    assert first.next_cursor
    assert [row["number"] for row in page(filters("q=mill"), first.next_cursor, 3).rows] == [7, 5, 3]


@pytest.mark.usefixtures("mills")
def test_dates_that_are_not_known_come_last() -> None:
    assert walked("order=said", size=10) == [[7, 3, 5, 1, 4, 6, 2]]


@pytest.mark.parametrize("cursor", ["n1,1", "nr1,1", f"nr1,{'9' * 18},{'9' * 18}", "pr-1,1,1"])
def test_a_cursor_that_leads_nowhere_is_no_error(make_edition: MakeEdition, cursor: str) -> None:
    make_edition(statement="The mill was sold.")
    text = listing.write(cursor[0], cursor[1:2] if cursor[1] == "r" else "", 1, 1)
    assert page(filters("q=mill"), listing.write("n", "r", 1, 10**17, 10**17), 2) is not None
    if "r" not in cursor:
        with pytest.raises(BadCursor):
            page(filters("q=mill"), text, 2)


def test_an_unknown_order_gets_a_sentence(db: None) -> None:
    assert filters("order=loudest").messages == [
        "Order: “loudest” is none that the ledger knows. Choose from: relevance, changed, published, said."
    ]
