"""Assessing a claim, submitting it, revising it, and asking editors for something about its entry."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions import assessments as assessing
from claims.actions import review as actions
from claims.actions.deed import locked
from claims.choices import Confidence
from claims.differences import differences
from claims.forms.judgement import AssessmentForm, RequestForm, SubmitForm, verdicts_to_choose
from claims.grading import DIRECTION_TABLE, Weighing, is_above
from claims.models import Assessment, AssessmentRequest, Claim
from claims.needs import ABOVE_CEILING, NO_ALTERNATIVE
from claims.records import content_digest
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, refused
from claims.views.desk.doing import at_once, attempt, fields_of, while_looking
from claims.views.desk.keeping import reopened, typed
from claims.views.desk.workbench import last_return, submissions_of, submit_checklist
from claims.wording import mixed_language
from claims.workflow import (
    ASSESS_SECOND,
    REQUEST_REINSTATEMENT,
    REQUEST_RELEASE,
    REQUEST_RETRACTION,
    REVISE_DRAFT,
    SUBMIT,
    Case,
    Move,
)
from claims.working_copy import WorkingCopy

ASSESSED = gettext_noop("Assessed: {verdict}, {confidence} confidence.")
MIXED = gettext_noop(
    "This sentence speaks of confidence and likelihood at once; give each a sentence of its own: “{sentence}”"
)
SUBMITTED = gettext_noop("Submitted. An editor who had no hand in it decides.")
REVISING = gettext_noop("The working copy is open for changes. Readers go on seeing the entry as it stands.")
CLOSED = gettext_noop("The revision is closed. The claim stands as it is published.")
ASKED = gettext_noop("Asked. An editor decides; until then readers see the entry as it stands.")
CHANGED_SINCE = gettext_noop(
    "The claim changed after you opened this page. Look at it as it stands now; what you typed is kept."
)

REQUESTS = {
    "retraction": (REQUEST_RETRACTION, actions.request_retraction),
    "reinstatement": (REQUEST_REINSTATEMENT, actions.request_reinstatement),
    "release": (REQUEST_RELEASE, actions.request_release),
}
# What a new assessment takes over from the one before, so that nothing has to be typed again.
TAKEN_OVER = (
    "verdict", "confidence", "likelihood", "rationale", "alternatives", "missing", "would_change",
    "above_ceiling_reason",
)  # fmt: skip


@desk_page()
def assess_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Record an assessment. The page shows what the evidence carries for each verdict.

    Somebody who was asked for a second, blind assessment gives that one here, without sight of the first.
    """
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    second = AssessmentRequest.objects.awaiting(request.user).filter(claim=claim).first()
    move = ASSESS_SECOND if second else REVISE_DRAFT
    if not posted and (sentences := move.unmet(Case(claim, request.user))):
        return refused(request, *sentences, claim=claim)
    with while_looking(posted):
        claim = locked(claim) if posted else claim
        case = Case(claim, request.user)
        current, weighings = None if second else case.copy.assessment, _weighings(case.copy)
        digest = _digest(case, blind=second is not None)
        data = typed(request)
        form = AssessmentForm(
            _seen_now(data, digest),
            initial={**_taken_over(current), "seen": digest},
            verdicts=list(verdicts_to_choose()),
            ceilings={rating: weighing.ceiling.label.lower() for rating, weighing in weighings.items()},
        )
        reopened(request, form)
        changed = data is not None and data.get("seen") != digest
        if posted and not changed and form.is_valid():
            done = attempt(form, lambda: _assess(request, claim, second, fields_of(form)))
            if done:
                _comment_on(request, done, weighings[done.verdict.rating])
                return redirect("claims:desk_claim", pk)
    context = {
        "claim": claim,
        "form": form,
        "current": current,
        "second": second,
        "changed": _(CHANGED_SINCE) if changed else "",
        "directions": [(each.rule, weighings[each.ratings[0]]) for each in DIRECTION_TABLE],
    }
    return render(request, "desk/assess_claim.html", context)


def _assess(
    request: DeskRequest, claim: Claim, second: AssessmentRequest | None, fields: dict[str, Any]
) -> Assessment:
    if second is not None:
        return assessing.give_second_assessment(request=second, by=request.user, **fields)
    return assessing.assess_claim(claim=claim, by=request.user, **fields)


def _digest(case: Case, *, blind: bool) -> str:
    """What the person saw: the whole content, or without the assessment where that is kept from them."""
    return content_digest({**case.content, "assessment": None}) if blind else case.digest


