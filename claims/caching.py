"""Public answers are kept and compared by the state of the log: nothing is ever invalidated.

Everything public is a pure function of the log, so an answer's *key* is a digest of what it can depend on:
the root hash of the newest entry, the full address, this release with the settings that pages show, and,
where the address asks for a day ("as_of"), the newsroom's own day. The key is read before the body is
built. It is the answer's ETag, so that a 304 costs one short query, and its place in the page cache.

`claims.middleware` says which addresses are public.
"""

import hashlib
import importlib.metadata
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import psycopg
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import parse_etags

from claims.log_reading import key_now

PAGES = "pages"  # the cache's name in settings.CACHES
# Caches in front may answer so long without asking. Short: a hold warns readers, and must reach them soon.
MAX_AGE = 15
MAX_KEPT = 512 * 1024  # bytes: what is longer is built anew each time, and seldom asked for
KEEP_SECONDS = 24 * 60 * 60  # a bound for memory's sake: what stands under a key never goes stale

STATE = "SELECT encode(root_hash, 'hex') FROM claims_entry ORDER BY index DESC LIMIT 1"
# What answers depend on besides the address: htmx asks for a part of a page, the schema has two formats.
PARTS_OF_KEY = ("HTTP_HX_REQUEST", "HTTP_HX_TARGET")
BY_ACCEPT = "/schema/"
KEPT_VARIATIONS = frozenset({"accept", "accept-encoding", "hx-request", "hx-target"})
# Settings that stand in public answers.
SETTINGS = (
    "NEWSROOM_NAME",
    "NEWSROOM_CONTACT",
    "NEWSROOM_LANGUAGE",
    "SITE_URL",
    "TIME_ZONE",
    "LANGUAGE_CODE",
    "LANGUAGES",
    "STATIC_URL",
    "INBOX_KEEP_DAYS",
    "INBOX_PER_HOUR",
)


def newest_root() -> str | None:
    """The root hash, hex, of the newest entry, which vouches for all before it; None for an empty log."""
    connection.ensure_connection()
    # Past the cursors of Django and psycopg: they take three times as long as the question itself, and an
    # answer that is held costs little else.
    result = connection.connection.pgconn.exec_(STATE.encode())
    if result.status == psycopg.pq.ExecStatus.TUPLES_OK:
        return result.get_value(0, 0).decode() if result.ntuples else None
    with connection.cursor() as cursor:  # asked again where errors are made sense of
        cursor.execute(STATE)
        row = cursor.fetchone()
    return str(row[0]) if row else None


def key_of(request: HttpRequest, root: str) -> str:
    """What the answer to a GET of this address depends on, as a digest."""
    meta = request.META
    parts = [
        root,
        f"{request.scheme}://{request.get_host()}{request.get_full_path()}",
        release(),
        *(str(getattr(settings, name)) for name in SETTINGS),
        key_now(),  # stands in every footer, and changes without an entry
        *(meta.get(name, "") for name in PARTS_OF_KEY),
    ]
    if "as_of" in unquote(meta.get("QUERY_STRING", "")):
        parts.append(timezone.localdate().isoformat())
    if request.path.endswith(BY_ACCEPT):
        parts.append(meta.get("HTTP_ACCEPT", ""))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def held(request: HttpRequest, key: str) -> HttpResponse | None:
    """The answer, without building it: 304 where the visitor has it, or the page that is kept; else None."""
    etags = asked_for(request)
    if _quoted(key) in etags:
        return _answered(HttpResponseNotModified(headers={"ETag": _quoted(key), "Cache-Control": policy()}))
    kept: tuple[dict[str, str], bytes] | None = caches[PAGES].get(key)
    if kept is None:
        return None
    headers, body = kept
    if _matches(headers["ETag"], etags):
        return _not_modified(headers)
    # The length stays that of the body, which HEAD leaves out.
    return _answered(HttpResponse(b"" if request.method == "HEAD" else body, headers=headers))


def settle(request: HttpRequest, key: str, response: HttpResponseBase) -> HttpResponseBase:
    """The answer with the headers that let caches share it; kept if it may be. A 304 where it is known."""
    if getattr(response, "is_held", False):
        return response
    if response.status_code != 200:
        if not response.has_header("Cache-Control"):
            moved = response.status_code in (301, 302)
            # An address that leads on may lead elsewhere tomorrow; what is missing or refused may be there.
            response["Cache-Control"] = policy() if moved else "no-cache"
        return response
    if response.cookies or "no-store" in response.get("Cache-Control", ""):
        return response
    if "'nonce-" in response.get("Content-Security-Policy", ""):
        return response  # good for one visitor
    if not response.has_header("ETag"):
        response["ETag"] = _quoted(key)
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = policy()
    if isinstance(response, HttpResponse) and not response.streaming:
        _keep(request, key, response)
    headers = dict(response.items())
    return _not_modified(headers) if _matches(headers["ETag"], asked_for(request)) else response


def policy(max_age: int = MAX_AGE) -> str:
    """The Cache-Control of a public answer."""
    return f"public, max-age={max_age}, must-revalidate"


def asked_for(request: HttpRequest) -> list[str]:
    """What the visitor has already, as strong ETags ("*": anything). If-Modified-Since is not looked at."""
    sent = request.META.get("HTTP_IF_NONE_MATCH", "")
    return [etag.removeprefix("W/") for etag in parse_etags(sent)] if sent else []


@cache
def release() -> str:
    """A digest of this release: code, templates, translations, static files as collected, and Django's."""
    digest = hashlib.sha256(importlib.metadata.version("django").encode())
    root = Path(settings.BASE_DIR)
    files = [
        path
        for folder in ("claims", "ledger", "templates", "locale")
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".html", ".txt", ".xml", ".mo")
    ]
    manifest = Path(settings.STATIC_ROOT or root) / "staticfiles.json"
    for path in (*sorted(files), manifest):
        if path.is_file():
            digest.update(str(path.name).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _keep(request: HttpRequest, key: str, response: HttpResponse) -> None:
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    if request.method == "GET" and varies <= KEPT_VARIATIONS and len(response.content) <= MAX_KEPT:
        response["Content-Length"] = str(len(response.content))
        caches[PAGES].set(key, (dict(response.items()), response.content), KEEP_SECONDS)


def _not_modified(headers: dict[str, str]) -> HttpResponse:
    told = {name: headers[name] for name in ("ETag", "Cache-Control", "Vary") if name in headers}
    return _answered(HttpResponseNotModified(headers=told))


def _answered(response: HttpResponse) -> HttpResponse:
    response.is_held = True  # type: ignore[attr-defined]
    return response


def _matches(etag: str, etags: list[str]) -> bool:
    return etag.removeprefix("W/") in etags or "*" in etags


def _quoted(key: str) -> str:
    return f'"{key}"'
