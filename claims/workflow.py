"""What may happen to a claim, by whom, and what it needs first: one table, read by everything.

The table draws the buttons, guards the actions, fills the database's list of allowed moves, prints
the method page and drives the tests. Two questions, kept apart: *status* is about the working copy,
*publication* about what readers see. Floor 3: reads and decides; writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import CONTENT_EVENTS, CorrectionClass, Event, Publication, Role, Status
from claims.models import Claim, Entry, Person
from claims.needs import (
    AS_OPENED,
    CHANGED_SINCE_SEEN,
    COMMENT,
    INTO_STANDS,
    NO_CONFLICT,
    NO_HAND_IN_IT,
    NONE_AWAITED,
    NOT_THE_ASKER,
    NOTE,
    OPEN_SUBMISSION,
    READY,
    REPLY,
    SECOND_ASSESSMENT,
    SEEN,
    UNCHANGED,
    Case,
    Need,
    Refused,
)
from claims.redaction import WITHDRAWABLE

__all__ = [
    "CHANGED_SINCE_SEEN",
    "MOVES",
    "PUBLICATION_MOVES",
    "STATUS_MOVES",
    "Case",
    "Move",
    "Need",
    "Refused",
]

# Refusals that any move can give; tests share these names.
NOT_ROLE = gettext_noop("This takes the role of {roles}; you have {own}.")
WRONG_STATUS = gettext_noop("The working copy is “{status}”; this needs it to be “{needed}”.")
WRONG_QUESTION = gettext_noop("This asks for “{asks}”, not to “{move}”.")
WRONG_PUBLICATION = gettext_noop("The entry is “{publication}”; this needs it to be “{needed}”.")

WRITERS = (Role.ANALYST, Role.EDITOR)
EDITORS = (Role.EDITOR,)
READABLE = (Publication.LIVE, Publication.CORRECTED)
# From where a revision may be published: also over a content that was redacted.
REVISABLE = (Publication.NONE, *READABLE, Publication.REDACTED)
# What may be redacted: whatever has versions of its own to show. A merge is undone first.
REDACTABLE = (*READABLE, Publication.RETRACTED, Publication.HELD, Publication.REDACTED)


@dataclass(frozen=True)
class Move:
    """Something that may be done to a claim: the name of the action, who may, from where, with what."""

    verb: str
    label: str
    roles: tuple[Role, ...]
    rule: str  # what it does, in a sentence for the method page
    status_from: tuple[Status, ...] = ()  # empty: whatever the working copy's status
    status_to: Status | None = None
    publication_from: tuple[Publication, ...] = ()  # empty: whatever readers see
    asks: tuple[Event, ...] = ()  # events of the submission that it makes or answers
    needs: tuple[Need, ...] = ()

    def unmet(self, case: Case) -> list[str]:
        """Everything that stands in the way, as sentences; empty when the move is allowed."""
        if sentence := lacks_role(self.roles, case.person):
            return [sentence]
        asked = case.submission if OPEN_SUBMISSION in self.needs else None
        if asked is not None and asked.asks not in self.asks:
            return [_(WRONG_QUESTION).format(asks=asked.get_asks_display(), move=_(self.label).lower())]
        if self.status_from and case.claim.status not in self.status_from:
            needed = _(" or ").join(str(status.label) for status in self.status_from)
            return [_(WRONG_STATUS).format(status=case.claim.get_status_display(), needed=needed)]
        if self.publication_from and case.claim.publication not in self.publication_from:
            needed = _(" or ").join(str(publication.label) for publication in self.publication_from)
            return [
                _(WRONG_PUBLICATION).format(publication=case.claim.get_publication_display(), needed=needed)
            ]
        return [sentence for need in self.needs if (sentence := need.unmet(case))]

    def checklist(self, case: Case) -> list[tuple[str, str]]:
        """Each need as (rule, what is missing or "")."""
        return [(_(need.rule), need.unmet(case)) for need in self.needs]

    def require(self, case: Case) -> None:
        """Raise Refused with every sentence that stands in the way."""
        if sentences := self.unmet(case):
            raise Refused(*sentences)


def lacks_role(roles: Sequence[Role], person: Person) -> str:
    """Which roles something takes, and which this person has; "" for somebody who has one of them."""
    if person.roles & set(roles):
        return ""
    wanted = _(" or ").join(str(role.label).lower() for role in roles)
    own = ", ".join(str(Role(role).label).lower() for role in sorted(person.roles)) or _("none")
    return _(NOT_ROLE).format(roles=wanted, own=own)


LOG = Move("log_claim", gettext_noop("Log a claim"), WRITERS, gettext_noop("Logs a claim as a draft."))
REVISE_DRAFT = Move(
    "revise_draft",
    gettext_noop("Change the draft"),
    WRITERS,
    gettext_noop("Changes the working copy: text, figures, evidence, assessment."),
    status_from=(Status.DRAFT, Status.RETURNED),
)
ASK_SECOND = Move(
    "request_assessment",
    gettext_noop("Ask for a second assessment"),
    EDITORS,
    gettext_noop(
        "Asks an analyst who had no hand in it to assess the claim without seeing the first verdict."
    ),
    status_from=(Status.DRAFT, Status.RETURNED, Status.IN_REVIEW),
)
ASSESS_SECOND = Move(
    "give_second_assessment",
    gettext_noop("Give the second assessment"),
    WRITERS,
    gettext_noop("Assesses the claim blind; the editor then sees both side by side."),
    status_from=(Status.DRAFT, Status.RETURNED, Status.IN_REVIEW),
)
SOURCE_FALLS = Move(
    "mark_source_fallen",
    gettext_noop("Mark a source as fallen"),
    WRITERS,
    gettext_noop(
        "Notes that a source was retracted, changed or downgraded, and queues every claim that rests on it."
    ),
)
KEEP_REFERENCE = Move(
    "keep_reference",
    gettext_noop("Keep topics, claimants, outlets"),
    (*WRITERS, Role.ADMINISTRATOR),
    gettext_noop(
        "Adds and changes what claims refer to. It counts as a hand in every claim that refers to it."
    ),
)
SUBMIT = Move(
    "submit_claim",
    gettext_noop("Submit for review"),
    WRITERS,
    gettext_noop("Asks an editor to publish the working copy."),
    status_from=(Status.DRAFT, Status.RETURNED),
    status_to=Status.IN_REVIEW,
    publication_from=REVISABLE,
    asks=CONTENT_EVENTS,
    needs=READY,
)
RETURN = Move(
    "return_claim",
    gettext_noop("Return for changes"),
    EDITORS,
    gettext_noop("Sends the working copy back with what is to be changed."),
    status_from=(Status.IN_REVIEW,),
    status_to=Status.RETURNED,
    asks=CONTENT_EVENTS,
    needs=(OPEN_SUBMISSION, COMMENT, NO_HAND_IN_IT, NO_CONFLICT, SEEN),
)
REJECT = Move(
    "reject_claim",
    gettext_noop("Reject"),
    EDITORS,
    gettext_noop("Decides not to publish the working copy; a live entry stays as it is."),
    status_from=(Status.IN_REVIEW,),
    status_to=Status.REJECTED,
    asks=CONTENT_EVENTS,
    needs=(OPEN_SUBMISSION, COMMENT, NO_HAND_IN_IT, NO_CONFLICT, SEEN),
)
PUBLISH = Move(
    "publish_claim",
    gettext_noop("Approve and publish"),
    EDITORS,
    gettext_noop("Approves the working copy and publishes it, in one step."),
    status_from=(Status.IN_REVIEW,),
    status_to=Status.VERIFIED,
    publication_from=REVISABLE,
    asks=CONTENT_EVENTS,
    needs=(OPEN_SUBMISSION, NO_HAND_IN_IT, NO_CONFLICT, SEEN, *READY, SECOND_ASSESSMENT, REPLY),
)
REVISE = Move(
    "start_revision",
    gettext_noop("Revise"),
    WRITERS,
    gettext_noop("Opens the working copy again; readers go on seeing the entry."),
    status_from=(Status.VERIFIED, Status.REJECTED),
    status_to=Status.DRAFT,
    publication_from=(*REVISABLE, Publication.RETRACTED, Publication.HELD),
)
CLOSE_REVISION = Move(
    "close_revision",
    gettext_noop("Close the revision"),
    WRITERS,
    gettext_noop("Closes a revision in which nothing differs from what stands published."),
    status_from=(Status.DRAFT, Status.RETURNED),
    status_to=Status.VERIFIED,
    publication_from=(*READABLE, Publication.RETRACTED, Publication.HELD),
    needs=(UNCHANGED, AS_OPENED, NONE_AWAITED),
)
REQUEST_RETRACTION = Move(
    "request_retraction",
    gettext_noop("Ask for a retraction"),
    WRITERS,
    gettext_noop("Asks an editor to retract the entry."),
    publication_from=(*READABLE, Publication.HELD),
    asks=(Event.RETRACTED,),
    needs=(NOTE,),
)
REQUEST_REINSTATEMENT = Move(
    "request_reinstatement",
    gettext_noop("Ask for reinstatement"),
    WRITERS,
    gettext_noop("Asks an editor to reinstate a retracted entry."),
    publication_from=(Publication.RETRACTED,),
    asks=(Event.REINSTATED,),
    needs=(NOTE,),
)
REQUEST_RELEASE = Move(
    "request_release",
    gettext_noop("Ask for release"),
    WRITERS,
    gettext_noop("Asks an editor to lift the hold."),
    publication_from=(Publication.HELD,),
    asks=(Event.RELEASED,),
    needs=(NOTE,),
)
RETRACT = Move(
    "retract_claim",
    gettext_noop("Retract"),
    EDITORS,
    gettext_noop("Withdraws the entry, with the reason; whatever the working copy's status."),
    publication_from=(*READABLE, Publication.HELD),
    asks=(Event.RETRACTED,),
    needs=(OPEN_SUBMISSION, NOT_THE_ASKER, NO_CONFLICT, NOTE),
)
REINSTATE = Move(
    "reinstate_claim",
    gettext_noop("Reinstate"),
    EDITORS,
    gettext_noop("Puts a retracted entry back as it stood."),
    publication_from=(Publication.RETRACTED,),
    asks=(Event.REINSTATED,),
    needs=(OPEN_SUBMISSION, NOT_THE_ASKER, NO_CONFLICT, NOTE),
)
HOLD = Move(
    "hold_claim",
    gettext_noop("Put on hold"),
    EDITORS,
    gettext_noop("Warns readers at once. One editor alone may; keeping or lifting it takes two."),
    publication_from=READABLE,
    asks=(Event.HELD,),
    needs=(NO_CONFLICT, NOTE),
)
RELEASE = Move(
    "release_claim",
    gettext_noop("Release from hold"),
    EDITORS,
    gettext_noop("Lifts the hold."),
    publication_from=(Publication.HELD,),
    asks=(Event.RELEASED,),
    needs=(OPEN_SUBMISSION, NOT_THE_ASKER, NO_CONFLICT, NOTE),
)
DECLINE = Move(
    "decline_request",
    gettext_noop("Decline"),
    EDITORS,
    gettext_noop("Leaves the entry as it stands. Declining a release keeps the hold."),
    asks=(
        Event.RETRACTED,
        Event.REINSTATED,
        Event.RELEASED,
        Event.MERGED,
        Event.UNMERGED,
        Event.REDACTED,
    ),
    needs=(OPEN_SUBMISSION, COMMENT, NOT_THE_ASKER, NO_CONFLICT),
)
WAIVE = Move(
    "waive_gate",
    gettext_noop("Waive a rule of fairness"),
    EDITORS,
    gettext_noop(
        "Waives the request for reply, or another editor's conflict of interest, for the version in work. "
        "Readers see the reason."
    ),
)
MERGE_DRAFT = Move(
    "merge_draft",
    gettext_noop("Merge into another claim"),
    WRITERS,
    gettext_noop(
        "Ends a draft that says the same as another claim; what it holds goes over, and it can be undone."
    ),
    status_from=(Status.DRAFT, Status.RETURNED),
    status_to=Status.MERGED,
    publication_from=(Publication.NONE,),
    needs=(INTO_STANDS,),
)
UNMERGE_DRAFT = Move(
    "unmerge_draft",
    gettext_noop("Undo the merge"),
    WRITERS,
    gettext_noop("Opens a merged draft again and takes what it gave out of the other claim."),
    status_from=(Status.MERGED,),
    status_to=Status.DRAFT,
)
REQUEST_MERGE = Move(
    "request_merge",
    gettext_noop("Ask for a merge"),
    WRITERS,
    gettext_noop("Asks an editor to merge the entry into another one that says the same."),
    status_from=(Status.DRAFT, Status.RETURNED, Status.VERIFIED, Status.REJECTED),
    publication_from=READABLE,
    asks=(Event.MERGED,),
    needs=(NOTE, INTO_STANDS),
)
REQUEST_UNMERGE = Move(
    "request_unmerge",
    gettext_noop("Ask to undo the merge"),
    WRITERS,
    gettext_noop("Asks an editor to let a merged entry stand for itself again."),
    publication_from=(Publication.MERGED,),
    asks=(Event.UNMERGED,),
    needs=(NOTE,),
)
MERGE = Move(
    "merge_claim",
    gettext_noop("Merge"),
    EDITORS,
    gettext_noop("Leads the entry's number to the other entry; what the working copy holds goes over."),
    status_from=(Status.DRAFT, Status.RETURNED, Status.VERIFIED, Status.REJECTED),
    publication_from=READABLE,
    asks=(Event.MERGED,),
    needs=(OPEN_SUBMISSION, NOT_THE_ASKER, NO_CONFLICT, NOTE, INTO_STANDS),
)
UNMERGE = Move(
    "unmerge_claim",
    gettext_noop("Undo the merge"),
    EDITORS,
    gettext_noop("Lets a merged entry stand for itself again, as it stood."),
    publication_from=(Publication.MERGED,),
    asks=(Event.UNMERGED,),
    needs=(OPEN_SUBMISSION, NOT_THE_ASKER, NO_CONFLICT, NOTE),
)
REQUEST_REDACTION = Move(
    "request_redaction",
    gettext_noop("Ask for a redaction"),
    WRITERS,
    gettext_noop(
        "Asks an editor to withdraw the text of published versions, as the law or somebody's safety demands."
    ),
    publication_from=REDACTABLE,
    asks=(Event.REDACTED,),
    needs=(NOTE, WITHDRAWABLE),
)
REDACT = Move(
    "redact_claim",
    gettext_noop("Redact"),
    EDITORS,
    gettext_noop(
        "Withdraws the text of published versions for good. That they stood, and their digests, stay."
    ),
    publication_from=REDACTABLE,
    asks=(Event.REDACTED,),
    needs=(OPEN_SUBMISSION, NOT_THE_ASKER, NO_CONFLICT, NOTE, WITHDRAWABLE),
)

MOVES = (
    LOG, REVISE_DRAFT, ASK_SECOND, ASSESS_SECOND, SOURCE_FALLS, KEEP_REFERENCE, SUBMIT, RETURN, REJECT,
    PUBLISH, REVISE, CLOSE_REVISION, REQUEST_RETRACTION, REQUEST_REINSTATEMENT, REQUEST_RELEASE, RETRACT,
    REINSTATE, HOLD, RELEASE, DECLINE, WAIVE, MERGE_DRAFT, UNMERGE_DRAFT, REQUEST_MERGE, REQUEST_UNMERGE,
    MERGE, UNMERGE, REQUEST_REDACTION, REDACT,
)  # fmt: skip

# Which move answers "yes" to which question.
APPROVALS = {
    **dict.fromkeys(CONTENT_EVENTS, PUBLISH),
    Event.RETRACTED: RETRACT,
    Event.REINSTATED: REINSTATE,
    Event.RELEASED: RELEASE,
    Event.MERGED: MERGE,
    Event.UNMERGED: UNMERGE,
    Event.REDACTED: REDACT,
}

STATUS_MOVES = frozenset(
    (str(before), str(move.status_to)) for move in MOVES if move.status_to for before in move.status_from
)

# What an entry does to what readers see: event → before → the possible afters.
PUBLICATION_MOVES: dict[Event, dict[Publication, tuple[Publication, ...]]] = {
    Event.PUBLISHED: {Publication.NONE: (Publication.LIVE,)},
    # What was redacted comes back with a new content, as live only if it was never corrected.
    Event.UPDATED: {**{before: (before,) for before in READABLE}, Publication.REDACTED: READABLE},
    Event.CORRECTED: dict.fromkeys((*READABLE, Publication.REDACTED), (Publication.CORRECTED,)),
    Event.RETRACTED: dict.fromkeys((*READABLE, Publication.HELD), (Publication.RETRACTED,)),
    Event.REINSTATED: {Publication.RETRACTED: READABLE},
    Event.HELD: dict.fromkeys(READABLE, (Publication.HELD,)),
    Event.RELEASED: {Publication.HELD: READABLE},
    Event.MERGED: dict.fromkeys(READABLE, (Publication.MERGED,)),
    Event.UNMERGED: {Publication.MERGED: READABLE},
    # As it stood, where the content that stands is none of those that go.
    Event.REDACTED: {before: tuple(dict.fromkeys((before, Publication.REDACTED))) for before in REDACTABLE},
}

# Which event a class of change is published as: an update says that nothing earlier was wrong.
EVENT_OF_CLASS = {
    CorrectionClass.VERDICT: Event.CORRECTED,
    CorrectionClass.FACTUAL: Event.CORRECTED,
    CorrectionClass.TYPO: Event.CORRECTED,
    CorrectionClass.UPDATE: Event.UPDATED,
}


def event_for(claim: Claim, correction_class: str) -> Event:
    """The event that publishing the working copy would record."""
    if not claim.is_public:
        return Event.PUBLISHED
    return EVENT_OF_CLASS[CorrectionClass(correction_class)]


def publication_after(claim: Claim, event: str) -> Publication:
    """What readers will see of the claim after an entry with this event.

    A claim that was ever corrected comes back from a hold or a retraction as corrected. After a redaction
    that leaves the content, readers see what they saw.
    """
    afters = PUBLICATION_MOVES[Event(event)].get(Publication(claim.publication), ())
    if event == Event.REDACTED and afters:
        return Publication(claim.publication)
    if len(afters) == 1:
        return afters[0]
    if not afters:
        needed = _(" or ").join(str(p.label) for p in PUBLICATION_MOVES[Event(event)])
        raise Refused(_(WRONG_PUBLICATION).format(publication=claim.get_publication_display(), needed=needed))
    corrected = Entry.objects.filter(claim=claim, event=Event.CORRECTED).exists()
    return Publication.CORRECTED if corrected else Publication.LIVE


def offered(case: Case) -> list[tuple[Move, list[str]]]:
    """The moves that this person's role and the claim's state leave open, each with what it still needs."""
    offers = []
    for move in MOVES:
        right_state = (not move.status_from or case.claim.status in move.status_from) and (
            not move.publication_from or case.claim.publication in move.publication_from
        )
        if right_state and not lacks_role(move.roles, case.person):
            offers.append((move, [sentence for need in move.needs if (sentence := need.unmet(case))]))
    return offers
