"""The picture of the queue's age: lengths and places, without a database."""

from claims.admin.queue_age import ABOVE, HEIGHT, LEAST, drawn
from claims.admin.queue_filter import AGES

NONE = dict.fromkeys((value for value, *_rest in AGES), 0)


def test_the_longest_bar_fills_the_height_and_the_others_stand_in_proportion() -> None:
    ages = drawn({**NONE, "day": 8, "week": 4})
    day, _days, week, *_rest = ages.bars
    assert (day.height, week.height) == (HEIGHT, HEIGHT // 2)
    assert day.y == ABOVE
    assert ages.total == 12


def test_one_among_very_many_can_still_be_seen() -> None:
    assert drawn({**NONE, "day": 5000, "longer": 1}).bars[-1].height == LEAST


def test_words_stand_on_two_lines_within_the_picture() -> None:
    ages = drawn(NONE)
    assert [line for line, _place in ages.bars[-1].words] == ["Over 4", "weeks"]
    places = [place for bar in ages.bars for _line, place in bar.words]
    assert ages.base < min(places)
    assert max(places) < ages.height


def test_an_empty_queue_has_no_bars() -> None:
    ages = drawn(NONE)
    assert [bar.height for bar in ages.bars] == [0] * len(AGES)
    assert ages.total == 0
