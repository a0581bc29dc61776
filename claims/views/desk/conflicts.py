"""One's own conflicts of interest: what is declared, and declaring more. An administrator ends them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.fairness import declare_conflict
from claims.forms.fairness import ConflictForm
from claims.forms.naming import suggested
from claims.models import Claimant, ConflictOfInterest
from claims.views.desk.access import DeskRequest, desk_page
from claims.views.desk.doing import attempt

DECLARED = gettext_noop(
    "Declared: {what}. You decide nothing about it, and it is not among what you may decide."
)


@desk_page()
def desk_conflicts(request: DeskRequest) -> HttpResponse:
    """What this person declared, and the form to declare more."""
    person = request.user
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        conflict = attempt(form, lambda: declare_conflict(person=person, by=person, **form.cleaned_data))
        if conflict:
            messages.success(request, _(DECLARED).format(what=conflict.claimant or conflict.topic))
            return redirect("claims:desk_conflicts")
    declared = ConflictOfInterest.objects.filter(person=person)
    declared = declared.select_related("claimant", "topic", "declared_by").order_by("-id")
    context = {"form": form, "declared": declared, "claimant_names": suggested(Claimant)}
    return render(request, "desk/conflicts.html", context)
