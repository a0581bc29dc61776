"""The picture of the ledger over time: every period, every verdict, and the same numbers as a table."""

from datetime import UTC, date, datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.facets import Growth, growth
from claims.growth import HEIGHT, MOST_COLUMNS, WIDTH, Picture, Verdict, picture_of
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition

SCHEME = [
    Verdict("false", "False", 1),
    Verdict("true", "True", 5),
    Verdict("unproven", "Unproven", None),
    Verdict("mixed", "Mixed", 3),
]


def drawn(unit: str, counts: dict[date, dict[str, int]]) -> Picture:
    picture = picture_of(Growth(unit, counts), SCHEME)
    assert picture is not None
    return picture


def test_every_period_has_its_column_and_every_part_its_place() -> None:
    january, april = date(2026, 1, 1), date(2026, 4, 1)
    picture = drawn("month", {january: {"true": 3, "false": 1, "unproven": 1}, april: {"odd": 1}})
    assert [column.begins.month for column in picture.columns] == [1, 2, 3, 4]
    assert [verdict.code for verdict in picture.verdicts] == ["true", "false", "unproven", "odd"]
    assert [column.counts for column in picture.columns] == [(3, 1, 1, 0), (0,) * 4, (0,) * 4, (0, 0, 0, 1)]
    assert [column.total for column in picture.columns] == [5, 0, 0, 1]
    first = picture.columns[0]
    assert [part.verdict.code for part in first.parts] == ["true", "false", "unproven"]
    # From the foot up, without a gap, and the highest column fills the picture.
    feet = [part.y + part.height for part in first.parts]
    assert feet == [HEIGHT, first.parts[0].y, first.parts[1].y]
    assert first.parts[-1].y == 0
    assert picture.columns[-1].x + picture.columns[-1].width < WIDTH
    assert sum(count for _verdict, count in picture.totals) == 6


def test_weeks_quarters_and_years_follow_each_other() -> None:
    for unit, first, last, columns in (
        ("week", date(2026, 1, 5), date(2026, 2, 2), 5),
        ("quarter", date(2025, 10, 1), date(2026, 7, 1), 4),
        ("year", date(2020, 1, 1), date(2026, 1, 1), 7),
    ):
        assert len(drawn(unit, {first: {"true": 1}, last: {"true": 1}}).columns) == columns


def test_one_period_is_no_course_yet_and_too_many_are_said() -> None:
    assert picture_of(Growth("", {}), SCHEME) is None
    assert picture_of(Growth("week", {date(2026, 1, 5): {"true": 1}}), SCHEME) is None
    years = {date(year, 1, 1): {"true": 1} for year in range(1900, 2000)}
    picture = drawn("year", years)
    assert (len(picture.columns), picture.left_out) == (MOST_COLUMNS, 100 - MOST_COLUMNS)


def test_the_ledger_is_counted_as_finely_as_its_age_allows(make_edition: MakeEdition) -> None:
    begun = datetime(2020, 1, 6, 12, tzinfo=UTC)
    make_edition(first_published_at=begun, verdict="true")
    for days, unit in ((100, "week"), (1000, "month"), (4000, "quarter"), (5000, "year")):
        make_edition(first_published_at=begun + timedelta(days=days), verdict="false")
        cache.clear()  # these editions come without entries, so the log stands still
        found = growth()
        assert found.unit == unit
        assert sum(sum(counts.values()) for counts in found.counts.values()) in range(2, 6)
        assert found.counts[min(found.counts)]["true"] == 1


def test_it_is_counted_once_for_each_state_of_the_log(newsroom: Newsroom) -> None:
    newsroom.published()
    found = growth()
    with CaptureQueriesContext(connection) as asked:
        assert growth() == found
    assert len(asked) == 1  # the log's state; the rest is kept under it


def test_days_are_the_newsrooms_and_what_is_merged_away_is_not_counted(make_edition: MakeEdition) -> None:
    make_edition(first_published_at=datetime(2026, 1, 4, 23, 30, tzinfo=UTC))  # Monday already in Rome
    make_edition(first_published_at=datetime(2026, 1, 20, tzinfo=UTC))
    make_edition(first_published_at=datetime(2026, 3, 2, tzinfo=UTC), publication="merged")
    assert list(growth().counts) == [date(2026, 1, 5), date(2026, 1, 19)]
