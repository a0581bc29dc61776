"""A page is asked for by its address, fetched by a worker, proposed as a source; by hand it always goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from claims import fetching
from claims.actions.desk import ask_for_fetch, keep_input, record_fetch
from claims.actions.reference import add_outlet, change_outlet
from claims.forms.fetched import FOUND
from claims.forms.finding import spellings_of
from claims.jobs import carry_out
from claims.models import Fetch, Outlet, Person, Source
from claims.views.desk.fetches import STOP_ASKING
from tests.cast import Newsroom
from tests.claims.test_jobs import reading
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, page_of, text_of
from tests.claims.web import gives, site

URL = "https://courier.example/mill"
BY_SCRIPT = {"HX-Request": "true"}
FOUND_THERE = {
    "title": "The sale of the mill", "outlet_name": "valley courier", "authors": "Anna Bianchi",
    "published": "2018-10-18", "language": "it", "final_url": URL,
}  # fmt: skip


def fetched(person: Person, **found: str) -> Fetch:
    """A page that this person asked for, and that was fetched."""
    return record_fetch(fetch=ask_for_fetch(url=URL, by=person), **{**FOUND_THERE, **found})


def new_page(newsroom: Newsroom, fetch: Fetch) -> str:
    return f"{page_of(newsroom.draft(), 'evidence/source/new')}?fetch={fetch.pk}"


def fields_of(page: str) -> dict[str, Any]:
    """The fields of the source's own form."""
    return form_of(page[page.index('class="form"') :])


def led_on(desk: Desk, path: str) -> str:
    """The page to which an address leads."""
    answer = desk.client.get(path)
    assert answer.status_code == 302
    return desk.opens(answer.headers["Location"])


# ── Asking ──────────────────────────────────────────────────────────────────────────────────────────


