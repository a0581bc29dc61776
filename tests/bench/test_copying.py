"""The bench fills only databases of its own, and leaves the guards as they were."""

import os

import psycopg
import pytest
from psycopg import sql

from bench.copying import refuse_other_databases, unguarded
from bench.fill import fill
from tests.databases import Places

GUARDS = (
    "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
)
KEYS = "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2"
# By name: a definition that is read back spells some casts otherwise.
INDEXES = "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"


def test_any_other_database_is_refused(as_owner: psycopg.Connection) -> None:
    before = as_owner.execute(GUARDS).fetchall()
    for refused in (lambda: refuse_other_databases(as_owner), lambda: fill(as_owner, 100)):
        with pytest.raises(SystemExit, match="is not one of the bench's"):
            refused()
    with pytest.raises(SystemExit), unguarded(as_owner):
        pass
    assert as_owner.execute(GUARDS).fetchall() == before


@pytest.fixture
def ours() -> str:
    """A database that is called as the bench calls its own."""
    return f"ledger_bench_{os.getpid()}"


def test_a_filled_ledger_hangs_together_and_is_guarded_as_before(
    places: Places, own_database: str, ours: str
) -> None:
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(ours), sql.Identifier(own_database)
    )
    with places.connect("owner", "postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(ours)))
        connection.execute(copy)
    try:
        with places.connect("owner", ours) as connection:
            before = [connection.execute(asked).fetchall() for asked in (GUARDS, KEYS, INDEXES)]
            fill(connection, 100, say=lambda line: None)
            after = [connection.execute(asked).fetchall() for asked in (GUARDS, KEYS, INDEXES)]
            for found, was in zip(after, before, strict=True):
                assert set(found) ^ set(was) == set()
            assert_whole(connection)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM claims_entry")
            with pytest.raises(SystemExit, match="filled already"):
                fill(connection, 100, say=lambda line: None)
    finally:
        with places.connect("owner", "postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(ours)))


def assert_whole(connection: psycopg.Connection) -> None:
    """Hashes, digests and the projection are what the ledger would have made of the records."""
    for asked in (
        "SELECT count(*) FROM claims_recordbody b JOIN claims_entry e ON e.index = b.entry_id"
        " WHERE encode(sha256(b.body), 'hex') <> e.record_digest",
        "SELECT count(*) FROM claims_entry WHERE sha256('\\x00'::bytea || statement) <> leaf_hash",
        "SELECT count(*) FROM claims_edition o JOIN claims_edition n ON n.number = o.number"
        " AND n.version = o.version + 1 WHERE o.valid_to IS DISTINCT FROM n.valid_from",
        "SELECT count(*) FROM claims_entry a JOIN claims_entry b ON b.index = a.index + 1"
        " WHERE b.published_at < a.published_at",
    ):
        assert connection.execute(asked.encode()).fetchone() == (0,)
    assert connection.execute("SELECT count(DISTINCT number) FROM claims_edition").fetchone() == (100,)
    assert connection.execute("SELECT count(*) > 100 FROM claims_claim").fetchone() == (True,)
