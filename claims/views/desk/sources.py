"""Sources: found, changed, and the claims that rest on each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.sources import change_source
from claims.fallout import claims_resting_on
from claims.forms.claims import SearchForm
from claims.forms.evidence import SourceForm
from claims.forms.finding import find_sources
from claims.forms.naming import suggested
from claims.models import Outlet, Source
from claims.views.desk.access import DeskRequest, desk_page
from claims.views.desk.doing import attempt, chosen_outlet, fields_of, while_looking
from claims.views.desk.evidence import add_source
from claims.views.desk.fetches import source_form
from claims.views.desk.keeping import reopened, typed

ADDED = gettext_noop("Added the source. It can be cited, relayed and named as the source of a rate now.")
SAVED = gettext_noop("Saved the source. What claims rest on it may weigh differently now.")
FOUND = 50
RESTING = 15  # claims and sources that the page names


@desk_page("GET", "HEAD")
def desk_sources(request: DeskRequest) -> HttpResponse:
    """The newest sources, or those that hold these words."""
    search = SearchForm(request.GET if "q" in request.GET else None)
    context = {"search": search, "found": find_sources(search.words, limit=FOUND), "words": search.words}
    return render(request, "desk/desk_sources.html", context, status=400 if search.errors else 200)


@desk_page()
def new_source(request: DeskRequest) -> HttpResponse:
    """Add a source that is not evidence of a claim: one that others relay, or that gives a rate."""
    form, fetched = source_form(request)
    reopened(request, form)
    if form.unfinished():
        form.unchecked()
    elif request.method == "POST" and form.is_valid():
        source = attempt(form, lambda: add_source(request, form))
        if source:
            messages.success(request, _(ADDED))
            return redirect("claims:desk_source", source.pk)
    context = {"form": form, "outlet_names": lambda: suggested(Outlet), **fetched}
    return render(request, "desk/new_source.html", context)


@desk_page()
def desk_source(request: DeskRequest, pk: int) -> HttpResponse:
    """A source, its grade and relays, and what rests on it. A change counts as a hand in each such claim."""
    source = get_object_or_404(Source.objects.select_related("outlet"), pk=pk)
    posted = request.method == "POST"
    with while_looking(posted):
        if posted:
            source = Source.objects.select_for_update().get(pk=pk)
        form = SourceForm(typed(request), instance=source, may_count=request.user.is_editor)
        reopened(request, form)
        unfinished = form.unfinished()
        if unfinished:
            form.unchecked()
        right = posted and not unfinished and not form.meanwhile() and form.is_valid()
        if right and attempt(form, lambda: _change(request, pk, form)):
            messages.success(request, _(SAVED))
            return redirect("claims:desk_source", pk)
    if posted:
        source = Source.objects.select_related("outlet").get(pk=pk)
    resting = claims_resting_on(source)
    context = {
        "source": source,
        "form": form,
        "claims": resting[-RESTING:][::-1],
        "more_claims": max(0, len(resting) - RESTING),
        "relayed_by": source.relayed_by.select_related("outlet")[:RESTING],
        "outlet_names": lambda: suggested(Outlet),
    }
    return render(request, "desk/desk_source.html", context)


def _change(request: DeskRequest, pk: int, form: SourceForm) -> Source:
    fields = {**fields_of(form), "outlet": chosen_outlet(form.cleaned_data, by=request.user)}
    return change_source(source=Source.objects.get(pk=pk), by=request.user, **fields)
