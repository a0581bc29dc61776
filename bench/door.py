"""Publishing through the door against bare committed inserts: same server, same run, fsync on.

The other databases of the bench are on a server that never waits for the disk, so this part has a server of
its own (`.data/bench/door/`), started as `make run` starts one; or DATABASE_OWNER_URL's.
"""

import json
import os
import statistics
import subprocess  # nosec B404
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import place
from ledger import embedded

NAME = place.name_of("door")
CLAIMS = int(os.environ.get("BENCH_DOOR_CLAIMS", "300"))
BARE = 3  # inserts for each publication, in turns with them
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


def published() -> dict[str, float]:
    """Publications and bare inserts a second; measured in a process of its own."""
    with server() as (app, owner):
        place.drop(owner, NAME)
        place.make(owner, NAME)
        try:
            environment = place.environment(app, owner, NAME)
            environment["LEDGER_DATA_DIR"] = str(place.data_dir() / "door")
            command = [sys.executable, "-m", "bench.door"]
            done = subprocess.run(  # nosec B603
                command, env=environment, cwd=place.ROOT, check=True, stdout=subprocess.PIPE, text=True
            )
        finally:
            place.drop(owner, NAME)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def server() -> Iterator[tuple[str, str]]:
    """A server that waits for the disk: the addresses of app role and owner."""
    given = os.environ.get("BENCH_DURABLE_URL", "")
    if given:
        yield given, given
        return
    own = embedded.Server(place.data_dir() / "door")
    own.start()
    try:
        yield own.url(embedded.APP), own.url(embedded.OWNER)
    finally:
        own.stop()


def measure() -> dict[str, Any]:
    """Prepare submissions that wait for a decision, then time decisions and bare inserts in turns."""
    import psycopg
    from django.core.management import call_command

    from claims import log_file
    from claims.actions.door import publish_claim
    from ledger.database import grant_app_role

    log_file.path().unlink(missing_ok=True)  # of an earlier run, whose database is gone
    call_command("migrate", verbosity=0, interactive=False)
    grant_app_role()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE bench_bare (id bigserial PRIMARY KEY, at timestamptz, body text)")
        owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO CURRENT_USER")
        owner.execute("GRANT INSERT ON bench_bare TO PUBLIC")
        owner.execute("GRANT USAGE ON SEQUENCE bench_bare_id_seq TO PUBLIC")
    from bench.waiting import newsroom, submissions

    room = newsroom()
    waiting = submissions(room, CLAIMS)
    door, bare = [], []
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for setting in DURABLE:
            row = connection.execute(f"SHOW {setting}").fetchone()
            if row != ("on",):
                raise SystemExit(f"{setting} is off: what is measured would not be durable.")
        for number, (submission, digest) in enumerate(waiting):
            for _ in range(BARE):
                began = time.perf_counter()
                connection.execute("INSERT INTO bench_bare (at, body) VALUES (now(), %s)", ["x" * 200])
                bare.append(time.perf_counter() - began)
            began = time.perf_counter()
            publish_claim(submission=submission, by=room.editor, seen_digest=digest)
            if number >= 10:  # the first ones write questions into SQL, and have them planned
                door.append(time.perf_counter() - began)
    return {
        "door": len(door) / sum(door),
        "bare": len(bare) / sum(bare),
        "door ms": statistics.median(door) * 1000,
        "bare ms": statistics.median(bare) * 1000,
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure()))
