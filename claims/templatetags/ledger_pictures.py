"""Larger drawings. Each comes with the same in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from claims.pictures import Graph, Line, Node, as_text, origins_picture

register = template.Library()

ARROW_LENGTH, ARROW_HALF = 8, 4
TEXT_START = 14  # from the edge of a box
FIRST_LINE, LINE_STEP = 21, 16


@register.inclusion_tag("includes/origins_picture.html", name="origins_picture")
def origins_picture_tag(
    content: dict[str, Any], stance: str = "", name: str = "origins-picture"
) -> dict[str, Any]:
    """Which cited source relays which, for one stance or ("") all. `name` sets the ids apart on one page."""
    graph = origins_picture(content, stance or None)
    return {
        "graph": graph,
        "name": name,
        "boxes": [{"node": node, "lines": _lines(node)} for node in graph.nodes],
        "paths": [{"d": _path(line), "head": _head(line)} for line in graph.lines],
        "sentences": [told for told in as_text(graph) if told not in (*graph.sides, graph.not_drawn)],
        "short": _short(graph),
    }


def _short(graph: Graph) -> str:
    return " ".join(filter(None, (*graph.sides, graph.not_drawn))) or _(
        "Nothing is cited for or against the claim."
    )


def _lines(node: Node) -> list[dict[str, Any]]:
    """The lines of text in a box, with their places."""
    rows = [
        *(("title", text) for text in node.title),
        *([("outlet", node.outlet)] if node.outlet else []),
        ("caption", node.caption),
    ]
    return [
        {"kind": kind, "text": text, "x": node.x + TEXT_START, "y": node.y + FIRST_LINE + place * LINE_STEP}
        for place, (kind, text) in enumerate(rows)
    ]


def _path(line: Line) -> str:
    """A soft curve through the line's points, ending where its head begins."""
    *most, (end_x, end_y) = line.points
    points = [*most, (end_x - ARROW_LENGTH, end_y)]
    (x, y), *rest = points
    d = f"M{x} {y}"
    for to_x, to_y in rest:
        middle = (x + to_x) // 2
        d += f"C{middle} {y} {middle} {to_y} {to_x} {to_y}" if to_y != y else f"H{to_x}"
        x, y = to_x, to_y
    return d


def _head(line: Line) -> str:
    x, y = line.points[-1]
    return f"{x - ARROW_LENGTH},{y - ARROW_HALF} {x},{y} {x - ARROW_LENGTH},{y + ARROW_HALF}"
