"""The audit: everything that the log's parts say, compared with each other. Floor 3: reads, writes nothing.

One pass over the entries in order, in one snapshot of the database, so that publishing goes on meanwhile.
Nothing is taken from the database's own functions: who can change rows can change those. Compared are

- each entry's row, statement, leaf hash, root and frontier, its place in its claim's chain and in time;
- each record with the digest and the row that vouch for it; where one is gone, an entry redacts it;
- editions and subjects with what the records say;
- tiles, and every signed checkpoint, with the tree that the entries come to;
- the checkpoint file with all of that.

Memory grows by 36 bytes a claim, and with the subjects.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from claims import log_file, log_reading, merkle, records
from claims.checkpoint import SignedCheckpoint
from claims.models import Checkpoint, Edition, Entry, Subject, Tile
from claims.projection import edition_of, emptied, subjects_of
from claims.signed_note import NoteError
from claims.workflow import Refused

CHUNK = 500  # rows that are read at once
SLOT = 36  # bytes kept of each claim: its newest version, and the digest of that statement
# What an edition has from the claim's other versions; the rest follows from its own record.
SPANS = """
    SELECT entry_id, number, version,
        valid_to IS DISTINCT FROM ends, first_published_at IS DISTINCT FROM first
    FROM (
        SELECT entry_id, number, version, valid_to, first_published_at,
            lead(valid_from) OVER claim AS ends, first_value(valid_from) OVER claim AS first
        FROM claims_edition WINDOW claim AS (PARTITION BY number ORDER BY version)
    ) spans
    WHERE valid_to IS DISTINCT FROM ends OR first_published_at IS DISTINCT FROM first
    ORDER BY entry_id
"""

Progress = Callable[[int, int], None]


class Finding(NamedTuple):
    """One thing in which two parts of the log differ: where, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class _Pass:
    """What has to be kept from one entry to the next."""

    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    tiles: list[list[bytes]] = field(default_factory=lambda: [[]])  # of each level, what its next tile holds
    full: list[int] = field(default_factory=lambda: [0])  # of each level, how many tiles are full
    chains: bytearray = field(default_factory=lambda: bytearray(SLOT))
    clock: datetime | None = None
    gone: dict[tuple[int, int], str] = field(default_factory=dict)  # records that no entry redacts so far
    subjects: dict[tuple[str, str], Subject] = field(default_factory=dict)


