"""The checkpoint file: what the log has told the world, kept outside the database. Floor 3: reads.

Readers are served what this file holds and nothing beyond, so a database that was restored from an old
backup, or that somebody shortened, is found out by it: it says less than the file, or something else.
"""

import os
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from claims.checkpoint import SignedCheckpoint
from claims.models import Entry
from claims.signed_note import NoteError
from claims.workflow import Refused

UNREADABLE = _(
    "The checkpoint file {path} can't be read ({reason}). Put it back from a copy: see “The checkpoint file” "
    "in docs/operations.md."
)
AHEAD = _(
    "The log told the world of {told} entries ({path}), and the database has {has}: it is older than what "
    "was published, so nothing may be added to it. See “The checkpoint file” in docs/operations.md."
)
FORKED = _(
    "The database's first {told} entries are not those that the log told the world of ({path}): this is "
    "another log, so nothing may be added to it. See “The checkpoint file” in docs/operations.md."
)
OTHER_ORIGIN = _(
    "The log is called “{origin}”, as its first checkpoint says, and LOG_ORIGIN is “{setting}”. Set "
    "LOG_ORIGIN to the log's own name: it never changes."
)

SETTLED_NS = 1_000_000_000
_read: dict[tuple[str, int, int, int], SignedCheckpoint] = {}


def path() -> Path:
    """Where the file is."""
    return Path(settings.LOG_DIR) / "checkpoint"


def read() -> SignedCheckpoint | None:
    """What the file holds; None before the first checkpoint. Raises Refused where it is no checkpoint."""
    place = path()
    try:
        found = os.stat(place)
        key = (str(place), found.st_ino, found.st_mtime_ns, found.st_size)
        if key not in _read:
            signed = SignedCheckpoint.parse(place.read_bytes())
            # The file is replaced, never written to. Only a file that is no longer brand-new is remembered:
            # two that follow each other within a tick of the clock could be told apart by nothing.
            if time.time_ns() - found.st_mtime_ns > SETTLED_NS:
                _read.clear()
                _read[key] = signed
            return signed
        return _read[key]
    except FileNotFoundError:
        return None
    except (OSError, NoteError) as error:
        raise Refused(UNREADABLE.format(path=place, reason=error)) from error
    except KeyError:  # another thread has read a newer one meanwhile
        return read()


def refuse_unless_beginning(told: SignedCheckpoint | None, last: Entry | None) -> None:
    """Raise Refused unless what was told is a beginning of the log that ends with `last`."""
    if told is None or told.size == 0:
        return
    if told.checkpoint.origin != settings.LOG_ORIGIN:
        raise Refused(OTHER_ORIGIN.format(origin=told.checkpoint.origin, setting=settings.LOG_ORIGIN))
    has = last.index + 1 if last else 0
    if last is None or told.size > has:
        raise Refused(AHEAD.format(told=told.size, has=has, path=path()))
    root: bytes | memoryview | None = last.root_hash
    if told.size < has:
        root = Entry.objects.filter(index=told.size - 1).values_list("root_hash", flat=True).first()
    if root is None or bytes(root) != told.root:
        raise Refused(FORKED.format(told=told.size, path=path()))
