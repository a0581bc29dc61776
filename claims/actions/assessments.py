"""Assessing a claim, and asking somebody for a second, blind assessment."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import deed, locked, now
from claims.actions.notices import tell
from claims.cases import contributions_in_work
from claims.choices import NoticeKind, Role
from claims.models import Assessment, AssessmentRequest, Claim, Person
from claims.reasons import Reason
from claims.workflow import ASK_SECOND, ASSESS_SECOND, REVISE_DRAFT, Case, Refused

NOT_A_WRITER = gettext_noop("{name} cannot assess: the account is closed, or has no role that writes.")
HAD_A_HAND = gettext_noop(
    "{name} had a hand in this claim; the second assessment is made by somebody who had none."
)
HAS_CONFLICT = gettext_noop("{name} has declared a conflict of interest here; ask somebody who has none.")
ALREADY_ASKED = gettext_noop("{name} is already asked for a second assessment; withdraw that request first.")
NOT_YOURSELF = gettext_noop("Ask somebody else: you can see the first assessment.")
NOT_YOURS = gettext_noop("This second assessment was asked of somebody else, or is closed.")
NOT_YOURSELF = gettext_noop("You are asking for it, so you know the first assessment; choose somebody else.")
NOT_YOUR_OWN = gettext_noop("A second assessment is asked of you; another editor withdraws that.")
WAITS_FOR_YOURS = gettext_noop("You were asked for a second assessment of this claim; give that one.")


def assess_claim(*, claim: Claim, by: Person, **judgement: Any) -> Assessment:
    """Record an assessment; it supersedes the claim's earlier ones, which stay as they are.

    `judgement`: verdict, confidence, rationale; likelihood, alternatives, missing, would_change and
    above_ceiling_reason where there are any. Raises Refused unless the working copy is open to
    changes, ValidationError (by field) for bad values.
    """
    with deed(by=by, why=Reason(gettext_noop("Assessed the claim"))):
        claim = locked(claim)
        REVISE_DRAFT.require(Case(claim, by))
        if claim.assessment_requests.awaiting(by).exists():
            raise Refused(_(WAITS_FOR_YOURS))
        return _assess(claim, by, judgement)


def request_assessment(*, claim: Claim, analyst: Person, by: Person, reason: str = "") -> AssessmentRequest:
    """Ask an analyst who had no hand in the claim to assess it without seeing the first assessment."""
    with deed(by=by, why=Reason(gettext_noop("Asked for a second assessment"))):
        claim = locked(claim)
        ASK_SECOND.require(Case(claim, by))
        if not analyst.roles & {Role.ANALYST, Role.EDITOR}:
            raise Refused(_(NOT_A_WRITER).format(name=analyst))
        if analyst.pk == by.pk:
            raise Refused(_(NOT_YOURSELF))
        if open_one := claim.assessment_requests.open().select_related("analyst").first():
            raise Refused(_(ALREADY_ASKED).format(name=open_one.analyst))
        if analyst == by:
            raise Refused(_(NOT_YOURSELF))
        if Case(claim, analyst).conflicts:
            raise Refused(_(HAS_CONFLICT).format(name=analyst))
        if had_a_hand(analyst, claim):
            raise Refused(_(HAD_A_HAND).format(name=analyst))
        request = AssessmentRequest(
            claim=claim,
            analyst=analyst,
            reason=reason.strip(),
            requested_by=by,
            requested_at=now(),
            since=claim.content_index,
        )
        request.full_clean()
        request.save()
        tell(people=[analyst], kind=NoticeKind.SECOND_ASKED, claim=claim, by=by)
    return request


def withdraw_request(*, request: AssessmentRequest, by: Person) -> AssessmentRequest:
    """Withdraw a request that is not answered yet; never one's own, so that nobody unblinds themselves."""
    with deed(by=by, why=Reason(gettext_noop("Withdrew the request for a second assessment"))):
        claim = locked(request.claim)
        ASK_SECOND.require(Case(claim, by))
        request.refresh_from_db()
        if request.closed_at is not None:
            raise Refused(_(NOT_YOURS))
        if request.analyst_id == by.pk:
            raise Refused(_(NOT_YOUR_OWN))  # or one click would show them the first assessment
        request.closed_at = now()
        request.save(update_fields=["closed_at"])
    return request


def give_second_assessment(*, request: AssessmentRequest, by: Person, **judgement: Any) -> Assessment:
    """Record the blind second assessment and close its request; from now on its author sees the first.

    It never becomes the current assessment: the editor sees both side by side. `judgement` and
    errors as in `assess_claim`.
    """
    with deed(by=by, why=Reason(gettext_noop("Gave the second assessment"))):
        claim = locked(request.claim)
        ASSESS_SECOND.require(Case(claim, by))
        request.refresh_from_db()
        if request.analyst_id != by.pk or request.closed_at is not None:
            raise Refused(_(NOT_YOURS))
        assessment = _assess(claim, by, judgement, request)
        request.closed_at = assessment.assessed_at
        request.save(update_fields=["closed_at"])
    return assessment


def had_a_hand(person: Person, claim: Claim) -> bool:
    """Whether somebody logged, assessed, changed or submitted this claim, so may know the first verdict."""
    own = (
        Q(assessments__assessed_by=person)
        | Q(submissions__submitted_by=person)
        | Q(decisions__editor=person)
        # A request that was withdrawn lifted the veil.
        | Q(assessment_requests__analyst=person, assessment_requests__since=claim.content_index)
    )
    return (
        claim.logged_by_id == person.pk
        or Claim.objects.filter(own, pk=claim.pk).exists()
        or any(row.person_id == person.pk for row in contributions_in_work(claim))
    )


def _assess(
    claim: Claim, by: Person, judgement: dict[str, Any], request: AssessmentRequest | None = None
) -> Assessment:
    words = {name: value.strip() if isinstance(value, str) else value for name, value in judgement.items()}
    assessment = Assessment(claim=claim, request=request, assessed_by=by, assessed_at=now(), **words)
    assessment.full_clean()
    assessment.save()
    return assessment
