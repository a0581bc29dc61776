"""The log seals what is published: tiles, signed checkpoints, and a file that only goes forward."""

import fcntl
import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections, transaction

from claims import log_file, log_keys, log_reading, merkle
from claims.actions import log
from claims.actions.door import hold_claim
from claims.actions.log_standing import check_log
from claims.checkpoint import Checkpoint as Text
from claims.checkpoint import SignedCheckpoint
from claims.models import Checkpoint, Entry, LogKey, Tile
from claims.signed_note import COSIGNATURE, Signer, sign
from claims.workflow import Refused
from tests.cast import Newsroom


def told() -> SignedCheckpoint:
    found = log_file.read()
    assert found is not None
    return found


def newest() -> Entry:
    return Entry.objects.order_by("-index")[0]


def pretend(size: int, root: bytes, origin: str = "localhost/log") -> None:
    """The file tells of another log, signed with the log's own key, as a second sequencer would."""
    text = str(Text(origin, size, root))
    log_file.path().write_bytes(bytes(sign(text, list(log_keys.signers()))))


def test_each_publication_is_signed_in_its_transaction(newsroom: Newsroom) -> None:
    newsroom.published()
    hold_claim(claim=newsroom.published("The bridge stands."), by=newsroom.eva, note="We look again.")
    key = LogKey.objects.get()
    assert (key.verifier, key.first_size) == (str(next(log_keys.signers()).verifier), 1)
    for entry, checkpoint in zip(
        Entry.objects.order_by("index"), Checkpoint.objects.order_by("id"), strict=True
    ):
        signed = SignedCheckpoint.parse(bytes(checkpoint.note))
        assert signed.checkpoint == Text("localhost/log", entry.index + 1, bytes(entry.root_hash))
        assert signed.note.verified(log_reading.verifiers())
        assert (checkpoint.size, bytes(checkpoint.root)) == (signed.size, signed.root)
    # Nothing is committed here, so the world was told nothing beyond the scheme that was there before.
    assert told().size == 1


def test_the_file_tells_what_is_committed_and_only_goes_forward(
    own_database: str, newsroom: Newsroom
) -> None:
    first = told()
    assert first.size == 1
    claim = newsroom.published()
    assert (told().size, told().root) == (2, bytes(newest().root_hash))
    assert told().note.verified(log_reading.verifiers())

    # One write for a transaction of many.
    with transaction.atomic():
        hold_claim(claim=claim, by=newsroom.eva, note="We look again.")
        newsroom.published("The bridge stands.")
        assert told().size == 2
    assert told().size == 4

    # Killed between commit and write: the next one brings everything.
    log_file.path().write_bytes(bytes(first))
    log.acknowledge()
    assert told().size == 4
    # What a witness adds stays as long as the size does.
    witness = Signer.make("witness.example.org", COSIGNATURE)
    assert log.add_signatures(4, [witness.sign(told().note.text, seconds=1)])
    log.acknowledge()
    assert told().note.verified([witness.verifier])
    assert not log.add_signatures(3, [])


def test_a_file_that_is_ahead_or_of_another_log_stops_the_door(own_database: str, newsroom: Newsroom) -> None:
    newsroom.published()
    submission = newsroom.submitted("The bridge stands.")
    honest = told()
    sentences = {}
    for size, root, origin in (
        (3, honest.root, "localhost/log"),
        (2, bytes(32), "localhost/log"),
        (1, bytes(32), "localhost/log"),
        (2, honest.root, "example.org/log"),
    ):
        pretend(size, root, origin)
        with pytest.raises(Refused) as refusal:
            newsroom.publish(submission)
        sentences[size, root, origin] = str(refusal.value)
        assert newest().index == 1
    log_file.path().write_bytes(b"nothing")
    with pytest.raises(Refused, match="can't be read"):
        newsroom.publish(submission)
    ahead, forked, forked_before, other = sentences.values()
    assert "The log told the world of 3 entries" in ahead
    assert "the database has 2" in ahead
    assert "first 2 entries are not those" in forked
    assert "first 1 entries are not those" in forked_before
    assert "The log is called “example.org/log”" in other

    log_file.path().write_bytes(bytes(honest))
    newsroom.publish(submission)
    assert told().size == 3


