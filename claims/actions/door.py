"""The door: the only way from the working records to readers. One transaction each time.

1. Lock the claim: whoever changes what its record says waits, in shared records too (the guards see to it).
2. Check the needs of the move (`workflow.py`) on what stands in the database now.
3. Lock the log's sequencer, one publication at a time; build the record and its digest; write the decision
   that approves exactly this record.
4. Append the entry with the next index, its statement and leaf hash; store the record's bytes.
5. Bring the working copy's status and publication in line, and the editions.
6. Seal it (`log.py`): the tiles that it fills, a signed checkpoint, and after the commit the checkpoint file.
   Have its witnesses asked.

The database checks 2 to 6 again on its own (migrations/sql/guards.sql).

Each step is one message to the database: 1 and what 2 looks at, 3, and all that 3 to 5 write.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims import cases, merkle, method, records
from claims.actions.deed import MOMENT, SEQUENCER, deed, locked, locking, now
from claims.actions.editions import project_entry
from claims.actions.log import newest_key, refuse_unless_it_stands, seal
from claims.actions.notices import Telling, authors_of, editors, tell
from claims.actions.review import decision_of, lapsed
from claims.actions.witnessing import wake
from claims.actions.writing import Writing
from claims.asking import Asked, ask, question, statement
from claims.cases import newest_entry
from claims.choices import CONTENT_EVENTS, Event, Gate, NoticeKind, Outcome, Publication, Status
from claims.models import (
    Claim,
    Decision,
    Edition,
    Entry,
    LogKey,
    Person,
    Recheck,
    RecordBody,
    Submission,
    VerdictScheme,
)
from claims.reasons import Reason
from claims.telling import HOLD_OPENS
from claims.workflow import HOLD, PUBLISH, REINSTATE, RELEASE, RETRACT, Case, Move, Refused, publication_after

SALT_BYTES = 32  # as many as the digest: guessing the salt is no easier than guessing the digest
ADMINISTRATORS_ONLY = gettext_noop("Only an administrator publishes a verdict scheme.")
ADMINISTRATORS_PUBLISH = gettext_noop("Only an administrator publishes the method.")
NO_METHOD_NOTE = gettext_noop("Write the public note: readers are told what changes in the method, and why.")
SAME_METHOD = gettext_noop("Nothing differs from the method that stands published (version {version}).")
NOTHING_STANDS = gettext_noop("The record of this entry was redacted; there is nothing to publish again.")
# Reasons, for the row history: by what was asked, and by the move.
PUBLISHED_AS: dict[str, Reason] = {
    Event.PUBLISHED: Reason(gettext_noop("Published the claim")),
    Event.UPDATED: Reason(gettext_noop("Published an update")),
    Event.CORRECTED: Reason(gettext_noop("Published a correction")),
}
ANSWERED_AS: dict[str, Reason] = {
    RETRACT.verb: Reason(gettext_noop("Retracted the entry")),
    REINSTATE.verb: Reason(gettext_noop("Reinstated the entry")),
    RELEASE.verb: Reason(gettext_noop("Lifted the hold")),
}


def publish_claim(*, submission: Submission, by: Person, seen_digest: str, comment: str = "") -> Entry:
    """Approve the working copy and publish it: as published, updated or corrected, as was submitted.

    `seen_digest` is the digest of the content that the editor looked at (`records.content_digest`);
    the claim is published only if it is still that. Raises Refused with every sentence in the way.
    """
    with deed(by=by, why=PUBLISHED_AS.get(submission.asks, "")):  # whatever else was asked is refused inside
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
    with deed(by=by, why=Reason(gettext_noop("Put the entry on hold"))):
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
    with deed(by=by, why=Reason(gettext_noop("Published a verdict scheme"))):
        turn, newest, version = _turn_of_the_method()
        record = records.scheme_record(scheme, version=version, note=note.strip(), salt=_salt())
        return _publish_method_entry(turn, newest, record, by)


def publish_method(*, by: Person, note: str) -> Entry:
    """Make the method public as it is enforced now: the tables of `claims.method`, in a record."""
    if not by.is_administrator:
        raise Refused(_(ADMINISTRATORS_PUBLISH))
    if not note.strip():
        raise Refused(_(NO_METHOD_NOTE))
    with deed(by=by, why=Reason(gettext_noop("Published the method"))):
        turn, newest, version = _turn_of_the_method()
        tables = method.tables()
        stands = method.standing()
        if stands is not None and not method.differing(stands.tables, tables):
            raise Refused(_(SAME_METHOD).format(version=stands.version))
        record = records.method_record(tables, version=version, note=note.strip(), salt=_salt())
        return _publish_method_entry(turn, newest, record, by)


def _turn_of_the_method() -> tuple["Turn", Entry | None, int]:
    """Become the one sequencer; the newest entry about the method, and the version that follows it."""
    turn = Turn.of(*ask(*Turn.questions(None)))
    newest = Entry.objects.filter(claim__isnull=True).order_by("-version").first()
    return turn, newest, newest.version + 1 if newest else 1


def _publish_method_entry(turn: "Turn", newest: Entry | None, record: records.Json, by: Person) -> Entry:
    writing = Writing()
    entry = _write(writing, turn, newest, record, records.canonical(record), by=by)
    _send(writing, turn, entry)
    return entry


def _answer(move: Move, submission: Submission, by: Person, comment: str, note: str = "") -> Entry:
    """Do what was asked of an entry as it stands, without touching the working copy."""
    with deed(by=by, why=ANSWERED_AS[move.verb]):
        case = case_of(submission, by, comment)
        case.note = case.note or note
        move.require(case)
        return append(case, submission.asks, standing(case.claim))


def case_of(submission: Submission, by: Person, comment: str, seen_digest: str | None = None) -> Case:
    """The question as it stands now, its claim locked. Called inside a deed."""
    found, asked, *answers = ask(
        locking(submission.claim_id),
        _submission(submission.pk),
        *cases.questions(submission.claim_id, by.pk),
    )
    _refresh(submission, asked[0])
    return cases.answered(
        found[0],
        by,
        answers,
        submission=submission,
        seen_digest=seen_digest,
        comment=comment,
        note=submission.note,
        correction_class=submission.correction_class,
    )


@question
def _submission(submission: int) -> QuerySet[Submission]:
    return Submission.objects.filter(pk=submission).select_related("into")


def _refresh(submission: Submission, found: Submission) -> None:
    """Bring the caller's own object up to what was found, as `refresh_from_db` would."""
    for field in found._meta.concrete_fields:
        setattr(submission, field.attname, getattr(found, field.attname))
    submission.into = found.into


