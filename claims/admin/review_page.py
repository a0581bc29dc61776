"""The review page: all that an editor needs to see, and the decision. And the hold."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from claims.actions.door import hold_claim, publish_claim, reinstate_claim, release_claim, retract_claim
from claims.actions.review import decline_request, reject_claim, return_claim
from claims.admin.base import ask, not_there, person_of, say, typed
from claims.admin.review_context import context_of, moves_of
from claims.models import AssessmentRequest, Claim, Person, Submission
from claims.needs import CHANGED_SINCE_SEEN, NO_NOTE
from claims.workflow import HOLD, Case, Move, Refused

BLIND = "You were asked for a second assessment of this claim. Give it at the desk first; then review opens."
CHOOSE = "Choose what you decide."
# What became of the question, by the verb of the move that answered it.
DONE = {
    "publish_claim": "Published as version {version} of No. {number}.",
    "retract_claim": "No. {number} is retracted.",
    "reinstate_claim": "No. {number} is reinstated.",
    "release_claim": "The hold on No. {number} is lifted.",
    "return_claim": "Returned for changes.",
    "reject_claim": "Rejected.",
    "decline_request": "Declined; the entry stays as it is.",
}


class DecisionForm(forms.Form):
    """What is decided, why, what readers are told, and the digest of what the editor has before them."""

    decision = forms.ChoiceField(error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    comment = forms.CharField(required=False, strip=True, widget=forms.Textarea(attrs={"rows": 6}))
    note = forms.CharField(required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, moves: Iterable[Move], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(move.verb, str(move.label)) for move in moves]  # type: ignore[attr-defined]


def review(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what is asked and take the decision."""
    person = person_of(request)
    submission = _submission(pk)
    if submission is None:
        return not_there(request, "submission")
    if AssessmentRequest.objects.awaiting(person).filter(claim=submission.claim_id).exists():
        messages.warning(request, BLIND)
        return redirect("admin:review_queue")
    form = None
    if request.method == "POST":
        form = DecisionForm(request.POST, moves=moves_of(submission))
        if form.is_valid():
            try:
                done = _decide(submission, person, **form.cleaned_data)
            except (Refused, ValidationError) as refusal:
                say(form, refusal)
            else:
                messages.success(request, done)
                return redirect("admin:review_queue")
        submission = _submission(pk)  # as it stands now; the attempt was rolled back
        if submission is None:
            raise Http404
    context = {
        **admin.site.each_context(request),
        "title": "Review",
        **context_of(submission, person),
        "form": form or DecisionForm(moves=moves_of(submission)),
        "chosen": form.data.get("decision", "") if form else "",
        "changed_meanwhile": form is not None and CHANGED_SINCE_SEEN in form.non_field_errors(),
    }
    return TemplateResponse(request, "admin/review/review.html", context)


def hold(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the public note, then warn readers at once."""
    person = person_of(request)
    claim = Claim.objects.filter(pk=pk).first()
    if claim is None:
        return not_there(request, "claim")
    if not person.is_editor:
        raise PermissionDenied
    case = Case(claim, person)

    def deed(data: dict[str, Any]) -> str:
        entry = hold_claim(claim=claim, by=person, note=data["note"])
        return (
            f"No. {entry.number} is on hold; readers see the note. Another editor decides whether it stays."
        )

    form = HoldForm(typed(request))
    return ask(
        request,
        form=form,
        deed=deed,
        back=reverse("admin:claims_claim_change", args=[pk]),
        title="Put on hold",
        subtitle=str(claim),
        texts=[str(HOLD.rule), *(sentence for sentence in HOLD.unmet(case) if sentence != NO_NOTE)],
        label="Put on hold",
    )


class HoldForm(forms.Form):
    """What readers are told while the entry is looked at again."""

    note = forms.CharField(
        label="Public note",
        help_text="Readers see it on the entry at once.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": NO_NOTE},
    )


# ── Deciding ────────────────────────────────────────────────────────────────────────────────────────


def _decide(
    submission: Submission, person: Person, *, decision: str, comment: str, note: str, seen: str
) -> str:
    """Do what was decided, through its action, and answer the sentence for the person."""
    asked: dict[str, Any] = {"submission": submission, "by": person, "comment": comment}
    looked_at = {**asked, "seen_digest": seen}
    deeds: dict[str, Callable[[], Any]] = {
        "publish_claim": lambda: publish_claim(**looked_at),
        "return_claim": lambda: return_claim(**looked_at),
        "reject_claim": lambda: reject_claim(**looked_at),
        "retract_claim": lambda: retract_claim(**asked),
        "reinstate_claim": lambda: reinstate_claim(**asked),
        "release_claim": lambda: release_claim(**asked, note=note),
        "decline_request": lambda: decline_request(**asked),
    }
    done = deeds[decision]()
    return DONE[decision].format(version=getattr(done, "version", ""), number=getattr(done, "number", ""))


def _submission(pk: int) -> Submission | None:
    found = Submission.objects.filter(pk=pk)
    return found.select_related(
        "claim__claimant", "claim__logged_by", "submitted_by", "decision__editor"
    ).first()
