"""Columns of values: few different ones, thousands of them, and dates.

All know editions by their places (claims.columns.kept).
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain

from claims.columns.sets import PlaceSet, bits_of

MANY = 1_000  # dates at once: then sorting them all again is quicker than finding the place of each


class Vocabulary:
    """A facet with few values."""

    def __init__(self) -> None:
        self._values: dict[str, PlaceSet] = {}

    def add(self, place: int, values: Iterable[str]) -> None:
        """The values of the edition at a place."""
        for value in values:
            self._values.setdefault(value, PlaceSet()).add(place)

    def any_of(self, values: Iterable[str]) -> int:
        """Every place with any of these values."""
        bits = 0
        for value in values:
            if known := self._values.get(value):
                bits |= known.bits
        return bits

    def counts(self, bits: int, _places: Callable[[], list[int]]) -> dict[str, int]:
        """How many of these places have each value: as bits, and, where it takes them, one by one."""
        counted = {value: (known.bits & bits).bit_count() for value, known in self._values.items()}
        return {value: number for value, number in counted.items() if number}


class Tailed:
    """A facet with thousands of values, of which an edition has few."""

    def __init__(self) -> None:
        self._places: dict[str, array[int]] = {}
        self._combinations: list[tuple[str, ...]] = [()]
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self._of: array[int] = array("I")

    def add(self, place: int, values: Iterable[str]) -> None:
        """The values of the edition at a place, above all places before."""
        has = tuple(values)
        number = self._numbers.get(has)
        if number is None:
            number = self._numbers[has] = len(self._combinations)
            self._combinations.append(has)
        if place > len(self._of):
            self._of.extend(array("I", [0]) * (place - len(self._of)))
        self._of.append(number)
        for value in has:
            self._places.setdefault(value, array("I")).append(place)

    def at(self, place: int) -> tuple[str, ...]:
        """The values of the edition at a place."""
        return self._combinations[self._of[place]]

    def any_of(self, values: Iterable[str]) -> int:
        """Every place with any of these values."""
        none = array("I")
        return bits_of(list(chain.from_iterable(self._places.get(value, none) for value in values)))

    def counts(self, _bits: int, places: Callable[[], list[int]]) -> dict[str, int]:
        """How many of these places have each value: as bits, and, where it takes them, one by one."""
        counted: dict[str, int] = {}
        for number, times in Counter(map(self._of.__getitem__, places())).items():
            for value in self._combinations[number]:
                counted[value] = counted.get(value, 0) + times
        return counted


class Dates:
    """A column of days or moments, in their order: who lies in a span."""

    def __init__(self) -> None:
        self._keys = array("q")
        self._places = array("l")

    def add(self, dated: list[tuple[int, int]]) -> None:
        """Add dates, each with its place."""
        if len(dated) < MANY:
            for key, place in dated:
                at = bisect_right(self._keys, key)
                self._keys.insert(at, key)
                self._places.insert(at, place)
        else:
            merged = sorted([*zip(self._keys, self._places, strict=True), *dated])
            self._keys = array("q", (key for key, _place in merged))
            self._places = array("l", (place for _key, place in merged))

    def between(self, first: int | None, last: int | None) -> int:
        """Every place with a date from first to last, both included; None is no bound."""
        low = 0 if first is None else bisect_left(self._keys, first)
        high = len(self._keys) if last is None else bisect_right(self._keys, last)
        return bits_of(self._places[low:high])
