"""Evidence: choose a source that is in the ledger or add one in place, then say what it gives."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from claims.actions import parts as part_actions
from claims.actions import sources as source_actions
from claims.actions.deed import locked
from claims.forms.claims import SearchForm
from claims.forms.evidence import EvidenceForm, SourceForm
from claims.forms.finding import find_sources
from claims.forms.naming import suggested
from claims.models import Claim, Evidence, Outlet, Source
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, in_the_way, refused
from claims.views.desk.doing import attempt, chosen_outlet, fields_of, while_looking
from claims.views.desk.parts import part_or_404

ADDED = "Added the evidence."
SAVED = "Saved the evidence."
UNGRADED = "Not graded yet: {what}. Review waits until it is."
SAME_ADDRESS = "Another source has this address too: “{title}”. If they are one, cite that one instead."
LATEST = 8


@desk_page("GET", "HEAD")
def choose_source(request: DeskRequest, pk: int) -> HttpResponse:
    """The first step: search for the source to cite, or go on to add one."""
    claim = claim_or_404(request, pk)
    if sentences := in_the_way(claim, request.user):
        return refused(request, *sentences, claim=claim)
    search = SearchForm(request.GET if "q" in request.GET else None)
    context = {
        "claim": claim,
        "search": search,
        "found": find_sources(search.words) if search.words else [],
        "latest": Source.objects.select_related("outlet").order_by("-id")[:LATEST]
        if not search.words
        else [],
        "cited": set(claim.evidence.values_list("source", flat=True)),
    }
    return render(request, "desk/choose_source.html", context)


@desk_page()
def add_evidence(request: DeskRequest, pk: int, source_pk: int | None = None) -> HttpResponse:
    """The second step: what the source gives; with a form for the source itself where it is new."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    if not posted and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    source = get_object_or_404(Source.objects.select_related("outlet"), pk=source_pk) if source_pk else None
    data = request.POST if posted else None
    may_count = request.user.is_editor
    form = EvidenceForm(data, may_count=may_count)
    source_form = None if source else SourceForm(data, prefix="source", may_count=may_count)
    if source_form and source_form.unfinished():
        form.unchecked()
        source_form.unchecked()
    elif posted and all([form.is_valid(), source_form is None or source_form.is_valid()]):
        added = attempt(form, lambda: _add(request, claim, form, source, source_form))
        if added:
            messages.success(request, ADDED)
            _remind(request, added)
            return redirect(f"{reverse('claims:desk_claim', args=[pk])}#evidence")
    problems = [*form.summary, *(source_form.summary if source_form else ())]
    context = {
        "claim": claim,
        "form": form,
        "source": source,
        "source_form": source_form,
        "problems": problems,
        **_names(),
    }
    return render(request, "desk/add_evidence.html", context)


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
        form = EvidenceForm(request.POST if posted else None, instance=item, may_count=request.user.is_editor)
        if posted and not form.meanwhile() and form.is_valid():
            fields = fields_of(form)
            if attempt(form, lambda: part_actions.change_part(part=item, by=request.user, **fields)):
                messages.success(request, SAVED)
                _remind(request, item)
                return redirect(f"{reverse('claims:desk_claim', args=[pk])}#evidence")
    return render(request, "desk/change_evidence.html", {"claim": claim, "form": form, "item": item})


def _names() -> dict[str, Any]:
    return {"outlet_names": lambda: suggested(Outlet)}


def _add(
    request: DeskRequest,
    claim: Claim,
    form: EvidenceForm,
    source: Source | None,
    source_form: SourceForm | None,
) -> Evidence:
    if source is None:
        assert source_form is not None  # nosec B101: the page has either a source or a form for one
        source = add_source(request, source_form)
    part = part_actions.add_part(
        claim=claim, kind="evidence", by=request.user, source=source, **fields_of(form)
    )
    assert isinstance(part, Evidence)  # nosec B101: that is what this kind of part is
    return part


def add_source(request: DeskRequest, form: SourceForm) -> Source:
    """Add the source that a form describes, and say so where another has its address."""
    outlet = chosen_outlet(form.cleaned_data, by=request.user)
    source = source_actions.add_source(by=request.user, **{**fields_of(form), "outlet": outlet})
    others = Source.objects.exclude(pk=source.pk).exclude(url="")
    if same := others.filter(url=source.url).first():
        messages.warning(request, SAME_ADDRESS.format(title=same.title))
    return source


def _remind(request: DeskRequest, item: Evidence) -> None:
    missing = [
        what
        for what, grade in (
            ("reliability of the source", item.source.reliability),
            ("credibility", item.credibility),
        )
        if not grade
    ]
    if missing:
        messages.warning(request, UNGRADED.format(what=" and ".join(missing)))
