"""Past all pages: the ORM in a shell, and raw SQL as the app role."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import psycopg
from django.db import DatabaseError, connection, models

from claims import records
from claims.actions.deed import deed
from claims.cases import newest_entry
from claims.choices import Outcome, Publication, Status
from claims.models import Claim, Decision, Entry, Person, Submission
from claims.records import content_of
from claims.workflow import Refused, publication_after
from claims.working_copy import WorkingCopy
from tests.cast import seen
from tests.claims.doors.findings import Findings
from tests.claims.doors.situations import NOTE, UNCHANGED, Place, Situation, undone
from tests.claims.doors.truth import ANSWERS, ROLE_OF, answer, eyes, says
from tests.claims.guards.scene import Publication as Rows
from tests.claims.guards.scene import Raw

# A sentence of ours, a missing privilege, or the ORM's own protection of what is referred to.
REFUSED_BELOW = r"ledger: |permission denied|Cannot delete some instances"

# ── The ORM in a shell ──────────────────────────────────────────────────────────────────────────────


def test_the_orm_in_a_shell(here: Place) -> None:
    """A shell names no person, so whatever a working record says, the database refuses the change.

    And in one's own name, nothing is reached without its cause.
    """
    findings = Findings("shell")
    for at in here.situations.values():
        for what, attempt in in_a_shell(at):
            findings.case(f"nobody, {at.name}, {what}", refused(attempt, REFUSED_BELOW))
        for who in ("eva", "ada"):
            for status in Status.values:
                if (at.claim.status, status) in REOPENING or status == at.claim.status or closes(at, status):
                    continue
                person = here.people[who]
                findings.case(
                    f"{who}, {at.name}, status {status}",
                    refused(partial(in_own_name, person, at, status=status), r"[a-z)]\.?$"),
                )
    findings.settle(here)


# Readers see nothing of a claim that is opened again, so the database asks for no cause.
REOPENING = {("verified", "draft"), ("rejected", "draft")}


def closes(at: Situation, status: str) -> bool:
    """A revision in which nothing differs is closed by whoever writes: readers see nothing of that either."""
    return at.name == UNCHANGED and status == "verified"


def in_own_name(person: Person, at: Situation, **changes: Any) -> None:
    with deed(by=person, why="Past the actions"):
        Claim.objects.filter(pk=at.claim.pk).update(**changes)


def in_a_shell(at: Situation) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Everything that a hurried administrator might type."""
    rows = Claim.objects.filter(pk=at.claim.pk)
    for status in set(Status.values) - {at.claim.status}:
        yield f"status {status}", partial(rows.update, status=status)
    for publication in set(Publication.values) - {at.claim.publication}:
        yield f"publication {publication}", partial(rows.update, publication=publication)
    yield "statement", lambda: rows.update(statement="Something else entirely.")
    yield "delete", lambda: rows.delete()
    # A guard of the whole statement answers even where there is no row to change.
    yield "entries", partial(Entry.objects.filter(claim=at.claim).update, note="So.")
    if at.question is not None:
        asked = Submission.objects.filter(pk=at.question.pk)
        yield "close the question", partial(asked.update, closed_at=at.question.submitted_at)
        yield "decide", partial(decision, at.question, at.question.submitted_by)


def decision(submission: Submission, editor: Person) -> None:
    Decision.objects.create(
        submission=submission,
        claim=submission.claim,
        editor=editor,
        outcome=Outcome.RETURNED,
        comment="So.",
        reviewed_digest=seen(submission.claim),
        decided_at=submission.submitted_at,
    )


def refused(attempt: Callable[[], Any], pattern: str) -> str:
    with undone():
        try:
            with undone():
                attempt()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except (DatabaseError, psycopg.Error, Refused, models.ProtectedError) as error:
            return "" if says(str(error), pattern) else f"refused with: {error}"
    return "was not refused"


# ── Raw SQL as the app role ─────────────────────────────────────────────────────────────────────────