def standing(claim: Claim) -> records.Json:
    """The content that readers have, to be published again."""
    from_entry = newest_entry(claim)
    if from_entry is None or from_entry.record_body.body is None:
        raise Refused(_(NOTHING_STANDS))
    content: records.Json | None = records.parse(from_entry.record_body.body)["content"]
    if content is None:
        raise Refused(_(NOTHING_STANDS))
    return content


def append(
    case: Case,
    event: str,
    content: records.Json | None,
    *,
    redacts: Iterable[int] = (),
    told: NoticeKind = NoticeKind.PUBLISHED,
    also: Iterable[Person | None] = (),
) -> Entry:
    """Append an entry for a claim, with the approval of the case's submission (a hold has none).

    Called inside a deed, after `require`. Its authors are `told`, and whoever this concerns `also`. Without
    a content, readers have none any more; `redacts` are the versions that have no record then.
    """
    claim = case.claim
    # With who asked, whose question the approval closes.
    telling = Telling([*authors_of(claim, case.beside.waiting), *also], told, claim, case.person)
    log, choices = Turn.questions(claim.number), telling.questions()
    answers = ask(*log, *choices)
    turn = Turn.of(*answers[: len(log)])
    record = records.claim_record(
        content,
        number=claim.number or turn.next_number,
        version=case.newest.version + 1 if case.newest else 1,
        event=event,
        publication=Publication.REDACTED if content is None else publication_after(claim, event),
        correction_class=case.correction_class,
        note=case.note.strip(),
        salt=_salt(),
        waivers=_waivers(case, event, repeats=content is not None and event not in CONTENT_EVENTS),
        merged_into=case.submission.into.number if case.submission and case.submission.into else None,
        redacts=list(redacts),
    )
    body = records.canonical(record)
    writing = Writing()
    writing.insert(*telling.notices(answers[len(log) :], turn.moment, demo=turn.demo))
    decision = None
    if case.submission is not None:
        decision = decision_of(case, Outcome.APPROVED, record_digest=records.digest(body), at=turn.moment)
        decision.pk = turn.decision
        writing.insert(decision)
        case.submission.closed_at = turn.moment
        writing.update(case.submission, "closed_at")
    entry = _write(writing, turn, case.newest, record, body, by=case.person, claim=claim, decision=decision)
    claim.number = entry.number
    claim.publication = entry.publication
    changed = ["number", "publication", "changed_at"]
    if event in CONTENT_EVENTS:
        claim.content_index = entry.index
        claim.status = Status.VERIFIED
        changed += ["content_index", "status"]
        writing.run(
            f"UPDATE {Recheck._meta.db_table} SET closed_at = %s"  # nosec B608: a name of ours
            " WHERE claim_id = %s AND closed_at IS NULL",
            turn.moment,
            claim.pk,
        )
    writing.update(claim, *changed)
    for each in lapsed(claim, [other for other in case.beside.waiting if other != case.submission]):
        each.closed_at = turn.moment
        writing.update(each, "closed_at")
    _send(writing, turn, entry)
    return entry


