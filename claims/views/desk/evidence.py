"""Evidence: choose a source that is in the ledger or add one, then say what it gives.

How reliable a source is and how credible an item is are asked on different pages, so that the one grade does
not lead the other.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions import parts as part_actions
from claims.actions import sources as source_actions
from claims.actions.deed import locked
from claims.forms.claims import SearchForm
from claims.forms.evidence import EvidenceForm, SourceForm
from claims.forms.fetched import FetchForm
from claims.forms.finding import find_sources, sources_at
from claims.forms.naming import suggested
from claims.models import Claim, Evidence, Outlet, Source
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, in_the_way, refused
from claims.views.desk.doing import attempt, chosen_outlet, fields_of, while_looking
from claims.views.desk.fetches import source_form
from claims.views.desk.keeping import reopened, typed
from claims.views.desk.parts import part_or_404

ADDED = gettext_noop("Added the evidence.")
SOURCE_ADDED = gettext_noop("Added the source. It stays in the ledger, even if you stop here.")
SAVED = gettext_noop("Saved the evidence.")
UNGRADED = gettext_noop("Not graded yet: {what}. Review waits until it is.")
SAME_ADDRESS = gettext_noop(
    "Another source has this address too: “{title}”. If they are one, cite that one instead."
)
LATEST = 8


@desk_page("GET", "HEAD")
def choose_source(request: DeskRequest, pk: int) -> HttpResponse:
    """The first step: search for the source to cite, or go on to add a new one."""
    claim = claim_or_404(request, pk)
    if sentences := in_the_way(claim, request.user):
        return refused(request, *sentences, claim=claim)
    search = SearchForm(request.GET if "q" in request.GET else None)
    context = {
        "claim": claim,
        "search": search,
        "fetch_form": FetchForm(),
        "found": find_sources(search.words) if search.words else [],
        "latest": Source.objects.select_related("outlet").order_by("-id")[:LATEST]
        if not search.words
        else [],
        "cited": set(claim.evidence.values_list("source", flat=True)),
    }
    return render(request, "desk/choose_source.html", context)


@desk_page()
def new_evidence_source(request: DeskRequest, pk: int) -> HttpResponse:
    """The first step where the source is new: the source alone, saved before what it gives is asked."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    sentences = in_the_way(claim, request.user)
    if sentences and not posted:
        return refused(request, *sentences, claim=claim)
    form, fetched = source_form(request)
    reopened(request, form)
    if form.unfinished():
        form.unchecked()
    elif posted and form.is_valid():
        if sentences:
            form.refuse(*sentences)
        elif source := attempt(form, lambda: add_source(request, form)):
            messages.success(request, _(SOURCE_ADDED))
            return redirect("claims:add_evidence", pk, source.pk)
    context = {"claim": claim, "form": form, "outlet_names": lambda: suggested(Outlet), **fetched}
    return render(request, "desk/new_source.html", context)


@desk_page()
def add_evidence(request: DeskRequest, pk: int, source_pk: int) -> HttpResponse:
    """The second step: what the source gives toward the claim."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    if not posted and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    source = get_object_or_404(Source.objects.select_related("outlet"), pk=source_pk)
    form = EvidenceForm(typed(request), may_count=request.user.is_editor)
    reopened(request, form)
    if posted and form.is_valid():
        added = attempt(form, lambda: _add(request, claim, form, source))
        if added:
            messages.success(request, _(ADDED))
            _remind(request, added)
            return redirect(f"{reverse('claims:desk_claim', args=[pk])}#evidence")
    return render(request, "desk/add_evidence.html", {"claim": claim, "form": form, "source": source})


@desk_page()
def change_evidence(request: DeskRequest, pk: int, part_pk: int) -> HttpResponse:
    """Change what a source gives; the source itself has a page of its own."""
    claim = claim_or_404(request, pk)
    item: Evidence = part_or_404(claim, "evidence", part_pk)
    posted = request.method == "POST"
    if not posted and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    with while_looking(posted):
        if posted:
            locked(claim)
            item = part_or_404(claim, "evidence", part_pk)
        form = EvidenceForm(typed(request), instance=item, may_count=request.user.is_editor)
        reopened(request, form)
        if posted and not form.meanwhile() and form.is_valid():
            fields = fields_of(form)
            if attempt(form, lambda: part_actions.change_part(part=item, by=request.user, **fields)):
                messages.success(request, _(SAVED))
                _remind(request, item)
                return redirect(f"{reverse('claims:desk_claim', args=[pk])}#evidence")
    return render(request, "desk/change_evidence.html", {"claim": claim, "form": form, "item": item})


def _add(request: DeskRequest, claim: Claim, form: EvidenceForm, source: Source) -> Evidence:
    part = part_actions.add_part(
        claim=claim, kind="evidence", by=request.user, source=source, **fields_of(form)
    )
    assert isinstance(part, Evidence)  # nosec B101: that is what this kind of part is
    return part


def add_source(request: DeskRequest, form: SourceForm) -> Source:
    """Add the source that a form describes, and say so where another has its address."""
    outlet = chosen_outlet(form.cleaned_data, by=request.user)
    source = source_actions.add_source(by=request.user, **{**fields_of(form), "outlet": outlet})
    others = [each for each in sources_at(source.url) if each.pk != source.pk] if source.url else []
    if others:
        messages.warning(request, _(SAME_ADDRESS).format(title=others[0].title))
    return source


def _remind(request: DeskRequest, item: Evidence) -> None:
    missing = [
        what
        for what, grade in (
            (_("reliability of the source"), item.source.reliability),
            ("credibility", item.credibility),
        )
        if not grade
    ]
    if missing:
        messages.warning(request, _(UNGRADED).format(what=" and ".join(missing)))
