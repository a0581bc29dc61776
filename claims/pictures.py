"""The origins picture: which source relays which, as boxes and lines. Floor 3: pure, no HTML.

1. In: the content of a record. Cited sources stand on the left, what they relay to their right, and so on
   until the ways end (claims.layers says where exactly).
2. A box says in words what the source is here: whether the report starts here, or is only repeated.
3. At most MOST_DRAWN sources are drawn, in the order of citation; how many are left out is said.
4. `as_text` says the same in sentences, with the number of origins on each side.

The number of origins is counted from the content alone, as any reader can. Only where something withheld has
a part in a side can readers not recount it; then the number that the record states is repeated, or none is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from claims.choices import SourceKind, Stance, Standing
from claims.grading import SIDE_NAMES
from claims.layers import BOX_HEIGHT, BOX_WIDTH, Point, arrange
from claims.origins import SourceFacts, count_origins, plural, rests_on

MOST_DRAWN = 40

LINE_CHARACTERS = 23  # that fit into a box
TITLE_LINES = 2

WITHHELD = gettext_noop("Source withheld")
STARTS, REPEATS = gettext_noop("starts here"), gettext_noop("only repeats")
PASSES_ON = gettext_noop("passes on")
# The sides as a sentence begins with them.
SIDES = {Stance.SUPPORTS: gettext_noop("Supporting side"), Stance.REFUTES: gettext_noop("Refuting side")}

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """One source, as a box."""

    ref: str
    kind: str  # "root" relays nothing, "repeats" is cited and relays, "between" relays only; or "withheld"
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
    points: tuple[Point, ...]


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

    @property
    def not_drawn(self) -> str:
        """How many sources the picture leaves out, in a sentence; "" for none."""
        if not self.left_out:
            return ""
        return ngettext(
            "%(number)s more source is not drawn.", "%(number)s more sources are not drawn.", self.left_out
        ) % {"number": self.left_out}


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
    layout = arrange(drawn, shown)
    facts = _facts(sources)
    outlets = {o["slug"]: o["name"] for s in sources.values() if (o := s.get("outlet"))}
    sides = [side for side in SIDE_NAMES if stance in (None, side)]
    return Graph(
        width=layout.width,
        height=layout.height,
        nodes=tuple(_node(sources[ref], cited.get(ref), relays[ref], *layout.corners[ref]) for ref in drawn),
        lines=tuple(
            Line(ref, original, layout.lines[ref, original]) for ref in drawn for original in shown[ref]
        ),
        sides=tuple(sentence for side in sides if (sentence := _side(side, content, sources, facts))),
        repeating=tuple(outlets[slug] for slug in count_origins(cited, facts).repeating),
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
    told += [
        _("%(source)s relays %(originals)s.")
        % {"source": _capital(labels[ref]), "originals": _listed(originals)}
        for ref, originals in relayed.items()
    ]
    roots = [node.label for node in graph.nodes if node.kind == "root"]
    if roots and graph.lines:
        ends = ngettext(
            "The ways end at %(roots)s, which relays nothing.",
            "The ways end at %(roots)s, which relay nothing.",
            len(roots),
        )
        told.append(ends % {"roots": _listed(roots)})
    if graph.repeating:
        repeats = ngettext(
            "%(outlets)s only repeats here.", "%(outlets)s only repeat here.", len(graph.repeating)
        )
        told.append(repeats % {"outlets": _listed(graph.repeating)})
    told += [
        _("%(sources)s share an outlet, %(outlet)s.")
        % {"sources": _capital(_listed(those)), "outlet": outlet}
        for outlet, those in graph.shared
    ]
    if graph.not_drawn:
        told.append(graph.not_drawn)
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
    name = _(SIDES[side])
    kept_back = {item["source"] for item in items if item["withheld"]} | {
        ref for ref in refs if any(sources[each]["withheld"] for each in rests_on(ref, facts).sources)
    }
    if not kept_back:
        return f"{name}: {count_origins(refs, facts).sentence}"
    told = {"side": name, "sources": plural(len(refs), "source"), "some": len(kept_back)}
    counted = (
        _("%(side)s: %(sources)s, %(some)s of them resting on something withheld")
        if len(refs) > 1
        else _("%(side)s: %(sources)s, resting on something withheld")
    ) % told
    assessment = content["assessment"]
    if assessment is None:
        return _("%(counted)s; the origins are not counted here.") % {"counted": counted}
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
    words = [source["reliability"] or _("not graded")]
    if source["standing"] == Standing.RETRACTED:
        words.append(_("retracted"))
    words += [str(Stance(stance).label).lower() for stance in stances or ()]
    does = {"root": STARTS, "repeats": REPEATS, "between": PASSES_ON}[kind]
    words.append(_(does))
    if source["withheld"]:
        words.pop()  # what it rests on is not public either
        label, below = _("a withheld source (%(name)s)") % {"name": source["ref"]}, ""
    else:
        outlet = source["outlet"]["name"] if source["outlet"] else ""
        label = f"“{source['title']}”" + (f" ({outlet})" if outlet else "")
        below = _shortened(outlet or _kind_words(source["kind"]))
    return Node(
        ref=source["ref"],
        kind="withheld" if source["withheld"] else kind,
        label=label,
        title=_wrapped(_(WITHHELD) if source["withheld"] else source["title"]),
        outlet=below,
        caption=" · ".join(words),
        cited=bool(stances),
        withheld=bool(source["withheld"]),
        x=x,
        y=y,
    )


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────


def _wrapped(text: str) -> tuple[str, ...]:
    """The text in lines that fit a box, the last one shortened where it takes more."""
    lines: list[str] = []
    rest = " ".join(text.split())
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
    if len(words) == 1:
        return words[0]
    return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
