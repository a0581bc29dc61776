"""The log as the world reads it: checkpoint, tiles, entries, proofs. Floor 3: reads, in a few short queries.

A node of the tree stands in one of these places, and each is read alone:

- in a full tile, as a slice of its nodes;
- as the root of the full tile below, or as a leaf hash, where its own tile is not full yet;
- at the end of the frontier of the entry that completed it, if it is a left child (its position is even);
- or else it is the hash of its two children.

So a proof takes O(log n) small reads, in two or three queries, whatever the size.
"""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from claims import log_file, merkle
from claims.checkpoint import SignedCheckpoint
from claims.models import Entry, LogKey, Tile
from claims.receipt import Receipt
from claims.signed_note import Verifier
from claims.workflow import Refused

Node = tuple[int, int]  # level in the tree, and position in the level

TILE_MISSING = _(
    "The log lacks a node of its tree (level {level}, position {position}): run “manage.py check_log”."
)
ENTRIES_MISSING = _("The log lacks entries of its bundle {number}: run “manage.py audit”.")
# Slices of tiles; the ninth row of a tile is its root.
SLICES = """
    SELECT wanted.level, wanted.position,
        CASE WHEN wanted.place < 0 THEN tile.root ELSE substr(tile.nodes, wanted.place + 1, 32) END
    FROM unnest(%s::int[], %s::bigint[], %s::int[], %s::bigint[], %s::int[])
        AS wanted(level, position, tile_level, number, place)
    JOIN claims_tile tile ON tile.level = wanted.tile_level AND tile.number = wanted.number
"""
ENDS = (
    "SELECT index, leaf_hash, substr(frontier, length(frontier) - 31) FROM claims_entry WHERE index = ANY(%s)"
)

# One value: hundreds of rows would take longer on the way than in the database.
BUNDLE = """
    SELECT count(*), string_agg(substr(int4send(length(statement)), 3) || statement, '' ORDER BY index)
    FROM claims_entry WHERE index >= %s AND index < %s
"""


class LogIncomplete(Exception):
    """A part of the tree is not where it should be; the message is a sentence."""


def checkpoint_now() -> SignedCheckpoint | None:
    """The checkpoint that the world is served, from its file; None before the first."""
    return log_file.read()


def key_now() -> str:
    """Name and id of the key that signed what is served; "" before the first checkpoint. For the footer."""
    try:
        told = log_file.read()
    except Refused:  # which the log's own addresses say
        return ""
    return f"{told.note.signatures[0].name}+{told.note.signatures[0].id.hex()}" if told else ""


def key_history() -> list[tuple[str, int | None]]:
    """Every verifier key of the log, the newest first, and the size at which it ended (None: not yet)."""
    found = list(LogKey.objects.order_by("-id").values_list("verifier", "first_size"))
    ends = [None, *(first_size for _verifier, first_size in found)]
    return [(verifier, end) for (verifier, _first), end in zip(found, ends, strict=False)]


def key_file() -> bytes:
    """The verifier keys as they are served at `/log/key` and mirrored: one a line, the current one first,
    former ones with the size until which they signed. Empty before the first one.
    """
    lines = [text if until is None else f"{text} until-size {until}" for text, until in key_history()]
    return "".join(f"{line}\n" for line in lines).encode()


def verifiers() -> list[Verifier]:
    """Every key that ever signed this log, the newest first."""
    return [
        Verifier.parse(text) for text in LogKey.objects.order_by("-id").values_list("verifier", flat=True)
    ]


def hashes_of(level: int, number: int, width: int) -> bytes:
    """The first `width` hashes of a tile, full or not; fewer where the log has no more."""
    start = number * merkle.TILE_WIDTH
    if level:
        below = Tile.objects.filter(level=level - 1, number__gte=start, number__lt=start + width)
        return b"".join(map(bytes, below.order_by("number").values_list("root", flat=True)))
    entries = Entry.objects.filter(index__gte=start, index__lt=start + width)
    return b"".join(map(bytes, entries.order_by("index").values_list("leaf_hash", flat=True)))


