"""Public pages in Chromium: for everybody, by keyboard alone, on a narrow phone, magnified, without script.

The pages are found in the project's own addresses, so that none is forgotten. Each is opened once, as
visitors get it, and looked at in every way.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import get_resolver
from pytest_django.live_server_helper import LiveServer

from claims.actions.door import hold_claim, publish_method
from claims.actions.parts import add_part
from claims.actions.review import submit_claim
from claims.models import Claim, Edition
from tests import axe
from tests.browsers import ENDLESS, scrolls_sideways
from tests.cast import Newsroom
from tests.claims.views.public.test_two_worlds import fill, routes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# States of pages that the addresses alone do not lead to, and two pages outside the ledger's own addresses.
MORE = (
    "/claims/?confidence=low&q=mill", "/claims/?verdict=nonsense", "/claims/?cursor=nonsense",
    "/claims/1/v1/", "/claims/2/", "/claims/1/history/", "/claims/1/?as_of=2020-01-01",
    "/claims/1/?as_of=2999-01-01", "/method/v1/", "/report/?entry=1", "/none/", "/accounts/login/",
    "/accounts/password/reset/",
)  # fmt: skip
# Drawn by a package, from a script of its own: it is opened and listened to; its markup is not ours to mend.
NOT_OURS = frozenset({"/api/v1/docs/"})
MAGNIFIED = 640  # CSS pixels of a screen of 1280 at 200 percent

# Every place where the keyboard should come, noted as it gets there, with what of the focus can't be seen.
LISTEN = """() => {
    const focusable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
    const shown = {visibilityProperty: true, contentVisibilityAuto: true}
    window.wanted = [...document.querySelectorAll(focusable)].filter(
        (each) => each.tabIndex >= 0 && each.checkVisibility(shown)
    )
    window.reached = []
    window.unseen = []
    document.addEventListener('focusin', ({target}) => {
        if (window.reached.includes(target)) return  // round again: the page scrolls there smoothly
        window.reached.push(target)
        const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(target)
        const box = target.getBoundingClientRect()
        const drawn = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
        const away = target.className === 'skip' && box.bottom <= 0  // where it waits; others are scrolled to
        if (!drawn || away) window.unseen.push(target.outerHTML.slice(0, 200))
    })
    // A date has several stops of its own: day, month, year, calendar.
    return window.wanted.length + 4 * document.querySelectorAll('input[type=date]').length + 1
}"""
FOUND = """() => ({
    missed: window.wanted.filter((each) => !window.reached.includes(each)).map((each) => each.outerHTML),
    unseen: window.unseen,
    first: window.reached[0]?.className,
})"""


@dataclass(frozen=True)
class Site:
    """A running ledger with an entry in many a state, and the paths of its pages."""

    url: str
    paths: list[str]


@pytest.fixture
def site(live_ledger: LiveServer, newsroom: Newsroom) -> Site:
    """A ledger with a corrected and a held entry, and one that shows whatever an entry can show."""
    newsroom.corrected(newsroom.published())
    hold_claim(
        claim=newsroom.published("The bridge was built in 1904."), by=newsroom.eva, note="We look again."
    )
    publish_all_there_is(newsroom)
    publish_method(by=newsroom.ines, note="The first.")
    return Site(str(live_ledger.url), list(dict.fromkeys([*found_in_the_addresses(), *MORE])))


def found_in_the_addresses() -> Iterator[str]:
    """Every public page that is one (not a file, a feed or an answer for machines), of the richest entry."""
    edition = Edition.objects.current().get(number=3)
    slugs = {"claims": edition.slug, "topics": "property", "outlets": "valley-courier", "claimants": "mayor"}
    values: dict[str, object] = {"number": 3, "version": 1, "rest": "nothing-here", "part": 1, "slug": slugs}
    values |= {"level": 0, "where": "000.p/1"}
    for route in routes(get_resolver().url_patterns):
        path = fill(route, {**values, "version": 2} if route.startswith("method/") else values)
        answer = Client().get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield path


def publish_all_there_is(newsroom: Newsroom) -> None:
    """An entry with whatever an entry can show: relays, something fallen, withheld, above the ceiling …"""
    figure = {"role": "price", "low": 3_000_000, "high": 3_000_000, "unit": "EUR", "as_of": "2018"}
    claim = newsroom.draft(f"The mill was sold twice. {ENDLESS}", quote=ENDLESS, parts={"figures": [figure]})
    wire = newsroom.source("Wire report on the sale", standing="retracted", reliability="C")
    table = newsroom.source("Table of rates", standing="changed")
    parts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("relations", {"relation": "contradicts", "other": Claim.objects.get(number=1)}),
        ("rates", {"base": "EUR", "quote": "USD", "rate": "1.5", "on": "2018-10", "source": table}),
        ("evidence", {"source": newsroom.source("Article", relays=[wire, table]), "quote": "Twice."}),
        ("evidence", {"source": newsroom.source("Letter", withheld_reason="The writer would be in danger.")}),
    )
    for kind, fields in parts:
        grade = {"stance": "supports", "credibility": "3"} if kind == "evidence" else {}
        add_part(claim=claim, kind=kind, by=newsroom.ada, **grade, **fields)
    newsroom.assess(
        claim, "unproven", confidence="moderate", likelihood="unlikely", missing="The deed.",
        would_change="A deed of sale.", above_ceiling_reason="The register is never wrong.",
    )  # fmt: skip
    newsroom.publish(submit_claim(claim=claim, by=newsroom.ada))


@contextmanager
def visiting(browser: "Browser", **how: Any) -> Iterator["BrowserContext"]:
    visit = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **how})
    try:
        yield visit
    finally:
        visit.close()


def is_read_by_keyboard(page: "Page") -> None:
    """Tab comes to everything, and is seen there; first to the link that skips what all pages begin with."""
    for _ in range(page.evaluate(LISTEN)):
        page.keyboard.press("Tab")
    found = page.evaluate(FOUND)
    assert found["missed"] == [], page.url
    assert found["unseen"] == [], page.url
    assert found["first"] == "skip", page.url


def is_seen_by_everybody(page: "Page") -> None:
    """In light and magnified; in dark and as narrow as a screen gets."""
    assert axe.faults(page, axe.STANDARDS) == [], f"{page.url}, light"
    assert not scrolls_sideways(page, MAGNIFIED), page.url
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert not scrolls_sideways(page, 320), page.url
    assert axe.faults(page, axe.SEEN) == [], f"{page.url}, dark, 320 pixels"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_every_page_is_for_everybody_and_asks_nobody_else(browser: "Browser", site: Site) -> None:
    """By keyboard, by the checker in light and dark, on a narrow phone, magnified, under the policy."""
    with visiting(browser, reduced_motion="reduce") as visit:
        page = visit.new_page()
        asked: list[str] = []
        said: list[tuple[str, str]] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: said.append((page.url, str(error))))
        page.on("console", lambda message: said.append((page.url, message.text)))
        for path in site.paths:
            answer = page.goto(site.url + path)
            assert answer is not None
            if answer.status >= 400:
                said.clear()  # the browser itself notes that the page answers so
            if path not in NOT_OURS:
                is_read_by_keyboard(page)
                is_seen_by_everybody(page)
        assert said == []
        assert [url for url in asked if not url.startswith((site.url, "data:"))] == []
        forms = {"csrftoken"}  # the readers' forms, and signing in
        assert {cookie["name"] for cookie in visit.cookies()} <= forms
        page.goto(f"{site.url}/claims/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_filters_and_forms_need_no_script_and_the_data_in_pages_no_leave(
    browser: "Browser", browser_page: "Page", site: Site
) -> None:
    for width, open_at_once in ((1280, True), (360, False)):
        with visiting(browser, viewport={"width": width, "height": 800}, java_script_enabled=False) as visit:
            page = visit.new_page()
            page.goto(f"{site.url}/claims/")
            box = page.locator("input[name=confidence]").first
            assert box.is_visible() is open_at_once
            if not open_at_once:
                page.get_by_text("Filters", exact=True).click()
                box.wait_for()
            page.goto(f"{site.url}/report/?entry=1")
            page.get_by_label("What is wrong").fill("The price was another.")
            page.get_by_label("Your e-mail address").fill("no address")
            page.get_by_role("button", name="Send the report").click()
            page.get_by_role("alert").wait_for()
            assert page.get_by_label("What is wrong").input_value() == "The price was another."
            page.get_by_label("Your e-mail address").fill("")
            page.get_by_role("button", name="Send the report").click()
            page.get_by_role("heading", name="The desk has your letter").wait_for()
    # `browser_page` fails the test if the policy refuses anything.
    browser_page.goto(f"{site.url}/claims/1/")
    written = browser_page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(written or "")["@type"] == "ClaimReview"
    policy = browser_page.request.get(f"{site.url}/claims/1/").headers["content-security-policy"]
    # django-csp writes the directives in no fixed order.
    assert "script-src 'self'" in {directive.strip() for directive in policy.split(";")}
