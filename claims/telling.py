"""What a notice says and where it leads, on the site and in a mail. It never tells a verdict.

Floor 3: reads; writes nothing. Rows are written by `actions.notices.tell`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Event, NoticeKind
from claims.models import AssessmentRequest, Comment, Entry, Notice, Person, Submission

# After the name of whoever did it.
SENTENCES: dict[str, str] = {
    NoticeKind.MENTIONED: gettext_noop("mentions you in a comment"),
    NoticeKind.COMMENTED: gettext_noop("comments on a claim of yours"),
    NoticeKind.ASSIGNED: gettext_noop("hands you a claim"),
    NoticeKind.SECOND_ASKED: gettext_noop("asks for your second assessment"),
    NoticeKind.SUBMITTED: gettext_noop("asks for an editor’s decision"),
    NoticeKind.RETURNED: gettext_noop("returns a claim of yours, with what is to be changed"),
    NoticeKind.REJECTED: gettext_noop("rejects a claim of yours"),
    NoticeKind.PUBLISHED: gettext_noop("changes what readers see of a claim of yours"),
    NoticeKind.DECLINED: gettext_noop("declines what you asked for"),
    NoticeKind.SOURCE_FELL: gettext_noop("marks a source as fallen that a claim of yours rests on"),
    NoticeKind.HELD: gettext_noop("puts an entry on hold; another editor decides whether it stays"),
    NoticeKind.MERGED: gettext_noop("merges a claim of yours, or undoes a merge"),
    NoticeKind.LETTER: gettext_noop("writes to the desk: an error, or a claim to look into"),
}
# Who did it, where nobody of the desk did.
A_READER = gettext_noop("A reader")
# Where the entry says what was done.
PUBLISHED: dict[str, str] = {
    Event.PUBLISHED: gettext_noop("publishes a claim of yours"),
    Event.UPDATED: gettext_noop("publishes an update of a claim of yours"),
    Event.CORRECTED: gettext_noop("publishes a correction of a claim of yours"),
    Event.RETRACTED: gettext_noop("retracts the entry of a claim of yours"),
    Event.REINSTATED: gettext_noop("reinstates the entry of a claim of yours"),
    Event.HELD: gettext_noop("puts the entry of a claim of yours on hold"),
    Event.RELEASED: gettext_noop("lifts the hold on the entry of a claim of yours"),
    Event.MERGED: gettext_noop("merges an entry that you had to do with into another one"),
    Event.UNMERGED: gettext_noop("undoes the merge of an entry that you had to do with"),
    Event.REDACTED: gettext_noop("redacts the entry of a claim of yours"),
}
# Where the question says what is asked.
ASKED: dict[str, str] = {
    Event.PUBLISHED: gettext_noop("asks for a review: a claim to be published"),
    Event.UPDATED: gettext_noop("asks for a review: an update to be published"),
    Event.CORRECTED: gettext_noop("asks for a review: a correction to be published"),
    Event.RETRACTED: gettext_noop("asks that an entry be retracted"),
    Event.REINSTATED: gettext_noop("asks that an entry be reinstated"),
    Event.RELEASED: gettext_noop("asks that a hold be lifted"),
    Event.MERGED: gettext_noop("asks that an entry be merged into another one"),
    Event.UNMERGED: gettext_noop("asks that a merge be undone"),
    Event.REDACTED: gettext_noop("asks that published text be redacted"),
}
ABOUT_COMMENTS = (NoticeKind.MENTIONED, NoticeKind.COMMENTED)
TO_DECIDE = (NoticeKind.SUBMITTED, NoticeKind.HELD)
OF_ENTRIES = (NoticeKind.PUBLISHED, NoticeKind.MERGED)
# What a hold asks of the other editors: kept in English with the question.
HOLD_OPENS = gettext_noop("Opened by the hold: lift it, or decline and so keep it.")
MERGES = (Event.MERGED, Event.UNMERGED)
# A notice is written in the transaction of its deed; longer than this none takes.
ONE_DEED = timedelta(minutes=5)


@dataclass(frozen=True)
class Told:
    """A notice in words."""

    notice: Notice
    sentence: str  # who did what; names no claim
    path: str  # of the page where something can be done about it
    comment: Comment | None  # what was said, where this person may read it


def told(notices: Iterable[Notice], person: Person) -> list[Told]:
    """Notices to one person in words, in a number of queries that does not grow with them."""
    rows = list(notices)
    claims = {notice.claim_id for notice in rows if notice.claim_id}
    # Whoever is asked for a blind assessment reads no more than the kind says.
    blind = set(
        AssessmentRequest.objects.awaiting(person).filter(claim__in=claims).values_list("claim", flat=True)
    )
    keys = [notice.comment_id for notice in rows if notice.comment_id]
    comments = Comment.objects.visible_to(person).in_bulk(keys) if keys else {}
    entries = _entries([each for each in rows if each.kind in OF_ENTRIES])
    asked = _asked([each for each in rows if each.kind in TO_DECIDE])
    found = []
    for notice in rows:
        open_eyed = notice.claim_id not in blind
        entry, submission = entries.get(notice.pk), asked.get(notice.pk)
        did = _(SENTENCES[notice.kind])
        if entry and open_eyed:
            did = _(PUBLISHED.get(entry.event, did))
        if submission and open_eyed and notice.kind == NoticeKind.SUBMITTED:
            did = _(ASKED.get(submission.asks, did))
        found.append(
            Told(
                notice,
                f"{notice.by or _(A_READER)} {did}",
                _path(notice, submission if open_eyed and person.is_editor else None),
                comments.get(notice.comment_id) if notice.comment_id else None,
            )
        )
    return found


def message_told(submission: Submission) -> str:
    """The message to the editors: as it was typed, or what a hold asks, in the language of the page."""
    by_hold = submission.asks == Event.RELEASED and submission.message == HOLD_OPENS
    return _(HOLD_OPENS) if by_hold else submission.message


def _path(notice: Notice, submission: Submission | None) -> str:
    if submission is not None and submission.closed_at is None:
        return reverse("admin:review", args=[submission.pk])
    if notice.letter_id is not None:
        return reverse("claims:letter", args=[notice.letter_id])
    page = reverse("claims:desk_claim", args=[notice.claim_id])
    return f"{page}#comment-{notice.comment_id}" if notice.kind in ABOUT_COMMENTS else page


def _entries(notices: Sequence[Notice]) -> dict[int, Entry]:
    """The entry that each notice tells of: what its person did to its claim from that moment on."""
    if not notices:
        return {}
    done = Q()
    for notice in notices:
        until = notice.at + ONE_DEED
        done |= Q(claim=notice.claim_id, published_by=notice.by_id, published_at__range=(notice.at, until))
    entries = list(Entry.objects.filter(done).order_by("-index"))
    return {
        notice.pk: entry
        for notice in notices
        for entry in entries  # the last one that fits is the first that was published
        if (entry.claim_id, entry.published_by_id) == (notice.claim_id, notice.by_id)
        and notice.at <= entry.published_at <= notice.at + ONE_DEED
        and (entry.event in MERGES) == (notice.kind == NoticeKind.MERGED)
    }


def _asked(notices: Sequence[Notice]) -> dict[int, Submission]:
    """The question that each notice tells of: the last that its person put about its claim by then."""
    if not notices:
        return {}
    asked = Q()
    for notice in notices:
        asked |= Q(claim=notice.claim_id, submitted_by=notice.by_id, submitted_at__lte=notice.at)
    found: dict[int, Submission] = {}
    for submission in Submission.objects.filter(asked).order_by("submitted_at", "id"):
        for notice in notices:
            if (submission.claim_id, submission.submitted_by_id) == (notice.claim_id, notice.by_id) and (
                submission.submitted_at <= notice.at
            ):
                found[notice.pk] = submission
    return found
