"""Proofs are read from few places, whatever the size: the same as from all leaves. Tiles of four hashes here,
so that a short log has tiles of many levels; with real ones: tests/claims/actions/test_log.py."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import log_reading, merkle

HEIGHT, WIDTH = 2, 4
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(300)]


class Stored:
    """What a log of this size has stored: full tiles, and the frontier of every entry."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.reads = 0

    def slices(self, places: dict[log_reading.Node, tuple[int, int, int]]) -> dict[log_reading.Node, bytes]:
        self.reads += len(places)
        return {node: self.slice(*place) for node, place in places.items()}

    def slice(self, level: int, number: int, place: int) -> bytes:
        assert number + 1 << HEIGHT * (level + 1) <= self.size, "a tile that is not full is not stored"
        step = 1 << HEIGHT * level
        hashes = [
            merkle.root(LEAVES[at * step : (at + 1) * step])
            for at in range(number * WIDTH, (number + 1) * WIDTH)
        ]
        if place < 0:
            return merkle.root(LEAVES[number * step * WIDTH : (number + 1) * step * WIDTH])
        nodes = b"".join([*hashes, *(merkle.node_hash(*hashes[at : at + 2]) for at in (0, 2))])
        return nodes[place : place + 32]

    def ends(self, places: dict[log_reading.Node, int]) -> dict[log_reading.Node, bytes]:
        self.reads += len(places)
        found = {}
        for node, index in places.items():
            assert index < self.size
            frontier = merkle.Frontier()
            for leaf in LEAVES[: index + 1]:
                frontier.append(leaf)
            found[node] = frontier.hashes[-1] if node[0] else LEAVES[index]
        return found


@settings(max_examples=60, deadline=None)
@given(st.integers(1, len(LEAVES)), st.data())
def test_every_proof_is_that_of_the_whole_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    stored = Stored(size)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(merkle, "TILE_HEIGHT", HEIGHT)
        small.setattr(merkle, "TILE_WIDTH", WIDTH)
        small.setattr(log_reading, "_read_slices", stored.slices)
        small.setattr(log_reading, "_read_ends", stored.ends)
        assert log_reading.inclusion_proof(index, size) == merkle.inclusion_proof(LEAVES[:size], index)
        assert stored.reads <= 3 * size.bit_length()
        assert log_reading.consistency_proof(index + 1, size) == merkle.consistency_proof(
            LEAVES[:size], index + 1
        )
