"""The hash tree against published vectors, and against every altered byte."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import merkle

# The classic vectors of the certificate-transparency test suites: eight entries, and the root of each size.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]

INCLUSION = {  # (index, size)
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {  # (old size, new size)
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

SIZES = st.integers(min_value=1, max_value=80)


def leaves_of(size: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


def altered(value: bytes, at: int) -> bytes:
    """The value with one byte changed, whichever `at` falls on."""
    at %= len(value)
    return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]


def recursive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 §2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int) -> None:
    proof = merkle.inclusion_proof(LEAVES[:size], index)
    assert [step.hex() for step in proof] == INCLUSION[index, size]
    assert merkle.verify_inclusion(
        leaf=LEAVES[index], index=index, size=size, proof=proof, root_hash=bytes.fromhex(ROOTS[size])
    )


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_published_consistency_proofs(old: int, new: int) -> None:
    proof = merkle.consistency_proof(LEAVES[:new], old)
    assert [step.hex() for step in proof] == CONSISTENCY[old, new]
    assert merkle.verify_consistency(
        old_size=old,
        new_size=new,
        old_root=bytes.fromhex(ROOTS[old]),
        new_root=bytes.fromhex(ROOTS[new]),
        proof=proof,
    )


def test_a_node_can_not_pass_for_an_entry() -> None:
    left, right = LEAVES[:2]
    assert merkle.node_hash(left, right) != merkle.leaf_hash(left + right)


@given(st.integers(min_value=0, max_value=200))
def test_appending_gives_the_root_of_the_definition(size: int) -> None:
    leaves = leaves_of(size)
    assert merkle.root(leaves) == recursive_root(leaves)


@given(st.data(), SIZES)
def test_every_inclusion_proof_verifies_and_every_altered_byte_fails(data: st.DataObject, size: int) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)

    def verifies(leaf: bytes, proof: list[bytes], root: bytes) -> bool:
        return merkle.verify_inclusion(leaf=leaf, index=index, size=size, proof=proof, root_hash=root)

    assert verifies(leaves[index], proof, root)
    for at in range(merkle.HASH_SIZE):
        assert not verifies(altered(leaves[index], at), proof, root)
        assert not verifies(leaves[index], proof, altered(root, at))
        for step in range(len(proof)):
            assert not verifies(
                leaves[index], [*proof[:step], altered(proof[step], at), *proof[step + 1 :]], root
            )


@given(st.data(), SIZES)
def test_every_consistency_proof_verifies_and_every_altered_byte_fails(
    data: st.DataObject, size: int
) -> None:
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(leaves, old)
    old_root, new_root = merkle.root(leaves[:old]), merkle.root(leaves)

    def verifies(old_root: bytes, proof: list[bytes], new_root: bytes) -> bool:
        return merkle.verify_consistency(
            old_size=old, new_size=size, old_root=old_root, new_root=new_root, proof=proof
        )

    assert verifies(old_root, proof, new_root)
    for at in range(merkle.HASH_SIZE):
        assert not verifies(altered(old_root, at), proof, new_root)
        assert not verifies(old_root, proof, altered(new_root, at))
        for step in range(len(proof)):
            assert not verifies(
                old_root, [*proof[:step], altered(proof[step], at), *proof[step + 1 :]], new_root
            )


@given(st.data(), SIZES)
def test_a_proof_that_is_too_short_or_too_long_fails(data: st.DataObject, size: int) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    extra = merkle.leaf_hash(b"one too many")
    root = merkle.root(leaves)
    inclusion = merkle.inclusion_proof(leaves, index)
    consistency = merkle.consistency_proof(leaves, old)
    for wrong in [[*inclusion, extra], *([inclusion[:-1]] if inclusion else [])]:
        assert not merkle.verify_inclusion(
            leaf=leaves[index], index=index, size=size, proof=wrong, root_hash=root
        )
    for wrong in [[*consistency, extra], *([consistency[:-1]] if consistency else [])]:
        assert not merkle.verify_consistency(
            old_size=old, new_size=size, old_root=merkle.root(leaves[:old]), new_root=root, proof=wrong
        )


@given(st.data(), st.integers(min_value=2, max_value=80))
def test_a_changed_past_has_no_consistency_proof(data: st.DataObject, size: int) -> None:
    old = data.draw(st.integers(1, size - 1))
    before = leaves_of(size)
    after = [merkle.leaf_hash(b"rewritten"), *before[1:]]
    assert not merkle.verify_consistency(
        old_size=old,
        new_size=size,
        old_root=merkle.root(before[:old]),
        new_root=merkle.root(after),
        proof=merkle.consistency_proof(after, old),
    )


def test_everything_begins_with_the_empty_tree() -> None:
    root = bytes.fromhex(ROOTS[8])
    empty = merkle.EMPTY_ROOT

    def verifies(old_root: bytes, new_size: int, new_root: bytes, proof: list[bytes]) -> bool:
        return merkle.verify_consistency(
            old_size=0, new_size=new_size, old_root=old_root, new_root=new_root, proof=proof
        )

    assert verifies(empty, 8, root, [])
    assert verifies(empty, 0, empty, [])
    assert not verifies(empty, 0, root, [])
    assert not verifies(root, 8, root, [])
    assert not verifies(empty, 8, root, [root])


def test_no_proof_for_what_is_not_in_the_log() -> None:
    root = bytes.fromhex(ROOTS[8])
    for index in (-1, 8):
        with pytest.raises(ValueError, match="has no entry"):
            merkle.inclusion_proof(LEAVES, index)
        assert not merkle.verify_inclusion(
            leaf=LEAVES[0], index=index, size=8, proof=merkle.inclusion_proof(LEAVES, 0), root_hash=root
        )
    with pytest.raises(ValueError, match="never had 9"):
        merkle.consistency_proof(LEAVES, 9)
    assert not merkle.verify_consistency(old_size=9, new_size=8, old_root=root, new_root=root, proof=[])


def test_hashes_of_another_length_fail_even_if_they_concatenate_to_the_same() -> None:
    root = bytes.fromhex(ROOTS[2])
    both = LEAVES[0] + LEAVES[1]
    assert sha256(merkle.NODE_PREFIX + both).digest() == root
    assert not merkle.verify_inclusion(leaf=both[:31], index=0, size=2, proof=[both[31:]], root_hash=root)


@given(SIZES, SIZES)
def test_a_stored_frontier_goes_on_as_if_never_stored(first: int, more: int) -> None:
    leaves = leaves_of(first + more)
    frontier = merkle.Frontier()
    for leaf in leaves[:first]:
        frontier.append(leaf)
    again = merkle.Frontier.from_bytes(frontier.to_bytes())
    assert again == frontier
    for leaf in leaves[first:]:
        again.append(leaf)
    assert (again.size, again.root()) == (len(leaves), merkle.root(leaves))


@pytest.mark.parametrize(
    "stored",
    [b"", b"\0" * 7, b"\0" * 9, b"\0" * 8 + b"x" * 32, (3).to_bytes(8, "big") + b"x" * 32],
)
def test_a_damaged_frontier_is_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match="frontier"):
        merkle.Frontier.from_bytes(stored)


def test_the_tiles_of_seventy_thousand_entries() -> None:
    listed = list(merkle.tiles(70_000))
    assert [tile for tile in listed if tile.level == 0] == [
        *(merkle.Tile(0, number, 256) for number in range(273)),
        merkle.Tile(0, 273, 112),
    ]
    assert [tile for tile in listed if tile.level > 0] == [
        merkle.Tile(1, 0, 256),
        merkle.Tile(1, 1, 17),
        merkle.Tile(2, 0, 1),
    ]


@pytest.mark.parametrize(("size", "count"), [(0, 0), (1, 1), (255, 1), (256, 2), (257, 3), (65_536, 258)])
def test_an_empty_tile_is_never_listed(size: int, count: int) -> None:
    listed = list(merkle.tiles(size))
    assert len(listed) == count
    assert all(1 <= tile.width <= 256 for tile in listed)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        ((0, 1_234_067, 256), "tile/0/x001/x234/067"),
        ((0, 0, 256), "tile/0/000"),
        ((1, 999, 256), "tile/1/999"),
        ((1, 1000, 256), "tile/1/x001/000"),
        ((0, 273, 112), "tile/0/273.p/112"),
        ((63, 1_000_000, 1), "tile/63/x001/x000/000.p/1"),
    ],
)
def test_tile_paths(tile: tuple[int, int, int], path: str) -> None:
    assert merkle.tile_path(*tile) == path


def test_entry_bundle_paths() -> None:
    assert merkle.entries_path(1_234_067) == "tile/entries/x001/x234/067"
    assert merkle.entries_path(273, 112) == "tile/entries/273.p/112"


@pytest.mark.parametrize("tile", [(-1, 0, 256), (64, 0, 256), (0, -1, 256), (0, 0, 0), (0, 0, 257)])
def test_no_path_for_a_tile_that_can_not_be(tile: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="tile"):
        merkle.tile_path(*tile)


@given(st.integers(1, 600), st.data())
def test_every_range_of_a_proof_is_made_of_complete_subtrees(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(size)]
    old = data.draw(st.integers(0, size - 1))
    for start, end in merkle.inclusion_ranges(old, size) + merkle.consistency_ranges(old, size):
        parts = merkle.complete_subtrees(start, end)
        roots = [merkle.root(leaves[at << level : at + 1 << level]) for level, at in parts]
        assert merkle.folded(roots) == merkle.root(leaves[start:end])


@given(st.integers(0, 2**40), st.integers(1, 256))
def test_a_path_is_read_back_and_has_one_spelling(number: int, width: int) -> None:
    path = merkle.tile_path(0, number, width).removeprefix("tile/0/")
    assert merkle.parse_number_path(path) == (number, width)
    for other in (f"x000/{path}", f"{path}.p/256", f"{path}.p/0", path[1:], f"{path}/", f"x{path}", "", "1"):
        with pytest.raises(ValueError, match=r"This is no path|invalid literal|A tile holds"):
            merkle.parse_number_path(other)


def test_a_full_tile_holds_eight_levels_and_its_root() -> None:
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(256)]
    levels = merkle.tile_nodes(b"".join(leaves))
    assert [len(level) // 32 for level in levels] == [256, 128, 64, 32, 16, 8, 4, 2, 1]
    assert levels[-1] == merkle.root(leaves)
    assert levels[3][32:64] == merkle.root(leaves[8:16])
    with pytest.raises(ValueError, match="A full tile has 256 hashes"):
        merkle.tile_nodes(b"".join(leaves[:-1]))


@given(st.integers(1, 400), st.data())
def test_a_stored_tree_proves_what_the_definition_proves(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(bytes([place % 256, place // 256])) for place in range(size)]
    tree = merkle.StoredTree()
    assert tree.root() == merkle.EMPTY_ROOT
    for leaf in leaves:
        tree.append(leaf)
    index = data.draw(st.integers(0, size - 1))
    assert (tree.size, tree.root()) == (size, merkle.root(leaves))
    assert tree.inclusion_proof(index) == merkle.inclusion_proof(leaves, index)
    assert tree.consistency_proof(index) == merkle.consistency_proof(leaves, index)
