"""The log as C2SP tlog-tiles serves it. Nothing beyond what the checkpoint file tells of is served.

No session, no cookie, nothing of the page cache: a tile never changes, and a checkpoint is a file.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import caching, log_reading, merkle
from claims.checkpoint import SignedCheckpoint
from claims.workflow import Refused

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
SECONDS = "public, max-age=5"
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def log_checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint that the world was told, as signed."""
    try:
        signed = log_reading.checkpoint_now()
    except Refused as error:
        return answer(request, f"{error}\n".encode(), TEXT, "no-store", status=503)
    if signed is None:
        return nothing_told(request)
    return answer(request, bytes(signed), TEXT, SECONDS)


@require_safe
def log_key(request: HttpRequest) -> HttpResponse:
    """The log's verifier keys, the current one first; former ones with the size until which they signed."""
    keys = log_reading.key_file()
    return answer(request, keys, TEXT, caching.policy()) if keys else nothing_told(request)


@require_safe
def log_tile(request: HttpRequest, level: int, where: tuple[int, int]) -> HttpResponse:
    """A tile of hashes, full or partial."""
    number, width = where
    _reached(level, number, width)
    hashes = log_reading.tile(level, number, width)
    if hashes is None:
        raise Http404
    return answer(request, hashes, BYTES, FOR_EVER)


@require_safe
def log_entries(request: HttpRequest, where: tuple[int, int]) -> HttpResponse:
    """A bundle of entries, full or partial: each a length in two bytes, and the statement."""
    number, width = where
    _reached(0, number, width)
    bundle = log_reading.bundle(number, width)
    if bundle is None:
        raise Http404
    return answer(request, bundle, BYTES, FOR_EVER)


def told() -> SignedCheckpoint | None:
    """What the world was told; None before the first checkpoint, and where the file can't be read."""
    try:
        return log_reading.checkpoint_now()
    except Refused:
        return None


def nothing_told(request: HttpRequest) -> HttpResponse:
    """A sentence, where the log has published nothing yet."""
    sentence = _("The log has published no checkpoint yet: its first entry brings it.")
    return answer(request, f"{sentence}\n".encode(), TEXT, "no-store", status=404)


def answer(
    request: HttpRequest, body: bytes, content_type: str, cache: str, *, status: int = 200
) -> HttpResponse:
    """An answer whose HEAD has the length of its GET."""
    headers = {"Cache-Control": cache, "Content-Length": str(len(body))}
    kept = b"" if request.method == "HEAD" else body
    return HttpResponse(kept, content_type=content_type, headers=headers, status=status)


def _reached(level: int, number: int, width: int) -> None:
    """Raise Http404 unless the published log reaches so far."""
    signed = told()
    hashes = signed.size >> merkle.TILE_HEIGHT * level if signed else 0
    if number * merkle.TILE_WIDTH + width > hashes:
        raise Http404