def audit(progress: Progress | None = None) -> Iterator[Finding]:
    """Every difference, as it is found. `progress` is called with (entries done, entries in all)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        kept = _Pass()
        total = Entry.objects.count()
        entries = Entry.objects.select_related("record_body", "edition").defer("edition__search")
        done = 0
        for done, entry in enumerate(entries.order_by("index").iterator(chunk_size=CHUNK), start=1):
            yield from _entry(kept, done - 1, entry)
            if progress:
                progress(done, total)
        for where in kept.gone.values():
            yield Finding(where, "its record is empty, and no later entry redacts it")
        yield from _tiles_in_all(kept)
        yield from _spans()
        yield from _subjects(kept)
        yield from _checkpoints(total)
    yield from _file(total)


def _entry(kept: _Pass, index: int, entry: Entry) -> Iterator[Finding]:
    where = _where(entry)
    if entry.index != index:
        yield Finding(where, f"index {index} should follow here; an entry is missing")
    statement = bytes(entry.statement)
    for what in _row(kept, entry, statement):
        yield Finding(where, what)
    leaf = merkle.leaf_hash(statement)
    if bytes(entry.leaf_hash) != leaf:
        yield Finding(where, "its leaf hash is not that of its statement")
    kept.frontier.append(leaf)
    if bytes(entry.root_hash) != kept.frontier.root():
        yield Finding(where, "its root is not that of the entries up to it")
    if bytes(entry.frontier) != kept.frontier.to_bytes():
        yield Finding(where, "its frontier is not that of the entries up to it")
    yield from _tile(kept, 0, leaf)
    yield from _record(kept, entry, where)


def _row(kept: _Pass, entry: Entry, statement: bytes) -> Iterator[str]:
    """Whether a row, its statement, and the entries before it agree."""
    at = (entry.number or 0) * SLOT
    if at > len(kept.chains):
        yield f"a new claim has the number {len(kept.chains) // SLOT} here; an entry is missing"
    if at + SLOT > len(kept.chains):
        kept.chains.extend(bytes(at + SLOT - len(kept.chains)))
    newest = int.from_bytes(kept.chains[at : at + 4], "big")
    if entry.version != newest + 1:
        yield f"version {newest + 1} should follow here; an entry is missing or was moved"
    said = records.canonical(
        records.statement_of(
            {"event": entry.event, "claim": entry.number, "version": entry.version},
            record_digest=entry.record_digest,
            previous=kept.chains[at + 4 : at + SLOT].hex() if newest else None,
            published_at=entry.published_at,
        )
    )
    if said != statement:
        yield "its statement says something else than its row, or names another statement before it"
    if kept.clock and entry.published_at < kept.clock:
        yield f"it was published at {entry.published_at}, before the entry ahead of it ({kept.clock})"
    kept.clock = entry.published_at
    digest = bytes.fromhex(records.digest(statement))
    kept.chains[at : at + SLOT] = entry.version.to_bytes(4, "big") + digest


def _record(kept: _Pass, entry: Entry, where: str) -> Iterator[Finding]:
    stored = getattr(entry, "record_body", None)
    edition: Edition | None = getattr(entry, "edition", None)
    if stored is None:
        yield Finding(where, "it has no record")
        return
    if stored.body is None:
        kept.gone[entry.number or 0, entry.version] = where
        yield from (Finding(where, what) for what in _differing(edition, _edition(entry, edition, None)))
        return
    body = bytes(stored.body)
    if records.digest(body) != entry.record_digest:
        yield Finding(where, "its record does not have the digest in the log")
    try:
        record = records.parse(body)
        differing = _says_otherwise(entry, record)
        expected = _edition(entry, edition, record)
        subjects = list(subjects_of(entry, record))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        yield Finding(where, f"its record can't be read ({type(error).__name__}: {error})")
        return
    for name in differing:
        yield Finding(where, f"its record and its row differ in {name}")
    yield from (Finding(where, what) for what in _differing(edition, expected))
    kept.subjects.update({(subject.kind, subject.slug): subject for subject in subjects})
    if entry.event == "redacted":
        for version in record.get("redacts", ()):
            kept.gone.pop((entry.number or 0, version), None)


def _says_otherwise(entry: Entry, record: records.Json) -> list[str]:
    """The fields in which a record and its entry's row differ."""
    said = {
        "claim": entry.number,
        "version": entry.version,
        "event": entry.event,
        "note": entry.note,
        "publication": entry.publication,
        "correction_class": entry.correction_class or None,
    }
    if entry.number is None:
        del said["publication"], said["correction_class"]
    return [name for name, value in said.items() if record[name] != value]


def _edition(entry: Entry, found: Edition | None, record: records.Json | None) -> Edition | None:
    """The edition that there should be. What needs other versions is taken as it is (see SPANS)."""
    if entry.number is None:
        return None
    first = found.first_published_at if found else entry.published_at
    if record is None:
        expected = emptied(entry, first_published_at=first)
    else:
        expected = edition_of(entry, record, first_published_at=first)
    expected.valid_to = found.valid_to if found else None
    return expected


def _differing(found: models.Model | None, expected: models.Model | None) -> Iterator[str]:
    """How two rows of the projection differ; either may not exist."""
    if found is None or expected is None:
        if found is not expected:
            yield "it has no edition" if found is None else "it has an edition and should have none"
        return
    name = type(expected)._meta.verbose_name if isinstance(expected, Edition) else "description"
    for column in _columns(type(expected)):
        is_, should_be = getattr(found, column), getattr(expected, column)
        if is_ != should_be:
            yield f"its {name} has {column} {_short(is_)}, the record says {_short(should_be)}"


def _columns(model: type[models.Model]) -> list[str]:
    return [
        each.attname
        for each in model._meta.concrete_fields
        if not isinstance(each, models.GeneratedField | models.AutoField)
    ]


