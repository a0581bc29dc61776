"""Revisions that an earlier release opened: their row history tells how their claims stood at the opening.

What is tried is the very SQL of the migration, against what the database itself wrote at each opening.
"""

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import transaction

from claims import migrations, needs
from claims.actions.claims import assign_claim, change_claim
from claims.actions.door import hold_claim
from claims.actions.parts import add_part, change_part, remove_part
from claims.actions.redacting import redact_claim, request_redaction
from claims.actions.review import close_revision, reject_claim, start_revision, submit_claim
from claims.choices import Status
from claims.models import Claim, Evidence, Figure
from claims.workflow import Refused
from tests.cast import Newsroom, seen
from tests.claims.actions.test_log import asleep

SQL = Path(migrations.__path__[0], "sql", "opened_before.sql").read_bytes()
AWAKE = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'claims_claim'::regclass AND tgenabled = 'A'"


def full(room: Newsroom, statement: str) -> Claim:
    """A published claim with a part of each kind, held and handed on before Ada revises it."""
    claim = room.ready(statement)
    asked = {"asked_of": "The mayor", "asked_on": "2018-11", "how": "By letter"}
    add_part(claim=claim, kind="replies", by=room.ada, **asked)
    rate: dict[str, Any] = {
        "base": "EUR",
        "quote": "USD",
        "rate": "1.1",
        "on": "2018",
        "source": room.source("Central bank"),
    }
    add_part(claim=claim, kind="rates", by=room.ada, **rate)
    add_part(claim=claim, kind="relations", by=room.ada, relation="contradicts", other=room.draft(statement))
    gone = add_part(claim=claim, kind="appearances", by=room.ada, place="The river")
    remove_part(part=gone, by=room.ada)
    room.publish(submit_claim(claim=claim, by=room.ada))
    hold_claim(claim=claim, by=room.eva, note="Disputed.")
    assign_claim(claim=claim, by=room.eva, assignee=room.ben, due_on=None)
    start_revision(claim=claim, by=room.ada)
    return claim


def test_row_history_tells_how_a_revision_was_opened(
    own_database: str, newsroom: Newsroom, as_owner: psycopg.Connection
) -> None:
    room = newsroom
    claims = {"as it was": full(room, "The mill has one floor."), "changed": full(room, "It has two floors.")}
    changed = claims["changed"]
    change_claim(claim=changed, by=room.ada, quote="Else", topics=[], about_living_person=True)
    change_part(part=Figure.objects.get(claim=changed), by=room.ada, role="rent")
    remove_part(part=Evidence.objects.get(claim=changed), by=room.ada)
    add_part(claim=changed, kind="appearances", by=room.ada, place="Elsewhere")
    claims["corrected, rejected"] = room.published("The mill has three floors.")
    room.corrected(claims["corrected, rejected"])
    start_revision(claim=claims["corrected, rejected"], by=room.ada)
    change_claim(claim=claims["corrected, rejected"], by=room.ada, quote="Three")
    asked = submit_claim(
        claim=claims["corrected, rejected"], by=room.ada, correction_class="typo", note="A word."
    )
    reject_claim(submission=asked, by=room.eva, comment="No.", seen_digest=seen(asked.claim))
    known = set(claims)

    claims["assessed again"] = room.published("The mill has four floors.")
    start_revision(claim=claims["assessed again"], by=room.ada)
    room.assess(claims["assessed again"], rationale="Counted again.")
    with transaction.atomic():  # as the demo is loaded
        claims["all in one"] = room.published("The mill has five floors.")
        start_revision(claim=claims["all in one"], by=room.ada)
    claims["verified"] = room.published("The mill has six floors.")
    claims["redacted"] = room.published("The mill has seven floors.")
    start_revision(claim=claims["redacted"], by=room.ada)
    change_claim(claim=claims["redacted"], by=room.ada, quote="What can be said")
    withdraw = request_redaction(claim=claims["redacted"], versions=[1], by=room.ada, note="A court says so.")
    redact_claim(submission=withdraw, by=room.eva)
    claims["never published"] = room.ready("The mill has eight floors.")

    def opened() -> dict[str, str]:
        return {name: Claim.objects.get(pk=claim.pk).opened_with for name, claim in claims.items()}

    written = opened()
    assert known < {name for name, digest in written.items() if digest}
    awake = set(as_owner.execute(AWAKE).fetchall())
    assert {("guard",), ("touched",)} < awake
    with asleep(as_owner, "claims_claim"):
        as_owner.execute("UPDATE claims_claim SET opened_with = ''")
    assert set(opened().values()) == {""}
    with pytest.raises(Refused, match=re.escape(needs.OPENING_UNKNOWN)):
        close_revision(claim=claims["as it was"], by=room.ben)

    with as_owner.transaction():
        as_owner.execute(SQL)
    assert opened() == {name: digest if name in known else "" for name, digest in written.items()}
    assert set(as_owner.execute(AWAKE).fetchall()) == awake
    assert close_revision(claim=claims["as it was"], by=room.ben).status == Status.VERIFIED
    with pytest.raises(Refused, match=re.escape(needs.STILL_CHANGED)):
        close_revision(claim=changed, by=room.ben)
