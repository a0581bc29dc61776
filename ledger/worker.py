"""Background workers: each shows the database that it lives, and takes up what a killed one left behind."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

MOST_TRIES = 3
GIVEN_UP = "Given up: the worker was killed {times} times while it did this."

HOLD = "SELECT pg_advisory_lock(hashtext('ledger.worker'), hashtext(%s))"
IS_HELD = "SELECT NOT pg_try_advisory_xact_lock(hashtext('ledger.worker'), hashtext(%s))"


class Abandoned(Exception):
    """A task whose workers were killed again and again."""


@contextmanager
def alive(worker_id: str) -> Iterator[None]:
    """Hold the lock that says that this worker lives. It goes with the process, however that ends."""
    # A connection of its own: Django closes the one that tasks use between them.
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
        own.execute(HOLD, [worker_id])
        yield


def take_up_again() -> int:
    """Queue anew what workers were doing that live no more; returns how many tasks that is."""
    taken = 0
    with transaction.atomic():
        for task in DBTaskResult.objects.running().select_for_update(skip_locked=True):
            if any(_lives(worker_id) for worker_id in task.worker_ids[-1:]):
                continue
            taken += 1
            if len(task.worker_ids) >= MOST_TRIES:
                task.set_failed(Abandoned(GIVEN_UP.format(times=MOST_TRIES)))
            else:
                task.status = "READY"
                task.save(update_fields=["status"])
    return taken


def _lives(worker_id: str) -> bool:
    """Whether somebody holds the lock of this worker."""
    with connection.cursor() as cursor:
        cursor.execute(IS_HELD, [worker_id])
        answer: bool = cursor.fetchone()[0]
    return answer
