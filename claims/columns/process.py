"""The columns of this process: built once, then brought up to date entry by entry.

What they rest on is the root hash of the newest entry. Where the entry that was the newest is no longer in
the log with the same root (another database, a restored one), they are built anew; and where something was
redacted since, for that takes away what earlier versions said.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import RLock, Thread
from typing import Any

from django.db import connection

from claims.choices import Event
from claims.columns.kept import READ, Columns
from claims.models import Entry, Subject

log = logging.getLogger(__name__)

READ_AT_A_TIME = 5_000
WORTH_TELLING = 10_000  # editions: reading so many is noted in the process's own log

Newest = tuple[int, bytes, datetime]


class _Process:
    """What this process has, and the lock that it is read under."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.columns = Columns()


_process = _Process()


@contextmanager
def reading() -> Iterator[Columns]:
    """The columns as the log stands now. Nobody changes them meanwhile: work in memory, and briefly.

    One short query; the first time in a process it reads every edition, for which all readers wait.
    """
    # First the connection, then the lock: whoever waits for one of the pool must hold nobody up.
    connection.ensure_connection()
    newest = _newest()
    with _process.lock:
        if newest is None or _process.columns.state != newest[:2]:
            _bring_up_to_date()
        yield _process.columns


def keep(state: tuple[int, bytes] | None, question: Any, answer: Any) -> None:
    """Remember an answer that took asking the database, if the columns still are in the state it was asked
    under. No query.
    """
    with _process.lock:
        if _process.columns.state == state:
            _process.columns.remember(question, lambda: answer)


def forget() -> None:
    """Begin again with the next reader."""
    with _process.lock:
        _process.columns = Columns()


def warm() -> Thread:
    """Build the columns beside the rest of the process, so that no reader waits for it."""

    def build() -> None:
        try:
            with reading():
                pass
        except Exception:  # a reader will try again, and be told
            log.exception("The columns could not be read beforehand")
        finally:
            connection.close()

    thread = Thread(target=build, name="columns", daemon=True)
    thread.start()
    return thread


def _newest() -> Newest | None:
    """Index, root hash and moment of the newest entry."""
    found = Entry.objects.order_by("-index").values_list("index", "root_hash", "published_at").first()
    return (found[0], bytes(found[1]), found[2]) if found else None


def _bring_up_to_date() -> None:
    newest = _newest()  # somebody may have published since it was asked
    columns = _process.columns
    if newest is not None and columns.state == newest[:2]:
        return
    if newest is None or not _is_in_the_log(columns.state) or _redacted_since(columns.state):
        columns = Columns()
    try:
        _read(columns, newest)
    except BaseException:
        _process.columns = Columns()  # half of it is worth nothing
        raise
    columns.state = newest[:2] if newest else None
    _process.columns = columns


def _is_in_the_log(state: tuple[int, bytes] | None) -> bool:
    if state is None:
        return False
    found = Entry.objects.filter(index=state[0]).values_list("root_hash", flat=True).first()
    return found is not None and bytes(found) == state[1]


def _redacted_since(state: tuple[int, bytes] | None) -> bool:
    return state is not None and Entry.objects.filter(index__gt=state[0], event=Event.REDACTED).exists()


def _read(columns: Columns, newest: Newest | None) -> None:
    """Add what was published after the state of these columns, up to the newest entry."""
    began = time.monotonic()
    since = columns.state[0] if columns.state else -1
    taken = 0
    with connection.cursor() as cursor:
        # In parts, each from where the last one ended: one answer with all of them would take their memory.
        while True:
            cursor.execute(
                f"{READ} WHERE entry_id > %s AND (%s OR entry_id <= %s) ORDER BY entry_id LIMIT %s",
                [since, newest is None, newest[0] if newest else 0, READ_AT_A_TIME],
            )
            rows = cursor.fetchall()
            if not rows:
                break
            columns.take(rows, until=newest[2] if newest else None)
            since, taken = rows[-1][0], taken + len(rows)
    subjects = Subject.objects.order_by()
    if columns.state:
        subjects = subjects.filter(entry_id__gt=columns.state[0])
    for kind, slug, label, order in subjects.values_list("kind", "slug", "label", "detail__order"):
        columns.names.setdefault(kind, {})[slug] = (label, order or 0)
    columns.forget()
    if taken >= WORTH_TELLING:
        log.info("Columns of %d editions read in %.1f s", taken, time.monotonic() - began)
