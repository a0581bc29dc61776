"""The door: the only way from the working records to readers. One transaction each time.

1. Lock the claim: whoever changes what its record says waits, in shared records too (the guards see to it).
2. Check the needs of the move (`workflow.py`) on what stands in the database now.
3. Lock the log's sequencer, one publication at a time; build the record and its digest; write the decision
   that approves exactly this record.
4. Append the entry with the next index, its statement and leaf hash; store the record's bytes.
5. Bring the working copy's status and publication in line, and the editions.

The database checks 2 to 5 again on its own (migrations/sql/guards.sql).
"""

import secrets
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims import merkle, records
from claims.actions.deed import become_sequencer, deed, demo_clock_is_set, locked, now
from claims.actions.editions import project_entry
from claims.actions.notices import authors_of, editors, tell
from claims.actions.review import close_lapsed, decide
from claims.choices import CONTENT_EVENTS, Event, Gate, NoticeKind, Outcome, Status
from claims.models import Claim, Decision, Entry, Person, Recheck, RecordBody, Submission, VerdictScheme
from claims.needs import newest_entry
from claims.workflow import HOLD, PUBLISH, REINSTATE, RELEASE, RETRACT, Case, Move, Refused, publication_after

SALT_BYTES = 32  # as many as the digest: guessing the salt is no easier than guessing the digest
ADMINISTRATORS_ONLY = gettext_noop("Only an administrator publishes a verdict scheme.")
NOTHING_STANDS = gettext_noop("The record of this entry was redacted; there is nothing to publish again.")
HOLD_OPENS = gettext_noop("Opened by the hold: lift it, or decline and so keep it.")


def publish_claim(*, submission: Submission, by: Person, seen_digest: str, comment: str = "") -> Entry:
    """Approve the working copy and publish it: as published, updated or corrected, as was submitted.

    `seen_digest` is the digest of the content that the editor looked at (`records.content_digest`);
    the claim is published only if it is still that. Raises Refused with every sentence in the way.
    """
    with deed(by=by, why=f"Published: {submission.get_asks_display()}"):
        case = case_of(submission, by, comment, seen_digest)
        PUBLISH.require(case)
        return append(case, submission.asks, case.content)


def retract_claim(*, submission: Submission, by: Person, comment: str = "") -> Entry:
    """Retract an entry as asked; the working copy stays as it is."""
    return _answer(RETRACT, submission, by, comment)


def reinstate_claim(*, submission: Submission, by: Person, comment: str = "") -> Entry:
    """Put a retracted entry back as it stood."""
    return _answer(REINSTATE, submission, by, comment)


def release_claim(*, submission: Submission, by: Person, comment: str = "", note: str = "") -> Entry:
    """Lift a hold. `note` tells readers why, where the request (the one that a hold opens) has none yet."""
    return _answer(RELEASE, submission, by, comment, note)


def hold_claim(*, claim: Claim, by: Person, note: str) -> Entry:
    """Warn readers at once: one editor alone may. Asks the other editors to lift or to keep it."""
    with deed(by=by, why="Put on hold"):
        claim = locked(claim)
        case = Case(claim, by, note=note)
        HOLD.require(case)
        entry = append(case, Event.HELD, standing(claim))
        Submission.objects.create(
            claim=claim,
            asks=Event.RELEASED,
            message=HOLD_OPENS,
            submitted_by=by,
            submitted_at=now(),
        )
        tell(people=editors(), kind=NoticeKind.HELD, claim=claim, by=by)
    return entry


def publish_scheme(*, scheme: VerdictScheme, by: Person, note: str = "") -> Entry:
    """Make a verdict scheme public through the log, so that entries can be published under it."""
    if not by.is_administrator:
        raise Refused(_(ADMINISTRATORS_ONLY))
    with deed(by=by, why="Published a verdict scheme"):
        last = _lock_log()
        newest = Entry.objects.filter(claim__isnull=True).order_by("-version").first()
        record = records.scheme_record(
            scheme, version=newest.version + 1 if newest else 1, note=note.strip(), salt=_salt()
        )
        return _write(last, newest, record, by=by)


def _answer(move: Move, submission: Submission, by: Person, comment: str, note: str = "") -> Entry:
    """Do what was asked of an entry as it stands, without touching the working copy."""
    with deed(by=by, why=str(move.label)):
        case = case_of(submission, by, comment)
        case.note = case.note or note
        move.require(case)
        return append(case, submission.asks, standing(case.claim))


def case_of(submission: Submission, by: Person, comment: str, seen_digest: str | None = None) -> Case:
    """The question as it stands now, its claim locked. Called inside a deed."""
    claim = locked(submission.claim)
    submission.refresh_from_db()
    return Case(
        claim,
        by,
        submission=submission,
        seen_digest=seen_digest,
        comment=comment,
        note=submission.note,
        correction_class=submission.correction_class,
    )


