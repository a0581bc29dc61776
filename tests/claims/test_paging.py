"""Pages by keyset: nothing twice, nothing missing, and no cursor that breaks."""

import base64
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.choices import Order
from claims.models import Edition
from claims.paging import BAD_CURSOR, BadCursor, Page, page_of
from tests.claims.editions import MakeEdition

SAME_MOMENT = datetime(2026, 10, 1, tzinfo=UTC)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


BAD = (
    *("x", "=", "====", "ä", "\x00", "a b", "1", "999999999999", "A" * 10_000),
    *map(encoded, ("n1", "n1,", "x1,1", "n-,1", "n1,1 ", "n1,1;", "n١,1")),
    *map(encoded, (f"n{'9' * 18},1", f"n-{'9' * 18},1", f"n1,{'9' * 19}")),
)


def numbers(page: Page) -> list[int]:
    return [row["number"] for row in page.rows]


def page(cursor: str | None = "") -> Page:
    assert cursor is not None
    return page_of(Edition.objects.current(), cursor, size=2)


def test_pages_lead_from_the_newest_to_the_oldest(make_edition: MakeEdition) -> None:
    for _ in range(5):
        make_edition()
    first = page()
    second = page(first.next_cursor)
    third = page(second.next_cursor)
    assert [numbers(p) for p in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert (first.previous_cursor, third.next_cursor) == (None, None)


def test_pages_lead_back_again(make_edition: MakeEdition) -> None:
    for _ in range(5):
        make_edition()
    third = page(page(page().next_cursor).next_cursor)
    second = page(third.previous_cursor)
    assert numbers(second) == [3, 2]
    assert numbers(page(second.previous_cursor)) == [5, 4]
    assert page(second.previous_cursor).previous_cursor is None


def test_editions_of_one_moment_come_by_entry(make_edition: MakeEdition) -> None:
    for _ in range(5):
        make_edition(valid_from=SAME_MOMENT)
    first = page()
    assert numbers(first) + numbers(page(first.next_cursor)) == [5, 4, 3, 2]


def test_a_new_entry_moves_no_page_that_somebody_is_on(make_edition: MakeEdition) -> None:
    for _ in range(4):
        make_edition()
    first = page()
    make_edition()
    assert numbers(page(first.next_cursor)) == [2, 1]


def test_the_way_back_ends_on_a_full_first_page(make_edition: MakeEdition) -> None:
    for _ in range(3):
        make_edition()
    second = page(page().next_cursor)
    Edition.objects.filter(number=3).delete()
    assert numbers(page(second.previous_cursor)) == [2, 1]


def test_an_empty_list_is_one_empty_page(db: None) -> None:
    assert page() == Page([], None, None)


@pytest.mark.parametrize("cursor", BAD)
def test_a_cursor_that_is_not_ours_is_refused_with_a_sentence(db: None, cursor: str) -> None:
    with pytest.raises(BadCursor) as refused:
        page(cursor)
    assert str(refused.value) == BAD_CURSOR


def test_the_index_serves_a_deep_page(make_edition: MakeEdition) -> None:
    for _ in range(5):
        make_edition()
    cursor = page(page().next_cursor).next_cursor
    with CaptureQueriesContext(connection) as asked:
        page(cursor)
    with connection.cursor() as explaining:
        explaining.execute("SET LOCAL enable_seqscan = off")
        explaining.execute("SET LOCAL enable_sort = off")
        explaining.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in explaining.fetchall())
    assert re.search("Index Scan using edition_(newest|moments)", plan)
    assert "Index Cond: (valid_from <=" in plan


@pytest.mark.parametrize(("order", "index"), [(Order.PUBLISHED, "published"), (Order.SAID, "said")])
def test_an_index_serves_each_order(make_edition: MakeEdition, order: Order, index: str) -> None:
    for date in ("2018", "", "2019-02", "", "2017/2021"):
        make_edition(first_claimed=date)
    first = page_of(Edition.objects.current(), size=2, order=order)
    assert first.next_cursor
    with CaptureQueriesContext(connection) as asked:
        second = page_of(Edition.objects.current(), first.next_cursor, size=2, order=order)
    assert len({*numbers(first), *numbers(second)}) == 4
    with connection.cursor() as explaining:
        explaining.execute("SET LOCAL enable_seqscan = off")
        explaining.execute("SET LOCAL enable_sort = off")
        explaining.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in explaining.fetchall())
    assert f"Index Scan using edition_{index}" in plan
    assert "Index Cond" in plan


def test_a_cursor_of_one_order_is_none_of_another(make_edition: MakeEdition) -> None:
    for _ in range(3):
        make_edition()
    cursor = page().next_cursor
    assert cursor
    with pytest.raises(BadCursor):
        page_of(Edition.objects.current(), cursor, size=2, order=Order.SAID)
    with pytest.raises(BadCursor):  # no day has this number
        page_of(Edition.objects.current(), encoded("ns99999999999,1"), size=2, order=Order.SAID)
