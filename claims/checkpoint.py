"""A checkpoint's text (C2SP tlog-checkpoint): which log, how many entries, which root. Floor 0: no Django.

Three lines: the origin, the size in decimal, the root hash in base64. Logs of others may add more lines;
ours never does. A log never signs two checkpoints of which neither is the beginning of the other.
"""

import re
from dataclasses import dataclass
from typing import Self

from claims.merkle import HASH_SIZE
from claims.signed_note import Note, NoteError, decoded, encoded, is_name

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
BAD_CHECKPOINT = "This is no checkpoint: {reason}."


def is_origin(text: str) -> bool:
    """Whether a log of ours may be called so: an address without scheme, blanks, "+" and a "/" at the end."""
    return is_name(text) and "://" not in text and not text.startswith("/") and not text.endswith("/")


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.origin or self.size < 0 or len(self.root) != HASH_SIZE:
            raise NoteError(BAD_CHECKPOINT.format(reason="it needs an origin, a size and a root"))

    def __str__(self) -> str:
        lines = (self.origin, str(self.size), encoded(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a checkpoint's text. Anything else raises NoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise NoteError(BAD_CHECKPOINT.format(reason="it needs three lines or more, none of them empty"))
        origin, size, root, *extensions = lines
        if not _SIZE.fullmatch(size):
            raise NoteError(BAD_CHECKPOINT.format(reason="its second line is no size"))
        try:
            raw = decoded(root)
        except ValueError as error:
            raise NoteError(BAD_CHECKPOINT.format(reason=f"of its third line, {error}")) from error
        return cls(origin, int(size), raw, tuple(extensions))


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint as it was signed. Who signed is for `note.verified` to find out."""

    checkpoint: Checkpoint
    note: Note

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a signed checkpoint. Anything else raises NoteError."""
        note = Note.parse(raw)
        return cls(Checkpoint.parse(note.text), note)

    @property
    def size(self) -> int:
        """How many entries it vouches for."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """The root of the tree over them."""
        return self.checkpoint.root

    def __bytes__(self) -> bytes:
        return bytes(self.note)
