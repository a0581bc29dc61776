"""Where boxes and lines stand when what leads to what is drawn from left to right. Floor 3: pure.

1. A box stands right of everything that leads to it, in the column of its longest way from the start.
2. A line over several columns keeps a lane of its own in each, so that it crosses no box.
3. Each column is ordered by the middle of what its members are joined to, there and back a few times, so
   that lines cross little. The same input always gives the same picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# In the units of the picture (one is a pixel where it is shown in full size).
BOX_WIDTH, BOX_HEIGHT = 184, 78
COLUMN_GAP, ROW_GAP = 56, 14
LANE_HEIGHT = 12
MARGIN = 6
SWEEPS = 4  # there, back, there, back; more changed nothing in any graph tried

Point = tuple[int, int]
Edge = tuple[str, str]
Slot = str | Edge  # what stands in a column: a box, or the lane of a line that only passes


@dataclass(frozen=True, slots=True)
class Layout:
    """The upper corner of each box at its start, the points of each line, and the size of the whole."""

    corners: dict[str, Point]
    lines: dict[Edge, tuple[Point, ...]]
    width: int
    height: int


def arrange(boxes: Sequence[str], leads_to: Mapping[str, Sequence[str]]) -> Layout:
    """Lay out the boxes. `leads_to` names only boxes that are there."""
    depth = _depths(boxes, leads_to)
    columns = _ordered(_columns(boxes, leads_to, depth), leads_to)
    tallest = max(map(_tall, columns), default=0)
    corners: dict[str, Point] = {}
    lanes: dict[tuple[Edge, int], int] = {}
    for column, slots in enumerate(columns):
        y = MARGIN + (tallest - _tall(slots)) // 2
        for slot in slots:
            if isinstance(slot, str):
                corners[slot] = (_x(column), y)
            else:
                lanes[slot, column] = y + LANE_HEIGHT // 2
            y += _height(slot) + ROW_GAP
    lines = {}
    for box in boxes:
        for target in leads_to[box]:
            points = [(_x(depth[box]) + BOX_WIDTH, corners[box][1] + BOX_HEIGHT // 2)]
            for column in range(depth[box] + 1, depth[target]):
                y = lanes[(box, target), column]
                points += [(_x(column), y), (_x(column) + BOX_WIDTH, y)]
            lines[box, target] = (*points, (_x(depth[target]), corners[target][1] + BOX_HEIGHT // 2))
    width = _x(len(columns)) - COLUMN_GAP + MARGIN if columns else 0
    return Layout(corners, lines, width, tallest + 2 * MARGIN if columns else 0)


def _x(column: int) -> int:
    return MARGIN + column * (BOX_WIDTH + COLUMN_GAP)


def _height(slot: Slot) -> int:
    return BOX_HEIGHT if isinstance(slot, str) else LANE_HEIGHT


def _tall(slots: Sequence[Slot]) -> int:
    return sum(map(_height, slots)) + ROW_GAP * (len(slots) - 1)


def _depths(boxes: Sequence[str], leads_to: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The column of each box. Ends in a cycle, too, with a line that leads back."""
    finished: list[str] = []  # each after all that it leads to
    seen: set[str] = set()
    for start in boxes:
        stack = [(start, False)]
        while stack:
            box, done = stack.pop()
            if done:
                finished.append(box)
            elif box not in seen:
                seen.add(box)
                stack.append((box, True))
                stack.extend((target, False) for target in reversed(leads_to[box]))
    depth = dict.fromkeys(boxes, 0)
    for box in reversed(finished):
        for target in leads_to[box]:
            depth[target] = max(depth[target], depth[box] + 1)
    return depth


def _columns(
    boxes: Sequence[str], leads_to: Mapping[str, Sequence[str]], depth: Mapping[str, int]
) -> list[list[Slot]]:
    columns: list[list[Slot]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for box in boxes:
        columns[depth[box]].append(box)
    for box in boxes:
        for target in leads_to[box]:
            for column in range(depth[box] + 1, depth[target]):
                columns[column].append((box, target))
    return columns


def _ordered(columns: list[list[Slot]], leads_to: Mapping[str, Sequence[str]]) -> list[list[Slot]]:
    forward = range(1, len(columns))
    backward = range(len(columns) - 2, -1, -1)
    for sweep in range(SWEEPS):
        for column in backward if sweep % 2 else forward:
            beside = columns[column + 1 if sweep % 2 else column - 1]
            middles: dict[Slot, tuple[float, int]] = {}
            for own, slot in enumerate(columns[column]):
                near = [place for place, other in enumerate(beside) if _joined(slot, other, leads_to)]
                # What is joined to nothing there keeps its place among the others.
                middles[slot] = (sum(near) / len(near) if near else own, own)
            columns[column] = sorted(middles, key=middles.__getitem__)
    return columns


def _joined(one: Slot, other: Slot, leads_to: Mapping[str, Sequence[str]]) -> bool:
    """Whether a line runs between two slots of neighbouring columns, whichever comes first."""
    if isinstance(one, str) and isinstance(other, str):
        return other in leads_to[one] or one in leads_to[other]
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one == other
    box, lane = (one, other) if isinstance(one, str) else (other, one)
    return box in lane
