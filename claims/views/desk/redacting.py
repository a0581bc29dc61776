"""Asking for a redaction: what it takes, what must be done by hand first, and which versions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims.actions.merging import refuse_blind
from claims.actions.redacting import request_redaction as ask
from claims.forms.redacting import RedactionForm
from claims.needs import NO_NOTE
from claims.redaction import WITHDRAWABLE, versions_of
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, refused
from claims.views.desk.doing import attempt
from claims.views.desk.keeping import reopened, typed
from claims.workflow import REQUEST_REDACTION, Case, Refused


@desk_page()
def request_redaction(request: DeskRequest, pk: int) -> HttpResponse:
    """Choose the versions whose text is to go, and say why; an editor decides."""
    claim = claim_or_404(request, pk)
    try:
        refuse_blind(request.user, claim)
    except Refused as refusal:
        return refused(request, *refusal.sentences, claim=claim)
    case = Case(claim, request.user)
    asked_here = (NO_NOTE, WITHDRAWABLE.unmet(case))
    if sentences := [each for each in REQUEST_REDACTION.unmet(case) if each not in asked_here]:
        return refused(request, *sentences, claim=claim)
    form = RedactionForm(typed(request), versions=versions_of(claim))
    reopened(request, form)
    if request.method == "POST" and form.is_valid():
        fields = {**form.cleaned_data}
        versions = fields.pop("redacts")
        if attempt(form, lambda: ask(claim=claim, versions=versions, by=request.user, **fields)):
            messages.success(
                request, _("Asked. Another person, an editor, decides; until then nothing is withdrawn.")
            )
            return redirect("claims:desk_claim", pk)
    context = {"claim": claim, "form": form, "move": REQUEST_REDACTION}
    return render(request, "desk/request_redaction.html", context)
