"""Secrets that the ledger makes for itself: one small file each, readable by its owner alone."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> str:
    """The secret in `path`; made and stored there first (mode 600) where there is none."""
    found = read(path)
    if found:
        return found
    path.parent.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(48)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(made)
    try:
        # A link never replaces: of two processes that start together, both use what the first one wrote.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return read(path) or made


def read(path: Path) -> str:
    """The secret in `path`, or an empty string where there is none yet."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
