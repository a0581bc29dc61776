"""The columns of a process follow the log entry by entry, and begin anew where it is another log."""

from typing import Any

import numpy as np
import pytest
from django.db import transaction
from django.db.models import Q

from claims.columns import process, reading
from claims.models import Edition, Entry
from tests.cast import Newsroom

FACETS = ["verdict", "confidence", "topic", "claimant", "outlet", "source_kind", "publication", "year"]


def said() -> tuple[Any, ...]:
    """Everything that the columns know, in an order that does not depend on how they came by it."""
    with reading() as columns:
        listed = columns.listed()
        entries = (np.flatnonzero(listed) + columns.base).tolist()
        counts = columns.counts(listed, FACETS)
        assert columns.counts(listed.copy(), FACETS) == counts  # counted one by one, not as it changed
        return columns.state, entries, counts, columns.names


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many editions were read each time that columns were brought up to date."""
    found: list[int] = []
    take = process.Columns.take

    def noted(self: process.Columns, rows: Any, until: Any = None) -> None:
        found.append(len(rows))
        take(self, rows, until)

    monkeypatch.setattr(process.Columns, "take", noted)
    return found


def test_only_what_was_published_since_is_read(newsroom: Newsroom, taken: list[int]) -> None:
    claim = newsroom.published()
    newsroom.published("The bridge was built in 1904.")
    said()
    said()
    assert taken == [2]
    newsroom.corrected(claim)
    said()
    assert taken == [2, 1]


def test_step_by_step_and_all_at_once_come_to_the_same(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    said()
    newsroom.corrected(claim)
    said()
    newsroom.published("The bridge was built in 1904.")
    step_by_step = said()
    process.forget()
    assert said() == step_by_step
    listed = Edition.objects.listed().order_by("entry_id").values_list("entry_id", flat=True)
    assert step_by_step[1] == list(listed)


def test_an_entry_that_was_rolled_back_is_forgotten(newsroom: Newsroom) -> None:
    newsroom.published()
    before = said()
    with transaction.atomic():
        newsroom.published("The bridge was built in 1904.")
        assert len(said()[1]) == 2
        transaction.set_rollback(True)
    assert said() == before


def test_what_stood_at_any_moment_is_what_the_editions_say(newsroom: Newsroom) -> None:
    newsroom.corrected(newsroom.published())
    newsroom.published("The bridge was built in 1904.")
    for moment in Entry.objects.values_list("published_at", flat=True):
        with reading() as columns:
            stood = (np.flatnonzero(columns.listed(moment)) + columns.base).tolist()
        expected = Edition.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=moment), valid_from__lt=moment
        )
        assert stood == sorted(expected.values_list("entry_id", flat=True))


def test_a_failure_half_way_leaves_nothing_behind(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.published()
    before = said()
    newsroom.published("The bridge was built in 1904.")
    with monkeypatch.context() as patch:
        patch.setattr(process.Columns, "forget", lambda _self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            said()
    after = said()
    assert len(after[1]) == len(before[1]) + 1


def test_columns_can_be_read_before_anybody_asks(
    own_database: str, newsroom: Newsroom, taken: list[int]
) -> None:
    newsroom.published()
    process.warm().join()
    assert taken == [1]
    said()
    assert taken == [1]
