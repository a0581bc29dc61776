"""What may be done to several claims at once: handing them on. Nothing here touches what review is about."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from claims.actions.claims import assign_claim
from claims.admin.base import person_of, say
from claims.choices import Role
from claims.forms.base import TypedForm
from claims.models import Claim, Person
from claims.reasons import Reason
from claims.workflow import Refused

HANDED = Reason(gettext_noop("Handed on"))


def handed_on(count: int) -> str:
    return ngettext(
        "%(count)s claim is handed to %(name)s.", "%(count)s claims are handed to %(name)s.", count
    )


def handed_to_nobody(count: int) -> str:
    return ngettext("%(count)s claim is handed to nobody.", "%(count)s claims are handed to nobody.", count)


class HandOnForm(TypedForm):
    """Whose work the claims are from now on, and by when."""

    assignee = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label=gettext_lazy("Assigned to"),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writers = Person.objects.filter(is_active=True, groups__name__in=(Role.ANALYST, Role.EDITOR))
        self.fields["assignee"].queryset = writers.distinct().order_by("name")  # type: ignore[attr-defined]


@admin.action(description=gettext_lazy("Hand on"), permissions=["change"])
def hand_on(model_admin: Any, request: HttpRequest, claims: QuerySet[Claim]) -> HttpResponse | None:
    """Ask to whom, then hand over all that were chosen, or none."""
    chosen = list(claims)
    form = HandOnForm(request.POST if "hand-on" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                for claim in chosen:
                    assign_claim(claim=claim, by=person_of(request), why=HANDED, **form.cleaned_data)
        except (Refused, ValidationError) as refusal:
            say(form, refusal)
        else:
            assignee = form.cleaned_data["assignee"]
            sentence = handed_on(len(chosen)) if assignee else handed_to_nobody(len(chosen))
            messages.success(request, sentence % {"count": len(chosen), "name": assignee})
            return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Hand on"),
        "form": form,
        "claims": chosen,
        "box": helpers.ACTION_CHECKBOX_NAME,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "admin/claims/claim/hand_on.html", context)
