"""The origins picture: which source relays which, as boxes and lines on a grid. Floor 3: pure layout, no HTML.

1. In: the content of a record. Cited sources stand on the left, what they relay to their right, and so on
   until the ways end. A source stands right of everything that relays it.
2. Boxes of a column are ordered so that lines cross little; a line over several columns keeps a lane of its
   own in each. The same content always gives the same picture.
3. At most MOST_DRAWN sources are drawn, in the order of citation; how many are left out is said.
4. `as_text` says the same in sentences, with the number of origins on each side.

The number of origins is counted from the content alone, as any reader can. Only where something withheld has
a part in a side can readers not recount it; then the number that the record states is repeated, or none is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.choices import SourceKind, Stance, Standing
from claims.grading import SIDE_NAMES
from claims.origins import SourceFacts, count_origins, plural, rests_on

MOST_DRAWN = 40

# The grid, in the units of the picture (one is a pixel where it is shown in full size).
BOX_WIDTH, BOX_HEIGHT = 184, 78
COLUMN_GAP, ROW_GAP = 56, 14
LANE_HEIGHT = 12
MARGIN = 6
LINE_CHARACTERS = 23  # that fit into a box
TITLE_LINES = 2
SWEEPS = 4  # of ordering the columns by their neighbours; more changed nothing in any graph tried

WITHHELD = "Source withheld"
STARTS, REPEATS, PASSES_ON = "starts here", "only repeats", "passes on"

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """One source, as a box."""

    ref: str
    kind: str  # "root": relays nothing; "repeats": cited, relays; "between": relays and is not cited
    label: str  # in full
    title: tuple[str, ...]  # shortened to the box
    outlet: str  # or the kind of source, shortened
    caption: str  # what it is here, in words
    cited: bool
    withheld: bool
    x: int
    y: int
    w: int = BOX_WIDTH
    h: int = BOX_HEIGHT


@dataclass(frozen=True, slots=True)
class Line:
    """That one source relays another: from the first point to the last."""

    source: str
    original: str
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The picture, and what has to be said with it."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    sides: tuple[str, ...]  # "Supporting side: 5 outlets, 1 origin."
    repeating: tuple[str, ...]  # names of outlets whose cited sources only repeat
    shared: tuple[tuple[str, tuple[str, ...]], ...]  # outlet, labels of its sources
    left_out: int  # sources that are not drawn


def origins_picture(content: Content, stance: str | None = None) -> Graph:
    """The picture of the sources cited with this stance, or of all that are cited."""
    sources = {source["ref"]: source for source in content["sources"]}
    cited: dict[str, list[str]] = {}
    for item in content["evidence"]:
        if stance in (None, item["stance"]):
            stances = cited.setdefault(item["source"], [])
            if item["stance"] not in stances:
                stances.append(item["stance"])
    relays = {ref: tuple(source.get("relays") or ()) for ref, source in sources.items()}
    drawn, left_out = _drawn(cited, relays)
    shown = {ref: [original for original in relays[ref] if original in drawn] for ref in drawn}
    columns = _columns(drawn, shown, cited)
    places, lanes, width, height = _placed(columns, shown)
    facts = _facts(sources)
    sides = [side for side in SIDE_NAMES if stance in (None, side)]
    return Graph(
        width=width,
        height=height,
        nodes=tuple(_node(sources[ref], cited.get(ref), relays[ref], *places[ref]) for ref in drawn),
        lines=tuple(
            Line(ref, original, _points(ref, original, places, lanes))
            for ref in drawn
            for original in shown[ref]
        ),
        sides=tuple(sentence for side in sides if (sentence := _side(side, content, sources, facts))),
        repeating=tuple(
            name
            for slug in count_origins(cited, facts).repeating
            if (
                name := next(
                    o["name"] for s in sources.values() if (o := s.get("outlet")) and o["slug"] == slug
                )
            )
        ),
        shared=_shared(drawn, sources),
        left_out=left_out,
    )


def as_text(graph: Graph) -> list[str]:
    """The same in sentences: how many origins, who relays whom, where the ways end."""
    labels = {node.ref: node.label for node in graph.nodes}
    relayed: dict[str, list[str]] = {}
    for line in graph.lines:
        relayed.setdefault(line.source, []).append(labels[line.original])
    told = list(graph.sides)
    told += [f"{_capital(labels[ref])} relays {_listed(originals)}." for ref, originals in relayed.items()]
    roots = [node.label for node in graph.nodes if node.kind == "root"]
    if roots and graph.lines:
        told.append(f"The ways end at {_listed(roots)}, which {_verb('relay', roots)} nothing.")
    if graph.repeating:
        told.append(f"{_listed(graph.repeating)} only {_verb('repeat', graph.repeating)} here.")
    told += [f"{_capital(_listed(those))} share an outlet, {outlet}." for outlet, those in graph.shared]
    if graph.left_out:
        told.append(
            f"{plural(graph.left_out, 'more source')} {'is' if graph.left_out == 1 else 'are'} not drawn."
        )
    return told


# ── What is drawn ───────────────────────────────────────────────────────────────────────────────────


def _drawn(cited: Iterable[str], relays: Mapping[str, Sequence[str]]) -> tuple[list[str], int]:
    """The first sources by citation, each followed by what it relays; and how many there are beyond them."""
    order: dict[str, None] = {}
    stack = list(reversed(list(cited)))
    while stack:
        ref = stack.pop()
        if ref not in order:
            order[ref] = None
            stack.extend(reversed(relays[ref]))
    drawn = list(order)
    return drawn[:MOST_DRAWN], len(drawn[MOST_DRAWN:])


def _facts(sources: Mapping[str, Any]) -> dict[str, SourceFacts]:
    return {
        ref: SourceFacts(
            ref,
            source["reliability"],
            source["outlet"]["slug"] if source.get("outlet") else None,
            tuple(source.get("relays") or ()),
            source["standing"] == Standing.RETRACTED,
        )
        for ref, source in sources.items()
    }


def _side(
    side: Stance, content: Content, sources: Mapping[str, Any], facts: Mapping[str, SourceFacts]
) -> str:
    """How many origins a side has, in a sentence; "" where nothing is cited on it."""
    items = [item for item in content["evidence"] if item["stance"] == side]
    refs = sorted({item["source"] for item in items})
    if not refs:
        return ""
    name = f"{SIDE_NAMES[side].capitalize()} side"
    kept_back = {item["source"] for item in items if item["withheld"]} | {
        ref for ref in refs if any(sources[each]["withheld"] for each in rests_on(ref, facts).sources)
    }
    if not kept_back:
        return f"{name}: {count_origins(refs, facts).sentence}"
    counted = f"{name}: {plural(len(refs), 'source')}, of which {len(kept_back)} rest on something withheld"
    if len(kept_back) == 1:
        counted = counted.replace("1 rest on", "1 rests on")
    assessment = content["assessment"]
    if assessment is None:
        return f"{counted}; the origins are not counted here."
    return f"{counted}; {plural(assessment['ceiling']['origins'][side], 'origin')}."


def _shared(drawn: Iterable[str], sources: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by_outlet: dict[str, list[str]] = {}
    for ref in drawn:
        if outlet := sources[ref].get("outlet"):
            by_outlet.setdefault(outlet["name"], []).append(f"“{sources[ref]['title']}”")
    return tuple((name, tuple(those)) for name, those in by_outlet.items() if len(those) > 1)


def _node(
    source: Mapping[str, Any], stances: Sequence[str] | None, relays: Sequence[str], x: int, y: int
) -> Node:
    kind = "root" if not relays else "repeats" if stances else "between"
    words = [source["reliability"] or "not graded"]
    if source["standing"] == Standing.RETRACTED:
        words.append("retracted")
    words += [str(Stance(stance).label).lower() for stance in stances or ()]
    words.append({"root": STARTS, "repeats": REPEATS, "between": PASSES_ON}[kind])
    if source["withheld"]:
        words.pop()  # what it rests on is not public either
        title, label, below = (WITHHELD,), f"a withheld source ({source['ref']})", ""
    else:
        title = _wrapped(source["title"])
        outlet = source["outlet"]["name"] if source["outlet"] else ""
        label = f"“{source['title']}”" + (f" ({outlet})" if outlet else "")
        below = _shortened(outlet or _kind_words(source["kind"]))
    return Node(
        ref=source["ref"],
        kind="withheld" if source["withheld"] else kind,
        label=label,
        title=title,
        outlet=below,
        caption=" · ".join(words),
        cited=bool(stances),
        withheld=bool(source["withheld"]),
        x=x,
        y=y,
    )


# ── Where it stands ─────────────────────────────────────────────────────────────────────────────────

Place = tuple[int, int]
Lane = tuple[str, str]  # of the line between two sources, in a column that it only passes
Slot = str | Lane


def _columns(
    drawn: Sequence[str], relays: Mapping[str, Sequence[str]], cited: Mapping[str, Any]
) -> list[list[Slot]]:
    """The columns from left to right, each from top to bottom."""
    depth = _depths(drawn, relays)
    columns: list[list[Slot]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    neighbours: dict[tuple[int, Slot], list[Slot]] = {}
    for ref in drawn:
        columns[depth[ref]].append(ref)
    for ref in drawn:
        for original in relays[ref]:
            before: Slot = ref
            for column in range(depth[ref] + 1, depth[original] + 1):
                slot: Slot = original if column == depth[original] else (ref, original)
                if slot not in columns[column]:
                    columns[column].append(slot)
                neighbours.setdefault((column, slot), []).append(before)
                neighbours.setdefault((column - 1, before), []).append(slot)
                before = slot
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        order = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
        for column in order:
            beside = columns[column - 1 if forward else column + 1]
            position: dict[Slot, int] = {slot: place for place, slot in enumerate(beside)}
            own = {slot: place for place, slot in enumerate(columns[column])}

            def middle(
                slot: Slot, column: int = column, position: dict[Slot, int] = position
            ) -> float | None:
                near = [position[each] for each in neighbours.get((column, slot), ()) if each in position]
                return sum(near) / len(near) if near else None

            # What has no neighbour on that side keeps its place among the others.
            keys = {
                slot: (middle(slot) if middle(slot) is not None else own[slot], own[slot]) for slot in own
            }
            columns[column].sort(key=lambda slot, keys=keys: keys[slot])  # type: ignore[misc]
    return columns


def _depths(drawn: Sequence[str], relays: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The longest way from a cited source to each, so that every line leads to the right."""
    after: list[str] = []  # each after all that it relays
    seen: set[str] = set()
    for start in drawn:
        stack = [(start, False)]
        while stack:
            ref, done = stack.pop()
            if done:
                after.append(ref)
            elif ref not in seen:
                seen.add(ref)
                stack.append((ref, True))
                stack.extend((original, False) for original in reversed(relays[ref]))
    depth = dict.fromkeys(drawn, 0)
    for ref in reversed(after):
        for original in relays[ref]:
            depth[original] = max(depth[original], depth[ref] + 1)
    return depth


