"""Large relay graphs: counting their origins and weighing what cites them, as a request has to.

No database: the graphs are as large at every size. `tests/claims/test_origins.py` holds what is counted.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.measuring import table
from claims.choices import Stance
from claims.grading import Item, refuse_credibility_one, weigh
from claims.origins import EXACT_UP_TO, SourceFacts, carried, count_origins

Book = dict[str, SourceFacts]
MANY = 10_000  # a relay graph as large as a request must bear


def book(*facts: SourceFacts) -> Book:
    """Sources by their reference."""
    return {each.ref: each for each in facts}


def chain(length: int) -> Book:
    """Each source relays the next, the last is the root."""
    return book(
        *(SourceFacts(str(n), "A", None, (str(n + 1),) if n + 1 < length else ()) for n in range(length))
    )


def large_graphs() -> dict[str, tuple[Sequence[str], Book, int | None]]:
    """By its shape: what is cited, all sources, and how many origins there are where that is known."""
    dice = random.Random(6)  # nosec B311
    deep = chain(MANY)
    tangle = book(
        *(
            SourceFacts(
                str(n),
                dice.choice("ABCDEF"),
                f"o{dice.randrange(500)}",
                tuple({str(dice.randrange(n)) for _ in range(dice.randrange(4))}) if n else (),
            )
            for n in range(MANY)
        )
    )
    wires = book(
        *(
            SourceFacts(str(n), "A", None, tuple({f"w{dice.randrange(100)}" for _ in range(3)}))
            for n in range(MANY)
        )
    )
    return {
        "a chain, all cited": (list(deep), deep, 1),
        "a chain, both ends cited": (["0", str(MANY - 1)], deep, 1),
        "a tangle, all cited": (list(tangle), tangle, None),
        "a tangle, some cited": (dice.sample(list(tangle), EXACT_UP_TO), tangle, None),
        "a hundred wires": (list(wires), wires, None),
    }


def hardest_exact_graph(degree: int) -> Book:
    """As many sources as are counted exactly, each sharing an unnamed one with so many others."""
    dice = random.Random(degree)  # nosec B311
    stubs = [vertex for vertex in range(EXACT_UP_TO) for _ in range(degree)]
    dice.shuffle(stubs)
    shared: dict[int, list[str]] = {vertex: [] for vertex in range(EXACT_UP_TO)}
    for number, (one, other) in enumerate(zip(stubs[::2], stubs[1::2], strict=True)):
        shared[one].append(f"x{number}")
        shared[other].append(f"x{number}")
    return book(*(SourceFacts(str(v), "A", None, tuple(relays)) for v, relays in shared.items()))


def tangled_evidence() -> tuple[list[Item], Book]:
    """MANY items of evidence for and against, from sources of every grade that relay each other."""
    dice = random.Random(3)  # nosec B311
    sources: Book = {}
    for n in range(MANY):
        relays = {str(dice.randrange(n)) for _ in range(dice.randrange(4))} if n else set()
        sources[str(n)] = SourceFacts(str(n), dice.choice("ABCDEF"), f"o{n % 700}", tuple(sorted(relays)))
    stances = (Stance.SUPPORTS, Stance.REFUTES)
    return [Item(ref, dice.choice(stances), dice.choice("123456")) for ref in sources], sources


def main(size: str) -> None:
    """Seconds of computing for each shape, as JSON."""
    found: dict[str, float] = {}
    for shape, (cited, sources, _origins) in large_graphs().items():
        counting = seconds(lambda: count_origins(cited, sources))  # noqa: B023
        carrying = seconds(lambda: carried(cited, sources))  # noqa: B023
        found[f"Origins of {shape}"] = counting + carrying
    for degree in (3, 6, 12):
        hard = hardest_exact_graph(degree)
        found[f"Origins counted exactly, {degree} ties each"] = seconds(lambda: count_origins(hard, hard))  # noqa: B023
    items, sources = tangled_evidence()
    found["Weighing a tangle, all cited"] = seconds(
        lambda: (weigh(items, sources, rating=5), refuse_credibility_one(items, sources))
    )
    print(json.dumps(found))


def seconds(act: Callable[[], object]) -> float:
    """How long one call computes, whatever else the machine does meanwhile."""
    began = time.process_time()
    act()
    return time.process_time() - began


def report(sizes: list[str], results: list[dict[str, Any]]) -> str:
    """The quickest of all runs, shape by shape."""
    del sizes  # the graphs are as large at every one
    rows = [[shape, f"{min(each[shape] for each in results) * 1000:.0f} ms"] for shape in results[0]]
    return table([f"{MANY:,} sources, or {EXACT_UP_TO} counted exactly", "measured"], rows)
