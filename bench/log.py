"""The log: appending and proving in memory, the door, tiles served, a whole log verified."""

import json
import random
import statistics
import subprocess  # nosec B404
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.door import published
from bench.measuring import Site, rates_in_turns, table
from bench.place import ROOT, size_of
from claims import merkle
from claims.checkpoint import Checkpoint
from claims.signed_note import Signer, sign

MILLION = 1_000_000
PROOFS = 2_000
ORIGIN = "bench.example/log"
MEGABYTE = 1 << 20

# Runs a script, and prints last how many kilobytes it held at most. A child's rusage would begin with what
# its parent holds, which is a tree of a million entries.
AND_ITS_PEAK = """
import re, runpy, sys
del sys.argv[0]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""


def main(size: str) -> None:
    """What does not depend on a database is measured once, at the first size of any; the result is JSON."""
    found = {"entries": size_of(size), **memory(), **served()}
    found["door"] = published()
    found["verified"] = verified()
    found["audited"] = timed("manage.py", "audit")
    print(json.dumps(found))


def memory() -> dict[str, Any]:
    """Appending to a frontier and to a stored tree against the bare hashing, and proofs from the latter."""
    statements = [str(number).encode() * 40 for number in range(MILLION)]
    times: dict[str, list[float]] = {"bare": [], "frontier": [], "tree": []}
    tree = merkle.StoredTree()
    for _ in range(3):
        times["bare"].append(seconds(partial(bare_hashes, statements)))
        frontier = merkle.Frontier()
        times["frontier"].append(seconds(partial(append_all, frontier, statements)))
        tree = merkle.StoredTree()
        times["tree"].append(seconds(partial(append_all, tree, statements)))
        assert tree.root() == frontier.root()  # nosec B101
    chance = random.Random(1)  # nosec B311
    places = [chance.randrange(MILLION) for _ in range(PROOFS)]
    inclusion = seconds(partial(list, map(tree.inclusion_proof, places))) / PROOFS
    consistency = seconds(partial(list, map(tree.consistency_proof, places))) / PROOFS
    return {
        **{name: MILLION / min(taken) for name, taken in times.items()},
        "inclusion": inclusion * 1e6,
        "consistency": consistency * 1e6,
        "tree MB": sum(map(len, tree._levels)) / MEGABYTE,
    }


def bare_hashes(statements: list[bytes]) -> None:
    """As many hashes, of inputs of the same sizes, as appending takes: a leaf each, and all nodes above."""
    node = bytes(1 + 2 * merkle.HASH_SIZE)
    for statement in statements:
        sha256(merkle.LEAF_PREFIX + statement).digest()
    for _ in range(len(statements) - len(statements).bit_count()):
        sha256(node).digest()


def append_all(tree: merkle.Frontier | merkle.StoredTree, statements: list[bytes]) -> None:
    """The same through the tree."""
    for statement in statements:
        tree.append(merkle.leaf_hash(statement))


def served() -> dict[str, float]:
    """Requests a second for what a log's client asks, in turns with an empty view of Django's."""
    site = Site()
    addresses = {
        "empty": "/bench-empty/",
        "checkpoint": "/log/checkpoint",
        "tile": "/log/tile/0/000",
        "bundle": "/log/tile/entries/000",
    }
    return rates_in_turns(7, {f"{name} served": partial(site.expect, to) for name, to in addresses.items()})


def verified(entries: int = MILLION) -> dict[str, float]:
    """So many entries in a folder, checked by the verifier that anybody can run, in its own process."""
    with tempfile.TemporaryDirectory(prefix="ledger-bench-log-") as folder:
        key = write_log(Path(folder) / "log", entries)
        state = str(Path(folder) / "state")
        return timed("claims/verifier.py", folder, "--no-records", "--key", key, "--state", state)


def timed(script: str, *arguments: str) -> dict[str, float]:
    """How long one of our scripts takes in a process of its own, and how much memory; it must end with 0."""
    command = [sys.executable, "-c", AND_ITS_PEAK, str(ROOT / script), *arguments]
    began = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # nosec B603
    taken = time.perf_counter() - began
    return {"seconds": taken, "MB": int(done.stdout.split()[-1]) / 1024}


def write_log(folder: Path, size: int) -> str:
    """A log of so many first versions as a mirror holds it, records aside; returns its verifier key."""
    signer = Signer.make(ORIGIN)
    frontier, waiting = merkle.Frontier(), list[list[bytes]]()
    numbers: list[int] = []

    def hashed(level: int, found: bytes) -> None:
        if level == len(waiting):
            waiting.append([])
            numbers.append(0)
        waiting[level].append(found)
        if len(waiting[level]) == merkle.TILE_WIDTH:
            tile = b"".join(waiting[level])
            write(folder / merkle.tile_path(level, numbers[level]), tile)
            numbers[level] += 1
            waiting[level] = []
            hashed(level + 1, merkle.tile_nodes(tile)[-1])

    bundle: list[bytes] = []
    for index, statement in enumerate(statements(size)):
        bundle.append(len(statement).to_bytes(2, "big") + statement)
        leaf = merkle.leaf_hash(statement)
        frontier.append(leaf)
        hashed(0, leaf)
        if len(bundle) == merkle.TILE_WIDTH or index == size - 1:
            write(folder / merkle.entries_path(index // merkle.TILE_WIDTH, len(bundle)), b"".join(bundle))
            bundle = []
    for level, rest in enumerate(waiting):
        if rest:
            write(folder / merkle.tile_path(level, numbers[level], len(rest)), b"".join(rest))
    text = Checkpoint(ORIGIN, size, frontier.root())
    write(folder / "checkpoint", bytes(sign(str(text), [signer])))
    return str(signer.verifier)


def statements(size: int) -> Iterator[bytes]:
    """The first versions of claims 1, 2, 3 …, a second after each other."""
    from claims import records

    moment = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(1, size + 1):
        record = {"event": "published", "claim": number, "version": 1}
        digest = sha256(number.to_bytes(8, "big")).hexdigest()
        at = moment + timedelta(seconds=number)
        yield records.canonical(
            records.statement_of(record, record_digest=digest, previous=None, published_at=at)
        )


def write(path: Path, data: bytes) -> None:
    """A file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def seconds(act: Any) -> float:
    """How long one call computes, whatever else the machine does meanwhile."""
    began = time.process_time()
    act()
    return time.process_time() - began


