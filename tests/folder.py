"""Where a test run keeps its files: in memory where there is room, else below the checkout.

A new database is some eight hundred files, and some hundred tests make one. On a disk that takes each of them
one second or two; in memory it takes a moment.
"""

import hashlib
import os
import shutil
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")  # where Linux keeps files in memory
ROOM = 2 << 30  # a run takes a quarter of it; containers often have less


def folder() -> Path:
    """The folder of this checkout's tests, the same from run to run: a migrated database waits there."""
    on_disk = CHECKOUT / ".data" / "test"
    name = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:12]
    in_memory = MEMORY / f"ledger-tests-{name}"
    try:
        if not in_memory.exists() and shutil.disk_usage(MEMORY).free < ROOM:
            return on_disk
        # Anybody may make folders there. As root, PostgreSQL's own user has to pass through this one.
        in_memory.mkdir(mode=0o711, exist_ok=True)
        return in_memory if in_memory.lstat().st_uid == os.geteuid() else on_disk
    except OSError:
        return on_disk
