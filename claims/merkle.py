"""The hash tree of the public log. Floor 0: pure, nothing but the standard library.

1. A leaf is SHA-256(0x00 || entry), a node is SHA-256(0x01 || left || right). The two prefixes keep
   anybody from passing off a node as an entry.
2. The tree over n leaves splits at the largest power of two below n. The empty tree is SHA-256("").
3. An inclusion proof names the hashes that lead from one leaf to the root, a consistency proof those that
   show an older tree to be the beginning of a newer one (RFC 9162 §2.1.3 and §2.1.4, hashing as RFC 6962).
4. A frontier holds the roots of the complete subtrees only, so that appending the nth leaf costs O(log n).
5. Tiles name where the hashes are served (C2SP tlog-tiles): 256 hashes a tile, eight levels high.

Functions take and give *leaf hashes*, never entries; only `leaf_hash` sees an entry.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple, Self

HASH_SIZE = 32  # SHA-256
LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
EMPTY_ROOT = sha256(b"").digest()

TILE_HEIGHT = 8  # levels of the tree in one tile, fixed by tlog-tiles
TILE_WIDTH = 1 << TILE_HEIGHT
TOP_TILE_LEVEL = 63  # the highest level that a path may name, fixed by tlog-tiles
SIZE_BYTES = 8  # how a frontier writes down its size: 2^64 entries are out of reach


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf of the tree."""
    return sha256(LEAF_PREFIX + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(NODE_PREFIX + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, the largest first."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"A frontier of size {self.size} can't have {len(self.hashes)} hashes.")
        if not _well_formed(self.hashes):
            raise ValueError(f"Every hash of a frontier has {HASH_SIZE} bytes.")

    def append(self, leaf: bytes) -> None:
        """Add the next leaf hash."""
        carry = self.size
        while carry & 1:  # each 1 at the end of the size is a subtree that the new leaf completes
            leaf = node_hash(self.hashes.pop(), leaf)
            carry >>= 1
        self.hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree so far."""
        if not self.hashes:
            return EMPTY_ROOT
        return folded(self.hashes)

    def to_bytes(self) -> bytes:
        """The size (big-endian) and the hashes, in order."""
        return self.size.to_bytes(SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Read what `to_bytes` wrote. Anything else raises ValueError."""
        if len(stored) < SIZE_BYTES or (len(stored) - SIZE_BYTES) % HASH_SIZE:
            raise ValueError(f"A stored frontier can't have {len(stored)} bytes.")
        starts = range(SIZE_BYTES, len(stored), HASH_SIZE)
        return cls(int.from_bytes(stored[:SIZE_BYTES], "big"), [stored[at : at + HASH_SIZE] for at in starts])


def root(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class StoredTree:
    """A whole tree in memory: the roots of all its complete subtrees, level by level, leaves first.

    Appending hashes as often as with a frontier, a proof reads O(log n) of them; n leaves take 64 n bytes.
    """

    def __init__(self) -> None:
        self.size = 0
        self._levels: list[bytearray] = []

    def append(self, leaf: bytes) -> None:
        """Add the next leaf hash."""
        levels = self._levels
        position, level = self.size, 0
        self.size += 1
        while True:
            if level == len(levels):
                levels.append(bytearray())
            row = levels[level]
            row += leaf
            if not position & 1:
                return
            leaf = sha256(NODE_PREFIX + row[-2 * HASH_SIZE :]).digest()  # the row ends with both children
            position >>= 1
            level += 1

    def root(self) -> bytes:
        """The root of the tree so far."""
        return self._root_over(0, self.size) if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The hashes, from the leaf up, that prove leaf `index`."""
        return [self._root_over(start, end) for start, end in inclusion_ranges(index, self.size)]

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """The hashes that prove that the first `old_size` leaves are an older state of this tree."""
        return [self._root_over(start, end) for start, end in consistency_ranges(old_size, self.size)]

    def _root_over(self, start: int, end: int) -> bytes:
        return folded([self._node(level, position) for level, position in complete_subtrees(start, end)])

    def _node(self, level: int, position: int) -> bytes:
        return bytes(self._levels[level][position * HASH_SIZE : (position + 1) * HASH_SIZE])


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The subtrees, as leaves [start, end), whose roots prove leaf `index` in a tree of `size` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"A log of {size} entries has no entry {index}.")
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]  # from the leaf up


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes, from the leaf up, that prove leaf `index` in the tree over these leaf hashes."""
    return [root(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def verify_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether the proof shows this leaf hash at `index` of the tree with this size and root."""
    if not 0 <= index < size or not _well_formed([leaf, root_hash, *proof]):
        return False
    at, last = index, size - 1
    found = leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:  # a lone right edge is carried up without a sibling
                at >>= 1
                last >>= 1
        else:
            found = node_hash(found, step)
        at >>= 1
        last >>= 1
    return last == 0 and found == root_hash


def consistency_ranges(old_size: int, new_size: int) -> list[tuple[int, int]]:
    """The subtrees, as leaves [start, end), whose roots prove the old tree a beginning of the new one."""
    if not 0 <= old_size <= new_size:
        raise ValueError(f"A log of {new_size} entries never had {old_size}.")
    if old_size in (0, new_size):
        return []
    ranges = []
    start, end = 0, new_size
    whole = True  # the old tree is a complete subtree here, whose root the verifier holds already
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
            whole = False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The hashes that prove that the first `old_size` leaves are an older state of this tree."""
    return [root(leaves[start:end]) for start, end in consistency_ranges(old_size, len(leaves))]


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows the old tree to be the beginning of the new one."""
    if not 0 <= old_size <= new_size or not _well_formed([old_root, new_root, *proof]):
        return False
    if old_size == 0 and old_root != EMPTY_ROOT:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof  # everything begins with the empty tree
    steps = [*([old_root] if old_size.bit_count() == 1 else []), *proof]
    if not steps:
        return False
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at >>= 1
        last >>= 1
    old_found = new_found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old_found = node_hash(step, old_found)
            new_found = node_hash(step, new_found)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            new_found = node_hash(new_found, step)
        at >>= 1
        last >>= 1
    return last == 0 and old_found == old_root and new_found == new_root


def complete_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """The complete subtrees that make up leaves [start, end), the largest first, as (level, position).

    `start` is where a subtree of at least that size begins, as it is in the ranges of proofs.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root above the roots of complete subtrees, the largest first."""
    root_hash = hashes[-1]
    for left in reversed(hashes[:-1]):
        root_hash = node_hash(left, root_hash)
    return root_hash


def tile_nodes(hashes: bytes) -> list[bytes]:
    """The levels of a full tile, from its 256 hashes up; the last one is its root alone."""
    if len(hashes) != TILE_WIDTH * HASH_SIZE:
        raise ValueError(
            f"A full tile has {TILE_WIDTH} hashes of {HASH_SIZE} bytes, not {len(hashes)} bytes."
        )
    levels = [hashes]
    for _ in range(TILE_HEIGHT):
        below = levels[-1]
        pairs = range(0, len(below), 2 * HASH_SIZE)
        levels.append(b"".join(sha256(NODE_PREFIX + below[at : at + 2 * HASH_SIZE]).digest() for at in pairs))
    return levels


class Tile(NamedTuple):
    """Where a tile stands: its level, its number in the level, and how many hashes it holds."""

    level: int
    number: int
    width: int


def tiles(size: int) -> Iterator[Tile]:
    """Every tile of a log of this size, full and partial, level by level. Empty tiles are left out."""
    if size < 0:
        raise ValueError(f"A log can't have {size} entries.")
    level = 0
    while hashes := size >> (TILE_HEIGHT * level):
        full, partial = divmod(hashes, TILE_WIDTH)
        for number in range(full):
            yield Tile(level, number, TILE_WIDTH)
        if partial:
            yield Tile(level, full, partial)
        level += 1


def tile_path(level: int, number: int, width: int = TILE_WIDTH) -> str:
    """The path of a tile under the log's prefix, for example "tile/0/x001/x234/067"."""
    if not 0 <= level <= TOP_TILE_LEVEL:
        raise ValueError(f"A tile's level is 0 to {TOP_TILE_LEVEL}, not {level}.")
    return f"tile/{level}/{_number_path(number, width)}"


def entries_path(number: int, width: int = TILE_WIDTH) -> str:
    """The path of a bundle of entries under the log's prefix, for example "tile/entries/067.p/12"."""
    return f"tile/entries/{_number_path(number, width)}"


def parse_number_path(path: str) -> tuple[int, int]:
    """Number and width of a tile or bundle by the end of its path, "x001/x234/067.p/12". Else ValueError."""
    number_path, _, partial = path.partition(".p/")
    number = int(number_path.replace("x", "").replace("/", ""))
    width = int(partial) if partial else TILE_WIDTH
    if number >= 1 << TOP_TILE_LEVEL or path != _number_path(number, width):
        raise ValueError(f"This is no path of a tile: {path}.")
    return number, width


def _number_path(number: int, width: int) -> str:
    if number < 0:
        raise ValueError(f"A tile's number can't be negative: {number}.")
    if not 1 <= width <= TILE_WIDTH:
        raise ValueError(f"A tile holds 1 to {TILE_WIDTH} hashes, not {width}.")
    path = f"{number % 1000:03d}"
    while number := number // 1000:
        path = f"x{number % 1000:03d}/{path}"
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _well_formed(hashes: Iterable[bytes]) -> bool:
    return all(len(each) == HASH_SIZE for each in hashes)