@desk_page()
def submit_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask an editor to publish the working copy, once everything that it needs is there."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    if AssessmentRequest.objects.awaiting(request.user).filter(claim=claim).exists():
        return refused(request, assessing.WAITS_FOR_YOURS, claim=claim)
    if not posted and (sentences := _wrong_state(SUBMIT, Case(claim, request.user))):
        return refused(request, *sentences, claim=claim)
    with while_looking(posted):
        claim = locked(claim) if posted else claim
        case = Case(claim, request.user)
        data = typed(request)
        form = SubmitForm(
            _seen_now(data, case.digest),
            published=claim.is_public,
            initial={"seen": case.digest},
        )
        reopened(request, form)
        changed = data is not None and data.get("seen") != case.digest
        if posted and not changed and form.is_valid():
            fields = fields_of(form)
            if attempt(form, lambda: actions.submit_claim(claim=claim, by=request.user, **fields)):
                messages.success(request, _(SUBMITTED))
                return redirect("claims:desk_claim", pk)
    context = {
        "claim": claim,
        "form": form,
        "changed": _(CHANGED_SINCE) if changed else "",
        "checklist": submit_checklist(case),
        "returned_with": last_return(submissions_of(claim)),
        "differences": differences(case.standing_content, case.content) if claim.is_public else None,
    }
    return render(request, "desk/submit_claim.html", context)


@desk_page("POST")
def start_revision(request: DeskRequest, pk: int) -> HttpResponse:
    """Open the working copy again."""
    claim = claim_or_404(request, pk)
    action = partial(actions.start_revision, claim=claim, by=request.user)
    return at_once(request, claim, action, _(REVISING))


@desk_page("POST")
def close_revision(request: DeskRequest, pk: int) -> HttpResponse:
    """Close a revision that changes nothing."""
    claim = claim_or_404(request, pk)
    action = partial(actions.close_revision, claim=claim, by=request.user)
    return at_once(request, claim, action, _(CLOSED))


@desk_page()
def request_change(request: DeskRequest, pk: int, asks: str) -> HttpResponse:
    """Ask for a retraction, a reinstatement or a release, with what readers will be told."""
    claim = claim_or_404(request, pk)
    move, action = REQUESTS[asks]
    posted = request.method == "POST"
    if not posted and (sentences := _wrong_state(move, Case(claim, request.user))):
        return refused(request, *sentences, claim=claim)
    form = RequestForm(typed(request))
    reopened(request, form)
    if posted and form.is_valid():
        fields = form.cleaned_data
        if attempt(form, lambda: action(claim=claim, by=request.user, **fields)):
            messages.success(request, _(ASKED))
            return redirect("claims:desk_claim", pk)
    return render(request, "desk/request_change.html", {"claim": claim, "form": form, "move": move})


def _weighings(copy: WorkingCopy) -> dict[int | None, Weighing]:
    """What the evidence carries for each rating that a verdict can have."""
    return {rating: copy.weighing_for(rating) for each in DIRECTION_TABLE for rating in each.ratings}


def _taken_over(current: Assessment | None) -> dict[str, Any]:
    if current is None:
        return {}
    return {name: getattr(current, name) for name in TAKEN_OVER}


def _seen_now(data: QueryDict | None, digest: str) -> QueryDict | None:
    """What was typed, as if the page had been opened now: sending it again is a choice."""
    if data is None:
        return None
    now = data.copy()
    now["seen"] = digest
    return now


def _wrong_state(move: Move, case: Case) -> list[str]:
    """Why the move is closed whatever the claim holds: the sentences about status and publication."""
    open_here = not move.status_from or case.claim.status in move.status_from
    readable = not move.publication_from or case.claim.publication in move.publication_from
    return [] if open_here and readable else move.unmet(case)


def _comment_on(request: DeskRequest, done: Assessment, weighing: Weighing) -> None:
    """Say what was recorded, and what review would stumble over."""
    confidence = Confidence(done.confidence).label.lower()
    messages.success(request, _(ASSESSED).format(verdict=done.verdict.label, confidence=confidence))
    if is_above(done.confidence, weighing.ceiling) and not done.above_ceiling_reason:
        ceiling = weighing.ceiling.label.lower()
        messages.warning(request, _(ABOVE_CEILING).format(confidence=confidence, ceiling=ceiling))
    if done.confidence == Confidence.HIGH and not done.alternatives.strip():
        messages.warning(request, _(NO_ALTERNATIVE))
    for sentence in mixed_language(done.rationale):
        messages.warning(request, _(MIXED).format(sentence=sentence))