def standing(claim: Claim) -> records.Json:
    """The content that readers have, to be published again."""
    from_entry = newest_entry(claim)
    if from_entry is None or from_entry.record_body.body is None:
        raise Refused(_(NOTHING_STANDS))
    content: records.Json = records.parse(from_entry.record_body.body)["content"]
    return content


def append(
    case: Case,
    event: str,
    content: records.Json,
    *,
    told: NoticeKind = NoticeKind.PUBLISHED,
    also: Iterable[Person | None] = (),
) -> Entry:
    """Append an entry for a claim, with the approval of the case's submission (a hold has none).

    Called inside a deed, after `require`. Its authors are `told`, and whoever this concerns `also`.
    """
    claim = case.claim
    # Before the approval closes the question: who asked is told, too.
    tell(people=[*authors_of(claim), *also], kind=told, claim=claim, by=case.person)
    last = _lock_log()
    newest = newest_entry(claim)
    record = records.claim_record(
        content,
        number=claim.number or _next_number(),
        version=newest.version + 1 if newest else 1,
        event=event,
        publication=publication_after(claim, event),
        correction_class=case.correction_class,
        note=case.note.strip(),
        salt=_salt(),
        waivers=_waivers(case, event),
        merged_into=case.submission.into.number if case.submission and case.submission.into else None,
    )
    decision = None
    if case.submission is not None:
        record_digest = records.digest(records.canonical(record))
        decision = decide(case, Outcome.APPROVED, record_digest=record_digest)
    entry = _write(last, newest, record, by=case.person, claim=claim, decision=decision)
    claim.number = entry.number
    claim.publication = entry.publication
    changed = ["number", "publication", "changed_at"]
    if event in CONTENT_EVENTS:
        claim.content_index = entry.index
        claim.status = Status.VERIFIED
        changed += ["content_index", "status"]
        Recheck.objects.filter(claim=claim, closed_at__isnull=True).update(closed_at=now())
    claim.save(update_fields=changed)
    close_lapsed(claim)
    return entry


def _waivers(case: Case, event: str) -> list[records.Json]:
    """What was waived for this entry, as readers see it.

    An entry that repeats the content that stands goes on saying that its request for reply was waived.
    """
    granted = {
        (each.gate, each.reason)
        for each in case.waivers
        if (each.gate == Gate.CONFLICT and case.conflicts)
        or (each.gate == Gate.REPLY and event in CONTENT_EVENTS and not case.claim.replies.exists())
    }
    if event not in CONTENT_EVENTS:
        newest = newest_entry(case.claim)
        body = newest.record_body.body if newest else None
        said = records.parse(body).get("waivers", []) if body is not None else []
        granted |= {(each["gate"], each["reason"]) for each in said if each["gate"] == Gate.REPLY}
    return [{"gate": str(gate), "reason": reason} for gate, reason in sorted(granted)]


def _write(
    last: Entry | None,
    previous: Entry | None,
    record: records.Json,
    *,
    by: Person,
    claim: Claim | None = None,
    decision: Decision | None = None,
) -> Entry:
    """Append entry and record, and project them. `last` ends the log, `previous` the claim's own chain."""
    body = records.canonical(record)
    published_at = max(now(), last.published_at) if last else now()
    statement = records.canonical(
        records.statement_of(
            record,
            record_digest=records.digest(body),
            previous=records.digest(bytes(previous.statement)) if previous else None,
            published_at=published_at,
        )
    )
    leaf = merkle.leaf_hash(statement)
    frontier = merkle.Frontier.from_bytes(bytes(last.frontier)) if last else merkle.Frontier()
    frontier.append(leaf)
    entry = Entry.objects.create(
        index=last.index + 1 if last else 0,
        claim=claim,
        number=record["claim"],
        version=record["version"],
        event=record["event"],
        publication=record.get("publication", "none"),
        correction_class=record.get("correction_class") or "",
        note=record["note"],
        statement=statement,
        leaf_hash=leaf,
        root_hash=frontier.root(),
        frontier=frontier.to_bytes(),
        record_digest=records.digest(body),
        published_at=published_at,
        published_by=by,
        decision=decision,
        demo=demo_clock_is_set(),
    )
    RecordBody.objects.create(entry=entry, body=body)
    project_entry(entry, record)
    return entry


def _lock_log() -> Entry | None:
    """Become the one sequencer until the transaction ends; the newest entry, if there is any."""
    become_sequencer()
    return Entry.objects.order_by("-index").first()


def _next_number() -> int:
    newest = Entry.objects.exclude(number=None).order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


def _salt() -> str:
    return secrets.token_hex(SALT_BYTES)
