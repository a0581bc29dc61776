"""A claim at the desk: logging it, its working page, changing its text."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from claims.actions import claims as actions
from claims.actions.deed import locked
from claims.forms.claims import AppearanceRows, AssignForm, ClaimForm, FigureRows
from claims.forms.naming import suggested
from claims.models import Claim, Claimant, Outlet
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, in_the_way, refused
from claims.views.desk.doing import attempt, chosen_claimant, chosen_outlet, fields_of, while_looking
from claims.views.desk.workbench import workbench

LOGGED = "Logged as a draft. Next: cite what speaks for it and against it."
SAVED = "Saved."
HANDED_ON = "Handed on. It stands on their page of the desk now."
HANDED_TO_NOBODY = "Nobody is assigned now."
NAMES = {"claimant_names": lambda: suggested(Claimant), "outlet_names": lambda: suggested(Outlet)}


@desk_page()
def log_claim(request: DeskRequest) -> HttpResponse:
    """One page for all that is known of a new claim. "Add another row" shows it again with a row more."""
    data = _with_another_row(request)
    form = ClaimForm(data)
    figures = FigureRows(data, prefix="figures")
    appearances = AppearanceRows(data, prefix="appearances")
    rowsets = (figures, appearances)
    if data is not None and "more" in data:
        for each in (form, *rowsets):
            each.unchecked()
    elif data is not None and all([form.is_valid(), *(each.is_valid() for each in rowsets)]):
        claim = attempt(form, lambda: _log(request, form, figures, appearances))
        if claim:
            messages.success(request, LOGGED)
            return redirect("claims:desk_claim", claim.pk)
    problems = [line for each in (form, *rowsets) for line in each.summary]
    context = {"form": form, "figures": figures, "appearances": appearances, "problems": problems, **NAMES}
    return render(request, "desk/log_claim.html", context)


def _with_another_row(request: DeskRequest) -> Any:
    """What was posted, with room for a row more where that was asked for."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    counter = f"{data.get('more', '')}-TOTAL_FORMS"
    rows = str(data.get(counter, ""))
    if rows.isdecimal() and len(rows) < 4:
        data[counter] = str(int(rows) + 1)
    return data


def _log(request: DeskRequest, form: ClaimForm, figures: Any, appearances: Any) -> Claim:
    person = request.user
    outlets: dict[str, Outlet] = {}
    seen = [
        {**fields_of(row), "outlet": chosen_outlet(row.cleaned_data, by=person, added=outlets)}
        for row in appearances.filled
    ]
    return actions.log_claim(
        by=person,
        **{**fields_of(form), "claimant": chosen_claimant(form.cleaned_data, by=person)},
        parts={"figures": [fields_of(row) for row in figures.filled], "appearances": seen},
    )


@desk_page("GET", "HEAD")
def desk_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """The working page of a claim: all that is known, what is missing, and what may be done next."""
    claim = claim_or_404(request, pk)
    return render(request, "desk/desk_claim.html", {"claim": claim, "bench": workbench(claim, request.user)})


@desk_page()
def change_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the text, the claimant and the topics."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    if not posted and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    with while_looking(posted):
        claim = locked(claim) if posted else claim
        form = ClaimForm(request.POST if posted else None, instance=claim)
        if (
            posted
            and not form.meanwhile()
            and form.is_valid()
            and attempt(form, lambda: _change(request, claim, form))
        ):
            messages.success(request, SAVED)
            return redirect("claims:desk_claim", pk)
    return render(request, "desk/change_claim.html", {"claim": claim, "form": form, **NAMES})


def _change(request: DeskRequest, claim: Claim, form: ClaimForm) -> Claim:
    claimant = chosen_claimant(form.cleaned_data, by=request.user)
    return actions.change_claim(claim=claim, by=request.user, **{**fields_of(form), "claimant": claimant})


@desk_page()
def assign_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Hand the claim to somebody at the desk, with a day by which it is due."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    with while_looking(posted):
        claim = locked(claim) if posted else claim
        form = AssignForm(request.POST if posted else None, instance=claim)
        right = posted and not form.meanwhile() and form.is_valid()
        if right and attempt(
            form, lambda: actions.assign_claim(claim=claim, by=request.user, **fields_of(form))
        ):
            messages.success(request, HANDED_ON if form.cleaned_data["assignee"] else HANDED_TO_NOBODY)
            return redirect("claims:desk_claim", pk)
    return render(request, "desk/assign_claim.html", {"claim": claim, "form": form})
