"""What an editor can answer, each answer with its form, its key and the deed behind it: one table.

Which answer says "yes" to which question stands in `workflow.APPROVALS`; a new question needs a line there
and a line here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.actions.door import publish_claim, reinstate_claim, release_claim, retract_claim
from claims.actions.merging import merge_claim, unmerge_claim
from claims.actions.redacting import redact_claim
from claims.actions.review import decline_request, reject_claim, return_claim
from claims.choices import Event
from claims.forms.base import TypedForm
from claims.models import Person, Submission
from claims.needs import COMMENT
from claims.workflow import (
    APPROVALS,
    DECLINE,
    MERGE,
    PUBLISH,
    REDACT,
    REINSTATE,
    REJECT,
    RELEASE,
    RETRACT,
    RETURN,
    UNMERGE,
    Move,
)

CHOOSE = gettext_noop("Choose what you decide.")


@dataclass(frozen=True)
class Decided:
    """An answer as it came from the page."""

    submission: Submission
    by: Person
    comment: str
    note: str
    seen: str  # the digest of the content that the editor had before them
    fates: str  # of the table of a merge, or ""


@dataclass(frozen=True)
class Answer:
    """One answer: its key, the words of its button, what is said when it is done, and the deed."""

    key: str
    button: str
    done: str
    deed: Callable[[Decided], Any]


def _plain(act: Callable[..., Any]) -> Callable[[Decided], Any]:
    return lambda said: act(submission=said.submission, by=said.by, comment=said.comment)


def _on_what_was_seen(act: Callable[..., Any]) -> Callable[[Decided], Any]:
    return lambda said: act(
        submission=said.submission, by=said.by, comment=said.comment, seen_digest=said.seen
    )


def _with_note(act: Callable[..., Any]) -> Callable[[Decided], Any]:
    return lambda said: act(submission=said.submission, by=said.by, comment=said.comment, note=said.note)


def _on_the_table(act: Callable[..., Any]) -> Callable[[Decided], Any]:
    return lambda said: act(submission=said.submission, by=said.by, comment=said.comment, seen=said.fates)


ANSWERS: dict[str, Answer] = {
    PUBLISH.verb: Answer(
        "a",
        gettext_noop("Publish now"),
        gettext_noop("Published as version {version} of No. {number}."),
        _on_what_was_seen(publish_claim),
    ),
    RETURN.verb: Answer(
        "r", gettext_noop("Return it"), gettext_noop("Returned for changes."), _on_what_was_seen(return_claim)
    ),
    REJECT.verb: Answer(
        "x", gettext_noop("Reject it"), gettext_noop("Rejected."), _on_what_was_seen(reject_claim)
    ),
    RETRACT.verb: Answer(
        "a", gettext_noop("Retract now"), gettext_noop("No. {number} is retracted."), _plain(retract_claim)
    ),
    REINSTATE.verb: Answer(
        "a",
        gettext_noop("Reinstate now"),
        gettext_noop("No. {number} is reinstated."),
        _plain(reinstate_claim),
    ),
    RELEASE.verb: Answer(
        "a",
        gettext_noop("Lift the hold now"),
        gettext_noop("The hold on No. {number} is lifted."),
        _with_note(release_claim),
    ),
    MERGE.verb: Answer(
        "a",
        gettext_noop("Merge now"),
        gettext_noop("No. {number} is merged; its address leads to No. {into} now."),
        _on_the_table(merge_claim),
    ),
    UNMERGE.verb: Answer(
        "a",
        gettext_noop("Undo the merge now"),
        gettext_noop("No. {number} stands for itself again."),
        _on_the_table(unmerge_claim),
    ),
    DECLINE.verb: Answer(
        "d",
        gettext_noop("Decline it"),
        gettext_noop("Declined; the entry stays as it is."),
        _plain(decline_request),
    ),
    REDACT.verb: Answer(
        "a",
        gettext_noop("Redact now"),
        gettext_noop("No. {number}: the text is withdrawn."),
        _plain(redact_claim),
    ),
}


def moves_of(submission: Submission) -> tuple[Move, ...]:
    """The possible answers, the approving one first."""
    if submission.is_review:
        return (PUBLISH, RETURN, REJECT)
    return (APPROVALS[Event(submission.asks)], DECLINE)


def asks_note(submission: Submission) -> bool:
    """Whether the editor has yet to write what readers are told: a request that a hold opened has no note."""
    return not submission.is_review and not submission.note


def needs_comment(move: Move) -> bool:
    """Whether this answer takes a comment for those who wrote or asked."""
    return COMMENT in move.needs


class DecisionForm(TypedForm):
    """What is decided, why, what readers are told, and the digests of what the editor has before them."""

    decision = forms.ChoiceField(
        error_messages={"required": gettext_lazy(CHOOSE), "invalid_choice": gettext_lazy(CHOOSE)}
    )
    comment = forms.CharField(required=False, strip=True, widget=forms.Textarea(attrs={"rows": 6}))
    note = forms.CharField(required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    fates = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, moves: Iterable[Move], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(move.verb, _(move.label)) for move in moves]  # type: ignore[attr-defined]


def decide(decision: str, said: Decided) -> str:
    """Do what was decided, through its action, and answer the sentence for the person."""
    done = ANSWERS[decision].deed(said)
    into = said.submission.into
    return _(ANSWERS[decision].done).format(
        version=getattr(done, "version", ""),
        number=getattr(done, "number", ""),
        into=into.number if into else "",
    )
