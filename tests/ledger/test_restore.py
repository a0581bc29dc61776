"""A backup, as docs/operations.md tells it: dumped by the owner, restored by the owner, guarded as before."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from ledger.embedded import binaries
from tests import databases
from tests.databases import Places

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="pg_dump of the embedded server fits the embedded server"
)


def as_owner(places: Places, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs one of PostgreSQL's programs as the owner."""
    owner = {key: str(value) for key, value in places.owner.items()}
    known = {f"PG{key.upper()}": value for key, value in owner.items()}
    return subprocess.run(
        [str(binaries() / program), *arguments], env=known, capture_output=True, text=True, check=False
    )


def test_a_dump_restores_into_an_empty_database_with_its_guards(
    places: Places, own_database: str, tmp_path: Path
) -> None:
    restored = f"{own_database}_restored"
    dump = str(tmp_path / "ledger.dump")
    databases.create(places, restored)
    try:
        dumped = as_owner(places, "pg_dump", "--format=custom", f"--file={dump}", own_database)
        assert dumped.returncode == 0, dumped.stderr
        into = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={restored}")
        done = as_owner(places, "pg_restore", *into, dump)
        assert done.returncode == 0, done.stderr

        with places.connect("owner", restored) as connection:
            asleep = connection.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled <> 'A'"
            ).fetchone()
            assert asleep == (0,)
            with pytest.raises(psycopg.Error, match="append-only"):
                connection.execute("TRUNCATE claims_entry CASCADE")
    finally:
        databases.drop(places, restored)
