"""What every action shares: one transaction, one named person, one reason.

    with deed(by=person, why="why this is done"):
        …

The person and the reason reach the row history and the database's own guards. The reason is what a person
typed, or the action's own (`reasons.Reason`). What the database refuses inside comes out as Refused, with
its sentence; nothing is left half-written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pghistory
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.asking import ask, question
from claims.models import Claim, Person
from claims.reasons import kept
from claims.workflow import Refused

# Waits until nobody else appends to the log; held until the transaction ends.
SEQUENCER = "SELECT pg_advisory_xact_lock(hashtext('ledger.sequencer'))"
# The database's clock, and whether this transaction runs on the demo's.
MOMENT = "SELECT ledger_clock(), coalesce(current_setting('ledger.demo_clock', true), '') <> ''"
# Guards, questions and what is written look rows up by their keys: one plan does for all of them, and to plan
# anew takes the database longer than to look.
PLANS = "force_generic_plan"
LEFT = gettext_noop("This account is closed; somebody else has to do this.")


@contextmanager
def deed(*, by: Person, why: str) -> Iterator[None]:
    """Open a transaction in which everything is done by one person for one reason."""
    if not by.is_active:
        raise Refused(_(LEFT))
    around = connection.in_atomic_block  # another deed, or a test
    with guards_speak(), transaction.atomic(), _named(by, why, around=around):
        yield


@contextmanager
def guards_speak() -> Iterator[None]:
    """What the database's guards refuse comes out as Refused, with their sentence."""
    try:
        yield
    except DatabaseError as error:
        if sentence := _guard_sentence(error):
            raise Refused(sentence) from error
        raise


@contextmanager
def _named(by: Person, why: str, *, around: bool) -> Iterator[None]:
    """Name the person and the reason; afterwards those of the deed `around` this one stand again, if any."""
    with pghistory.context() as history:
        reasons = dict(history.metadata)
        history.metadata.pop("said", None)  # of the deed around this one
        history.metadata.update(person=by.pk, **kept(why))
        try:
            before = _name_person(str(by.pk))
            yield
            if around:  # otherwise the commit takes it away, as a rollback does after a failure
                _name_person(before)
        finally:
            history.metadata.clear()
            history.metadata.update(reasons)


def _name_person(pk: str) -> str:
    """Name the person to the database's guards; returns who was named before ("" for nobody)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('ledger.person', true), ''),"
            " set_config('ledger.person', %s, true), set_config('plan_cache_mode', %s, true)",
            [pk, PLANS],
        )
        before: str = cursor.fetchone()[0]
    return before


def _guard_sentence(error: DatabaseError) -> str:
    """The sentence of one of our own triggers; "" for every other database error."""
    first_line = str(error).splitlines()[0] if str(error) else ""
    if not first_line.startswith("ledger: "):
        return ""
    sentence = first_line.removeprefix("ledger: ")
    return f"{sentence[0].upper()}{sentence[1:]}."


def become_sequencer() -> None:
    """Wait until nobody else appends to the log or rebuilds from it; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCER)


def locked(claim: Claim) -> Claim:
    """The claim as it stands now, locked until the deed is done."""
    found: list[Claim] = ask(locking(claim.pk))[0]
    if not found:
        raise Claim.DoesNotExist
    return found[0]


@question
def locking(claim: int) -> QuerySet[Claim]:
    """The same as a question, to be asked before others in one message: they wait for the lock, too."""
    people = ("claimant", "logged_by", "assignee")
    return Claim.objects.filter(pk=claim).select_for_update(of=("self",)).select_related(*people)


def now() -> datetime:
    """The database's clock, which the demo alone may set (see `demo_clock`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_clock()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def set_demo_clock(moment: datetime | None) -> None:
    """Set the demo's clock for this transaction, or stop it. The database heeds it only on a demo log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('ledger.demo_clock', %s, true)", [moment.isoformat() if moment else ""]
        )
