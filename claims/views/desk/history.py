"""The history of a claim and of a source, for everybody at the desk. Other records' is in the admin."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from claims.history import moment_in, page_of_history
from claims.models import AssessmentRequest, Source
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page


@desk_page("GET", "HEAD")
def claim_history(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything that happened to a claim and its parts; to somebody who assesses blind, nothing telling."""
    claim = claim_or_404(request, pk)
    before = moment_in(request.GET.get("before", ""))
    context = {
        "claim": claim,
        "page": page_of_history(claim, viewer=request.user, before=before),
        "before": before,
        "waits_for_yours": AssessmentRequest.objects.awaiting(request.user).filter(claim=claim).exists(),
    }
    return render(request, "desk/claim_history.html", context)


@desk_page("GET", "HEAD")
def source_history(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything that happened to a source, and the claims that were queued when it fell."""
    source = get_object_or_404(Source, pk=pk)
    before = moment_in(request.GET.get("before", ""))
    page = page_of_history(source, viewer=request.user, before=before)
    return render(request, "desk/source_history.html", {"source": source, "page": page, "before": before})
