"""What an answer depends on, and nothing else, makes its key; what visitors have is compared as HTTP says."""

import datetime
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, override_settings

from claims import caching
from claims.models import Entry
from tests.cast import Newsroom

ROOT = "01" * 32


def asked(path: str = "/claims/?q=mill", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers=headers)


def key(path: str = "/claims/?q=mill", root: str = ROOT, **headers: str) -> str:
    return caching.key_of(asked(path, **headers), root)


# ── The key ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_question_has_the_same_key() -> None:
    assert key() == key()


@pytest.mark.parametrize(
    "other",
    [
        lambda: key(root="02" * 32),
        lambda: key("/claims/?q=mil"),
        lambda: key("/claims/"),
        lambda: key("/topics/?q=mill"),
        lambda: caching.key_of(RequestFactory().get("/claims/?q=mill", secure=True), ROOT),
        lambda: caching.key_of(RequestFactory().get("/claims/?q=mill", SERVER_NAME="localhost"), ROOT),
        lambda: key(hx_request="true"),
    ],
    ids=["root", "query", "no query", "path", "scheme", "host", "part of a page"],
)
def test_whatever_an_answer_depends_on_changes_the_key(other: Callable[[], str]) -> None:
    assert other() != key()


def test_a_setting_that_pages_show_changes_the_key() -> None:
    before = key()
    with override_settings(NEWSROOM_NAME="The Other Desk"):
        assert key() != before


def test_another_release_has_other_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key()
    monkeypatch.setattr(caching, "release", lambda: "another")
    assert key() != before


def test_who_asks_does_not_change_the_key() -> None:
    assert key(cookie="sessionid=1", user_agent="x", accept="text/html", accept_language="it") == key()


