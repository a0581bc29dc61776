"""Fetching in the background: noted once, by a reader of its own, never in a process that serves pages."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from claims import fetching, jobs, page_reader
from claims.actions.desk import ask_for_fetch
from claims.jobs import agent, carry_out, fitting, in_a_process
from claims.models import Fetch, Person
from tests.claims.web import Site, gives, site, web


def reading(*sites: Site) -> jobs.Reader:
    """A reader for whom the test's own servers are the internet."""

    def read(url: str) -> jobs.Answer:
        try:
            return {"found": page_reader.facts_of(fetching.fetch(url, agent=agent(), network=web(*sites)))}
        except fetching.NotFetched as why:
            return {"problem": str(why)}

    return read


@pytest.fixture
def fetch(ada: Person) -> Fetch:
    return ask_for_fetch(url="https://courier.example/mill", by=ada)


def again(fetch: Fetch) -> Fetch:
    return Fetch.objects.get(pk=fetch.pk)


def test_what_a_page_says_of_itself_is_noted(ada: Person) -> None:
    with site({"/mill": gives()}) as courier:
        fetch = ask_for_fetch(url=courier.url("/mill"), by=ada)
        carry_out(fetch.pk, read=reading(courier))
    found = again(fetch)
    assert (found.state, found.problem) == ("done", "")
    assert (found.title, found.outlet_name) == ("La vendita del mulino", "Valley Courier")
    assert (found.authors, found.published, found.language) == ("Anna Bianchi", "2018-10-18", "it")
    assert found.final_url == courier.url("/mill")


def test_why_nothing_was_fetched_is_noted(fetch: Fetch) -> None:
    carry_out(fetch.pk, read=lambda url: {"problem": fetching.TOO_LARGE})
    assert (again(fetch).state, again(fetch).problem) == ("failed", fetching.TOO_LARGE)


def test_a_task_that_is_taken_up_twice_does_its_work_once(fetch: Fetch) -> None:
    read: list[str] = []

    def reader(url: str) -> jobs.Answer:
        read.append(url)
        return {"found": {"title": f"Reading {len(read)}"}}

    carry_out(fetch.pk, read=reader)
    carry_out(fetch.pk, read=reader)
    carry_out(fetch.pk + 1, read=reader)
    assert (len(read), again(fetch).title) == (1, "Reading 1")


def test_the_task_asks_the_real_reader_which_reaches_no_inner_address(ada: Person) -> None:
    fetch = ask_for_fetch(url="http://127.0.0.1/", by=ada)
    jobs.fetch_page.call(fetch.pk)
    assert again(fetch).problem == fetching.NOT_PUBLIC.format(host="127.0.0.1")


def test_what_does_not_fit_is_cut_or_left_out(fetch: Fetch) -> None:
    found = {
        "title": "T" * 400,
        "authors": "A" * 400,
        "published": "in autumn",
        "final_url": "https://x/" + "u" * 1000,
        "language": "languages",
    }
    carry_out(fetch.pk, read=lambda url: {"found": found})
    kept = again(fetch)
    assert (len(kept.title), kept.title[-1], len(kept.authors)) == (300, "…", 300)
    assert (kept.published, kept.final_url, kept.language) == ("", "", "")
    assert fitting({})["published"] == ""


def test_a_reader_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*args: Any, **kwargs: Any) -> None:
        raise subprocess.TimeoutExpired("reader", kwargs["timeout"])

    monkeypatch.setattr(subprocess, "run", hang)
    assert in_a_process("https://courier.example/") == {"problem": jobs.TOO_LONG}


def test_a_reader_that_breaks_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "READER", "claims.no_such_module")
    assert in_a_process("https://courier.example/") == {"problem": jobs.UNREADABLE}


def test_the_reader_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def run(*args: Any, **kwargs: Any) -> Any:
        given.update(kwargs)
        return subprocess.CompletedProcess(args, 0, '{"problem": "seen"}', "")

    monkeypatch.setenv("DATABASE_URL", "postgresql://app:secret@db/claims")
    monkeypatch.setattr(subprocess, "run", run)
    in_a_process("https://courier.example/")
    assert "secret" not in str(given)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("The Ledger", "The Ledger"),
        ("Età dell’Oro", "Eta dellOro"),
        ("A\r\nX-Evil: 1 (b)", "A X-Evil: 1 b"),
        ("Правда", "a newsroom"),
    ],
)
def test_the_fetcher_says_who_asks(name: str, shown: str) -> None:
    with override_settings(NEWSROOM_NAME=name, SITE_URL="https://claims.example.org"):
        assert agent() == f"LedgerPageReader/1.0 ({shown}; +https://claims.example.org)"


SERVES = """
import sys
from ledger.wsgi import application
from django.urls import get_resolver
from claims.jobs import fetch_page
assert [*get_resolver().reverse_dict] and fetch_page.module_path == "claims.jobs.fetch_page"
print([name for name in ("trafilatura", "lxml", "claims.page_reader") if name in sys.modules])
"""


def test_a_process_that_serves_pages_never_loads_the_reader() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVES], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
