"""What the publisher noted as acknowledged: a line each, index and leaf hash."""

from pathlib import Path


def acknowledged(folder: Path) -> list[tuple[int, str]]:
    """What was acknowledged; a line that a kill cut off was not noted in full."""
    path = folder / "acknowledged"
    lines = path.read_text(encoding="ascii").split("\n")[:-1] if path.exists() else []
    return [(int(line.split()[0]), line.split()[1]) for line in lines]
