"""What a page says of itself, and what is not guessed."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from claims.fetching import NOT_PUBLIC, NotFetched, Page
from claims.page_reader import facts_of
from tests.claims.web import PAGE

URL = "https://courier.example/2018/mill"


def facts(html: str | bytes, charset: str = "utf-8") -> dict[str, str]:
    body = html.encode() if isinstance(html, str) else html
    return facts_of(Page(URL, "text/html", charset, body))


def test_a_page_that_describes_itself() -> None:
    assert facts(PAGE) == {
        "final_url": URL,
        "title": "La vendita del mulino",
        "outlet_name": "Valley Courier",
        "authors": "Anna Bianchi",
        "published": "2018-10-18",
        "language": "it",
    }


def test_a_day_in_the_text_is_not_taken_for_the_day_of_publication() -> None:
    page = "<html><body><h1>The sale</h1><p>Sold on 18 October 2018. © 2021 Somebody</p></body></html>"
    assert facts(page)["published"] == ""


def test_several_authors_are_a_list() -> None:
    page = PAGE.replace(
        '<meta name="author" content="Anna Bianchi">',
        '<meta name="author" content="Anna Bianchi"><meta name="author" content="Carlo Verdi">',
    )
    assert facts(page)["authors"] == "Anna Bianchi, Carlo Verdi"


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "windows-1252"])
def test_the_charset_that_the_server_names_is_believed(charset: str) -> None:
    page = "<html><head><title>Città e caffè</title></head><body><p>È così</p></body></html>"
    assert facts(page.encode(charset), charset)["title"] == "Città e caffè"


def test_without_one_the_charset_is_found() -> None:
    page = "<html><head><meta charset=utf-8><title>Città</title></head><body><p>È così</p></body></html>"
    assert facts(page, "")["title"] == "Città"
    assert facts(page, "no-such-charset")["title"] == "Città"


def test_a_document_has_the_name_in_its_address() -> None:
    page = Page("https://courier.example/a/Annual%20report%202018.pdf", "application/pdf")
    assert facts_of(page) == {"final_url": page.url, "title": "Annual report 2018.pdf"}


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_whatever_a_page_holds_it_is_read_or_refused(body: bytes) -> None:
    try:
        found = facts_of(Page(URL, "text/html", "", body))
    except NotFetched:
        return
    assert all(isinstance(text, str) and "\n" not in text for text in found.values())


def asked(question: dict[str, Any]) -> Any:
    """What the reader answers as a process, with nothing of our environment."""
    done = subprocess.run(
        [sys.executable, "-m", "claims.page_reader"],
        cwd=settings.BASE_DIR,
        env={},
        input=json.dumps(question) + "\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_as_a_process_it_answers_with_a_sentence_and_reaches_no_inner_address() -> None:
    answer = asked({"url": "http://127.0.0.1/", "agent": "x", "network": "all", "ports": [1]})
    assert answer == {"problem": NOT_PUBLIC.format(host="127.0.0.1")}
