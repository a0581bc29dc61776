"""`python -m faults`: kills the app or PostgreSQL at random points of a publishing loop, and checks."""

import argparse
import os
import random
import shutil
import signal
import subprocess  # nosec B404
import sys
import time
from collections import Counter
from pathlib import Path

import psutil

from faults.acknowledged import acknowledged
from ledger import embedded

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180.0  # seconds for a start
KINDS = ("app", "PostgreSQL", "both")


def main() -> int:
    """0 if everything held at every point."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--points", type=int, default=int(os.environ.get("POINTS", "200")))
    parser.add_argument(
        "--seed", type=int, default=int(os.environ.get("SEED", "0")) or random.randrange(10**6)
    )  # nosec B311
    parser.add_argument(
        "--begin", type=int, default=0, help="at this point of the seed, after an earlier run"
    )
    parser.add_argument("--window", type=float, default=0.3, help="seconds of publishing to choose from")
    asked = parser.parse_args()
    folder = Path(os.environ.get("LEDGER_DATA_DIR") or ROOT / ".data").expanduser().resolve() / "faults"
    server = embedded.Server(folder)
    if not asked.begin:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    print(f"Seed {asked.seed}: {asked.points} points, in {folder}", flush=True)
    chance = random.Random(asked.seed)  # nosec B311
    drawn = [(chance.choice(KINDS), chance.random() * asked.window) for _ in range(asked.points)]
    killed: Counter[str] = Counter()
    began = time.monotonic()
    size = 0
    try:
        for point, (kind, delay) in enumerate(drawn[asked.begin :], start=asked.begin):
            size = one(folder, server, kind, delay, size)
            killed[kind] += 1
            print(
                f"{point + 1:4} of {asked.points}: killed {kind:<10} after {delay * 1000:4.0f} ms; "
                f"{size} entries told, {len(acknowledged(folder))} acknowledged here",
                flush=True,
            )
        size = started(folder, size)[1]
    except Broken as error:
        print(f"\nBroken: {error}\nAgain: SEED={asked.seed}, this folder is left as it is.", file=sys.stderr)
        return 1
    finally:
        server.stop()
    print("\n| killed | points |\n|---|---|\n" + "\n".join(f"| {kind} | {killed[kind]} |" for kind in KINDS))
    print(f"\nEverything held: {size} entries, {time.monotonic() - began:.0f} s.")
    return 0


class Broken(Exception):
    """Something that must never happen did, or a start failed."""


def one(folder: Path, server: embedded.Server, kind: str, delay: float, size: int) -> int:
    """Start, check, kill while it publishes; what the file tells of then."""
    publisher, found = started(folder, size, stop=False)
    assert publisher.stdout is not None  # nosec B101
    if publisher.stdout.readline().strip() != "publishing":
        raise Broken("The publisher ended before it published.")
    time.sleep(delay)
    if kind != "app" and (postmaster := server.process_id()):
        # The backends first in mind: a postmaster's children end by themselves once it is gone.
        psutil.Process(postmaster).kill()
    if kind != "PostgreSQL":
        publisher.kill()
    try:
        publisher.wait(10)  # without its database it ends by itself
    except subprocess.TimeoutExpired:
        publisher.kill()
        publisher.wait()
    told = told_size(folder)
    last = max((index for index, _ in acknowledged(folder)), default=-1)
    if told < found:
        raise Broken(f"The file went back from {found} to {told} entries.")
    if last >= told:
        raise Broken(f"Entry {last} was acknowledged, and the file tells of {told} entries.")
    return told


def started(folder: Path, size: int, *, stop: bool = True) -> tuple["subprocess.Popen[str]", int]:
    """A publisher that has started in the ordinary way and checked the log, and what it found."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")},
        "LEDGER_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "ledger.settings",
        "DEMO": "0",
        "PORT": "8000",
    }
    errors = (folder / "errors").open("w+", encoding="utf-8")  # the child writes it
    publisher = subprocess.Popen(  # nosec B603
        [sys.executable, "-m", "faults.publisher"],
        env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=errors,
    )  # fmt: skip
    timer = time.monotonic() + PATIENCE
    assert publisher.stdout is not None  # nosec B101
    for line in publisher.stdout:
        if line.startswith("found ") or time.monotonic() > timer:
            break
    else:
        errors.seek(0)
        raise Broken(f"The start failed: {errors.read().strip()[-600:]}")
    found = int(line.removeprefix("found "))
    if found < size or told_size(folder) < size:
        raise Broken(f"The log went back from {size} to {found} entries.")
    if stop:
        publisher.send_signal(signal.SIGKILL)
        publisher.wait()
    return publisher, found


def told_size(folder: Path) -> int:
    """How many entries the checkpoint file tells of: its second line."""
    path = folder / "log" / "checkpoint"
    return int(path.read_bytes().split(b"\n")[1]) if path.exists() else 0


if __name__ == "__main__":
    sys.exit(main())
