"""How a claim can stand, and who meets it: the rows and columns of the truth table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from claims.actions.door import hold_claim, reinstate_claim, retract_claim
from claims.actions.fairness import declare_conflict
from claims.actions.merging import merge_claim as merge_entries
from claims.actions.merging import merge_draft, request_merge, request_unmerge
from claims.actions.parts import change_part
from claims.actions.people import deactivate_person
from claims.actions.redacting import redact_claim, request_redaction
from claims.actions.reference import add_topic
from claims.actions.review import (
    reject_claim,
    request_reinstatement,
    request_retraction,
    return_claim,
    start_revision,
    submit_claim,
)
from claims.choices import Role
from claims.models import Claim, Evidence, Person, Submission, Topic
from tests.cast import Newsroom, make_person, seen

NOTE = "Readers are told."
UNCHANGED = "live, opened again"


@dataclass
class Situation:
    """A claim that stands somewhere, with the question that waits about it, if one does."""

    name: str
    claim: Claim
    question: Submission | None = None  # open
    answered: Submission | None = None  # the newest, where none is open
    hands: frozenset[str] = frozenset({"ada"})  # who contributed to the version in work
    seen: str = ""  # the digest of its working copy
    stands: tuple[object, ...] = ()  # its fingerprint, which each case finds and leaves

    @property
    def submission(self) -> Submission | None:
        return self.question or self.answered

    @property
    def asker(self) -> str:
        """The first name of whoever asks, in small letters; "" where nothing is asked."""
        return str(self.question.submitted_by).lower() if self.question else ""


@dataclass
class Place:
    """The newsroom, everybody who knocks, and every situation."""

    newsroom: Newsroom
    people: dict[str, Person] = field(default_factory=dict)
    situations: dict[str, Situation] = field(default_factory=dict)


def place(newsroom: Newsroom) -> Place:
    """Play every situation through the actions."""
    room = newsroom
    here = Place(room)
    conflicted = add_topic(by=room.ada, slug="mills", label="Mills")
    topics = [room.topic, conflicted]
    here.people = {
        "ada": room.ada,  # an analyst who wrote it
        "ben": room.ben,  # an analyst without a hand in it
        "eva": room.eva,  # an editor; asked one of the questions herself
        "egon": room.egon,  # an editor; had a hand in one of the claims
        "olga": make_person("Olga", Role.EDITOR),  # an editor with a declared conflict of interest
        "ines": room.ines,  # an administrator
        "root": make_person("Root", is_superuser=True, is_staff=True),  # a superuser without a role
        "nora": make_person("Nora"),  # signs in, and has no role
        "otto": make_person("Otto", Role.EDITOR),  # an editor who left
    }
    deactivate_person(person=here.people["otto"], by=room.ines)
    for name, play in PLAYS.items():
        claim = play(room, topics)
        claim = Claim.objects.get(pk=claim.pk)
        open_one = claim.submissions.filter(closed_at=None).first()
        hands = {str(each.person).lower() for each in claim.contributions.filter(since=claim.content_index)}
        newest = claim.submissions.order_by("-id").first()
        here.situations[name] = Situation(name, claim, open_one, newest, frozenset(hands), seen(claim))
    declare_conflict(
        person=here.people["olga"], by=here.people["olga"], reason="Owns a mill.", topic=conflicted
    )
    for at in here.situations.values():
        at.stands = fingerprint(at.claim)
    return here


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Everything about a claim that a deed of this table changes, asked for at once: it is asked often.
FINGERPRINT = """
    SELECT status, publication, number, statement,
        (SELECT count(*) FROM claims_entry WHERE claim_id = claim.id),
        (SELECT count(*) FROM claims_decision WHERE claim_id = claim.id),
        (SELECT count(*) FROM claims_submission WHERE claim_id = claim.id),
        (SELECT count(*) FROM claims_submission WHERE claim_id = claim.id AND closed_at IS NULL),
        (SELECT count(*) FROM claims_assessment WHERE claim_id = claim.id),
        (SELECT count(*) FROM claims_assessmentrequest WHERE claim_id = claim.id),
        (SELECT count(*) FROM claims_evidence WHERE claim_id = claim.id)
    FROM claims_claim AS claim WHERE id = ANY(%s) ORDER BY id
"""
Fingerprint = tuple[object, ...]


def fingerprints(*claims: Claim) -> list[Fingerprint]:
    """One for each of these claims, in the order in which they were logged."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT, [[claim.pk for claim in claims]])
        return list(cursor.fetchall())


def fingerprint(claim: Claim) -> Fingerprint:
    """Everything about a claim that a deed of this table changes."""
    [found] = fingerprints(claim)
    return found


def counted_again(room: Newsroom, claim: Claim) -> Claim:
    """A revision of a published claim that lacks nothing for review."""
    start_revision(claim=claim, by=room.ada)
    room.assess(claim, rationale="Counted again.")
    return claim


