"""Sets of places as ints, one bit for each place: “all of these” is `&`, and counting is one instruction for
many places. Nothing here knows what stands at a place.
"""

from array import array
from collections.abc import Sequence
from itertools import compress, count

_TO_DIGITS = bytes.maketrans(b"\0\1", b"01")
_FROM_DIGITS = bytes.maketrans(b"01", b"\0\1")
SPARSE = 32  # one place in so many: then the few are looked for, else all are gone through


def bits_of(places: Sequence[int]) -> int:
    """The set of these places."""
    if len(places) < 4:
        bits = 0
        for place in places:
            bits |= 1 << place
        return bits
    flags = bytearray(max(places) + 1)
    for place in places:
        flags[place] = 1
    flags.reverse()
    return int(flags.translate(_TO_DIGITS), 2)


def places_of(bits: int) -> list[int]:
    """The places of a set, ascending."""
    digits = format(bits, "b").encode()[::-1] if bits else b""
    if bits.bit_count() * SPARSE > len(digits):
        return list(compress(count(), digits.translate(_FROM_DIGITS)))
    found = []
    place = digits.find(b"1")
    while place >= 0:
        found.append(place)
        place = digits.find(b"1", place + 1)
    return found


def newest_of(bits: int, most: int) -> list[int]:
    """The highest places of a set, descending."""
    digits = format(bits, "b") if bits else ""
    last = len(digits) - 1
    found: list[int] = []
    at = digits.find("1")
    while at >= 0 and len(found) < most:
        found.append(last - at)
        at = digits.find("1", at + 1)
    return found


class PlaceSet:
    """A set that places are added to one by one; gathered into bits when somebody asks."""

    __slots__ = ("_bits", "_fresh")

    def __init__(self) -> None:
        self._bits = 0
        self._fresh = array("l")

    def add(self, place: int) -> None:
        """One more."""
        self._fresh.append(place)

    @property
    def bits(self) -> int:
        """The set."""
        if self._fresh:
            self._bits |= bits_of(self._fresh)
            del self._fresh[:]
        return self._bits
