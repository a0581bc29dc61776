"""`python -m faults.publisher`: starts as `make run` does, checks the log, then publishes until it is killed.

Every publication that was acknowledged is noted in `acknowledged`, a line each: index and leaf hash.
"""

import os
from pathlib import Path

from ledger import run

BATCH = 8  # claims that wait for an editor before publishing begins


def main() -> None:
    """A start in the ordinary way, on this folder's own embedded server; no pages are served."""
    import django

    folder = Path(os.environ["LEDGER_DATA_DIR"])
    django.setup()
    with run.database(folder, embedded=True):
        run.prepare(folder)
        publish(folder)


def publish(folder: Path) -> None:
    """Until the end."""
    from bench.waiting import newsroom, submissions
    from claims.actions.door import publish_claim
    from claims.models import Person
    from faults.checks import check

    say(f"found {check(folder)}")
    room = newsroom(f"{os.getpid()}-{Person.objects.count()}")
    while True:
        waiting = submissions(room, BATCH)
        say("publishing")
        for submission, digest in waiting:
            entry = publish_claim(submission=submission, by=room.editor, seen_digest=digest)
            with open(folder / "acknowledged", "a", encoding="ascii") as file:
                file.write(f"{entry.index} {bytes(entry.leaf_hash).hex()}\n")


def say(line: str) -> None:
    """A line for the process that kills this one."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
