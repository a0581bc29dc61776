"""A version's receipt: a file to keep, which proves without us that the entry stands in the log."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import caching, log_reading
from claims.models import Entry
from claims.views.log.serving import TEXT, answer, nothing_told, told


@require_safe
def version_proof(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The receipt (C2SP tlog-proof) of a version, against the checkpoint that is served now."""
    entry = Entry.objects.filter(number=number, version=version).first()
    if entry is None:
        raise Http404
    signed = told()
    if signed is None:
        return nothing_told(request)
    if entry.index >= signed.size:
        sentence = _("This entry is newer than the published checkpoint. Ask again in a moment.")
        return answer(request, f"{sentence}\n".encode(), TEXT, "no-store", status=404)
    receipt = bytes(log_reading.receipt_of(entry, signed))
    found = answer(request, receipt, TEXT, caching.policy())
    found["Content-Disposition"] = f'attachment; filename="claim-{number}-v{version}.tlog-proof"'
    return found