def report(sizes: list[str], results: list[dict[str, Any]]) -> str:
    """The figures in a table; what does not depend on the size as medians over all."""

    def middle(*names: str) -> float:
        values: list[Any] = results
        for name in names:
            values = [each[name] for each in values]
        return statistics.median(values)

    bare, door, inserts = middle("bare"), middle("door", "door"), middle("door", "bare")
    rows = [("Bare SHA-256 of a million entries and of their nodes", f"{bare:,.0f} entries/s")]
    for name in ("frontier", "tree"):
        rate = middle(name)
        rows.append((f"Appending to a {name}", f"{rate:,.0f} entries/s, {bare / rate:.2f} times as long"))
    rows += [
        ("Inclusion proof at a million entries", f"{middle('inclusion'):.0f} µs"),
        ("Consistency proof at a million entries", f"{middle('consistency'):.0f} µs"),
        ("A stored tree of a million entries", f"{middle('tree MB'):.0f} MB"),
        ("Bare single-row committed inserts", f"{inserts:,.0f}/s"),
        ("Publishing through the door", f"{door:,.1f}/s, {door / inserts:.3f} of these"),
    ]
    for size, found in zip(sizes, results, strict=True):
        for name in ("checkpoint", "tile", "bundle"):
            rate = found[f"{name} served"]
            share = rate / found["empty served"]
            rows.append((f"Served at {size}: {name}", f"{rate:,.0f}/s, {share:.2f} of an empty view"))
        taken, memory = found["audited"]["seconds"], found["audited"]["MB"]
        rows.append((f"Audit at {size}", f"{taken:.1f} s, {memory:.0f} MB at most"))
    taken, memory = middle("verified", "seconds"), middle("verified", "MB")
    rows.append(("Verifying a million entries from a folder", f"{taken:.1f} s, {memory:.0f} MB at most"))
    return table(["The log", "measured"], rows)
