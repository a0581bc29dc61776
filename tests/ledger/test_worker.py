"""A killed worker's task is taken up again; a living one's is left alone."""

import uuid
from typing import Any

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from claims.actions.desk import ask_for_fetch
from claims.fetching import NOT_PUBLIC
from claims.jobs import fetch_page
from claims.models import Fetch, Person
from ledger.worker import MOST_TRIES, alive, take_up_again
from tests.cast import ada

__all__ = ["ada"]


def running(*workers: str, fetch: int = 0) -> DBTaskResult[Any, Any]:
    """A task that these workers took up, the last of them now."""
    made = fetch_page.enqueue(fetch)
    row = DBTaskResult.objects.get(pk=uuid.UUID(made.id))
    for worker in workers:
        row.claim(worker)
    return row


def status_of(row: DBTaskResult[Any, Any]) -> str:
    return str(DBTaskResult.objects.get(pk=row.pk).status)


def test_what_a_killed_worker_did_is_queued_again(own_database: str) -> None:
    row = running("killed")
    assert take_up_again() == 1
    assert status_of(row) == "READY"


def test_what_a_living_worker_does_is_left_to_it(own_database: str) -> None:
    row = running("living")
    with alive("living"):
        assert take_up_again() == 0
        assert status_of(row) == "RUNNING"
    assert take_up_again() == 1


def test_what_kills_its_workers_is_given_up(own_database: str) -> None:
    row = running(*(f"killed {number}" for number in range(MOST_TRIES)))
    take_up_again()
    assert status_of(row) == "FAILED"


def test_the_command_takes_up_what_was_left_and_does_it(own_database: str, ada: Person) -> None:
    fetch = ask_for_fetch(url="http://127.0.0.1/", by=ada)
    row = running("killed", fetch=fetch.pk)
    call_command("db_worker", batch=True, reload=False, startup_delay=False)
    assert status_of(row) == "SUCCESSFUL"
    assert Fetch.objects.get().problem == NOT_PUBLIC.format(host="127.0.0.1")
