"""A claim at the desk: logging it, its working page, changing its text."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions import claims as actions
from claims.actions.deed import locked
from claims.conversation import conversation_of
from claims.forms.claims import AppearanceRows, AssignForm, ClaimForm, FigureRows, PlanLookForm
from claims.forms.comments import CommentForm
from claims.forms.matches import judgements_of
from claims.forms.naming import suggested
from claims.models import Claim, Claimant, Outlet
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, in_the_way, refused
from claims.views.desk.alike import Alike, alike_to_text, record
from claims.views.desk.doing import attempt, chosen_claimant, chosen_outlet, fields_of, while_looking
from claims.views.desk.keeping import kept_at, reopened, typed
from claims.views.desk.workbench import workbench

LOGGED = gettext_noop("Logged as a draft. Next: cite what speaks for it and against it.")
SAVED = gettext_noop("Saved.")
HANDED_ON = gettext_noop("Handed on. It stands on their page of the desk now.")
HANDED_TO_NOBODY = gettext_noop("Nobody is assigned now.")
LOOK_PLANNED = gettext_noop("Noted. It stands on the desk’s first page from that day on.")
NO_LOOK_PLANNED = gettext_noop("Nobody has to look again now.")
# The names of keys of claims that the page held out before it logs another that is very like them.
HELD_OUT = "held_out"
NAMES = {"claimant_names": lambda: suggested(Claimant), "outlet_names": lambda: suggested(Outlet)}


@desk_page()
def log_claim(request: DeskRequest) -> HttpResponse:
    """One page for all that is known of a new claim. "Add another row" shows it again with a row more.

    Claims that look the same stand beside it, while it is typed and by a button. What is very like one of
    which nothing was said is logged at the second asking only.
    """
    data = _with_another_row(request)
    form = ClaimForm(data)
    figures = FigureRows(data, prefix="figures")
    appearances = AppearanceRows(data, prefix="appearances")
    rowsets = (figures, appearances)
    judged = judgements_of(data)
    alike = _alike(request, data, judged)
    held_out: list[Alike] = []
    if "look" in request.POST and "HX-Request" in request.headers:
        return render(request, "desk/look_alikes_found.html", {"alike": alike, "looked": True})
    reopened(request, form, *rowsets)
    if "more" in request.POST or "look" in request.POST:
        for each in (form, *rowsets):
            each.unchecked()
    elif request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in rowsets)]):
        held_out = _to_look_at_first(request, alike)
        claim = None if held_out else attempt(form, lambda: _log(request, form, figures, appearances, judged))
        if claim:
            messages.success(request, _(LOGGED))
            return redirect("claims:desk_claim", claim.pk)
    context = {
        "form": form,
        "figures": figures,
        "appearances": appearances,
        "problems": [line for each in (form, *rowsets) for line in each.summary],
        "alike": alike,
        "looked": data is not None,
        "held_out": held_out,
        "held_out_before": [*request.POST.getlist(HELD_OUT), *(str(each.claim.pk) for each in held_out)],
        **NAMES,
    }
    return render(request, "desk/log_claim.html", context)


def _alike(request: DeskRequest, data: Any, judged: dict[int, str]) -> list[Alike]:
    if data is None:
        return []
    texts = {name: str(data.get(name, "")) for name in ("statement", "quote", "language")}
    return alike_to_text(request.user, judged=judged, **texts)


def _to_look_at_first(request: DeskRequest, alike: list[Alike]) -> list[Alike]:
    """Claims so like the new one that somebody should look, unless they did or said how the two compare."""
    seen = request.POST.getlist(HELD_OUT)
    return [each for each in alike if each.very and not each.chosen and str(each.claim.pk) not in seen]


def _with_another_row(request: DeskRequest) -> Any:
    """What was typed, with room for a row more where that was asked for."""
    data = typed(request)
    if data is None or request.method != "POST":
        return data
    data = data.copy()
    counter = f"{data.get('more', '')}-TOTAL_FORMS"
    rows = str(data.get(counter, ""))
    if rows.isdecimal() and len(rows) < 4:
        data[counter] = str(int(rows) + 1)
    return data


def _log(
    request: DeskRequest, form: ClaimForm, figures: Any, appearances: Any, judged: dict[int, str]
) -> Claim:
    person = request.user
    outlets: dict[str, Outlet] = {}
    seen = [
        {**fields_of(row), "outlet": chosen_outlet(row.cleaned_data, by=person, added=outlets)}
        for row in appearances.filled
    ]
    claim = actions.log_claim(
        by=person,
        **{**fields_of(form), "claimant": chosen_claimant(form.cleaned_data, by=person)},
        parts={"figures": [fields_of(row) for row in figures.filled], "appearances": seen},
    )
    record(claim, judged, by=person)
    return claim


@desk_page("GET", "HEAD")
def desk_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """The working page of a claim: all that is known, what is missing, and what may be done next."""
    claim = claim_or_404(request, pk)
    kept = kept_at(request.user, reverse("claims:claim_comments", args=[pk]))
    context = {
        "claim": claim,
        "bench": workbench(claim, request.user),
        "conversation": conversation_of(claim, request.user),
        "comment_form": CommentForm(kept.data).unchecked() if kept else None,
        "kept": kept,
    }
    return render(request, "desk/desk_claim.html", context)


@desk_page()
def change_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the text, the claimant and the topics."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    if not posted and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    with while_looking(posted):
        claim = locked(claim) if posted else claim
        form = ClaimForm(typed(request), instance=claim)
        reopened(request, form)
        if (
            posted
            and not form.meanwhile()
            and form.is_valid()
            and attempt(form, lambda: _change(request, claim, form))
        ):
            messages.success(request, _(SAVED))
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
        form = AssignForm(typed(request), instance=claim)
        reopened(request, form)
        right = posted and not form.meanwhile() and form.is_valid()
        if right and attempt(
            form, lambda: actions.assign_claim(claim=claim, by=request.user, **fields_of(form))
        ):
            messages.success(request, _(HANDED_ON) if form.cleaned_data["assignee"] else _(HANDED_TO_NOBODY))
            return redirect("claims:desk_claim", pk)
    return render(request, "desk/assign_claim.html", {"claim": claim, "form": form})


@desk_page()
def plan_look(request: DeskRequest, pk: int) -> HttpResponse:
    """Say when somebody should see whether the claim still holds."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    with while_looking(posted):
        claim = locked(claim) if posted else claim
        form = PlanLookForm(typed(request), instance=claim)
        reopened(request, form)
        right = posted and not form.meanwhile() and form.is_valid()
        if right and attempt(
            form, lambda: actions.plan_look(claim=claim, by=request.user, **fields_of(form))
        ):
            planned = form.cleaned_data["look_again_on"]
            messages.success(request, _(LOOK_PLANNED) if planned else _(NO_LOOK_PLANNED))
            return redirect("claims:desk_claim", pk)
    return render(request, "desk/plan_look.html", {"claim": claim, "form": form})
