"""What must hold after every restart."""

from pathlib import Path

from claims import log_file, merkle
from claims.models import Entry
from faults.acknowledged import acknowledged


class Fault(Exception):
    """Something that must never happen did."""


def check(folder: Path) -> int:
    """The size of the log. Raises Fault where the log, its file and what was acknowledged do not agree."""
    rows = list(Entry.objects.order_by("index").values_list("index", "statement", "leaf_hash", "root_hash"))
    frontier = merkle.Frontier()
    for place, (index, statement, leaf, root) in enumerate(rows):
        if index != place:
            raise Fault(f"Index {place} was skipped: the next entry is {index}.")
        frontier.append(merkle.leaf_hash(bytes(statement)))
        if bytes(leaf) != merkle.leaf_hash(bytes(statement)) or bytes(root) != frontier.root():
            raise Fault(f"Entry {index} does not verify.")
    for index, leaf in acknowledged(folder):
        if index >= len(rows) or bytes(rows[index][2]).hex() != leaf:
            raise Fault(f"Entry {index} was acknowledged, and is gone or another one.")
    told = log_file.read()
    size, root = (told.size, told.root) if told else (0, merkle.EMPTY_ROOT)
    if (size, root) != (len(rows), frontier.root()):
        raise Fault(f"The checkpoint file tells of {size} entries, and the database has {len(rows)}.")
    return len(rows)
