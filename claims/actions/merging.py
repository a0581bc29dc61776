"""Merging duplicates, reversibly: what the table in `claims/merging.py` says is done here, and undone here.

A draft is merged by whoever writes; an entry by an editor, as another person asked, through the door. Either
way the claim that goes keeps all that it has: the other one gets copies of what it lacks.
"""

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.claims import change_claim
from claims.actions.deed import deed, locked, now
from claims.actions.door import append, case_of, standing
from claims.actions.notices import authors_of, tell
from claims.actions.parts import add_part, remove_part
from claims.actions.review import ask_editors, close_revision, start_revision
from claims.choices import Event, NoticeKind, Status
from claims.merging import Part, carried, fates_of, kept_of, merge_in_force
from claims.models import AssessmentRequest, Claim, Entry, Merge, Person, Submission
from claims.reasons import Reason
from claims.unmerging import Back, back_of
from claims.workflow import (
    MERGE,
    MERGE_DRAFT,
    REQUEST_MERGE,
    REQUEST_UNMERGE,
    UNMERGE,
    UNMERGE_DRAFT,
    Case,
    Refused,
)

NO_WHY = gettext_noop("Say why the two are one claim.")
NOT_MERGED = gettext_noop("This claim is not merged into another one.")
TABLE_CHANGED = gettext_noop(
    "What would go over changed after you opened the page. Look at the table again, then decide."
)
SECOND_AWAITED = gettext_noop(
    "The second assessment, by {analyst}, is not in yet; withdraw the request first, or wait for it."
)
FROM_ENTRY = gettext_noop("Merged from No. {number}")
FROM_DRAFT = gettext_noop("Merged from a draft")
BLIND = gettext_noop(
    "You were asked for a second assessment of one of the two claims; a merge shows both. Give it first."
)
CONFLICT_THERE = gettext_noop(
    "You have declared a conflict of interest about {what}, which the other claim is about; "
    "an editor who has none decides."
)


def merge_draft(*, claim: Claim, into: Claim, by: Person, why: str, seen: str = "") -> Merge:
    """End a draft that says the same as another claim, and give the other one what it lacks.

    `seen` is the digest of the table that the person looked at (`Fates.digest`); with it, the merge is
    refused if the table reads otherwise now. Raises Refused with every sentence in the way.
    """
    with deed(by=by, why=Reason(gettext_noop("Merged a draft"))):
        claim, into = locked_both(claim, into)
        MERGE_DRAFT.require(Case(claim, by, into=into))
        refuse_blind(by, claim, into)
        if asked := claim.assessment_requests.open().select_related("analyst").first():
            raise Refused(_(SECOND_AWAITED).format(analyst=asked.analyst))
        merge = _merge(claim, into, by, why, seen)
        claim.status = Status.MERGED
        claim.save(update_fields=["status", "changed_at"])
        people = [*authors_of(claim), *authors_of(into)]
        tell(people=people, kind=NoticeKind.MERGED, claim=claim, by=by)
    return merge


def unmerge_draft(*, claim: Claim, by: Person, seen: str = "") -> Back:
    """Open a merged draft again, and take out of the other claim what it gave, where that still stands.

    Answers what came back and, in `left`, what stays because somebody changed it. `seen` as in `merge_draft`,
    of the table of the undo (`Back.digest`).
    """
    with deed(by=by, why=Reason(gettext_noop("Undid the merge of a draft"))):
        claim, merge = _merged(claim)
        UNMERGE_DRAFT.require(Case(claim, by))
        refuse_blind(by, claim, merge.into)
        back = _unmerge(merge, by, seen)
        claim.status = Status.DRAFT
        claim.save(update_fields=["status", "changed_at"])
        people = [*authors_of(claim), *authors_of(merge.into)]
        tell(people=people, kind=NoticeKind.MERGED, claim=claim, by=by)
    return back


def request_merge(*, claim: Claim, into: Claim, by: Person, note: str, message: str = "") -> Submission:
    """Ask an editor to merge an entry into another one; `note` is what readers will be told."""
    refuse_blind(by, claim, into)
    into = Claim.objects.get(pk=into.pk)  # as it stands now
    return ask_editors(
        move=REQUEST_MERGE, asks=Event.MERGED, claim=claim, into=into, by=by, note=note, message=message
    )


def request_unmerge(*, claim: Claim, by: Person, note: str, message: str = "") -> Submission:
    """Ask an editor to let a merged entry stand for itself again."""
    return ask_editors(
        move=REQUEST_UNMERGE, asks=Event.UNMERGED, claim=claim, by=by, note=note, message=message
    )


