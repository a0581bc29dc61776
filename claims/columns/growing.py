"""Columns that grow at their end, and facets: which values stand at which place."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

# A set of editions: whether each place belongs to it.
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]

FEW = 3  # where fewer than one place in so many is asked for, these are looked at alone
UNSORTED = 1_000  # values that are added before all are sorted again


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


class Facet(ABC):
    """The values of one facet, each with a code: how many places have it, and which.

    Subclasses say where values stand. Counts are numbers by code.
    """

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._values: list[str] = []
        self._standing: Numbers = np.zeros(0, dtype=np.int64)

    @abstractmethod
    def extend(self, values: Iterable[Iterable[str]]) -> None:
        """Add places, each with its values."""

    @abstractmethod
    def any_of(self, values: Iterable[str]) -> Mask:
        """Every place with any of these values."""

    @abstractmethod
    def counts(self, among: Mask, places: Numbers) -> Numbers:
        """How many of these places (as a set, and one by one) have each value."""

    @property
    def standing(self) -> Numbers:
        """How many places that stand have each value."""
        return self._standing

    def stand(self, began: tuple[Mask, Numbers], ended: tuple[Mask, Numbers]) -> None:
        """Count what stands anew: some places begin to, and some that did end."""
        before = np.pad(self._standing, (0, len(self._values) - len(self._standing)))
        self._standing = before + self.counts(*began) - self.counts(*ended)

    def named(self, counts: Numbers, most: int | None = None) -> dict[str, int]:
        """Counts by value, without values of none. With `most`, only so many: the most counted, in the order
        of their names where they are counted alike.
        """
        codes = np.flatnonzero(counts)
        had = counts[codes]
        tied: list[str] = []
        edge = 0
        if most is not None and len(codes) > most:
            edge = int(np.partition(had, len(had) - most)[len(had) - most])
            tied = sorted(self._names(codes[had == edge]))[: most - int(np.count_nonzero(had > edge))]
            codes, had = codes[had > edge], had[had > edge]
        return dict(zip(self._names(codes), had.tolist(), strict=True)) | dict.fromkeys(tied, edge)

    def count_of(self, value: str, counts: Numbers) -> int:
        """How many have this value; 0 where no place ever had it."""
        code = self._codes.get(value)
        return 0 if code is None else int(counts[code])

    def _code_of(self, value: str) -> int:
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self._values)
            self._values.append(value)
        return code

    def _names(self, codes: Numbers) -> list[str]:
        return [self._values[code] for code in codes.tolist()]

    def _known(self, values: Iterable[str]) -> set[int]:
        return {self._codes[value] for value in values if value in self._codes}


class One(Facet):
    """A facet of which each place has one value or none."""

    def __init__(self) -> None:
        super().__init__()
        self._at = Growing(np.int32)  # one more than the value's code, 0 for none

    def extend(self, values: Iterable[Iterable[str]]) -> None:
        codes = [[1 + self._code_of(value) for value in at_place] or [0] for at_place in values]
        self._at.extend([code for (code,) in codes])

    def any_of(self, values: Iterable[str]) -> Mask:
        found = np.zeros(len(self._at), dtype=bool)
        for code in self._known(values):
            found |= self._at.all == code + 1
        return found

    def counts(self, among: Mask, places: Numbers) -> Numbers:
        return np.bincount(self._at.all[places], minlength=len(self._values) + 1)[1:]


class Several(Facet):
    """A facet of which a place may have any number of values."""

    def __init__(self) -> None:
        super().__init__()
        self._code = Growing(np.int32)
        self._place = Growing(np.int32)
        self._bounds = Growing(np.int32)  # where the values of each place begin in the two above, and the end
        self._bounds.extend([0])
        # Places by their values' codes, as far as they are sorted, and where those of each code end.
        self._sorted: Numbers = np.zeros(0, dtype=np.int32)
        self._sorted_ends: Numbers = np.zeros(0, dtype=np.int64)

    def extend(self, values: Iterable[Iterable[str]]) -> None:
        start = len(self._code)
        codes: list[int] = []
        ends: list[int] = []
        for at_place in values:
            codes += map(self._code_of, at_place)
            ends.append(start + len(codes))
        first = len(self._bounds) - 1
        had = np.diff(np.asarray([start, *ends]))
        self._place.extend(np.repeat(np.arange(first, first + len(ends)), had))
        self._code.extend(codes)
        self._bounds.extend(ends)

    def any_of(self, values: Iterable[str]) -> Mask:
        found = np.zeros(len(self._bounds) - 1, dtype=bool)
        if len(self._code) - len(self._sorted) > UNSORTED + len(self._sorted) // FEW:
            self._sort()
        known, late = len(self._sorted), self._code.all[len(self._sorted) :]
        for code in self._known(values):
            if code < len(self._sorted_ends):
                start = self._sorted_ends[code - 1] if code else 0
                found[self._sorted[start : self._sorted_ends[code]]] = True
            found[self._place.all[known:][late == code]] = True
        return found

    def counts(self, among: Mask, places: Numbers) -> Numbers:
        if len(places) * FEW < len(among):
            starts = self._bounds.all[places]
            had = self._bounds.all[places + 1] - starts
            ends = np.cumsum(had, dtype=np.int32)
            # the values of these places, side by side
            at = np.repeat(starts - (ends - had), had)
            at += np.arange(len(at), dtype=np.int32)
            codes = self._code.all[at]
        else:
            codes = self._code.all[among[self._place.all]]
        return np.bincount(codes, minlength=len(self._values))

    def _sort(self) -> None:
        self._sorted = self._place.all[np.argsort(self._code.all, kind="stable")]
        self._sorted_ends = np.cumsum(np.bincount(self._code.all, minlength=len(self._values)))
