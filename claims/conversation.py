"""What people at the desk say about a claim, as a page shows it. Internal: no public page reads this.

Floor 3: reads; writes nothing. Saying something is `actions.comments.add_comment`.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from claims.choices import Role
from claims.models import AssessmentRequest, Claim, Comment, Person

# So many of the newest stand on the page of a claim; all of them on a page of their own.
SHOWN = 20
PAGE = 100

# "@eva-marek", but not the middle of an e-mail address.
MENTION = re.compile(r"(?<![\w.@-])@([a-z0-9][a-z0-9_-]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """A comment, ready to be shown: its text in pieces, of which some are somebody's handle."""

    pk: int
    author: str
    at: datetime
    pieces: tuple[tuple[bool, str], ...]  # (whether it is a handle, text)


@dataclass(frozen=True)
class Conversation:
    """The newest comments on a claim, the oldest of them first, for one person."""

    claim_pk: int
    comments: list[Said]
    earlier: int | None  # the key before which more stand; None where all are shown
    people: list[Person]  # whom a comment can mention
    waits_for_yours: bool  # a blind assessment is asked of this person: they see none and say nothing


def conversation_of(
    claim: Claim, person: Person, *, most: int = SHOWN, before: int | None = None
) -> Conversation | None:
    """The comments on a claim as this person sees them; None for somebody without a role at the desk."""
    if not person.roles & {Role.ANALYST, Role.EDITOR}:
        return None
    if AssessmentRequest.objects.awaiting(person).filter(claim=claim).exists():
        return Conversation(claim.pk, [], None, [], waits_for_yours=True)
    rows = Comment.objects.visible_to(person).filter(claim=claim).select_related("written_by")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: most + 1])
    shown = found[:most][::-1]
    people = people_to_mention()
    handles = {each.handle for each in people}
    return Conversation(
        claim_pk=claim.pk,
        comments=[_said(comment, handles) for comment in shown],
        earlier=shown[0].pk if len(found) > most else None,
        people=people,
        waits_for_yours=False,
    )


def people_to_mention() -> list[Person]:
    """Everybody who works at the desk, by name."""
    writers = Person.objects.filter(is_active=True, groups__name__in=(Role.ANALYST, Role.EDITOR))
    return list(writers.distinct().order_by("name", "id"))


def handles_in(text: str) -> set[str]:
    """The handles that a text mentions, in small letters and without their @."""
    return {handle.lower() for handle in MENTION.findall(text)}


def _said(comment: Comment, handles: set[str]) -> Said:
    return Said(
        comment.pk, str(comment.written_by), comment.written_at, tuple(pieces_of(comment.text, handles))
    )


def pieces_of(text: str, handles: set[str]) -> list[tuple[bool, str]]:
    """A text in pieces, with what mentions one of these handles apart."""
    pieces: list[tuple[bool, str]] = []
    end = 0
    for found in MENTION.finditer(text):
        if found[1].lower() in handles:
            pieces += [(False, text[end : found.start()]), (True, found[0])]
            end = found.end()
    return [piece for piece in (*pieces, (False, text[end:])) if piece[1]]