def touched_by_egon(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = room.ready("Egon had a hand in this claim.", topics=topics)
    change_part(part=Evidence.objects.get(claim=claim), by=room.egon, locator="page 12")
    return submit_claim(claim=claim, by=room.ada).claim


def asked_by_eva(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = room.ready("Eva herself asked to publish this.", topics=topics)
    return submit_claim(claim=claim, by=room.eva).claim


def sent_back(action: Callable[..., object]) -> "Play":
    def play(room: Newsroom, topics: list[Topic]) -> Claim:
        claim = room.submitted(f"This met with {action.__name__}.", topics=topics).claim
        submission = claim.submissions.get()
        action(submission=submission, by=room.egon, comment="Not like this.", seen_digest=seen(claim))
        return claim

    return play


def asked_to_retract(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = room.published("The mill burns.", topics=topics)
    return request_retraction(claim=claim, by=room.ada, note=NOTE).claim


def opened_again(room: Newsroom, topics: list[Topic]) -> Claim:
    """Open for a revision in which nothing differs."""
    return start_revision(claim=room.published("The mill has one floor.", topics=topics), by=room.ada)


def revised(room: Newsroom, topics: list[Topic]) -> Claim:
    return counted_again(room, room.published("The mill has three floors.", topics=topics))


def revised_and_submitted(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = counted_again(room, room.published("The mill has four floors.", topics=topics))
    return submit_claim(claim=claim, by=room.ada, correction_class="factual", note=NOTE).claim


def corrected(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = room.published("The mill has two wheels.", topics=topics)
    room.corrected(claim)
    return claim


def held(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = room.published("The mill is held.", topics=topics)
    hold_claim(claim=claim, by=room.eva, note=NOTE)
    return claim


def retracted(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = room.published("The mill was retracted.", topics=topics)
    retract_claim(submission=request_retraction(claim=claim, by=room.ada, note=NOTE), by=room.eva)
    return claim


def asked_to_reinstate(room: Newsroom, topics: list[Topic]) -> Claim:
    return request_reinstatement(claim=retracted(room, topics), by=room.ada, note=NOTE).claim


def reinstated(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = retracted(room, topics)
    reinstate_claim(submission=request_reinstatement(claim=claim, by=room.ada, note=NOTE), by=room.egon)
    return claim


def merged_draft(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = room.ready("The mill says the same twice.", topics=topics)
    merge_draft(claim=claim, into=room.draft("The mill says the same."), by=room.ada, why="The same.")
    return claim


def asked_to_merge(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = room.published("The mill stands here.", topics=topics)
    into = room.published("The mill stands here, too.", topics=topics)
    return request_merge(claim=claim, into=into, by=room.ada, note=NOTE).claim


def merged(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = asked_to_merge(room, topics)
    merge_entries(submission=claim.submissions.get(closed_at=None), by=room.egon)
    return claim


def asked_to_unmerge(room: Newsroom, topics: list[Topic]) -> Claim:
    return request_unmerge(claim=merged(room, topics), by=room.ada, note=NOTE).claim


def asked_to_redact(room: Newsroom, topics: list[Topic]) -> Claim:
    """Open for a revision that says something else; a redaction of what readers have is asked for."""
    claim = counted_again(room, room.published("The mill belongs to somebody.", topics=topics))
    return request_redaction(claim=claim, versions=[1], by=room.ada, note=NOTE).claim


def redacted(room: Newsroom, topics: list[Topic]) -> Claim:
    claim = asked_to_redact(room, topics)
    redact_claim(submission=claim.submissions.get(closed_at=None), by=room.egon)
    return claim


Play = Callable[[Newsroom, list[Topic]], Claim]

PLAYS: dict[str, Play] = {
    "draft": lambda room, topics: room.ready("The draft was written in 2019.", topics=topics),
    "in review": lambda room, topics: room.submitted("The bridge is under review.", topics=topics).claim,
    "in review, touched by Egon": touched_by_egon,
    "in review, asked by Eva": asked_by_eva,
    "returned": sent_back(return_claim),
    "rejected": sent_back(reject_claim),
    "live": lambda room, topics: room.published("The mill stands on the river.", topics=topics),
    "live, retraction asked": asked_to_retract,
    UNCHANGED: opened_again,
    "live, revised": revised,
    "live, revision in review": revised_and_submitted,
    "corrected": corrected,
    "held": held,
    "retracted": retracted,
    "retracted, reinstatement asked": asked_to_reinstate,
    "reinstated": reinstated,
    "draft, merged": merged_draft,
    "live, merge asked": asked_to_merge,
    "merged": merged,
    "merged, undoing asked": asked_to_unmerge,
    "live, redaction asked": asked_to_redact,
    "redacted": redacted,
}
