"""Columns that grow at their end, and facets: which values stand at which place."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

# A set of editions: whether each place belongs to it.
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]

FEW = 8  # where fewer than one place in so many is asked for, these are looked at alone


class Growing:
    """Numbers in a row, with room for more."""

    def __init__(self, kind: type[np.generic]) -> None:
        self._room: Numbers = np.zeros(64, dtype=kind)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def all(self) -> Numbers:
        """The numbers, to read and to change; a longer row later may be another one."""
        return self._room[: self._length]

    def extend(self, numbers: Any) -> None:
        """Add these at the end."""
        added = np.asarray(numbers, dtype=self._room.dtype)
        needed = self._length + len(added)
        if needed > len(self._room):
            room = np.zeros(max(needed, len(self._room) + len(self._room) // 2), dtype=self._room.dtype)
            room[: self._length] = self.all
            self._room = room
        self._room[self._length : needed] = added
        self._length = needed


class Facet:
    """The values of one facet: any number at a place."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._values: list[str] = []
        self._code = Growing(np.int32)
        self._place = Growing(np.int32)
        self._ends = Growing(np.int64)  # where the values of each place end in the two above

    def extend(self, values: Iterable[Iterable[str]]) -> None:
        """Add places, each with its values."""
        codes: list[int] = []
        ends: list[int] = []
        start = len(self._code)
        known = self._codes
        for at_place in values:
            for value in at_place:
                code = known.get(value)
                if code is None:
                    code = known[value] = len(self._values)
                    self._values.append(value)
                codes.append(code)
            ends.append(start + len(codes))
        first = len(self._ends)
        had = np.diff(np.asarray([start, *ends]))
        self._place.extend(np.repeat(np.arange(first, first + len(ends)), had))
        self._code.extend(codes)
        self._ends.extend(ends)

    def any_of(self, values: Iterable[str]) -> Mask:
        """Every place with any of these values."""
        found = np.zeros(len(self._ends), dtype=bool)
        for code in {self._codes[value] for value in values if value in self._codes}:
            found[self._place.all[self._code.all == code]] = True
        return found

    def counts(self, among: Mask, places: Callable[[], Numbers]) -> dict[str, int]:
        """How many of these places (as a set, and one by one) have each value; without values of none."""
        few = places()
        if len(few) * FEW < len(among):
            ends = self._ends.all[few]
            starts = np.where(few > 0, self._ends.all[few - 1], 0)
            had = ends - starts
            # the values of these places, side by side
            at = np.arange(had.sum()) + np.repeat(starts - (np.cumsum(had) - had), had)
            codes = self._code.all[at]
        else:
            codes = self._code.all[among[self._place.all]]
        counted = np.bincount(codes, minlength=len(self._values))
        return {self._values[code]: int(counted[code]) for code in np.flatnonzero(counted)}
