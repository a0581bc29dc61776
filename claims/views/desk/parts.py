"""Adding, changing and removing parts of a claim: figures, rates, appearances, related claims, evidence."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions import parts as actions
from claims.actions.deed import locked
from claims.desk_search import find_claims
from claims.forms.claims import AppearanceForm, FigureForm, RelationForm, SearchForm
from claims.forms.fairness import ReplyForm
from claims.forms.naming import suggested
from claims.forms.rates import RateForm
from claims.models import Claim, Outlet
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, in_the_way, refused
from claims.views.desk.doing import at_once, attempt, chosen_outlet, fields_of, while_looking
from claims.views.desk.keeping import reopened, typed

ADDED = gettext_noop("Added the {noun}.")
CHANGED = gettext_noop("Saved the {noun}.")
REMOVED = gettext_noop("Removed the {noun}. The history keeps it.")


@dataclass(frozen=True)
class Kind:
    """One sort of part: what people call it, and its form."""

    noun: str
    form: Any


KINDS = {
    "figures": Kind("figure", FigureForm),
    "appearances": Kind("appearance", AppearanceForm),
    "rates": Kind("rate of exchange", RateForm),
    "replies": Kind("request for reply", ReplyForm),
}
NOUNS = {
    "figures": gettext_noop("figure"),
    "appearances": gettext_noop("appearance"),
    "relations": gettext_noop("related claim"),
    "evidence": gettext_noop("evidence"),
    "rates": gettext_noop("rate of exchange"),
    "replies": gettext_noop("request for reply"),
}


def part_or_404(claim: Claim, kind: str, part_pk: int) -> Any:
    """The part of this kind, if it is one of the claim's."""
    if kind not in actions.PARTS:
        raise Http404
    return get_object_or_404(actions.PARTS[kind], pk=part_pk, claim=claim)


@desk_page()
def add_part(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    """Add a figure, an appearance or a rate."""
    claim, sort = claim_or_404(request, pk), _kind(kind)
    posted = request.method == "POST"
    if not posted and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    form = sort.form(typed(request))
    reopened(request, form)
    right = posted and not _searching(form) and form.is_valid()
    if right and attempt(form, lambda: _add(request, claim, kind, form)):
        messages.success(request, _(ADDED).format(noun=_(sort.noun)))
        return redirect(_section(claim, kind))
    return _page(request, claim, kind, form)


@desk_page()
def change_part(request: DeskRequest, pk: int, kind: str, part_pk: int) -> HttpResponse:
    """Change a figure, an appearance or a rate."""
    claim, sort = claim_or_404(request, pk), _kind(kind)
    part = part_or_404(claim, kind, part_pk)
    posted = request.method == "POST"
    if not posted and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    with while_looking(posted):
        if posted:
            locked(claim)
            part = part_or_404(claim, kind, part_pk)  # as it stands now that nobody else can change it
        form = sort.form(typed(request), instance=part)
        reopened(request, form)
        right = posted and not _searching(form) and not form.meanwhile() and form.is_valid()
        if right and attempt(form, lambda: _change(request, part, form)):
            messages.success(request, _(CHANGED).format(noun=_(sort.noun)))
            return redirect(_section(claim, kind))
    return _page(request, claim, kind, form, part=part)


@desk_page("POST")
def remove_part(request: DeskRequest, pk: int, kind: str, part_pk: int) -> HttpResponse:
    """Take a part out of the working copy."""
    claim = claim_or_404(request, pk)
    part = part_or_404(claim, kind, part_pk)
    action = partial(actions.remove_part, part=part, by=request.user)
    said = _(REMOVED).format(noun=_(NOUNS[kind]))
    return at_once(request, claim, action, said, section=f"#{kind}")


@desk_page()
def add_relation(request: DeskRequest, pk: int) -> HttpResponse:
    """Relate the claim to another, found by number or words."""
    claim = claim_or_404(request, pk)
    if request.method != "POST" and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    posted = request.method == "POST"
    search = SearchForm(request.POST if posted else request.GET if "q" in request.GET else None)
    found = (
        find_claims(Claim.objects.visible_to(request.user).exclude(pk=pk), search.words)
        if search.words
        else []
    )
    form = RelationForm(request.POST if posted else None, claim=claim, person=request.user, found=found)
    if posted and form.is_valid() and attempt(form, lambda: _relate(request, claim, form)):
        messages.success(request, _(ADDED).format(noun=_(NOUNS["relations"])))
        return redirect(_section(claim, "relations"))
    context = {"claim": claim, "search": search, "found": found, "form": form}
    return render(request, "desk/add_relation.html", context)


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _searching(form: Any) -> bool:
    """Whether the person only searches inside the form; nothing is complained of then."""
    if not getattr(form, "searching", False):
        return False
    form.unchecked()
    return True


def _section(claim: Claim, kind: str) -> str:
    return f"{reverse('claims:desk_claim', args=[claim.pk])}#{kind}"


def _fields(request: DeskRequest, form: Any) -> dict[str, Any]:
    fields = fields_of(form)
    if "outlet" in fields:
        fields["outlet"] = chosen_outlet(form.cleaned_data, by=request.user)
    return fields


def _add(request: DeskRequest, claim: Claim, kind: str, form: Any) -> actions.Part:
    return actions.add_part(claim=claim, kind=kind, by=request.user, **_fields(request, form))


def _change(request: DeskRequest, part: Any, form: Any) -> actions.Part:
    return actions.change_part(part=part, by=request.user, **_fields(request, form))


def _relate(request: DeskRequest, claim: Claim, form: RelationForm) -> actions.Part:
    return actions.add_part(claim=claim, kind="relations", by=request.user, **form.cleaned_data)


def _page(request: DeskRequest, claim: Claim, kind: str, form: Any, part: Any = None) -> HttpResponse:
    context = {"claim": claim, "kind": kind, "noun": _(KINDS[kind].noun), "form": form, "part": part}
    if kind == "appearances":
        context["outlet_names"] = suggested(Outlet)
    return render(request, "desk/change_part.html", context)