def _placed(
    columns: Sequence[Sequence[Slot]], relays: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Place], dict[tuple[Lane, int], int], int, int]:
    """The corner of each box, the height of each lane, and the size of the whole."""
    heights = [
        sum(BOX_HEIGHT if isinstance(slot, str) else LANE_HEIGHT for slot in column)
        + ROW_GAP * (len(column) - 1)
        for column in columns
    ]
    tallest = max(heights, default=0)
    places: dict[str, Place] = {}
    lanes: dict[tuple[Lane, int], int] = {}
    for number, (column, tall) in enumerate(zip(columns, heights, strict=True)):
        x = MARGIN + number * (BOX_WIDTH + COLUMN_GAP)
        y = MARGIN + (tallest - tall) // 2
        for slot in column:
            if isinstance(slot, str):
                places[slot] = (x, y)
                y += BOX_HEIGHT + ROW_GAP
            else:
                lanes[slot, x] = y + LANE_HEIGHT // 2
                y += LANE_HEIGHT + ROW_GAP
    width = 2 * MARGIN + len(columns) * BOX_WIDTH + max(len(columns) - 1, 0) * COLUMN_GAP
    return places, lanes, width, 2 * MARGIN + tallest


def _points(
    ref: str, original: str, places: Mapping[str, Place], lanes: Mapping[tuple[Lane, int], int]
) -> tuple[Place, ...]:
    """From the end side of the one box to the start side of the other, along the lanes between."""
    (from_x, from_y), (to_x, to_y) = places[ref], places[original]
    points = [(from_x + BOX_WIDTH, from_y + BOX_HEIGHT // 2)]
    for x in range(from_x + BOX_WIDTH + COLUMN_GAP, to_x, BOX_WIDTH + COLUMN_GAP):
        y = lanes[(ref, original), x]
        points += [(x, y), (x + BOX_WIDTH, y)]
    return (*points, (to_x, to_y + BOX_HEIGHT // 2))


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────


def _wrapped(text: str) -> tuple[str, ...]:
    """The text in lines that fit a box, the last one shortened where it takes more."""
    lines, rest = [], " ".join(text.split())
    while rest and len(lines) < TITLE_LINES - 1 and len(rest) > LINE_CHARACTERS:
        cut = rest.rfind(" ", 0, LINE_CHARACTERS + 1)
        cut = cut if cut > 0 else LINE_CHARACTERS
        lines.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return (*lines, _shortened(rest))


def _shortened(text: str) -> str:
    return text if len(text) <= LINE_CHARACTERS else f"{text[: LINE_CHARACTERS - 1].rstrip(' ,.;:')}…"


def _kind_words(kind: str) -> str:
    return str(SourceKind(kind).label) if kind in SourceKind.values else kind.replace("_", " ")


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _verb(verb: str, subjects: Sequence[str]) -> str:
    return f"{verb}s" if len(subjects) == 1 else verb


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
