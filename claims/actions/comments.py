"""What people at the desk say to each other about a claim."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import deed, now
from claims.actions.notices import authors_of, tell
from claims.choices import NoticeKind
from claims.conversation import handles_in, people_to_mention
from claims.models import AssessmentRequest, Claim, Comment, Person
from claims.reasons import Reason
from claims.workflow import LOG, Case, Refused

EMPTY = gettext_noop("Write something first.")
BLIND = gettext_noop("A second assessment is asked of you here; comments wait until it is in.")
UNKNOWN = gettext_noop("Nobody at the desk has the handle {handles}. Handles stand beside the comment box.")


def add_comment(*, claim: Claim, by: Person, text: str) -> Comment:
    """Say something about a claim; whoever is mentioned by @handle is told, and whose claim it is.

    Raises Refused for somebody who may not, or where a handle is nobody's.
    """
    LOG.require(Case(claim, by))
    if not text.strip():
        raise Refused(_(EMPTY))
    if AssessmentRequest.objects.awaiting(by).filter(claim=claim).exists():
        raise Refused(_(BLIND))
    with deed(by=by, why=Reason(gettext_noop("Commented"))):
        mentioned = _mentioned(text)
        comment = Comment(claim=claim, text=text.strip(), written_by=by, written_at=now())
        comment.full_clean()
        comment.save()
        comment.mentions.add(*mentioned)
        tell(people=mentioned, kind=NoticeKind.MENTIONED, claim=claim, by=by, comment=comment)
        others = [
            person
            for person in (
                *authors_of(claim),
                *Person.objects.filter(comments__claim=claim).exclude(comments=comment).distinct(),
            )
            if person not in mentioned
        ]
        tell(people=others, kind=NoticeKind.COMMENTED, claim=claim, by=by, comment=comment)
    return comment


def _mentioned(text: str) -> list[Person]:
    handles = handles_in(text)
    found = [person for person in people_to_mention() if person.handle in handles]
    if unknown := handles - {person.handle for person in found}:
        raise Refused(_(UNKNOWN).format(handles=", ".join(f"@{handle}" for handle in sorted(unknown))))
    return found
