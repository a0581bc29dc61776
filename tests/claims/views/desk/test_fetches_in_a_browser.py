"""Evidence by its address and several claims at once, as people meet them; with and without JavaScript."""

from typing import TYPE_CHECKING

from pytest_django.live_server_helper import LiveServer

from claims.jobs import carry_out
from claims.models import Claim, Fetch, Source
from tests.cast import Newsroom
from tests.claims.test_jobs import reading
from tests.claims.views.desk.conftest import page_of
from tests.claims.views.desk.test_in_a_browser import faults_here, faults_of, sign_in
from tests.claims.web import gives, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

URL = "https://courier.example/mill"
TABLE = """statement;claimant;first_claimed
The weir was closed in 2016.;mayor;autumn
The ferry was sold to a bank.;;"""


def work() -> None:
    """What a worker does with the page that was asked for; the test's own server is the internet."""
    with site({"/mill": gives()}) as courier:
        carry_out(Fetch.objects.get().pk, read=lambda url: reading(courier)(courier.url("/mill")))


def test_an_address_becomes_a_source(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    claim = newsroom.draft()
    page = sign_in(browser_page, live_ledger, newsroom.ada)
    page.goto(live_ledger.url + page_of(claim, "evidence/source"))
    page.get_by_label("Address of the page").fill(URL)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Fetching the page").wait_for()
    assert faults_here(page, "waiting") == []
    work()
    page.get_by_text("Filled in from the page").wait_for()  # the form opens by itself
    assert faults_here(page, "filled in") == []
    assert page.get_by_label("Title").input_value() == "La vendita del mulino"
    page.get_by_label("Kind of source").select_option("news_report")
    page.get_by_role("button", name="Add the source").click()
    page.get_by_text("Step 2 of 2").wait_for()
    assert Source.objects.get().outlet == newsroom.outlet


def test_without_javascript_somebody_looks_again(
    live_ledger: LiveServer, newsroom: Newsroom, browser: "Browser"
) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = sign_in(context.new_page(), live_ledger, newsroom.ada)
        page.goto(f"{live_ledger.url}/desk/sources/new/")
        page.get_by_label("Address of the page").fill(URL)
        page.get_by_role("button", name="Fetch the page").click()
        page.get_by_role("link", name="Look again").click()
        page.get_by_role("heading", name="Fetching the page").wait_for()
        work()
        page.get_by_role("link", name="Look again").click()
        assert page.get_by_label("Title").input_value() == "La vendita del mulino"
    finally:
        context.close()


def test_a_table_is_looked_at_and_logged(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    page = sign_in(browser_page, live_ledger, newsroom.ada)
    paths = ["/desk/claims/bulk/", "/desk/sources/fetch/", "/desk/sources/new/"]
    assert faults_of(page, live_ledger, paths) == []
    page.goto(f"{live_ledger.url}/desk/claims/bulk/")
    page.get_by_label("Table").fill(TABLE)
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_role("heading", name="2 rows, 1 without a problem").wait_for()
    assert faults_here(page, "rows") == []
    page.get_by_role("button", name="Log the ticked rows").click()
    page.get_by_text("Logged 1 draft.").wait_for()
    assert Claim.objects.get().statement == "The ferry was sold to a bank."
    # The row that is left can be put right where it stands.
    field = page.get_by_label("Table")
    field.fill(field.input_value().replace("autumn", "2016"))
    page.get_by_role("button", name="Look at the rows again").click()
    page.get_by_role("heading", name="1 row, 1 without a problem").wait_for()
    page.get_by_role("button", name="Log the ticked rows").click()
    page.get_by_role("heading", name="My claims").wait_for()
    assert Claim.objects.count() == 2