def _spans() -> Iterator[Finding]:
    """Editions whose time does not end where the next version's begins, or which forget the first."""
    with connection.cursor() as cursor:
        cursor.execute(SPANS)
        for index, number, version, ends, first in cursor.fetchall():
            where = f"Entry {index} (No. {number}, version {version})"
            if ends:
                yield Finding(where, "its edition does not end where the next version begins")
            if first:
                yield Finding(where, "its edition has another first publication than version 1")


def _subjects(kept: _Pass) -> Iterator[Finding]:
    for found in Subject.objects.order_by("pk").iterator(chunk_size=CHUNK):
        where = f"Subject {found.kind} {found.slug}"
        expected = kept.subjects.pop((found.kind, found.slug), None)
        if expected is None:
            yield Finding(where, "no record names it")
        else:
            yield from (Finding(where, what) for what in _differing(found, expected))
    for kind, slug in kept.subjects:
        yield Finding(f"Subject {kind} {slug}", "a record names it, and readers don't find it")


def _tile(kept: _Pass, level: int, node: bytes) -> Iterator[Finding]:
    """Put a node into the tile that is being filled; compare the tile when it is full, and go on above."""
    hashes = kept.tiles[level]
    hashes.append(node)
    if len(hashes) < merkle.TILE_WIDTH:
        return
    *levels, root = merkle.tile_nodes(b"".join(hashes))
    number = kept.full[level]
    where = f"Tile {number} of level {level}"
    found = Tile.objects.filter(level=level, number=number).values_list("nodes", "root").first()
    if found is None:
        yield Finding(where, "it is missing")
    elif (bytes(found[0]), bytes(found[1])) != (b"".join(levels), root):
        yield Finding(where, "it holds other hashes than the entries come to")
    kept.full[level] += 1
    hashes.clear()
    if level + 1 == len(kept.tiles):
        kept.tiles.append([])
        kept.full.append(0)
    yield from _tile(kept, level + 1, root)


def _tiles_in_all(kept: _Pass) -> Iterator[Finding]:
    for level, number in Tile.objects.order_by("level", "number").values_list("level", "number"):
        if level >= len(kept.full) or number >= kept.full[level]:
            yield Finding(f"Tile {number} of level {level}", "the entries do not reach so far")


def _checkpoints(total: int) -> Iterator[Finding]:
    """Every checkpoint: its row, its note, its key, and the tree as it was at its size."""
    known = {str(verifier): verifier for verifier in log_reading.verifiers()}
    signed = Checkpoint.objects.order_by("size", "pk").values_list("size", "root", "note", "key__verifier")
    roots = Entry.objects.order_by("index").values_list("index", "root_hash").iterator(chunk_size=CHUNK)
    index, root_hash = -1, b""
    size = 0
    for size, root, note, key in signed.iterator(chunk_size=CHUNK):
        where = f"Checkpoint of {size} entries"
        while index < size - 1 and (row := next(roots, None)) is not None:
            index, root_hash = row[0], bytes(row[1])
        if index != size - 1 or root_hash != bytes(root):
            yield Finding(where, "it has another root than the entries up to it, or there are fewer")
        try:
            said = SignedCheckpoint.parse(bytes(note))
            said.note.verified([known[key]])
        except NoteError as error:
            yield Finding(where, str(error))
            continue
        if (said.size, said.root) != (size, bytes(root)):
            yield Finding(where, "its note says something else than its row")
    if total and size != total:
        yield Finding(f"The log of {total} entries", "its newest state was not signed: run check_log")


def _file(total: int) -> Iterator[Finding]:
    # Read before the newest entry: what is published in between is then ahead of the file, never behind.
    where = f"The checkpoint file {log_file.path()}"
    try:
        told = log_file.read()
        log_file.refuse_unless_beginning(told, Entry.objects.order_by("-index").first())
        if told is not None:
            told.note.verified(log_reading.verifiers())
    except (Refused, NoteError) as error:
        yield Finding(where, str(error))
        return
    size = told.size if told else 0
    if size < total:
        yield Finding(where, f"it tells of {size} entries, and the log has {total}: run check_log")


def _where(entry: Entry) -> str:
    what = f"No. {entry.number}" if entry.number else "the method"
    return f"Entry {entry.index} ({what}, version {entry.version})"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