def test_raw_sql_as_the_app_role(here: Place) -> None:
    """A whole publication, row by row and honest in everything, in one's own name.

    It goes through exactly where this person may decide: everybody else is refused, whatever they write.
    """
    findings = Findings("raw SQL")
    raw = Raw(connection.connection, "app")
    for at, who in product(here.situations.values(), ROLE_OF):
        for verb, attempt in by_sql(here, at, who, raw):
            allowed = sql_allows(at, who, verb)
            outcome = refused(attempt, REFUSED_BELOW)
            if allowed:
                fault = "" if outcome == "was not refused" else f"should go through: {outcome}"
            else:
                fault = outcome
            findings.case(f"{who}, {at.name}, {verb}", fault)
    findings.settle(here)


def sql_allows(at: Situation, who: str, verb: str) -> bool:
    if verb == "hold_claim":
        return answer(verb, who, at) == ""
    if verb == "verify" and closes(at, "verified"):
        return ROLE_OF[who] in ("analyst", "editor")
    return verb == "approve" and eyes(at, who, approval_of(at))


def approval_of(at: Situation) -> str:
    assert at.question is not None
    return next(verb for verb, asks in ANSWERS.items() if at.question.asks in asks and verb != "return_claim")


# Whatever stands already, the number is another one.
VERIFY = "UPDATE claims_claim SET status = 'verified', publication = 'live', number = 7000"


def by_sql(here: Place, at: Situation, who: str, raw: Raw) -> Iterator[tuple[str, Callable[[], Any]]]:
    person = here.people[who]
    if at.question is not None and at.question.asks not in ("merged", "unmerged", "redacted"):
        yield "approve", lambda: publication(at, person, at.question).go_through(raw)
        yield (
            "approve without a decision",
            lambda: publication(at, person, at.question).append(raw, None),
        )
    if at.claim.publication != Publication.NONE:
        hold = publication(at, person, None) if at.claim.publication in ("live", "corrected") else None
        if hold is not None:
            yield "hold_claim", lambda: hold.go_through(raw)
        yield (
            "take it back",
            lambda: named(raw, person, "UPDATE claims_claim SET publication = 'none' WHERE id = %s", at),
        )
    yield (
        "verify",
        lambda: named(
            raw, person, "UPDATE claims_claim SET status = 'verified', publication = 'live' WHERE id = %s", at
        ),
    )
    yield "delete", lambda: named(raw, person, "DELETE FROM claims_claim WHERE id = %s", at)


def named(raw: Raw, person: Person, statement: str, at: Situation) -> None:
    raw.name(person)
    raw.do(statement, at.claim.pk)
    if at.claim.status == "verified" and at.claim.publication == "live" and "verified" in statement:
        raw.do(
            "UPDATE claims_claim SET number = 7000 WHERE id = %s", at.claim.pk
        )  # nothing else is left to change


def publication(at: Situation, person: Person, question: Submission | None) -> Rows:
    """The rows of an honest publication of what is asked, or of a hold."""
    claim = at.claim
    previous = newest_entry(claim)
    event = question.asks if question else "held"
    standing = (
        records.parse(previous.record_body.body)["content"]
        if previous and previous.record_body.body
        else None
    )
    content = content_of(WorkingCopy.of(claim)) if question and question.is_review else standing
    last = Entry.objects.order_by("-index")[0]
    newest_number = Entry.objects.exclude(number=None).order_by("-number")[0].number or 0
    record = records.claim_record(
        content or {},
        number=claim.number or newest_number + 1,
        version=previous.version + 1 if previous else 1,
        event=event,
        publication=publication_after(claim, event),
        correction_class=question.correction_class if question else "",
        note=(question.note if question else "") or ("" if event == "published" else NOTE),
        salt="5a" * 32,
        waivers=[],
    )
    return Rows(None, claim, person, question, record, last=last, previous=previous)  # type: ignore[arg-type]
