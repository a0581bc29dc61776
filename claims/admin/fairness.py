"""Pages that ask first: waiving a rule of fairness in public, and ending a conflict of interest."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.actions.fairness import (
    ADMINISTRATORS_END,
    NO_REASON,
    NOT_YOUR_OWN_CONFLICT,
    end_conflict,
    waive_gate,
)
from claims.admin.base import NoForm, ask, not_there, person_of, typed
from claims.admin.filtering import sent_or_blank
from claims.admin.queue import BLIND
from claims.admin.queue_filter import Queue
from claims.admin.review_fairness import Fairness, fairness_of
from claims.admin.review_page import is_blind, submission_of
from claims.forms.base import TypedForm
from claims.models import ConflictOfInterest, Person
from claims.workflow import WAIVE, Case

NOTHING = gettext_noop("Nothing is to be waived here, or not by you.")


class WaiverForm(TypedForm):
    """What is waived, and the reason that readers will see."""

    what = forms.ChoiceField(label=gettext_lazy("What is waived"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        help_text=gettext_lazy("Readers see it with the entry. Name no colleague."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": NO_REASON},
    )

    def __init__(self, *args: Any, fairness: Fairness, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = fairness.waivable  # type: ignore[attr-defined]


def waive(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Waive a rule of fairness for what a submission asks, with the reason for readers."""
    person = person_of(request)
    if not person.is_editor:
        raise PermissionDenied
    submission = submission_of(pk)
    if submission is None:
        return not_there(request, "submission")
    if is_blind(person, submission):
        messages.warning(request, _(BLIND))
        return redirect("admin:review_queue")
    claim = submission.claim
    query = Queue(sent_or_blank(request), person).query()
    back = reverse("admin:review", args=[pk]) + (f"?{query}" if query else "")
    fairness = fairness_of(submission, Case(claim, person, submission=submission))
    if not fairness.waivable:
        messages.warning(request, _(NOTHING))
        return redirect(back)

    def deed(data: dict[str, Any]) -> str:
        gate, _dash, pk_of = data["what"].partition("-")
        whose = Person.objects.get(pk=pk_of) if pk_of else None
        waive_gate(claim=claim, gate=gate, reason=data["reason"], by=person, person=whose)
        return _("Waived: %(dict)s Readers see the reason.") % {"dict": dict(fairness.waivable)[data["what"]]}

    wanted = request.GET.get("what", "")
    first = wanted if wanted in dict(fairness.waivable) else fairness.waivable[0][0]
    return ask(
        request,
        form=WaiverForm(typed(request), fairness=fairness, initial={"what": first}),
        deed=deed,
        back=back,
        title=str(WAIVE.label),
        subtitle=str(claim),
        texts=[_(WAIVE.rule)],
        label=_("Waive it in public"),
    )


def end_conflict_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then note that a conflict of interest is over."""
    person = person_of(request)
    conflict = ConflictOfInterest.objects.select_related("person", "claimant", "topic").filter(pk=pk).first()
    if conflict is None:
        return not_there(request, "conflict of interest")
    if not person.is_administrator:
        raise PermissionDenied(_(ADMINISTRATORS_END))

    def deed(data: dict[str, Any]) -> str:
        end_conflict(conflict=conflict, by=person)
        return _("Ended; %(person)s may decide about %(topic)s again.") % {
            "person": conflict.person,
            "topic": conflict.claimant or conflict.topic,
        }

    own = [_(NOT_YOUR_OWN_CONFLICT)] if conflict.person_id == person.pk else []
    return ask(
        request,
        form=NoForm(typed(request)),
        deed=deed,
        back=reverse("admin:claims_conflictofinterest_change", args=[pk]),
        title=_("End the conflict of interest"),
        subtitle=str(conflict),
        texts=[_("%(person)s may then decide about it again.") % {"person": conflict.person}, *own],
        label=_("End it"),
    )
