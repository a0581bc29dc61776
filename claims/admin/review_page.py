"""The review page: all that an editor needs to see, and the decision. And the hold."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.actions.door import hold_claim
from claims.admin.base import ask, not_there, person_of, say, typed
from claims.admin.deciding import Decided, DecisionForm, decide, moves_of
from claims.admin.filtering import sent_or_blank
from claims.admin.queue import BLIND
from claims.admin.queue_filter import Queue, place_of
from claims.admin.review_context import context_of
from claims.forms.base import TypedForm
from claims.models import AssessmentRequest, Claim, Person, Submission
from claims.needs import CHANGED_SINCE_SEEN, NO_NOTE
from claims.views.desk.kept_forms import texts_sent
from claims.workflow import HOLD, Case, Refused

LAST_ONE = gettext_noop("That was the last one here that you may decide.")


def review(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what is asked and take the decision; then on to the next in the queue that the address names."""
    person = person_of(request)
    submission = submission_of(pk)
    if submission is None:
        return not_there(request, "submission")
    if is_blind(person, submission):
        messages.warning(request, _(BLIND))
        return redirect("admin:review_queue")
    queue = Queue(sent_or_blank(request), person)
    form = None
    if request.method == "POST":
        form = DecisionForm(request.POST, moves=moves_of(submission))
        if form.is_valid():
            answer = {name: value for name, value in form.cleaned_data.items() if name != "decision"}
            try:
                done = decide(form.cleaned_data["decision"], Decided(submission, person, **answer))
            except (Refused, ValidationError) as refusal:
                say(form, refusal)
            else:
                messages.success(request, done)
                return _onward(request, queue, submission)
        submission = submission_of(pk)  # as it stands now; the attempt was rolled back
        if submission is None:
            raise Http404
    request.kept = None  # type: ignore[attr-defined]  # the box for comments asks; the admin keeps nothing
    before, after = queue.neighbours(submission)
    context = {
        **admin.site.each_context(request),
        "title": _("Review"),
        **context_of(submission, person),
        "form": form or DecisionForm(moves=moves_of(submission)),
        "chosen": form.data.get("decision", "") if form else "",
        "changed_meanwhile": form is not None and _(CHANGED_SINCE_SEEN) in form.non_field_errors(),
        "too_late": form is not None and _is_too_late(submission, person, form),
        "typed": texts_sent(request) if form is not None else [],
        "previous_pk": before,
        "next_pk": after,
        "query": queue.query(),
    }
    return TemplateResponse(request, "admin/review/review.html", context)


def _is_too_late(submission: Submission, person: Person, form: DecisionForm) -> bool:
    """Whether this was decided otherwise before. A second click is answered by what the first one did."""
    if submission.closed_at is None:
        return False
    decision = getattr(submission, "decision", None)
    said = form.data.get("comment", "").strip()
    return decision is None or (decision.editor_id, decision.comment) != (person.pk, said)


def _onward(request: HttpRequest, queue: Queue, submission: Submission) -> HttpResponseBase:
    """To the next that this person may decide, in the same queue; to the queue where nothing is left."""
    query = f"?{queue.query()}" if queue.query() else ""
    if onward := queue.next_to_decide(submission):
        return redirect(reverse("admin:review", args=[onward]) + query)
    messages.info(request, _(LAST_ONE))
    return redirect(reverse("admin:review_queue") + query)


def is_blind(person: Person, submission: Submission) -> bool:
    """Whether this person has yet to assess one of the claims without sight of what is said here."""
    claims = [pk for pk in (submission.claim_id, submission.into_id) if pk]
    return AssessmentRequest.objects.awaiting(person).filter(claim__in=claims).exists()


def submission_of(pk: int) -> Submission | None:
    """A submission with what the page says of it, as it stands now."""
    found = Submission.objects.filter(pk=pk)
    return found.select_related(
        "claim__claimant", "claim__logged_by", "into__claimant", "submitted_by", "decision__editor"
    ).first()


def came_from(request: HttpRequest, claim: Claim) -> str:
    """The page that led here: a review page that the address names, else the claim's record."""
    if review_pk := place_of(request.GET.get("review", "")):
        query = Queue(sent_or_blank(request), person_of(request)).query()
        return reverse("admin:review", args=[review_pk]) + (f"?{query}" if query else "")
    return reverse("admin:claims_claim_change", args=[claim.pk])


# ── The hold ────────────────────────────────────────────────────────────────────────────────────────


class HoldForm(TypedForm):
    """What readers are told while the entry is looked at again."""

    note = forms.CharField(
        label=gettext_lazy("Public note"),
        help_text=gettext_lazy("Readers see it on the entry at once."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": NO_NOTE},
    )


def hold(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the public note, then warn readers at once; all editors are told."""
    person = person_of(request)
    claim = Claim.objects.filter(pk=pk).first()
    if claim is None:
        return not_there(request, "claim")
    if not person.is_editor:
        raise PermissionDenied
    case = Case(claim, person)

    def deed(data: dict[str, Any]) -> str:
        entry = hold_claim(claim=claim, by=person, note=data["note"])
        return _(
            "No. %(number)s is on hold; readers see the note. Another editor decides whether it stays."
        ) % {"number": entry.number}

    return ask(
        request,
        form=HoldForm(typed(request)),
        deed=deed,
        back=came_from(request, claim),
        title=_("Put on hold"),
        subtitle=str(claim),
        texts=[_(HOLD.rule), *(sentence for sentence in HOLD.unmet(case) if sentence != _(NO_NOTE))],
        label=_("Put on hold"),
    )
