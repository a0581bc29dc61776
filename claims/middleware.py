"""The language of a page, by its path; which addresses are public, and that they are answered by the state
of the log (`claims.caching`).
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, get_urlconf, resolve
from django.utils import translation

from claims import caching
from claims.api import urls as api
from claims.languages import language_of
from claims.urls import app_name, public

PUBLIC = frozenset(pattern.name for pattern in (*public, *api.urlpatterns))
# What says the same whatever was published.
RELEASE_ALONE = frozenset({"api_schema"})


class LanguageOfThePath:
    """Speaks the language that the path names while a request is answered, whoever asks.

    Stands before everything that resolves an address, makes one or says something.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request.path_info)):
            return self.get_response(request)


class AnsweredByTheLog:
    """Answers a public GET or HEAD from what is held, or has it built and keeps it.

    Stands before everything that knows visitors: a public answer depends on none of them. It stands before
    the limits of the API too: they are there for what must be built, and what is held costs no more than
    counting it would. In DEBUG, where templates change under a running process, it does nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or settings.DEBUG:
            return self.get_response(request)
        name = name_of(request.path_info, get_urlconf() or settings.ROOT_URLCONF)
        if name not in PUBLIC:
            return self.get_response(request)
        root = "" if name in RELEASE_ALONE else caching.newest_root()
        if root is None:
            return self.get_response(request)
        try:
            key = caching.key_of(request, root)
        except DisallowedHost:
            return self.get_response(request)  # which refuses it
        return caching.held(request, key) or caching.settle(request, key, self.get_response(request))


@lru_cache(maxsize=4096)
def name_of(path: str, urlconf: str) -> str:
    """The name of the ledger's address at this path; "" where it is none of the ledger's own."""
    try:
        with translation.override(language_of(path)):
            match = resolve(path, urlconf)
    except Resolver404:
        return ""
    return match.url_name or "" if match.namespaces == [app_name] else ""
