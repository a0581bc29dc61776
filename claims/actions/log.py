"""The log's own deeds: tiles, checkpoints, and the file that tells the world. Nobody in person does them.

1. Under the sequencer's lock, before anything is added: what the file told is a beginning of this log.
2. In the entry's transaction: the tiles that it fills, and a signed checkpoint.
3. After the commit: the checkpoint goes into the file (written whole, synced, renamed, its folder synced),
   and only forward. Then the publication is acknowledged.
4. At start: a database that is ahead of the file rolls it forward; a file that is ahead, or that tells of
   another log, is refused.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from claims import log_file, log_keys, merkle
from claims.actions.log_keys import make_log_key
from claims.actions.writing import Writing
from claims.asking import ask, question
from claims.checkpoint import Checkpoint as Text
from claims.checkpoint import SignedCheckpoint
from claims.log_reading import hashes_of
from claims.models import Checkpoint, Entry, LogKey, Tile
from claims.signed_note import Signature, Signer, sign
from claims.workflow import Refused

UNACKNOWLEDGED = _(
    "What you did stands in the database and is not lost, but it is not acknowledged yet: the checkpoint "
    "file {path} can't be written ({reason}). Nothing has to be done again; once the file can be written, "
    "“manage.py check_log” or the next publication puts it right."
)


class Unacknowledged(Refused):
    """The entry is committed, and the world was not told of it yet."""


def refuse_unless_it_stands(last: Entry | None) -> None:
    """Raise Refused where the checkpoint file is ahead of this log, or of another one. Under the lock."""
    log_file.refuse_unless_beginning(log_file.read(), last)


def seal(writing: Writing, entry: Entry, previous: Entry | None, key: LogKey | None) -> None:
    """Write what is noted, which appends an entry after `previous`, and complete it in its transaction.

    With it goes the checkpoint, signed with this newest key of the log (the first one begins with the first
    entry); after it the tiles that it fills; and after the commit, the file.
    """
    if key is None:
        writing.send()
        key = first_key(entry)
    checkpoint = checkpoint_of(entry, key, [log_keys.signer_of(key.verifier)])
    writing.insert(checkpoint)
    writing.send()
    if checkpoint.size % merkle.TILE_WIDTH == 0:
        write_tiles(checkpoint.size)
    before = bytes(previous.root_hash) if previous else None
    transaction.on_commit(partial(acknowledge, checkpoint, before))


def write_tiles(size: int, *, gaps: bool = False) -> int:
    """Write the tiles that are full at this size after the newest of each level; how many. Under the lock.

    With `gaps`, also those that are missing in between: that reads the numbers of all that are there.
    """
    written = level = 0
    while full := size >> merkle.TILE_HEIGHT * (level + 1):
        there = Tile.objects.filter(level=level).order_by("-number").values_list("number", flat=True)
        newest = there.first()
        numbers: Iterable[int] = range(0 if newest is None else newest + 1, full)
        if gaps:
            numbers = sorted(set(range(full)).difference(there))
        for number in numbers:
            *levels, root = merkle.tile_nodes(hashes_of(level, number, merkle.TILE_WIDTH))
            Tile.objects.create(level=level, number=number, nodes=b"".join(levels), root=root)
            written += 1
        level += 1
    return written


def sign_checkpoint(entry: Entry) -> Checkpoint:
    """Sign the log as it ends with this entry. Under the lock; the first one begins the log's first key."""
    keys: list[LogKey] = ask(newest_key())[0]
    key = keys[0] if keys else first_key(entry)
    checkpoint = checkpoint_of(entry, key, [log_keys.signer_of(key.verifier)])
    checkpoint.save()
    return checkpoint


def first_key(entry: Entry) -> LogKey:
    """The key that a log begins with at its first entry."""
    return LogKey.objects.create(verifier=str(first_signer().verifier), first_size=entry.index + 1)


def checkpoint_of(entry: Entry, key: LogKey, signers: list[Signer]) -> Checkpoint:
    """A checkpoint of the log up to this entry, under this key, signed by these, the key's own first.

    It is not written to the database yet.
    """
    text = Text(settings.LOG_ORIGIN, entry.index + 1, bytes(entry.root_hash))
    note = bytes(sign(str(text), signers))
    return Checkpoint(size=text.size, root=text.root, note=note, key=key)


def first_signer() -> Signer:
    """The key that a new log begins with; a ledger on one's own machine makes it by itself."""
    if settings.LOCAL and not any(log_keys.signers()):
        return make_log_key()
    return log_keys.signer_of("")


def acknowledge(checkpoint: Checkpoint | None = None, before: bytes | None = None) -> None:
    """Tell the world of the newest checkpoint. Raises Unacknowledged where that fails.

    Where the file ends just before the given checkpoint, with the root of the log `before` it, it is the next
    one; otherwise the database is asked which is the newest, and whether the file tells of its beginning.
    """
    try:
        with alone_with_the_file():
            told = log_file.read()
            if checkpoint and told and (told.size, told.root) == (checkpoint.size - 1, before):
                write_file(bytes(checkpoint.note))
                return
            checkpoints, entries = ask(_newest_checkpoint(), _newest_entry())
            log_file.refuse_unless_beginning(told, entries[0] if entries else None)
            if checkpoints and not (told and covers(told, checkpoints[0])):
                write_file(bytes(checkpoints[0].note))
    except OSError as error:
        reason = error.strerror or error
        raise Unacknowledged(UNACKNOWLEDGED.format(path=log_file.path(), reason=reason)) from error
    except Refused as error:
        raise Unacknowledged(UNACKNOWLEDGED.format(path=log_file.path(), reason=error)) from error


@question
def _newest_checkpoint() -> QuerySet[Checkpoint]:
    return Checkpoint.objects.order_by("-id")[:1]


@question
def _newest_entry() -> QuerySet[Entry]:
    return Entry.objects.order_by("-index")[:1]


@question
def newest_key() -> QuerySet[LogKey]:
    return LogKey.objects.order_by("-id")[:1]


def covers(told: SignedCheckpoint, newest: Checkpoint) -> bool:
    """Whether the file says all that this checkpoint says; it may have more signatures, as witnesses add."""
    if told.size != newest.size:
        return told.size > newest.size
    return set(told.note.signatures) >= set(SignedCheckpoint.parse(bytes(newest.note)).note.signatures)


def add_signatures(size: int, signatures: Iterable[Signature]) -> bool:
    """Add signatures of others to the file's checkpoint; False where it is of another size by now."""
    with alone_with_the_file():
        told = log_file.read()
        if told is None or told.size != size:
            return False
        write_file(bytes(told.note.also(*signatures)))
        return True


@contextmanager
def alone_with_the_file() -> Iterator[None]:
    """One writer at a time on this machine, however it ends."""
    folder = log_file.path().parent
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def write_file(note: bytes) -> None:
    """Replace the file in one step: whoever reads, or whatever crashes, finds the old one or the new one."""
    path = log_file.path()
    draft = path.with_name("checkpoint.new")
    with open(draft, "wb") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