def tile(level: int, number: int, width: int = merkle.TILE_WIDTH) -> bytes | None:
    """A tile's hashes, 32 bytes each, as they are served; None where the log does not reach so far."""
    hashes: bytes | memoryview | None
    if width == merkle.TILE_WIDTH:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT substr(nodes, 1, 8192) FROM claims_tile WHERE level = %s AND number = %s",
                [level, number],
            )
            hashes = (cursor.fetchone() or (None,))[0]
    else:
        hashes = hashes_of(level, number, width)
    return bytes(hashes) if hashes and len(hashes) == width * merkle.HASH_SIZE else None


def bundle(number: int, width: int = merkle.TILE_WIDTH) -> bytes | None:
    """Entries as they are served: of each its length in two bytes, and its statement; None as for a tile."""
    start = number * merkle.TILE_WIDTH
    with connection.cursor() as cursor:
        cursor.execute(BUNDLE, [start, start + width])
        count, framed = cursor.fetchone()
    return bytes(framed) if count == width else None


def inclusion_proof(index: int, size: int) -> list[bytes]:
    """The hashes, from the leaf up, that prove entry `index` in the log of this size."""
    return _roots(merkle.inclusion_ranges(index, size), size)


def consistency_proof(old: int, new: int) -> list[bytes]:
    """The hashes that prove the log of the size `old` to be the beginning of that of the size `new`."""
    return _roots(merkle.consistency_ranges(old, new), new)


def receipt_of(entry: Entry, signed: SignedCheckpoint) -> Receipt:
    """The receipt of an entry against a checkpoint that is large enough to hold it."""
    proof = inclusion_proof(entry.index, signed.size)
    return Receipt(entry.index, tuple(proof), signed, bytes(entry.statement))


def _roots(ranges: list[tuple[int, int]], size: int) -> list[bytes]:
    """The roots of these ranges of leaves, each made of complete subtrees of a log of this size."""
    wanted = [merkle.complete_subtrees(start, end) for start, end in ranges]
    hashes = _nodes({node for nodes in wanted for node in nodes}, size)
    return [merkle.folded([hashes[node] for node in nodes]) for nodes in wanted]


def _nodes(wanted: set[Node], size: int) -> dict[Node, bytes]:
    """The hashes of these nodes, and of whatever they were made of."""
    waiting, seen = list(wanted), set[Node]()
    made: list[Node] = []  # parents before their children
    slices: dict[Node, tuple[int, int, int]] = {}
    ends: dict[Node, int] = {}
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        level, position = node
        tile_level, row = divmod(level, merkle.TILE_HEIGHT)
        number = position >> merkle.TILE_HEIGHT - row
        if number + 1 << merkle.TILE_HEIGHT * (tile_level + 1) <= size:
            in_row = position - (number << merkle.TILE_HEIGHT - row)
            slices[node] = (tile_level, number, _row_start(row) + in_row * merkle.HASH_SIZE)
        elif level == 0 or (position % 2 == 0 and row):
            ends[node] = (position + 1 << level) - 1
        elif row == 0:
            slices[node] = (tile_level - 1, position, -1)
        else:
            made.append(node)
            waiting += _children(node)
    found = {**_read_slices(slices), **_read_ends(ends)}
    for node in sorted(made):  # children first: they are a level below
        left, right = (found.get(child) for child in _children(node))
        if left and right:
            found[node] = merkle.node_hash(left, right)
    for level, position in wanted:
        if (level, position) not in found:
            raise LogIncomplete(TILE_MISSING.format(level=level, position=position))
    return found


def _children(node: Node) -> tuple[Node, Node]:
    level, position = node
    return (level - 1, 2 * position), (level - 1, 2 * position + 1)


def _row_start(row: int) -> int:
    """Where a row begins among a tile's nodes: 256 hashes, 128 above them, and so on."""
    return (2 * merkle.TILE_WIDTH - (2 * merkle.TILE_WIDTH >> row)) * merkle.HASH_SIZE


def _read_slices(slices: dict[Node, tuple[int, int, int]]) -> dict[Node, bytes]:
    if not slices:
        return {}
    columns = zip(*((*node, *place) for node, place in slices.items()), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(SLICES, [list(column) for column in columns])
        return {(level, position): bytes(found) for level, position, found in cursor.fetchall()}


def _read_ends(ends: dict[Node, int]) -> dict[Node, bytes]:
    if not ends:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(ENDS, [sorted(set(ends.values()))])
        read = {index: (bytes(leaf), bytes(end)) for index, leaf, end in cursor.fetchall()}
    return {node: read[index][node[0] > 0] for node, index in ends.items() if index in read}
