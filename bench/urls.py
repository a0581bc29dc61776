"""The ledger's addresses, and one that does nothing: what any page of Django's costs at least."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ledger.urls import urlpatterns as ledgers


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing, through every middleware."""
    return HttpResponse()


urlpatterns = [path("bench-empty/", empty), *ledgers]
