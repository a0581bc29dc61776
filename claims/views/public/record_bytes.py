"""A record's bytes exactly as they were hashed, for whoever checks them."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from claims import caching
from claims.models import RecordBody

# A record's bytes never change, but a redaction, for somebody's safety, takes them away: caches in front
# may hold them for minutes, not for a year.
RECORD_MAX_AGE = 5 * 60
REDACTED = (
    "The record of this version has been redacted: its text is no longer kept. The log keeps its digest.\n"
)


def bytes_of(found: QuerySet[RecordBody]) -> HttpResponse:
    """The bytes of the one record that was found, with its digest as ETag; 404 for none, 410 if redacted."""
    for body, digest in found.values_list("body", "entry__record_digest"):
        if body is None:
            return HttpResponse(REDACTED, status=410, content_type="text/plain; charset=utf-8")
        headers = {"Cache-Control": caching.policy(RECORD_MAX_AGE), "ETag": f'"{digest}"'}
        return HttpResponse(bytes(body), content_type="application/json", headers=headers)
    raise Http404