def test_without_its_own_key_nothing_is_published(
    own_database: str, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = newsroom.submitted()
    for key, sentence in (
        (Signer.make("localhost/log").text, "The log is signed with the key localhost/log"),
        ("nonsense", "The log's signing key in LOG_KEY can't be read"),
        ("", "The log has no signing key"),
    ):
        monkeypatch.setattr(settings, "LOG_KEY", key)
        with pytest.raises(Refused, match=sentence):
            newsroom.publish(submission)
    assert newest().index == 0
    # Where it once was made for another log, the database holds on to the first one's name and origin.
    monkeypatch.undo()
    monkeypatch.setattr(settings, "LOG_ORIGIN", "example.org/log")
    log_file.path().unlink()
    with pytest.raises(Refused, match='The log\'s origin is "localhost/log"'):
        newsroom.publish(submission)


def test_who_publishes_learns_when_the_world_could_not_be_told(
    own_database: str, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = newsroom.submitted()

    def full(_note: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(log, "write_file", full)
        with pytest.raises(log.Unacknowledged, match=r"stands in the database.*No space left on device"):
            newsroom.publish(submission)
    assert (newest().index, told().size) == (1, 1)
    log.acknowledge()
    assert told().size == 2


def test_a_crash_while_writing_leaves_the_old_file(
    own_database: str, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    before = log_file.path().read_bytes()
    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        newsroom.published()
    monkeypatch.undo()
    assert log_file.path().read_bytes() == before
    log.acknowledge()
    assert told().size == 2


def test_writers_wait_for_each_other(own_database: str, newsroom: Newsroom) -> None:
    newsroom.published()
    log_file.path().unlink()
    lock = os.open(log_file.path().parent / "lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)

    def write() -> None:
        log.acknowledge()
        connection.close()

    other = threading.Thread(target=write)
    other.start()
    other.join(0.3)
    assert other.is_alive()
    assert log_file.read() is None
    os.close(lock)
    other.join(10)
    assert told().size == 2


# ── Tiles and proofs, on a log that is long enough ──────────────────────────────────────────────────


@contextmanager
def asleep(owner: psycopg.Connection, table: str) -> Iterator[None]:
    """Its triggers put to sleep by the owner, in one transaction, and woken as they were."""
    names = [
        name
        for (name,) in owner.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
        )
    ]
    with owner.transaction():
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        yield
        owner.execute(b"SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}".encode())


def lengthen(owner: psycopg.Connection, size: int) -> list[bytes]:
    """Entries without claims behind them, the guards of entries asleep; gives the leaf hashes."""
    frontier = merkle.Frontier.from_bytes(bytes(newest().frontier))
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf_hash", flat=True)]
    start = len(leaves)
    pattern = newest()
    rows = []
    for index in range(start, size):
        statement = b'{"entry":%d}' % index
        leaves.append(merkle.leaf_hash(statement))
        frontier.append(leaves[-1])
        rows.append((index, statement, leaves[-1], frontier.root(), frontier.to_bytes()))
    with asleep(owner, "claims_entry"), owner.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO claims_entry (index, version, event, publication, correction_class, note, demo,"
            " statement, leaf_hash, root_hash, frontier, record_digest, published_at, published_by_id)"
            " VALUES (%s, %s + 1000, 'method_changed', 'none', '', '', false, %s, %s, %s, %s, '', now(), %s)",
            [(row[0], *row, pattern.published_by_id) for row in rows],
        )
    return leaves


def test_tiles_are_written_and_every_proof_is_read_from_them(
    own_database: str, newsroom: Newsroom, as_owner: psycopg.Connection, as_app: psycopg.Connection
) -> None:
    leaves = lengthen(as_owner, 1023)
    with transaction.atomic():
        assert log.write_tiles(1023) == 3
        assert log.write_tiles(1023) == 0
    newsroom.published()  # the 1024th entry fills the fourth tile
    assert Tile.objects.count() == 4
    leaves.append(bytes(newest().leaf_hash))
    leaves += lengthen(as_owner, 1030)[1024:]
    roots = {
        size: merkle.root(leaves[:size]) for size in (1, 2, 255, 256, 257, 511, 700, 768, 1023, 1024, 1029)
    }
    for size, root in roots.items():
        assert bytes(Entry.objects.get(index=size - 1).root_hash) == root
        for index in {0, 1, 2, 100, 254, 255, 256, 300, 510, 511, 699, 767, 768, 1022, 1023, 1028, size // 2}:
            if index < size:
                proof = log_reading.inclusion_proof(index, size)
                assert proof == merkle.inclusion_proof(leaves[:size], index), (index, size)
        for old in roots:
            if old <= size:
                proof = log_reading.consistency_proof(old, size)
                assert proof == merkle.consistency_proof(leaves[:size], old), (old, size)
    assert log_reading.tile(0, 3) == b"".join(leaves[768:1024])
    assert log_reading.tile(0, 4, 5) == b"".join(leaves[1024:1029])
    assert log_reading.tile(1, 0, 4) == b"".join(
        merkle.root(leaves[at : at + 256]) for at in range(0, 1024, 256)
    )
    assert [log_reading.tile(*where) for where in ((0, 4), (0, 4, 7), (1, 0, 5), (1, 0), (2, 0, 1))] == [
        None
    ] * 5
    statements = [b'{"entry":%d}' % index for index in (1024, 1025, 1026)]
    assert log_reading.bundle(4, 3) == b"".join(len(each).to_bytes(2, "big") + each for each in statements)
    assert [log_reading.bundle(4), log_reading.bundle(4, 7), log_reading.bundle(5, 1)] == [None] * 3

    # What the database itself refuses, of tiles.
    levels = merkle.tile_nodes(b"".join(leaves[:256]))
    row = "INSERT INTO claims_tile (level, number, nodes, root) VALUES (%s, %s, %s, %s)"
    nodes, root = b"".join(levels[:-1]), levels[-1]
    for values, sentence in (
        ((0, 4, nodes, root), "tile 4 of level 0 is not full yet"),
        ((1, 0, nodes, root), "tile 0 of level 1 is not full yet"),
        ((0, 1, nodes, root), "tile 1 of level 0 does not hold the hashes of its entries"),
        ((0, 0, nodes[:-1] + b"\0", root), "tile 0 of level 0 does not hold"),
        ((0, 0, nodes, bytes(32)), "tile 0 of level 0 does not hold"),
        ((0, 0, nodes + root[:1], root[1:]), "tile 0 of level 0 does not hold"),
        ((0, 0, nodes, root), "tile_once"),
    ):
        for line in (as_app, as_owner):
            with pytest.raises(psycopg.Error, match=sentence):
                line.execute(row, values)
    # A tile that is gone is named, and written again.
    with asleep(as_owner, "claims_tile"):
        as_owner.execute("DELETE FROM claims_tile WHERE number = 3")
    with pytest.raises(log_reading.LogIncomplete, match="The log lacks a node of its tree"):
        log_reading.inclusion_proof(768, 1024)
    assert "1 missing tile(s) were written." in check_log().found

    # A log that was there before tiles were gets the same ones from the migration.
    written = list(Tile.objects.order_by("number").values_list("level", "number", "nodes", "root"))
    with asleep(as_owner, "claims_tile"):
        as_owner.execute("DELETE FROM claims_tile")
    migration = importlib.import_module("claims.migrations.0008_checkpoints")
    migration.fill_tiles(apps, SimpleNamespace(connection=connections["owner"]))
    filled = list(Tile.objects.order_by("number").values_list("level", "number", "nodes", "root"))
    assert [tuple(map(bytes, row[2:])) for row in filled] == [tuple(map(bytes, row[2:])) for row in written]
    assert [row[:2] for row in filled] == [(0, 0), (0, 1), (0, 2), (0, 3)]


def test_a_proof_reads_little(
    own_database: str, newsroom: Newsroom, as_owner: psycopg.Connection, django_assert_max_num_queries: object
) -> None:
    lengthen(as_owner, 600)
    with transaction.atomic():
        log.write_tiles(600)
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        log_reading.inclusion_proof(17, 600)
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        log_reading.consistency_proof(300, 600)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LOG_KEY", "")
    monkeypatch.setattr(settings, "LOG_KEY_FILE", tmp_path / "log" / "key")
    made = log.first_signer()
    assert made.name == "localhost/log"
    assert (tmp_path / "log" / "key").stat().st_mode & 0o777 == 0o600
    assert log.first_signer() == made
    with pytest.raises(Refused, match="it is not replaced"):
        log.make_log_key()
    monkeypatch.setattr(settings, "LOG_KEY_FILE", tmp_path / "elsewhere")
    monkeypatch.setattr(settings, "LOCAL", False)
    with pytest.raises(Refused, match="The log has no signing key"):
        log.first_signer()