def merge_claim(*, submission: Submission, by: Person, comment: str = "", seen: str = "") -> Entry:
    """Lead an entry's number to the other entry, as asked, and give the other's working copy what it lacks.

    Readers see nothing of what went over until another editor publishes it. `seen` as in `merge_draft`.
    """
    with deed(by=by, why=Reason(gettext_noop("Merged the entry"))):
        if submission.into is not None:
            locked_both(submission.claim, submission.into)
        case = case_of(submission, by, comment)
        MERGE.require(case)
        assert submission.into is not None  # nosec B101: the database holds a merge to it
        into = submission.into
        refuse_blind(by, case.claim, into)
        if interests := Case(into, by).conflicts:
            what = ", ".join(str(each.claimant or each.topic) for each in interests)
            raise Refused(_(CONFLICT_THERE).format(what=what))
        _merge(case.claim, into, by, submission.note, seen)
        return append(case, Event.MERGED, standing(case.claim), told=NoticeKind.MERGED, also=authors_of(into))


def unmerge_claim(*, submission: Submission, by: Person, comment: str = "", seen: str = "") -> Entry:
    """Let a merged entry stand for itself again, as it stood, and take back what it gave the other claim.

    `seen` as in `unmerge_draft`.
    """
    with deed(by=by, why=Reason(gettext_noop("Undid the merge of an entry"))):
        claim, merge = _merged(submission.claim)
        case = case_of(submission, by, comment)
        UNMERGE.require(case)
        refuse_blind(by, claim, merge.into)
        _unmerge(merge, by, seen)
        return append(
            case, Event.UNMERGED, standing(claim), told=NoticeKind.MERGED, also=authors_of(merge.into)
        )


def locked_both(claim: Claim, into: Claim) -> tuple[Claim, Claim]:
    """Both claims as they stand now, locked in the order of their keys, so that nobody waits in a circle."""
    found = {pk: locked(Claim(pk=pk)) for pk in sorted({claim.pk, into.pk})}
    return found[claim.pk], found[into.pk]


def refuse_blind(person: Person, *claims: Claim) -> None:
    """Refuse somebody who must not see the assessment of one of the claims yet: a merge tells of both."""
    if AssessmentRequest.objects.awaiting(person).filter(claim__in=claims).exists():
        raise Refused(_(BLIND))


def _merged(claim: Claim) -> tuple[Claim, Merge]:
    """A merged claim and its merge in force, both claims locked."""
    merge = merge_in_force(claim)
    if merge is None:
        raise Refused(_(NOT_MERGED))
    claim, into = locked_both(claim, merge.into)
    merge = merge_in_force(claim)  # somebody else may have undone it meanwhile
    if merge is None or merge.into_id != into.pk:
        raise Refused(_(NOT_MERGED))
    merge.into = into
    return claim, merge


def _merge(claim: Claim, into: Claim, by: Person, why: str, seen: str) -> Merge:
    """Give the other claim what it lacks, and record the merge with what its undo needs."""
    if not why.strip():
        raise Refused(_(NO_WHY))
    fates = fates_of(claim, into)
    if seen and seen != fates.digest:
        raise Refused(_(TABLE_CHANGED))
    if fates.blocked:
        raise Refused(fates.blocked)
    added: dict[str, list[Part]] = {}
    opened = False
    if fates.goes_over:
        reason = Reason(FROM_ENTRY, number=claim.number) if claim.number else Reason(FROM_DRAFT)
        opened = not into.is_editable
        into = _opened(into, by)
        fields: dict[str, Any] = {**fates.fill}
        if fates.topics:
            fields["topics"] = [*into.topics.all(), *fates.topics]
        if fields:
            into = change_claim(claim=into, by=by, why=reason, **fields)
        for kind, parts in fates.add.items():
            added[kind] = [
                add_part(claim=into, kind=kind, by=by, why=reason, **carried(part)) for part in parts
            ]
            for part in added[kind]:
                part.refresh_from_db()  # as the database has it: an undo compares
    merge = Merge(
        claim=claim,
        into=into,
        fates=kept_of(fates, added, opened=opened),
        why=why.strip(),
        merged_by=by,
        merged_at=now(),
    )
    merge.full_clean()
    merge.save()
    return merge


def _unmerge(merge: Merge, by: Person, seen: str) -> Back:
    """Take back what the merge gave, where it still stands as it went over, and close the merge.

    A revision that the merge opened is closed where nothing is left in it.
    """
    back = back_of(merge)
    if seen and seen != back.digest:
        raise Refused(_(TABLE_CHANGED))
    if back.blocked:
        raise Refused(back.blocked)
    if back.comes_back:
        reason = Reason(gettext_noop("Undid a merge"))
        into = _opened(merge.into, by)
        for part in back.remove:
            remove_part(part=part, by=by, why=reason)
        fields: dict[str, Any] = {**back.empty}
        if back.topics:
            fields["topics"] = [topic for topic in into.topics.all() if topic not in back.topics]
        if fields:
            change_claim(claim=into, by=by, why=reason, **fields)
        if merge.fates.get("opened"):
            with suppress(Refused):  # somebody works on it: it stays open
                close_revision(claim=into, by=by)
    merge.closed_at = now()
    merge.save(update_fields=["closed_at"])
    return back


def _opened(claim: Claim, by: Person) -> Claim:
    """A claim whose working copy takes changes: a verified or rejected one is opened for a revision."""
    return claim if claim.is_editable else start_revision(claim=claim, by=by)
