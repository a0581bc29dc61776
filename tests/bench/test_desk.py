"""The table of the admin's pages: what it says, and what ends the bench."""

import pytest

from bench.desk import MOST_QUERIES, WHAT, merged, report


def found(ms: float, queries: int = MOST_QUERIES) -> dict[str, dict[str, float]]:
    return {name: {"ms": ms, "queries": queries, "rows": 50} for name in WHAT}


def test_times_growth_and_queries_stand_side_by_side() -> None:
    line = next(
        line for line in report(["10k", "100k"], [found(20.0), found(25.0)]).splitlines() if "first" in line
    )
    assert [cell.strip() for cell in line.split("|")[2:7]] == [
        "20.0 ms",
        "25.0 ms",
        "1.25",
        str(MOST_QUERIES),
        "50 → 50",
    ]


def test_a_page_that_asks_too_much_ends_the_bench() -> None:
    with pytest.raises(SystemExit, match="takes 9 queries"):
        report(["10k"], [found(20.0, MOST_QUERIES + 1)])


def test_of_several_rounds_the_quickest_time_and_the_most_queries_count() -> None:
    assert merged([found(20.0, 7), found(15.0, 8)]) == found(15.0, 8)
