"""The static mirror: the log and its records as plain files, for any web server or object store.

1. The files stand where the site has the same things: `log/checkpoint`, `log/tile/…`, `log/key`,
   `log/verify.py`, `claims/<number>/v<version>.json`, `method/v<version>.json`. So the verifier reads a
   mirror as it reads the site.
2. A mirror only grows: what is there is left alone, what is missing is written, each file in one step.
3. The checkpoint comes last. A mirror that was cut short still vouches for what it had before, and the next
   run goes on.
4. After it the records that were redacted go. A marker takes a body's place rather than nothing, so that a
   copy of the mirror which never deletes loses the body, too.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from claims import log_reading, merkle, verifier
from claims.checkpoint import SignedCheckpoint
from claims.choices import Event
from claims.models import Entry, RecordBody
from claims.records import parse
from claims.signed_note import NoteError
from claims.workflow import Refused

NOTHING_TOLD = _("The log has told the world nothing yet, so there is nothing to mirror.")
NO_MIRROR = _("{folder} holds something else than a mirror. Choose an empty folder.")
UNREADABLE = _("The checkpoint of the mirror in {folder} can't be read: {reason}")
OTHER_LOG = _(
    "The mirror in {folder} is of another log, or of a later state of this one: its checkpoint has {size} "
    "entries, and they are no beginning of those that the log has told of. It is left as it is."
)
UNTOLD = _("A redaction is under way. Run this again in a moment.")
TRIES = 5
PAUSE = 0.5  # seconds between two of them
SYNCED_ALONE = 500  # files: more are written to the disk together with whatever else waits there

T = TypeVar("T")
Progress = Callable[[int, int], None]


@dataclass
class Written:
    """What a run did."""

    size: int = 0  # entries in the mirror now
    before: int = 0  # … and before
    files: int = 0  # written anew
    redacted: int = 0  # bodies that were taken away


@dataclass
class _Mirror:
    folder: Path
    everything: bool  # compare what is there, too
    written: Written = field(default_factory=Written)
    unsynced: list[Path] = field(default_factory=list)

    def put(self, path: str, make: Callable[[T], bytes], of: T) -> None:
        """Write a file unless it is there. It is made only then."""
        if self.everything or not (self.folder / path).exists():
            self.replace(path, make(of))

    def replace(self, path: str, data: bytes) -> None:
        """Write a file in one step, if it does not say this already."""
        place = self.folder / path
        if place.exists() and place.read_bytes() == data:
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f"{place.name}.new")
        draft.write_bytes(data)
        os.replace(draft, place)
        self.unsynced.append(place)
        self.written.files += 1

    def sync(self) -> None:
        """Have everything written so far on the disk: many files at once, few one by one."""
        if len(self.unsynced) > SYNCED_ALONE:
            os.sync()
        else:
            for place in dict.fromkeys(each for file in self.unsynced for each in (file, file.parent)):
                opened = os.open(place, os.O_RDONLY)
                try:
                    os.fsync(opened)
                finally:
                    os.close(opened)
        self.unsynced.clear()


def export_log(folder: Path, *, everything: bool = False, progress: Progress | None = None) -> Written:
    """Bring a mirror up to the newest checkpoint that the world was told, or begin one in an empty folder.

    With `everything` the files that are there are compared with the log as well, and written anew where they
    differ. Raises Refused where the folder holds something else. `progress` is called with (done, total).
    """
    mirror = _Mirror(folder, everything)
    before = _before(folder)
    for _attempt in range(TRIES):
        told = log_reading.checkpoint_now()
        if told is None:
            raise Refused(str(NOTHING_TOLD))
        _refuse_unless_it_grows(folder, before, told)
        redacted = _redacted(told.size)
        if _append(mirror, 0 if everything or not before else before.size, told, redacted, progress):
            break
        time.sleep(PAUSE)
    else:
        raise Refused(str(UNTOLD))
    mirror.replace("log/key", log_reading.key_file())
    mirror.replace("log/verify.py", Path(verifier.__file__).read_bytes())
    mirror.sync()  # all of it is on the disk before a checkpoint vouches for it
    mirror.replace("log/checkpoint", bytes(told))
    for number, version in sorted(redacted):
        _withdraw(mirror, number, version)
    mirror.sync()
    _tidy(folder, before.size if before else 0, told.size)
    mirror.written.size, mirror.written.before = told.size, before.size if before else 0
    return mirror.written


def _before(folder: Path) -> SignedCheckpoint | None:
    """What the mirror vouches for so far. Raises Refused where the folder is no mirror."""
    try:
        return SignedCheckpoint.parse((folder / "log/checkpoint").read_bytes())
    except (NoteError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            if folder.is_dir() and any(folder.iterdir()) and not (folder / "log/tile").is_dir():
                raise Refused(NO_MIRROR.format(folder=folder)) from None
            return None
        if isinstance(error, NotADirectoryError):
            raise Refused(NO_MIRROR.format(folder=folder)) from None
        raise Refused(UNREADABLE.format(folder=folder, reason=error)) from error


def _refuse_unless_it_grows(folder: Path, before: SignedCheckpoint | None, told: SignedCheckpoint) -> None:
    if before is None or before.size == 0:
        return
    root = Entry.objects.filter(index=before.size - 1).values_list("root_hash", flat=True).first()
    same = before.checkpoint.origin == told.checkpoint.origin and root and bytes(root) == before.root
    if before.size > told.size or not same:
        raise Refused(OTHER_LOG.format(folder=folder, size=before.size))


def _append(
    mirror: _Mirror,
    start: int,
    told: SignedCheckpoint,
    redacted: set[tuple[int, int]],
    progress: Progress | None,
) -> bool:
    """Write what is missing of tiles and records. False where a body went that no entry redacts yet."""
    size = told.size
    for tile in merkle.tiles(size):
        if (tile.number + 1) * merkle.TILE_WIDTH ** (tile.level + 1) <= start:
            continue  # the mirror has it
        mirror.put(f"log/{merkle.tile_path(*tile)}", _tile, tile)
        if tile.level == 0:
            mirror.put(f"log/{merkle.entries_path(tile.number, tile.width)}", _bundle, tile)
    for index, path, key, body in _bodies(start, size):
        if body is not None:
            mirror.put(path, bytes, body)
        elif key in redacted:
            _withdraw(mirror, *key)
        else:
            return False
        if progress:
            progress(index + 1 - start, size - start)
    return True


def _tile(tile: merkle.Tile) -> bytes:
    hashes = log_reading.tile(*tile)
    if hashes is None:
        raise log_reading.LogIncomplete(
            log_reading.TILE_MISSING.format(level=tile.level * merkle.TILE_HEIGHT, position=tile.number)
        )
    return hashes


def _bundle(tile: merkle.Tile) -> bytes:
    bundle = log_reading.bundle(tile.number, tile.width)
    if bundle is None:
        raise log_reading.LogIncomplete(log_reading.ENTRIES_MISSING.format(number=tile.number))
    return bundle


def _bodies(start: int, size: int) -> Iterator[tuple[int, str, tuple[int, int], bytes | None]]:
    """Of each entry in order: index, path of its record, number (0: the method) and version, and the body."""
    rows = (
        RecordBody.objects.filter(entry__index__gte=start, entry__index__lt=size)
        .order_by("entry__index")
        .values_list("entry__index", "entry__number", "entry__version", "body")
    )
    for index, number, version, body in rows.iterator(chunk_size=500):
        key = (number or 0, version)
        yield index, verifier.record_path(*key), key, None if body is None else bytes(body)


def _redacted(size: int) -> set[tuple[int, int]]:
    """Number and version of every record that an entry of a log of this size redacts and that is gone."""
    redactions = Entry.objects.filter(event=Event.REDACTED, index__lt=size, record_body__body__isnull=False)
    named: set[tuple[int, int]] = {
        (number or 0, version)
        for number, body in redactions.values_list("number", "record_body__body")
        for version in parse(body or b"{}").get("redacts", ())
    }
    gone = RecordBody.objects.filter(body__isnull=True, entry__index__lt=size)
    return named & {
        (number or 0, version) for number, version in gone.values_list("entry__number", "entry__version")
    }


def _withdraw(mirror: _Mirror, number: int, version: int) -> None:
    """Put the marker in the place of a redacted record."""
    before = mirror.written.files
    mirror.replace(verifier.record_path(number, version), verifier.marker(number, version))
    mirror.written.redacted += mirror.written.files - before


def _tidy(folder: Path, before: int, size: int) -> None:
    """Remove the partial tiles whose full one is there now; the public format allows it."""
    level = 0
    while size >> merkle.TILE_HEIGHT * level:
        first = before >> merkle.TILE_HEIGHT * (level + 1)
        for number in range(first, min(first + 1, size >> merkle.TILE_HEIGHT * (level + 1))):
            for path in (
                merkle.tile_path(level, number),
                *([merkle.entries_path(number)] if not level else []),
            ):
                for partial in sorted((folder / "log" / f"{path}.p").glob("*")):
                    partial.unlink()
                if (folder / "log" / f"{path}.p").is_dir():
                    (folder / "log" / f"{path}.p").rmdir()
        level += 1
