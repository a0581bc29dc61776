"""Merging a claim into another one: find it, see what becomes of everything, then confirm; and the undo.

A draft is merged here; for an entry, the same pages ask an editor.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions import merging as actions
from claims.choices import Publication, Sameness, Status
from claims.desk_search import find_claims
from claims.forms.base import DeskForm
from claims.forms.claims import SearchForm
from claims.forms.judgement import RequestForm
from claims.forms.merging import MergeForm, UnmergeForm
from claims.merging import fates_of, merge_in_force
from claims.models import Claim, Match, Person
from claims.needs import NO_NOTE
from claims.querysets import ClaimQuerySet
from claims.unmerging import Back, back_of
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, refused
from claims.views.desk.doing import attempt, while_looking
from claims.views.desk.keeping import reopened, typed
from claims.workflow import (
    MERGE_DRAFT,
    READABLE,
    REQUEST_MERGE,
    REQUEST_UNMERGE,
    UNMERGE_DRAFT,
    Case,
    Move,
    Refused,
)

MERGED = gettext_noop(
    "Merged. What it held and the other claim lacked stands there now; the merge can be undone here."
)
UNMERGED = gettext_noop("Undone. The draft is open again.")
LEFT = gettext_noop("Left with the other claim, because somebody changed it since: {what}.")
ASKED = gettext_noop("Asked. An editor decides; until then readers see both entries as they stand.")
ASKED_BACK = gettext_noop("Asked. An editor decides; until then the number leads to the other entry.")
CHANGED = gettext_noop(
    "What would happen changed while you looked. This is the table as it stands now; confirm it again."
)


@desk_page("GET", "HEAD")
def merge_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """The first step: which claim says the same? Those that somebody said so of stand first."""
    claim = claim_or_404(request, pk)
    if sentences := _in_the_way(_merging(claim), Case(claim, request.user), claim):
        return refused(request, *sentences, claim=claim)
    search = SearchForm(request.GET if "q" in request.GET else None)
    possible = _possible(claim, request.user)
    context = {
        "claim": claim,
        "move": _merging(claim),
        "search": search,
        "found": find_claims(possible, search.words) if search.words else [],
        "same": list(possible.filter(pk__in=_said_the_same(claim)).for_lists()),
    }
    return render(request, "desk/merge_claim.html", context)


@desk_page()
def merge_into(request: DeskRequest, pk: int, into_pk: int) -> HttpResponse:
    """The second step: what becomes of everything that the claim has, and whether that is wanted."""
    claim, into = claim_or_404(request, pk), claim_or_404(request, into_pk)
    move, posted = _merging(claim), request.method == "POST"
    if sentences := _in_the_way(move, Case(claim, request.user, into=into), claim, into):
        return refused(request, *sentences, claim=claim)
    changed = ""
    with while_looking(posted):
        if posted:
            claim, into = actions.locked_both(claim, into)
        fates = fates_of(claim, into)
        form: DeskForm = (RequestForm if claim.is_public else MergeForm)(typed(request))
        reopened(request, form)
        if posted and request.POST.get("shown") != fates.digest:
            changed = _(CHANGED)
        elif posted and form.is_valid() and attempt(form, lambda: _merge(request, claim, into, form)):
            messages.success(request, _(ASKED) if claim.is_public else _(MERGED))
            return redirect("claims:desk_claim", pk)
    context = {"claim": claim, "into": into, "move": move, "fates": fates, "form": form, "changed": changed}
    return render(request, "desk/merge_into.html", context)


@desk_page()
def unmerge_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """See what undoing the merge takes back and what it leaves, then confirm."""
    claim = claim_or_404(request, pk)
    merge, posted = merge_in_force(claim), request.method == "POST"
    if merge is None:
        return refused(request, actions.NOT_MERGED, claim=claim)
    move = REQUEST_UNMERGE if claim.is_public else UNMERGE_DRAFT
    if sentences := _in_the_way(move, Case(claim, request.user), claim, merge.into):
        return refused(request, *sentences, claim=claim)
    changed = ""
    with while_looking(posted):
        if posted:
            claim, merge.into = actions.locked_both(claim, merge.into)
        back = back_of(merge)
        form: DeskForm = (RequestForm if claim.is_public else UnmergeForm)(typed(request))
        reopened(request, form)
        if posted and request.POST.get("shown") != back.digest:
            changed = _(CHANGED)
        elif posted and form.is_valid() and attempt(form, lambda: _unmerge(request, claim, form)):
            _say_undone(request, claim, back)
            return redirect("claims:desk_claim", pk)
    context = {"claim": claim, "merge": merge, "move": move, "fates": back, "form": form, "changed": changed}
    return render(request, "desk/unmerge_claim.html", context)


def _merging(claim: Claim) -> Move:
    return REQUEST_MERGE if claim.is_public else MERGE_DRAFT


def _in_the_way(move: Move, case: Case, *claims: Claim) -> list[str]:
    """Why this can't be asked now, apart from the note, which the page itself asks for."""
    try:
        actions.refuse_blind(case.person, *claims)
    except Refused as refusal:
        return list(refusal.sentences)
    return [sentence for sentence in move.unmet(case) if sentence != NO_NOTE]


def _possible(claim: Claim, person: Person) -> ClaimQuerySet:
    """The claims that this one may be merged into."""
    others = Claim.objects.visible_to(person).exclude(pk=claim.pk)
    if claim.is_public:
        return others.filter(publication__in=READABLE)
    gone = Q(publication=Publication.NONE, status__in=(Status.MERGED, Status.REJECTED))
    unreadable = (Publication.MERGED, Publication.RETRACTED, Publication.REDACTED)
    return others.exclude(gone).exclude(publication__in=unreadable)


def _said_the_same(claim: Claim) -> Iterable[int]:
    """Keys of the claims of which somebody said last that they are the same as this one."""
    said = Match.objects.filter(Q(claim=claim) | Q(other=claim)).order_by("id")
    last = {each.other_id if each.claim_id == claim.pk else each.claim_id: each.sameness for each in said}
    return [pk for pk, sameness in last.items() if sameness == Sameness.SAME]


def _merge(request: DeskRequest, claim: Claim, into: Claim, form: Any) -> Any:
    action = actions.request_merge if claim.is_public else actions.merge_draft
    return action(claim=claim, into=into, by=request.user, **form.cleaned_data)


def _unmerge(request: DeskRequest, claim: Claim, form: Any) -> Any:
    action = actions.request_unmerge if claim.is_public else actions.unmerge_draft
    return action(claim=claim, by=request.user, **form.cleaned_data)


def _say_undone(request: DeskRequest, claim: Claim, back: Back) -> None:
    messages.success(request, _(ASKED_BACK) if claim.is_public else _(UNMERGED))
    if back.left and not claim.is_public:
        messages.warning(request, _(LEFT).format(what="; ".join(back.left)))
