"""Public pages in Chromium: accessible, self-contained, and no wider than a narrow phone."""

import json
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django.live_server_helper import LiveServer

from claims.actions.door import hold_claim
from claims.actions.parts import add_part
from claims.actions.review import submit_claim
from claims.models import Claim
from tests.cast import Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PATHS = (
    "/", "/claims/", "/claims/?confidence=low&q=mill", "/claims/?verdict=nonsense",
    "/claims/?cursor=nonsense", "/claims/1/", "/claims/1/v1/", "/claims/2/", "/claims/3/", "/topics/",
    "/topics/property/", "/outlets/", "/outlets/valley-courier/", "/claimants/", "/claimants/mayor/",
    "/claims/1/history/", "/claims/1/?as_of=2020-01-01", "/claims/1/?as_of=2999-01-01",
    "/method/", "/corrections/", "/corrections/policy/", "/contact/", "/none/",
    "/accounts/login/", "/accounts/password/reset/",
)  # fmt: skip
# Built as another page that is checked: only their width is looked at, which takes no time.
ALIKE = {
    "/claims/1/v1/",
    "/outlets/",
    "/outlets/valley-courier/",
    "/claimants/",
    "/claimants/mayor/",
    "/none/",
}
Scheme = Literal["light", "dark"]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WAYS = [(1280, "light"), (320, "dark")]


@pytest.fixture
def site(live_ledger: LiveServer, newsroom: Newsroom) -> str:
    """The address of a ledger with a corrected and a held entry."""
    newsroom.corrected(newsroom.published())
    hold_claim(
        claim=newsroom.published("The bridge was built in 1904."), by=newsroom.eva, note="We look again."
    )
    publish_all_there_is(newsroom)
    return str(live_ledger.url)


def publish_all_there_is(newsroom: Newsroom) -> None:
    """An entry with whatever an entry can show: relays, something fallen, withheld, above the ceiling …"""
    figure = {"role": "price", "low": 3_000_000, "high": 3_000_000, "unit": "EUR", "as_of": "2018"}
    claim = newsroom.draft("The mill was sold twice.", parts={"figures": [figure]})
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
        claim, "unproven", confidence="moderate", likelihood="unlikely",
        above_ceiling_reason="The register is never wrong.",
    )  # fmt: skip
    newsroom.publish(submit_claim(claim=claim, by=newsroom.ada))


def context(browser: "Browser", width: int, scheme: Scheme) -> "BrowserContext":
    # The checker is a script of its own, which the pages' policy would rightly refuse.
    return browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)


@pytest.mark.parametrize(("width", "scheme"), WAYS)
def test_every_page_meets_wcag_and_fits(browser: "Browser", site: str, width: int, scheme: Scheme) -> None:
    visit = context(browser, width, scheme)
    try:
        page = visit.new_page()
        for path in PATHS:
            page.goto(site + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            if path not in ALIKE:
                found = Axe().run(page, options={"runOnly": STANDARDS}).response["violations"]
                assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == [], path
    finally:
        visit.close()


@pytest.mark.parametrize(("width", "open_at_once"), [(1280, True), (360, False)])
def test_filters_need_no_script(browser: "Browser", site: str, width: int, open_at_once: bool) -> None:
    visit = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    try:
        page = visit.new_page()
        page.goto(f"{site}/claims/")
        box = page.locator("input[name=confidence]").first
        assert box.is_visible() is open_at_once
        if not open_at_once:
            page.get_by_text("Filters", exact=True).click()
            assert box.is_visible()
    finally:
        visit.close()


def test_public_pages_set_no_cookie_and_ask_nobody_else(browser: "Browser", site: str) -> None:
    visit = browser.new_context()
    try:
        page = visit.new_page()
        asked: list[str] = []
        refused: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
        for path in PATHS:
            if not path.startswith("/accounts/"):
                page.goto(site + path)
        assert [url for url in asked if not url.startswith((site, "data:"))] == []
        assert refused == []
        assert visit.cookies() == []
    finally:
        visit.close()


def test_data_in_pages_needs_no_leave_of_the_policy(browser_page: "Page", site: str) -> None:
    # `browser_page` fails the test if the policy refuses anything.
    browser_page.goto(f"{site}/claims/1/")
    written = browser_page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(written or "")["@type"] == "ClaimReview"
    policy = browser_page.request.get(f"{site}/claims/1/").headers["content-security-policy"]
    # django-csp writes the directives in no fixed order.
    assert "script-src 'self'" in {directive.strip() for directive in policy.split(";")}
