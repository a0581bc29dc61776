"""All that the working page of a claim shows, read in a bounded number of queries."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.cases import contributions_in_work
from claims.choices import CONTENT_EVENTS, Outcome, Status
from claims.differences import Difference, differences
from claims.grading import Weighing
from claims.meanings import contributed
from claims.merging import merge_in_force, merges_into
from claims.models import (
    Appearance,
    Assessment,
    AssessmentRequest,
    Claim,
    ClaimRelation,
    Decision,
    Evidence,
    ExchangeRate,
    Merge,
    Person,
    Recheck,
    ReplyRequest,
    Source,
    Submission,
    Topic,
)
from claims.needs import CHANGE_NOTE, UNCHANGED
from claims.records import Json
from claims.views.desk.alike import Alike, alike_to_claim
from claims.views.desk.numbers import Counted, Disagreement, counted, disagreements
from claims.views.desk.second import Second, second_of
from claims.workflow import (
    CLOSE_REVISION,
    HOLD,
    MERGE_DRAFT,
    REQUEST_MERGE,
    REQUEST_REDACTION,
    REQUEST_REINSTATEMENT,
    REQUEST_RELEASE,
    REQUEST_RETRACTION,
    REQUEST_UNMERGE,
    REVISE,
    REVISE_DRAFT,
    SUBMIT,
    UNMERGE_DRAFT,
    Case,
    Move,
    offered,
)
from claims.working_copy import WorkingCopy

ASKED_ALREADY = gettext_noop("{who} asked for this already; an editor decides.")

# Where each move is made; what editors decide alone they do in the admin.
PAGES = {
    SUBMIT.verb: "claims:submit_claim",
    REVISE.verb: "claims:start_revision",
    CLOSE_REVISION.verb: "claims:close_revision",
    HOLD.verb: "admin:hold",
    MERGE_DRAFT.verb: "claims:merge_claim",
    UNMERGE_DRAFT.verb: "claims:unmerge_claim",
    REQUEST_MERGE.verb: "claims:merge_claim",
    REQUEST_UNMERGE.verb: "claims:unmerge_claim",
    REQUEST_RETRACTION.verb: "claims:request_retraction",
    REQUEST_REINSTATEMENT.verb: "claims:request_reinstatement",
    REQUEST_RELEASE.verb: "claims:request_release",
    REQUEST_REDACTION.verb: "claims:request_redaction",
}
BY_POST = (REVISE.verb, CLOSE_REVISION.verb)


@dataclass(frozen=True)
class Offer:
    """A move as the page offers it: where it leads, and what is still in its way."""

    label: str
    rule: str
    url: str
    by_post: bool
    is_next: bool  # leads the claim on, rather than asking for something about its entry
    unmet: list[str]


@dataclass(frozen=True)
class Cited:
    """A piece of evidence with its source, and the titles of what the source relays."""

    item: Evidence
    source: Source
    relays: list[Source]

    @property
    def counts(self) -> bool:
        """Nothing of it is withheld, or an editor says of all that is that it counts."""
        return all(each.withheld_counts or not each.withheld_reason for each in (self.item, self.source))


@dataclass(frozen=True)
class Workbench:
    """The working copy of a claim as one person sees it."""

    editable: bool
    waits_for_yours: AssessmentRequest | None  # a second, blind assessment: the first one is kept from you
    offers: list[Offer]
    blocked: list[str]  # why the working copy can't be submitted whatever it holds
    checklist: list[tuple[str, str]]
    topics: list[Topic]
    figures: list[Counted]
    rates: list[ExchangeRate]
    disagreements: list[Disagreement]
    appearances: list[Appearance]
    replies: list[ReplyRequest]
    relations: list[ClaimRelation]
    related_from: list[ClaimRelation]
    alike: list[Alike]
    evidence: list[Cited]
    weighing: Weighing
    picture: Json  # the content that the origins picture is drawn from
    assessments: list[Assessment]  # the leading ones, the newest first
    second: Second | None  # None for somebody who is asked for it
    rechecks: list[Recheck]
    differences: list[Difference] | None  # None while readers see nothing
    submissions: list[Submission]
    hands: dict[str, list[str]]
    merge: Merge | None  # the one in force, into another claim
    merged_here: list[Merge]

    @property
    def assessment(self) -> Assessment | None:
        """The current one."""
        return self.assessments[0] if self.assessments else None

    @property
    def earlier(self) -> list[Assessment]:
        return self.assessments[1:]

    @property
    def unmet(self) -> int:
        """How many needs of a submission are not met yet."""
        return sum(bool(missing) for _rule, missing in self.checklist)

    @property
    def open_review(self) -> Submission | None:
        return next((each for each in self.submissions if each.closed_at is None and each.is_review), None)

    @property
    def open_requests(self) -> list[Submission]:
        return [each for each in self.submissions if each.closed_at is None and not each.is_review]

    @property
    def returned_with(self) -> Decision | None:
        """What the editor wrote who sent the working copy back last."""
        return last_return(self.submissions)


def last_return(submissions: list[Submission]) -> Decision | None:
    """The decision of the newest submission for review, if it was returned."""
    newest = next((each for each in submissions if each.is_review), None)
    decision = getattr(newest, "decision", None) if newest else None
    return decision if decision and decision.outcome == Outcome.RETURNED else None


def submissions_of(claim: Claim) -> list[Submission]:
    """What editors were asked about the claim and what they decided, the newest first."""
    return list(claim.submissions.select_related("submitted_by", "decision__editor").order_by("-id"))


def workbench(claim: Claim, person: Person) -> Workbench:
    """Read everything that the working page of a claim shows to this person.

    Somebody asked for a blind assessment gets nothing that tells of the first one before theirs is in.
    """
    waiting = AssessmentRequest.objects.awaiting(person).filter(claim=claim).first()
    submissions = [] if waiting else submissions_of(claim)
    case = Case(claim, person, submission=next((s for s in submissions if s.closed_at is None), None))
    copy = case.copy
    relations = list(claim.relations.select_related("other"))
    related_from = list(claim.relations_from_others.select_related("claim"))
    in_work = claim.status != Status.VERIFIED and not waiting
    shown = (
        Assessment.objects.visible_to(person)
        .filter(claim=claim)
        .select_related("verdict", "assessed_by")
        .order_by("-id")
    )
    assessments = [each for each in shown if not waiting]
    return Workbench(
        editable=not REVISE_DRAFT.unmet(case),
        waits_for_yours=waiting,
        offers=[] if waiting else _offers(case, submissions),
        blocked=[] if waiting else _blocked(case),
        checklist=submit_checklist(case) if claim.status in SUBMIT.status_from and not waiting else [],
        topics=list(claim.topics.all()),
        figures=counted(claim, case.content),
        rates=_rates(copy),
        disagreements=disagreements(case.content, [*relations, *related_from], claim),
        appearances=list(claim.appearances.select_related("outlet")),
        replies=list(claim.replies.all()),
        relations=relations,
        related_from=related_from,
        alike=alike_to_claim(person, claim),
        evidence=[
            Cited(
                item,
                copy.sources[item.source_id],
                [copy.sources[pk] for pk in copy.relays.get(item.source_id, ())],
            )
            for item in copy.evidence
        ],
        weighing=case.copy.weighing_for(None) if waiting else case.weighing,
        # Without the assessment: a number of origins may stand in it that the picture would repeat.
        picture={**case.content, "assessment": None} if waiting else case.content,
        assessments=[each for each in assessments if each.request_id is None],
        second=None if waiting else second_of(case, assessments),
        rechecks=list(claim.rechecks.filter(closed_at=None).select_related("source", "raised_by")),
        differences=differences(case.standing_content, case.content) if claim.is_public and in_work else None,
        submissions=submissions,
        hands={} if waiting else _hands(claim),
        merge=merge_in_force(claim),
        merged_here=merges_into(claim),
    )


def submit_checklist(case: Case) -> list[tuple[str, str]]:
    """The needs of a submission, without the class of change and the note, which the page itself asks for."""
    return [(_(need.rule), need.unmet(case)) for need in SUBMIT.needs if need is not CHANGE_NOTE]


def _blocked(case: Case) -> list[str]:
    """What readers see of the claim forbids a submission, although the working copy is open."""
    claim = case.claim
    if claim.status not in SUBMIT.status_from or claim.publication in SUBMIT.publication_from:
        return []
    return SUBMIT.unmet(case)


def _offers(case: Case, submissions: list[Submission]) -> list[Offer]:
    asked = {each.asks: each for each in submissions if each.closed_at is None}
    offers = []
    for move, unmet in offered(case):
        if move.verb not in PAGES or (move is CLOSE_REVISION and UNCHANGED.unmet(case)):
            continue  # a revision in work is not asked at every look whether it is to be closed
        if already := _asked_already(move, asked):
            unmet = [_(ASKED_ALREADY).format(who=already.submitted_by)]
        elif move.verb == SUBMIT.verb:
            unmet = [missing for _rule, missing in submit_checklist(case) if missing]
        elif move is not CLOSE_REVISION:
            unmet = []  # the note that a request needs is asked for on its own page
        url = reverse(PAGES[move.verb], args=[case.claim.pk])
        is_next = move.verb in (SUBMIT.verb, REVISE.verb)
        offers.append(Offer(_(move.label), _(move.rule), url, move.verb in BY_POST, is_next, unmet))
    return offers


def _asked_already(move: Move, asked: dict[str, Submission]) -> Submission | None:
    requests = [event for event in move.asks if event not in CONTENT_EVENTS]
    return next((asked[event] for event in requests if event in asked), None)


def _rates(copy: WorkingCopy) -> list[ExchangeRate]:
    """The rates, each with its source."""
    for rate in copy.rates:
        rate.source = copy.sources[rate.source_id]
    return copy.rates


def _hands(claim: Claim) -> dict[str, list[str]]:
    """Who contributed to the version in work, and to what."""
    whats: dict[str, list[str]] = {}
    for each in contributions_in_work(claim):
        whats.setdefault(str(each.person), []).append(each.what)
    return {person: contributed(what) for person, what in whats.items()}
