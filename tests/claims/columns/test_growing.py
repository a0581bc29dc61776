"""Facets count and find by place what a plain count over all places says."""

import random
from collections import Counter

import numpy as np
import pytest

from claims.columns import growing
from claims.columns.growing import One, Several

VALUES = [f"value-{number}" for number in range(12)]
PLACES = 400


@pytest.mark.parametrize(("facet", "at_most"), [(One(), 1), (Several(), 3)])
def test_counts_are_those_of_a_plain_count(
    facet: One | Several, at_most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "UNSORTED", 20)  # some of what is added is sorted, some not yet
    chance = random.Random(5)
    had: list[list[str]] = []
    for _ in range(4):
        added = [chance.sample(VALUES, chance.randint(0, at_most)) for _ in range(PLACES // 4)]
        facet.extend(added)
        had += added
        for value in (*VALUES, "none"):
            assert np.flatnonzero(facet.any_of([value])).tolist() == [
                place for place, values in enumerate(had) if value in values
            ]
    for share in (0, 0.02, 0.2, 0.9, 1):
        among = np.asarray([chance.random() < share for _ in range(PLACES)])
        places = np.flatnonzero(among)
        counts = facet.counts(among, places)
        expected = Counter(value for place in places.tolist() for value in had[place])
        assert facet.named(counts) == expected
        assert {value: facet.count_of(value, counts) for value in expected} == expected
        by_rank = sorted(expected, key=lambda value: (-expected[value], value))
        for most in (1, 5, len(VALUES)):
            assert facet.named(counts, most) == {value: expected[value] for value in by_rank[:most]}


def test_what_stands_is_counted_as_it_changes() -> None:
    facet = Several()
    facet.extend([["oil", "gas"], ["oil"], []])
    none = np.zeros(3, dtype=bool), np.zeros(0, dtype=np.int64)
    facet.stand((np.asarray([True, True, True]), np.arange(3)), none)
    assert facet.named(facet.standing) == {"oil": 2, "gas": 1}
    facet.extend([["coal"]])
    began, ended = np.asarray([False, False, False, True]), np.asarray([True, False, False, False])
    facet.stand((began, np.flatnonzero(began)), (ended, np.flatnonzero(ended)))
    assert facet.named(facet.standing) == {"oil": 1, "coal": 1}