def _waivers(case: Case, event: str, *, repeats: bool) -> list[records.Json]:
    """What was waived for this entry, as readers see it.

    An entry that `repeats` the content that stands goes on saying that its request for reply was waived.
    """
    granted = {
        (each.gate, each.reason)
        for each in case.waivers
        if (each.gate == Gate.CONFLICT and case.conflicts)
        or (each.gate == Gate.REPLY and event in CONTENT_EVENTS and not case.copy.replies)
    }
    if repeats:
        body = case.newest.record_body.body if case.newest else None
        said = records.parse(body).get("waivers", []) if body is not None else []
        granted |= {(each["gate"], each["reason"]) for each in said if each["gate"] == Gate.REPLY}
    return [{"gate": str(gate), "reason": reason} for gate, reason in sorted(granted)]


@dataclass(frozen=True)
class Turn:
    """What the sequencer finds when its turn comes: it alone appends until the transaction ends."""

    last: Entry | None
    next_number: int
    first_edition: Edition | None  # of the claim, if readers have had it before
    moment: datetime  # the database's clock, read after the lock
    demo: bool
    decision: int  # a key for the decision
    key: LogKey | None  # the log's newest

    @classmethod
    def of(
        cls,
        locked: list[tuple[object]],
        last: list[Entry],
        highest: list[tuple[int]],
        first: list[Edition],
        said: list[tuple[datetime, bool]],
        decision: list[tuple[int]],
        keys: list[LogKey],
    ) -> "Turn":
        """From the answers to `questions`. Raises Refused where the checkpoint file tells of another log."""
        refuse_unless_it_stands(last[0] if last else None)
        moment, demo = said[0]
        if last:
            moment = max(moment, last[0].published_at)
        return cls(
            last[0] if last else None,
            highest[0][0] + 1 if highest else 1,
            first[0] if first else None,
            moment,
            demo,
            decision[0][0],
            keys[0] if keys else None,
        )

    @staticmethod
    def questions(number: int | None) -> list[Asked]:
        """What has to be asked for it, of a claim with this number if it has one; the lock comes first."""
        return [
            statement(SEQUENCER),
            _last(),
            _highest(),
            _first_edition(number),
            statement(MOMENT),
            statement(_NEXT_DECISION),
            newest_key(),
        ]


_NEXT_DECISION = f"SELECT nextval(pg_get_serial_sequence('{Decision._meta.db_table}', 'id'))"  # nosec B608


@question
def _last() -> QuerySet[Entry]:
    return Entry.objects.order_by("-index")[:1]


@question
def _highest() -> QuerySet[Entry, tuple[int | None]]:
    return Entry.objects.exclude(number=None).order_by("-number").values_list("number")[:1]


@question
def _first_edition(number: int) -> QuerySet[Edition]:
    return Edition.objects.filter(number=number).only("first_published_at").order_by("version")[:1]


def _write(
    writing: Writing,
    turn: Turn,
    previous: Entry | None,
    record: records.Json,
    body: bytes,
    *,
    by: Person,
    claim: Claim | None = None,
    decision: Decision | None = None,
) -> Entry:
    """Append entry and record, and project them. `previous` ends the claim's own chain, or the method's."""
    digest = records.digest(body)
    statement = records.canonical(
        records.statement_of(
            record,
            record_digest=digest,
            previous=records.digest(bytes(previous.statement)) if previous else None,
            published_at=turn.moment,
        )
    )
    leaf = merkle.leaf_hash(statement)
    last = turn.last
    frontier = merkle.Frontier.from_bytes(bytes(last.frontier)) if last else merkle.Frontier()
    frontier.append(leaf)
    entry = Entry(
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
        record_digest=digest,
        published_at=turn.moment,
        published_by=by,
        decision=decision,
        demo=turn.demo,
    )
    writing.insert(entry)
    writing.insert(RecordBody(entry=entry, body=body))
    first = turn.first_edition
    project_entry(
        writing, entry, record, first_published_at=first.first_published_at if first else turn.moment
    )
    return entry


def _send(writing: Writing, turn: Turn, entry: Entry) -> None:
    """Write it all, sealed, and have the log's witnesses asked."""
    seal(writing, entry, turn.last, turn.key)
    wake()


def _salt() -> str:
    return secrets.token_hex(SALT_BYTES)
