"""`python -m bench 10k 100k`: makes and fills the databases, measures, prints tables."""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

import django

from bench import place
from bench.turns import results_of

PARTS = ("reading", "desk", "log", "graphs")


def main() -> int:
    """Every part at every size, in processes of their own: one database a process."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["10k", "100k"], help="numbers of published claims")
    parser.add_argument("--parts", nargs="*", default=PARTS, help="what to measure; none: fill only")
    parser.add_argument("--rounds", type=int, default=3, help="of the parts that can be merged")
    parser.add_argument("--anew", action="store_true", help="drop and fill again what an earlier run left")
    asked = parser.parse_args()
    with place.server() as (app, owner):
        for size in asked.sizes:
            place.size_of(size)
            prepare(size, app, owner, anew=asked.anew)
        parts = load(asked.parts, place.environment(app, owner, place.name_of(asked.sizes[0])))
        for part, module in parts.items():
            rounds: list[list[Any]] = []
            for _ in range(asked.rounds if hasattr(module, "merged") else 1):
                rounds.append(list(map(json.loads, run(part, asked.sizes, app, owner))))
            results = [
                module.merged(list(found)) if hasattr(module, "merged") else found[0]
                for found in zip(*rounds, strict=True)
            ]
            print(f"\n{module.report(asked.sizes, results)}", flush=True)
    return 0


def load(parts: Iterable[str], environment: dict[str, str]) -> dict[str, ModuleType]:
    """The parts by name. What they import of the ledger needs its settings, which this environment gives."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        django.setup()
        return {part: importlib.import_module(f"bench.{part}") for part in parts}
    finally:  # where the bench's databases are was read from the environment as it was
        os.environ.clear()
        os.environ.update(before)


def prepare(size: str, app: str, owner: str, *, anew: bool) -> None:
    """The database of a size, made and filled where there is none."""
    name = place.name_of(size)
    if anew:
        place.drop(owner, name)
    if place.exists(owner, name):
        return
    print(f"Making {name} …", flush=True)
    place.make(owner, name)
    try:
        run("fill", [size], app, owner)
    except BaseException:
        place.drop(owner, name)
        raise


def run(part: str, sizes: Sequence[str], app: str, owner: str) -> list[str]:
    """A part of the bench at these sizes, each in a process of its own; what each printed last."""
    return results_of(
        [
            (
                [sys.executable, "-m", "bench.child", part, size],
                place.environment(app, owner, place.name_of(size)),
            )
            for size in sizes
        ],
        str(place.ROOT),
    )


if __name__ == "__main__":
    sys.exit(main())