def test_from_an_address_to_evidence(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    with site({"/mill": gives()}) as courier:
        # The address names a port, which a test alone may fetch from: the fetch is asked for by hand.
        waiting = ada_desk.sends(page_of(claim, "evidence/source/fetch"), {"url": URL})
        assert "Fetching the page" in text_of(waiting)
        fetch = Fetch.objects.get()
        assert (fetch.url, fetch.asked_by) == (URL, newsroom.ada)
        assert DBTaskResult.objects.get().args_kwargs == {"args": [fetch.pk], "kwargs": {}}
        carry_out(fetch.pk, read=lambda url: reading(courier)(courier.url("/mill")))
    page = led_on(ada_desk, page_of(claim, "evidence/source/fetch", str(fetch.pk)))
    fields = fields_of(page)
    assert fields["title"] == ["La vendita del mulino"]
    assert (fields["outlet"], fields["authors"]) == (["Valley Courier"], ["Anna Bianchi"])
    assert fields["published"] == ["2018-10-18"]
    form = {**fields, "kind": "news_report", "standing": "in_force", "reliability": ""}
    page = ada_desk.sends(f"{page_of(claim, 'evidence/source/new')}?fetch={fetch.pk}", form)
    assert "Step 2 of 2" in text_of(page)
    assert Source.objects.get().outlet == newsroom.outlet


def test_a_source_that_is_no_evidence_is_fetched_too(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = ada_desk.sends("/desk/sources/fetch/", {"url": "courier.example/mill"})
    assert "Fetching the page" in text_of(page)
    fetch = record_fetch(fetch=Fetch.objects.get(), **FOUND_THERE)
    page = led_on(ada_desk, f"/desk/sources/fetch/{fetch.pk}/")
    assert fields_of(page)["title"] == ["The sale of the mill"]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "This field is required."),
        ("no address", "Enter a valid URL."),
        ("ftp://courier.example/", fetching.NOT_WEB),
        ("http://ada:secret@courier.example/", fetching.WITH_USER_NAME),
        ("http://courier.example:8080/", fetching.OTHER_PORT.format(port=8080)),
        (
            "https://courier.example/" + "a" * 1000,
            "Ensure this value has at most 1000 characters (it has 1024).",
        ),
    ],
)
def test_what_can_t_be_fetched_is_told_at_once_and_stays(
    newsroom: Newsroom, ada_desk: Desk, url: str, sentence: str
) -> None:
    page = ada_desk.sends(page_of(newsroom.draft(), "evidence/source/fetch"), {"url": url}, 200)
    assert error_beside(page, "fetch_url") == sentence
    assert form_of(page).get("url", [""]) == [url]
    assert not Fetch.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_an_inner_address_is_refused_by_the_worker(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    ada_desk.sends(page_of(claim, "evidence/source/fetch"), {"url": "http://127.0.0.1/"})
    fetch = Fetch.objects.get()
    carry_out(fetch.pk)
    page = led_on(ada_desk, page_of(claim, "evidence/source/fetch", str(fetch.pk)))
    assert fetching.NOT_PUBLIC.format(host="127.0.0.1") in text_of(page)
    assert fields_of(page)["url"] == ["http://127.0.0.1/"]


def test_a_claim_that_is_not_open_to_changes_fetches_nothing(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.submitted().claim
    assert claim is not None
    ada_desk.sends(page_of(claim, "evidence/source/fetch"), {"url": URL}, 409)
    assert not Fetch.objects.exists()


# ── The same source ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "known",
    [URL, "http://courier.example/mill/", "https://www.courier.example/mill", f"{URL}?utm_source=feed"],
)
def test_a_source_with_that_address_is_offered_first(newsroom: Newsroom, ada_desk: Desk, known: str) -> None:
    source, claim = newsroom.source("The sale of the mill", url=known), newsroom.draft()
    asked = f"{URL}?utm_source=feed&fbclid=1" if known == URL else known.replace("http:", "https:")
    page = ada_desk.sends(page_of(claim, "evidence/source/fetch"), {"url": asked}, 200)
    assert "This page is in the ledger already" in text_of(page)
    assert page_of(claim, "evidence/new", str(source.pk)) in page
    assert not Fetch.objects.exists()
    ada_desk.sends(page_of(claim, "evidence/source/fetch"), {"url": asked, "anyway": asked})
    assert Fetch.objects.get().url == asked


def test_a_source_at_the_address_to_which_a_page_led_is_offered(newsroom: Newsroom, ada_desk: Desk) -> None:
    source = newsroom.source("The sale of the mill", url="https://courier.example/elsewhere")
    fetch = fetched(newsroom.ada, final_url="https://www.courier.example/elsewhere/")
    page = ada_desk.opens(new_page(newsroom, fetch))
    assert "This address is in the ledger already" in text_of(page)
    assert f"/evidence/new/{source.pk}/" in page


@pytest.mark.parametrize(
    "url", ["", "mailto:x", "http://[", "http://a:b/", "https://", "https://x/?a=1&utm_b=2"]
)
def test_any_text_has_spellings(url: str) -> None:
    assert url in spellings_of(url)


# ── Waiting ─────────────────────────────────────────────────────────────────────────────────────────


def test_while_a_page_is_fetched_its_page_asks_again(newsroom: Newsroom, ada_desk: Desk) -> None:
    fetch = ask_for_fetch(url=URL, by=newsroom.ada)
    path = f"/desk/sources/fetch/{fetch.pk}/"
    page = ada_desk.opens(path)
    assert f'hx-get="{path}"' in page
    assert f"/desk/sources/new/?fetch={fetch.pk}" in page  # by hand meanwhile
    assert ada_desk.client.get(path, headers=BY_SCRIPT).status_code == 204
    record_fetch(fetch=fetch, **FOUND_THERE)
    answer = ada_desk.client.get(path, headers=BY_SCRIPT)
    assert answer.headers["HX-Redirect"] == f"/desk/sources/new/?fetch={fetch.pk}"


def test_after_a_minute_the_page_says_that_no_worker_may_run(newsroom: Newsroom, ada_desk: Desk) -> None:
    fetch = ask_for_fetch(url=URL, by=newsroom.ada)
    Fetch.objects.filter(pk=fetch.pk).update(asked_at=timezone.now() - timedelta(minutes=2))
    path = f"/desk/sources/fetch/{fetch.pk}/"
    assert "Perhaps no background worker is running" in text_of(ada_desk.opens(path))
    assert ada_desk.client.get(path, headers=BY_SCRIPT).status_code == STOP_ASKING


def test_by_hand_goes_meanwhile(newsroom: Newsroom, ada_desk: Desk) -> None:
    fetch = ask_for_fetch(url=URL, by=newsroom.ada)
    page = ada_desk.opens(new_page(newsroom, fetch))
    assert "The page is still being fetched" in text_of(page)
    assert fields_of(page)["url"] == [URL]


def test_a_page_is_that_of_whoever_asked(newsroom: Newsroom, ben_desk: Desk) -> None:
    fetch = fetched(newsroom.ada)
    ben_desk.opens(f"/desk/sources/fetch/{fetch.pk}/", 404)
    assert "The sale of the mill" not in ben_desk.opens(f"/desk/sources/new/?fetch={fetch.pk}")


@pytest.mark.parametrize("fetch", ["", "x", "-1", "9" * 30, "0", "²"])
def test_no_number_of_a_fetch_breaks_the_form(newsroom: Newsroom, ada_desk: Desk, fetch: str) -> None:
    assert "Fetch the page" in ada_desk.opens(f"/desk/sources/new/?fetch={fetch}")


# ── What was found ──────────────────────────────────────────────────────────────────────────────────


def test_what_was_found_is_marked_to_be_checked(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = ada_desk.opens(new_page(newsroom, fetched(newsroom.ada, authors="")))
    assert "Filled in from the page" in text_of(page)
    assert page.count(FOUND) == 5  # title, outlet, address, published, accessed; no author was found
    assert not Source.objects.exists()


def test_why_a_page_was_not_fetched_stands_above_the_form(newsroom: Newsroom, ada_desk: Desk) -> None:
    fetch = record_fetch(
        fetch=ask_for_fetch(url=URL, by=newsroom.ada), problem=fetching.TOO_LARGE.format(most=5)
    )
    page = ada_desk.opens(new_page(newsroom, fetch))
    assert "The page is larger than 5 MB." in text_of(page)
    assert fields_of(page)["url"] == [URL]


def test_an_outlet_is_known_by_its_machine(newsroom: Newsroom, ada_desk: Desk) -> None:
    change_outlet(outlet=newsroom.outlet, by=newsroom.ada, homepage="https://www.courier.example/")
    add_outlet(
        by=newsroom.ada, slug="o", name="Other", kind="website", homepage="https://courier.example.org/"
    )
    page = ada_desk.opens(new_page(newsroom, fetched(newsroom.ada, outlet_name="VC online")))
    assert fields_of(page)["outlet"] == ["Valley Courier"]


def test_an_outlet_that_is_new_asks_for_its_kind(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = new_page(newsroom, fetched(newsroom.ada, outlet_name="Ferry News"))
    fields = fields_of(ada_desk.opens(path))
    page = ada_desk.sends(path, {**fields, "kind": "news_report", "standing": "in_force"}, 200)
    assert "There is no outlet “Ferry News” in the ledger yet." in error_beside(page, "outlet_kind")
    assert fields_of(page)["title"] == ["The sale of the mill"]
    ada_desk.sends(path, {**fields, "kind": "news_report", "standing": "in_force", "outlet_kind": "website"})
    assert Outlet.objects.filter(name="Ferry News").exists()


def test_the_grade_of_a_known_outlet_is_still_proposed(newsroom: Newsroom, ada_desk: Desk) -> None:
    change_outlet(
        outlet=newsroom.outlet, by=newsroom.ada, default_reliability="C", reliability_reason="Local."
    )
    path = new_page(newsroom, fetched(newsroom.ada))
    fields = fields_of(ada_desk.opens(path))
    page = ada_desk.sends(path, {**fields, "kind": "news_report", "standing": "in_force"}, 200)
    assert "Nothing is saved yet: Valley Courier has C as its default" in text_of(page)


def test_what_was_typed_meanwhile_stays(newsroom: Newsroom, ada_desk: Desk) -> None:
    fetch = fetched(newsroom.ada)
    path = new_page(newsroom, fetch)
    typed = [("title", "My own title"), ("authors", ""), ("kind", "news_report")]
    keep_input(by=newsroom.ada, page=path.split("?")[0], fields=typed)
    fields = fields_of(ada_desk.opens(path))
    assert (fields["title"], fields["authors"], fields["kind"]) == (
        ["My own title"], ["Anna Bianchi"], ["news_report"],
    )  # fmt: skip
