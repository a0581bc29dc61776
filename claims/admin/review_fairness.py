"""What the review page says of fairness: what was waived, and what this person may waive."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Gate, Role
from claims.models import ConflictOfInterest, Person, Submission, Waiver
from claims.needs import REPLY
from claims.workflow import WAIVE, Case

NO_REPLY = gettext_noop("That nobody was asked for a reply.")
INTEREST = gettext_noop("{person}’s conflict of interest about {what}.")


@dataclass(frozen=True)
class Conflicted:
    """An editor who is not impartial about the claim, and what about."""

    person: Person
    what: str
    is_waived: bool
    may_waive: bool  # this person may, for that editor

    @property
    def choice(self) -> str:
        return f"{Gate.CONFLICT}-{self.person.pk}"


@dataclass(frozen=True)
class Fairness:
    """What fairness asks of a decision, for one person."""

    reply_missing: str  # the sentence, or ""
    may_waive: bool
    waivers: list[Waiver]
    conflicted: list[Conflicted]

    @property
    def waivable(self) -> list[tuple[str, str]]:
        """What this person may waive now, as (value, sentence)."""
        found = [(str(Gate.REPLY), _(NO_REPLY))] if self.reply_missing and self.may_waive else []
        return found + [
            (each.choice, _(INTEREST).format(person=each.person, what=each.what))
            for each in self.conflicted
            if each.may_waive
        ]


def fairness_of(submission: Submission, case: Case) -> Fairness:
    """What was waived for the version in work, who has an interest, and what is still to be waived."""
    claim = submission.claim
    is_open = submission.closed_at is None
    waivers = Waiver.objects.filter(claim=claim, since=claim.content_index)
    waivers = waivers.select_related("person", "granted_by").order_by("id")
    granted = list(waivers)
    waived = {each.person_id for each in granted if each.gate == Gate.CONFLICT}
    may_waive = is_open and not WAIVE.unmet(case)
    editors = Q(person__is_active=True, person__groups__name=Role.EDITOR)
    declared = ConflictOfInterest.objects.open().about(claim.pk).filter(editors)
    interests: dict[int, tuple[Person, list[str]]] = {}
    for each in declared.select_related("person", "claimant", "topic").order_by("person__name", "id"):
        _person, whats = interests.setdefault(each.person_id, (each.person, []))
        whats.append(str(each.claimant or each.topic))
    own = case.person.pk in interests
    return Fairness(
        reply_missing=REPLY.unmet(case) if submission.is_review and is_open else "",
        may_waive=may_waive,
        waivers=granted,
        conflicted=[
            Conflicted(
                person,
                ", ".join(whats),
                is_waived=pk in waived,
                may_waive=may_waive and not own and pk not in waived and pk != case.person.pk,
            )
            for pk, (person, whats) in interests.items()
        ],
    )
