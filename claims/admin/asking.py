"""What an editor asks of others: a second, blind assessment; another look where a source falls."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from claims.actions.assessments import request_assessment, withdraw_request
from claims.actions.sources import mark_source_fallen
from claims.admin.base import NoForm, ask, not_there, person_of, say, typed
from claims.admin.review_page import came_from
from claims.choices import Reliability, Role, Standing
from claims.fallout import fallout
from claims.forms.base import TypedForm
from claims.models import AssessmentRequest, Claim, Person, Source
from claims.workflow import ASK_SECOND, Case, Refused

KEEP = gettext_noop("As it is")


class SecondForm(TypedForm):
    """Who is asked, and why."""

    analyst = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label=gettext_lazy("Second analyst"),
        empty_label=gettext_lazy("Choose …"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("The analyst reads it. Name no verdict."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writers = Person.objects.filter(is_active=True, groups__name__in=(Role.ANALYST, Role.EDITOR))
        analyst = self.fields["analyst"]
        analyst.queryset = writers.exclude(pk=claim.logged_by_id).distinct()  # type: ignore[attr-defined]


class FallForm(TypedForm):
    """What became of a source."""

    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"),
        required=False,
        choices=[("", gettext_lazy(KEEP)), *Standing.choices[1:]],
    )
    reliability = forms.ChoiceField(
        label=gettext_lazy("Reliability"),
        required=False,
        choices=lambda: [
            ("", _(KEEP)),
            *((value, f"{value}: {label}") for value, label in Reliability.choices),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("What happened"),
        help_text=gettext_lazy(
            "The people who look at the claims again read it, and it is kept with the grade."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def second_assessment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask an analyst who had no hand in a claim to assess it without seeing the first assessment."""
    person = _editor(request)
    claim = Claim.objects.filter(pk=pk).first()
    if claim is None:
        return not_there(request, "claim")

    def deed(data: dict[str, Any]) -> str:
        asked = request_assessment(claim=claim, analyst=data["analyst"], by=person, reason=data["reason"])
        return _("%(analyst)s is asked for a second assessment. It waits on their desk.") % {
            "analyst": asked.analyst
        }

    return ask(
        request,
        form=SecondForm(typed(request), claim=claim),
        deed=deed,
        back=came_from(request, claim),
        title=str(ASK_SECOND.label),
        subtitle=str(claim),
        texts=[_(ASK_SECOND.rule), *ASK_SECOND.unmet(Case(claim, person))],
        label=_("Ask"),
    )


def withdraw_second(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Withdraw a request for a second assessment that is not answered yet."""
    person = _editor(request)
    asked = AssessmentRequest.objects.select_related("claim", "analyst").filter(pk=pk).first()
    if asked is None:
        return not_there(request, "request")

    def deed(data: dict[str, Any]) -> str:
        withdraw_request(request=asked, by=person)
        return _("The request to %(analyst)s is withdrawn.") % {"analyst": asked.analyst}

    return ask(
        request,
        form=NoForm(typed(request)),
        deed=deed,
        back=came_from(request, asked.claim),
        title=_("Withdraw the request"),
        subtitle=str(asked.claim),
        texts=[
            _("%(analyst)s is then no longer asked, and sees the first assessment like everybody else.")
            % {"analyst": asked.analyst}
        ],
        label=_("Withdraw"),
    )


def source_falls(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what follows from the fall of a source; then queue every claim that rests on it."""
    person = _editor(request)
    source = Source.objects.select_related("outlet").filter(pk=pk).first()
    if source is None:
        return not_there(request, "source")
    back = reverse("admin:claims_source_change", args=[pk])
    form = FallForm(typed(request))
    preview = None
    if request.method == "POST":
        data = form.data
        if "preview" in data:
            # Only the reason may still be missing for a look at what would follow.
            form.fields["reason"].required = False
        if form.is_valid():
            standing = form.cleaned_data["standing"] or source.standing
            reliability = form.cleaned_data["reliability"] or source.reliability
            if "preview" in data:
                form.fields["reason"].required = True  # it was only not asked for yet
                blind = set(AssessmentRequest.objects.awaiting(person).values_list("claim", flat=True))
                rows = fallout(source, standing=standing, reliability=reliability)
                preview = [row for row in rows if row.claim.pk not in blind]
            else:
                try:
                    queued = mark_source_fallen(
                        source=source,
                        by=person,
                        reason=form.cleaned_data["reason"],
                        standing=standing,
                        reliability=reliability,
                    )
                except (Refused, ValidationError) as refusal:
                    say(form, refusal)
                else:
                    count = len(queued)
                    noted = ngettext(
                        "Noted; %(count)s claim is to be looked at again.",
                        "Noted; %(count)s claims are to be looked at again.",
                        count,
                    )
                    messages.success(request, noted % {"count": count})
                    return redirect(back)
    context = {
        **admin.site.each_context(request),
        "title": _("A source falls"),
        "subtitle": str(source),
        "form": form,
        "back": back,
        "preview": preview,
    }
    return TemplateResponse(request, "admin/source_falls.html", context)


def _editor(request: HttpRequest) -> Person:
    person = person_of(request)
    if not person.is_editor:
        raise PermissionDenied
    return person