@pytest.mark.parametrize("name", ["as_of", "%61s_of"])
def test_only_where_a_day_is_asked_for_does_the_key_change_with_the_newsrooms_day(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keys_on(day: str) -> tuple[str, str]:
        monkeypatch.setattr(caching.timezone, "localdate", lambda: datetime.date.fromisoformat(day))
        return key(f"/claims/?{name}=2026-11-01"), key("/claims/")

    first, second = keys_on("2026-11-01"), keys_on("2026-11-02")
    assert first[0] != second[0]
    assert first[1] == second[1]


# ── What visitors have ──────────────────────────────────────────────────────────────────────────────


def settled(response: Any = None, request: HttpRequest | None = None) -> Any:
    answer = HttpResponse("a page") if response is None else response
    return caching.settle(request or asked(), key(), answer)


def test_an_answer_may_be_shared_and_names_its_key() -> None:
    answer = settled()
    assert answer["ETag"] == f'"{key()}"'
    assert answer["Cache-Control"] == "public, max-age=15, must-revalidate"


@pytest.mark.parametrize("sent", ['"{}"', 'W/"{}"', '"other", W/"{}"', '"{}" , "other"'])
def test_who_has_the_answer_gets_304_before_it_is_built(sent: str) -> None:
    request = asked(if_none_match=sent.format(key()))
    answer = caching.held(request, key())
    assert answer is not None
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == f'"{key()}"'


@pytest.mark.parametrize("sent", ['"other"', 'W/"other"', "", "*", "nonsense", '"'])
def test_who_has_something_else_does_not(sent: str) -> None:
    assert caching.held(asked(if_none_match=sent), key()) is None


def test_a_star_means_any_answer_once_there_is_one() -> None:
    request = asked(if_none_match="*")
    assert settled(request=request).status_code == 304
    assert settled(HttpResponse(status=404), request).status_code == 404


def test_an_etag_of_the_views_own_is_left_and_compared() -> None:
    own = HttpResponse("bytes", headers={"ETag": '"own"', "Cache-Control": "public, max-age=300"})
    request = asked(if_none_match='"own"')
    answer = settled(own, request)
    assert (answer.status_code, answer["ETag"], answer["Cache-Control"]) == (
        304,
        '"own"',
        "public, max-age=300",
    )
    again = caching.held(request, key())
    assert again is not None
    assert again.status_code == 304


# ── What is kept ────────────────────────────────────────────────────────────────────────────────────


def test_a_page_is_kept_whole() -> None:
    settled(HttpResponse("a page", headers={"X-Own": "yes"}))
    kept = caching.held(asked(), key())
    assert kept is not None
    assert (kept.status_code, kept.content, kept["X-Own"]) == (200, b"a page", "yes")
    assert kept["Content-Length"] == "6"


def test_head_gets_the_headers_of_the_kept_page_and_no_body() -> None:
    settled()
    request = RequestFactory().head("/claims/?q=mill")
    kept = caching.held(request, key())
    assert kept is not None
    assert (kept.content, kept["Content-Length"]) == (b"", "6")


def refused(**kwargs: Any) -> HttpResponse:
    return HttpResponse("no", **kwargs)


def with_a_cookie() -> HttpResponse:
    response = HttpResponse("yours")
    response.set_cookie("seen", "1")
    return response


@pytest.mark.parametrize(
    "response",
    [
        refused(status=404),
        refused(status=400),
        refused(status=410),
        refused(status=429),
        refused(status=500),
        refused(status=302),
        with_a_cookie(),
        HttpResponse("yours", headers={"Content-Security-Policy": "script-src 'nonce-x'"}),
        HttpResponse("yours", headers={"Cache-Control": "no-store"}),
        HttpResponse("yours", headers={"Vary": "Cookie"}),
        StreamingHttpResponse(["much"]),
        HttpResponse("x" * (caching.MAX_KEPT + 1)),
    ],
    ids=["404", "400", "410", "429", "500", "302", "cookie", "nonce", "no-store", "vary", "streamed", "long"],
)
def test_these_are_never_kept(response: Any) -> None:
    settled(response)
    assert caching.held(asked(), key()) is None


def test_the_answer_to_head_is_not_kept() -> None:
    settled(request=RequestFactory().head("/claims/?q=mill"))
    assert caching.held(asked(), key()) is None


@pytest.mark.parametrize(
    ("status", "expected"), [(301, "public"), (302, "public"), (404, "no-cache"), (410, "no-cache")]
)
def test_no_cache_in_front_keeps_what_may_change(status: int, expected: str) -> None:
    answer = settled(HttpResponse(status=status))
    assert answer["Cache-Control"].startswith(expected)
    assert "immutable" not in answer["Cache-Control"]
    assert not answer.has_header("ETag")


def test_a_streamed_answer_has_its_etag_all_the_same() -> None:
    assert settled(StreamingHttpResponse(["much"]))["ETag"] == f'"{key()}"'


def test_the_cache_of_pages_is_bounded() -> None:
    most = caches[caching.PAGES]._max_entries
    assert most <= 1000


# ── What public code may depend on ──────────────────────────────────────────────────────────────────

PUBLIC_CODE = [
    path
    for pattern in (
        "views/public/*.py",
        "api/*.py",
        "templatetags/*.py",
        "feeds.py",
        "phrasing.py",
        "facets.py",
    )
    for path in sorted((Path(settings.BASE_DIR) / "claims").glob(pattern))
]


@pytest.mark.parametrize("path", PUBLIC_CODE, ids=lambda path: path.name)
def test_public_code_reads_no_setting_that_is_not_in_the_key(path: Path) -> None:
    read = set(re.findall(r"\bsettings\.([A-Z_]+)", path.read_text(encoding="utf-8")))
    assert read <= {*caching.SETTINGS, "BASE_DIR"}


@pytest.mark.parametrize("path", PUBLIC_CODE, ids=lambda path: path.name)
def test_public_code_does_not_know_what_time_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bnow\(|localdate\(\)|localtime\(\)|today\(\)|\btime\.time\(", text)


# ── The state of the log ────────────────────────────────────────────────────────────────────────────


def test_the_state_is_the_root_of_the_newest_entry(newsroom: Newsroom) -> None:
    newsroom.published()
    newest = Entry.objects.order_by("-index")[0]
    assert caching.newest_root() == bytes(newest.root_hash).hex()


def test_an_empty_log_has_no_state(db: None) -> None:
    assert caching.newest_root() is None


def test_a_failure_to_read_the_state_is_a_failure_of_the_database(db: None) -> None:
    with pytest.raises(DatabaseError), override_state("SELECT nothing FROM nowhere"), transaction.atomic():
        caching.newest_root()


@contextmanager
def override_state(statement: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caching, "STATE", statement)
        yield
