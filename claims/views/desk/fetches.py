"""Pages fetched by their address: asked for here, fetched by a worker, waited for, and never waited on.

Filling in by hand is one link away at every step, so no network and no worker stop nobody.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from claims.actions.desk import ask_for_fetch
from claims.choices import FetchState
from claims.forms.evidence import SourceForm
from claims.forms.fetched import FetchForm, fill_in, found_on, mark_found, problem_told
from claims.forms.finding import sources_at
from claims.jobs import fetch_page
from claims.models import Claim, Fetch
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, in_the_way, key_in, refused
from claims.views.desk.doing import attempt
from claims.views.desk.keeping import typed

LATE = timedelta(seconds=60)
STOP_ASKING = 286  # tells htmx that nothing new will come


@desk_page()
def fetch_source(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Ask for a page; where a source has its address already, offer that one first."""
    claim = _claim(request, pk)
    if claim and (sentences := in_the_way(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    posted = request.method == "POST"
    form = FetchForm(request.POST if posted else None)
    same = []
    if posted and form.is_valid():
        url = form.cleaned_data["url"]
        same = [] if request.POST.get("anyway") == url else sources_at(url)
        if not same and (fetch := attempt(form, lambda: _ask(request, url))):
            return redirect(_place("fetched_page", claim, fetch.pk))
    context = {"claim": claim, "fetch_form": form, "same": same}
    return render(request, "desk/fetch_source.html", context)


@desk_page("GET", "HEAD")
def fetched_page(request: DeskRequest, fetch_pk: int, pk: int | None = None) -> HttpResponse:
    """Wait for a page; once it has come, or won't, lead on to the form."""
    claim = _claim(request, pk)
    fetch = get_object_or_404(Fetch, pk=fetch_pk, asked_by=request.user)
    onward = f"{_place('add_evidence_source' if claim else 'new_source', claim)}?fetch={fetch.pk}"
    late = timezone.now() - fetch.asked_at > LATE
    by_script = "HX-Request" in request.headers
    if fetch.state != FetchState.WAITING:
        return HttpResponse(headers={"HX-Redirect": onward}) if by_script else redirect(onward)
    if by_script and not late:
        return HttpResponse(status=204)
    context = {"claim": claim, "fetch": fetch, "onward": onward, "late": late}
    if by_script:
        return render(request, "desk/fetch_late.html", context, status=STOP_ASKING)
    return render(request, "desk/fetched_page.html", context)


def source_form(request: DeskRequest) -> tuple[SourceForm, dict[str, Any]]:
    """The form of a new source, begun with what was found on the page that this person had fetched.

    What they typed themselves stays. The second part is what the page says of the fetch.
    """
    fetch = _of_request(request)
    data = typed(request)
    found = found_on(fetch) if fetch else {}
    if data is not None and request.method != "POST":
        fill_in(data, found)
    form = SourceForm(
        data, initial=found if request.method != "POST" else None, may_count=request.user.is_editor
    )
    if fetch is None:
        return form, {"fetch_form": FetchForm()}
    if fetch.state == FetchState.DONE:
        mark_found(form, found)
    addresses = {fetch.url, fetch.final_url} - {""}
    same = {source.pk: source for url in addresses for source in sources_at(url)}
    problem = problem_told(fetch.problem)
    return form, {"fetch": fetch, "problem": problem, "same": list(same.values())}


def _ask(request: DeskRequest, url: str) -> Fetch:
    fetch = ask_for_fetch(url=url, by=request.user)
    fetch_page.enqueue(fetch.pk)
    return fetch


def _of_request(request: DeskRequest) -> Fetch | None:
    """The fetch that this address names, if it is one of this person's."""
    pk = key_in(request.GET.get("fetch", ""))
    return Fetch.objects.filter(Q(pk=pk), asked_by=request.user).first() if pk is not None else None


def _claim(request: DeskRequest, pk: int | None) -> Claim | None:
    return None if pk is None else claim_or_404(request, pk)


def _place(name: str, claim: Claim | None, *more: int) -> str:
    """The address of a page, for a claim or for none."""
    if claim is None:
        return reverse(f"claims:{name}", args=more)
    return reverse(f"claims:{name}{'' if name.startswith('add_') else '_for'}", args=[claim.pk, *more])
