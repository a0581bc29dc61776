"""Asking editors, and the answers that publish nothing. What publishes is in `door.py`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import deed, locked, now
from claims.actions.notices import authors_of, editors, tell
from claims.choices import CONTENT_EVENTS, Event, NoticeKind, Outcome, Publication, Status
from claims.models import Claim, Decision, Person, Submission
from claims.reasons import Reason
from claims.workflow import (
    CLOSE_REVISION,
    DECLINE,
    PUBLICATION_MOVES,
    REJECT,
    REQUEST_REINSTATEMENT,
    REQUEST_RELEASE,
    REQUEST_RETRACTION,
    RETURN,
    REVISE,
    SUBMIT,
    Case,
    Move,
    Refused,
    event_for,
)

# Reasons, for the row history: by what was asked for, and by the outcome.
ASKED_FOR: dict[str, Reason] = {
    Event.RETRACTED: Reason(gettext_noop("Asked for a retraction")),
    Event.REINSTATED: Reason(gettext_noop("Asked for reinstatement")),
    Event.RELEASED: Reason(gettext_noop("Asked for the hold to be lifted")),
    Event.MERGED: Reason(gettext_noop("Asked for a merge")),
    Event.UNMERGED: Reason(gettext_noop("Asked to undo a merge")),
    Event.REDACTED: Reason(gettext_noop("Asked for a redaction")),
}
SENT_BACK_AS: dict[str, Reason] = {
    Outcome.RETURNED: Reason(gettext_noop("Returned for changes")),
    Outcome.REJECTED: Reason(gettext_noop("Rejected the working copy")),
}
ALREADY_ASKED = gettext_noop("Somebody asked for this already, and an editor has yet to decide.")


def submit_claim(
    *, claim: Claim, by: Person, message: str = "", correction_class: str = "", note: str = ""
) -> Submission:
    """Ask an editor to publish the working copy; once published, with the class of change and a note."""
    with deed(by=by, why=Reason(gettext_noop("Submitted for review"))):
        claim = locked(claim)
        if not claim.is_public:
            correction_class = note = ""
        SUBMIT.require(Case(claim, by, note=note, correction_class=correction_class))
        submission = _submit(
            claim, by, event_for(claim, correction_class), note, message, correction_class=correction_class
        )
        claim.status = Status.IN_REVIEW
        claim.save(update_fields=["status", "changed_at"])
        _tell_editors(submission)
    return submission


def return_claim(*, submission: Submission, by: Person, comment: str, seen_digest: str) -> Decision:
    """Send the working copy back, with what is to be changed."""
    return _send_back(RETURN, submission, by, comment, seen_digest, Outcome.RETURNED)


def reject_claim(*, submission: Submission, by: Person, comment: str, seen_digest: str) -> Decision:
    """Decide not to publish the working copy. A live entry stays as it is."""
    return _send_back(REJECT, submission, by, comment, seen_digest, Outcome.REJECTED)


def start_revision(*, claim: Claim, by: Person) -> Claim:
    """Open the working copy of a verified or rejected claim again; readers go on seeing the entry."""
    with deed(by=by, why=Reason(gettext_noop("Started a revision"))):
        claim = locked(claim)
        REVISE.require(Case(claim, by))
        claim.status = Status.DRAFT
        claim.save(update_fields=["status", "changed_at"])
    return claim


def close_revision(*, claim: Claim, by: Person) -> Claim:
    """Close a revision that changes nothing, so that the claim stands verified as before it was opened.

    More counts than the content: no row of the claim's own differs from when it was opened.
    """
    with deed(by=by, why=Reason(gettext_noop("Closed a revision that changes nothing"))):
        claim = locked(claim)
        CLOSE_REVISION.require(Case(claim, by))
        claim.status = Status.VERIFIED
        claim.save(update_fields=["status", "changed_at"])
    return claim


def request_retraction(*, claim: Claim, by: Person, note: str, message: str = "") -> Submission:
    """Ask an editor to retract the entry; `note` is what readers will be told."""
    return ask_editors(
        move=REQUEST_RETRACTION, asks=Event.RETRACTED, claim=claim, by=by, note=note, message=message
    )


def request_reinstatement(*, claim: Claim, by: Person, note: str, message: str = "") -> Submission:
    """Ask an editor to put a retracted entry back as it stood."""
    return ask_editors(
        move=REQUEST_REINSTATEMENT, asks=Event.REINSTATED, claim=claim, by=by, note=note, message=message
    )


def request_release(*, claim: Claim, by: Person, note: str, message: str = "") -> Submission:
    """Ask an editor to lift the hold."""
    return ask_editors(
        move=REQUEST_RELEASE, asks=Event.RELEASED, claim=claim, by=by, note=note, message=message
    )


def ask_editors(
    *,
    move: Move,
    asks: Event,
    claim: Claim,
    by: Person,
    note: str,
    message: str,
    into: Claim | None = None,
    redacts: Sequence[int] = (),
) -> Submission:
    """Put a question about an entry to the editors; `into` is the claim that a merge would lead to, `redacts`
    are the versions that a redaction would withdraw.
    """
    with deed(by=by, why=ASKED_FOR[asks]):
        claim = locked(claim)
        move.require(Case(claim, by, note=note, into=into, redacts=redacts))
        if Submission.objects.waiting().filter(claim=claim, asks=asks).exists():
            raise Refused(_(ALREADY_ASKED))
        submission = _submit(claim, by, asks, note, message, into=into, redacts=redacts)
        _tell_editors(submission)
    return submission


def decline_request(*, submission: Submission, by: Person, comment: str) -> Decision:
    """Leave the entry as it stands: no retraction, no redaction, or the hold is kept."""
    with deed(by=by, why=Reason(gettext_noop("Declined a request"))):
        claim = locked(submission.claim)
        submission.refresh_from_db()
        case = Case(claim, by, submission=submission, comment=comment)
        DECLINE.require(case)
        tell(people=[submission.submitted_by], kind=NoticeKind.DECLINED, claim=claim, by=by)
        return decide(case, Outcome.REJECTED)


def decide(case: Case, outcome: Outcome) -> Decision:
    """Write the decision of a case that publishes nothing, and close its submission.

    Called inside a deed, after `require`.
    """
    decision = decision_of(case, outcome, at=now())
    decision.save()
    decision.submission.closed_at = decision.decided_at
    decision.submission.save(update_fields=["closed_at"])
    return decision


def decision_of(case: Case, outcome: Outcome, *, at: datetime, record_digest: str = "") -> Decision:
    """The decision of a case, unsaved."""
    assert case.submission is not None  # nosec B101: `require` has seen that the submission is open
    return Decision(
        submission=case.submission,
        claim=case.claim,
        editor=case.person,
        outcome=outcome,
        comment=case.comment.strip(),
        reviewed_digest=case.reviewed_digest,
        record_digest=record_digest,
        decided_at=at,
    )


def lapsed(claim: Claim, waiting: Iterable[Submission]) -> list[Submission]:
    """The requests that what readers see now leaves nothing to do, such as lifting a hold that is gone."""
    return [
        each
        for each in waiting
        if each.asks not in CONTENT_EVENTS
        and Publication(claim.publication) not in PUBLICATION_MOVES[Event(each.asks)]
    ]


def _send_back(
    move: Move, submission: Submission, by: Person, comment: str, seen_digest: str, outcome: Outcome
) -> Decision:
    with deed(by=by, why=SENT_BACK_AS[outcome]):
        claim = locked(submission.claim)
        submission.refresh_from_db()
        case = Case(claim, by, submission=submission, comment=comment, seen_digest=seen_digest)
        move.require(case)
        kind = NoticeKind.RETURNED if outcome == Outcome.RETURNED else NoticeKind.REJECTED
        tell(people=authors_of(claim), kind=kind, claim=claim, by=by)
        decision = decide(case, outcome)
        claim.status = str(move.status_to)
        claim.save(update_fields=["status", "changed_at"])
    return decision


def _tell_editors(submission: Submission) -> None:
    """Tell the editors who may decide a submission."""
    able = editors().filter(Exists(Submission.objects.free_of(OuterRef("pk")).filter(pk=submission.pk)))
    tell(people=able, kind=NoticeKind.SUBMITTED, claim=submission.claim, by=submission.submitted_by)


def _submit(
    claim: Claim,
    by: Person,
    asks: Event,
    note: str,
    message: str,
    *,
    correction_class: str = "",
    into: Claim | None = None,
    redacts: Sequence[int] = (),
) -> Submission:
    submission = Submission(
        claim=claim,
        asks=asks,
        into=into,
        redacts=list(redacts),
        correction_class=correction_class,
        note=note.strip(),
        message=message.strip(),
        submitted_by=by,
        submitted_at=now(),
    )
    submission.full_clean()
    submission.save()
    return submission
