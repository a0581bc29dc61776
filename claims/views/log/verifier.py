"""The verifier as anybody can fetch it: `claims/verifier.py`, byte for byte, at an address that stays."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims import caching, verifier
from claims.views.log.serving import answer

PYTHON = "text/x-python; charset=utf-8"


@require_safe
def log_verifier(request: HttpRequest) -> HttpResponse:
    """The verifier: one file of Python that needs nothing else."""
    return answer(request, source(), PYTHON, caching.policy())


@cache
def source() -> bytes:
    """Its source. Read once: it changes with the release alone."""
    return Path(verifier.__file__).read_bytes()
