"""Look-alikes while somebody types, input that outlives its page, keys; and a browser without scripts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Match
from tests.browsers import come_in
from tests.cast import Newsroom
from tests.claims.views.desk.test_in_a_browser import faults_here, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MILL = "The mill was sold for 2 million euros in 2018."
LIKE = "In 2018 the mill was sold for 3 million euros by the parish."
NEW = "/desk/claims/new/"


@pytest.fixture
def ada_page(live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page") -> "Page":
    """Ada at a new claim; the mill is in the ledger already."""
    newsroom.assess(newsroom.draft(MILL), "false", confidence="low")
    page = sign_in(browser_page, live_ledger, newsroom.ada)
    page.goto(live_ledger.url + NEW)
    return page


@pytest.fixture
def plain_page(browser: "Browser") -> Iterator["Page"]:
    """A page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    try:
        yield context.new_page()
    finally:
        context.close()


def test_look_alikes_appear_while_somebody_types_and_what_is_chosen_is_recorded(ada_page: "Page") -> None:
    ada_page.get_by_label("Statement").press_sequentially(LIKE)
    ada_page.get_by_role("status").get_by_text("1 claim looks like this one.").wait_for()
    region = ada_page.get_by_role("region", name="In the ledger already?")
    assert "Verdict: False, low confidence" in region.inner_text()
    assert faults_here(ada_page, "a new claim with a look-alike") == []
    region.get_by_role("group", name=f"How it compares: {MILL}").get_by_label("Related").check()
    # What was chosen stays chosen while the words go on changing.
    ada_page.get_by_label("Statement").press_sequentially(" It was.")
    ada_page.wait_for_timeout(1000)
    assert region.get_by_label("Related").is_checked()
    ada_page.get_by_role("button", name="Log the claim").click()
    ada_page.get_by_role("heading", name=LIKE).wait_for()
    assert [(each.other.statement, each.sameness) for each in Match.objects.all()] == [(MILL, "related")]
    assert faults_here(ada_page, "a claim with a match") == []


def test_leaving_the_page_loses_nothing(live_ledger: LiveServer, ada_page: "Page") -> None:
    ada_page.get_by_label("Statement").fill("The tower was moved 12 metres in 1987.")
    ada_page.get_by_label("Property").check()
    ada_page.locator(".kept-line").get_by_text("Kept ").wait_for()
    # The last words go with the page itself.
    ada_page.get_by_label("Exact words").press_sequentially("We moved it")
    ada_page.goto(f"{live_ledger.url}/desk/sources/")
    ada_page.goto(f"{live_ledger.url}/desk/")
    ada_page.get_by_role("link", name="Log a claim: The tower was moved").click()
    ada_page.get_by_text("You were typing here on").wait_for()
    assert ada_page.get_by_label("Statement").input_value() == "The tower was moved 12 metres in 1987."
    assert ada_page.get_by_label("Exact words").input_value() == "We moved it"
    assert ada_page.get_by_label("Property").is_checked()
    assert faults_here(ada_page, "a claim filled in again") == []
    ada_page.get_by_role("button", name="Log the claim").click()
    ada_page.get_by_role("heading", name="The tower was moved 12 metres in 1987.").wait_for()
    ada_page.goto(live_ledger.url + NEW)
    assert ada_page.get_by_label("Statement").input_value() == ""


def test_what_was_refused_is_kept_too_and_the_summary_takes_the_focus(
    live_ledger: LiveServer, ada_page: "Page"
) -> None:
    ada_page.get_by_label("Statement").fill("The tower was moved 12 metres in 1987.")
    ada_page.get_by_label("First claimed").fill("June 87")
    ada_page.get_by_label("First claimed").press("Enter")
    summary = ada_page.get_by_role("alert")
    summary.get_by_role("link", name="First claimed").wait_for()
    assert summary.evaluate("each => each === document.activeElement")
    ada_page.locator(".kept-line").get_by_text("Kept ").wait_for()
    ada_page.goto(live_ledger.url + NEW)
    assert ada_page.get_by_label("First claimed").input_value() == "June 87"
    ada_page.get_by_role("button", name="Forget it").click()
    ada_page.wait_for_function("document.getElementById('id_statement').value === ''")


def test_what_cannot_be_kept_is_said_and_signing_in_again_elsewhere_goes_on(
    live_ledger: LiveServer, newsroom: Newsroom, ada_page: "Page"
) -> None:
    ada_page.route("**/desk/keep/", lambda route: route.abort())
    ada_page.get_by_label("Statement").fill("The tower was moved 12 metres in 1987.")
    ada_page.locator(".kept-line").get_by_text("Not kept: the ledger can’t be reached.").wait_for()
    ada_page.unroute("**/desk/keep/")
    ada_page.context.clear_cookies()
    ada_page.get_by_label("Statement").press_sequentially(" So.")
    ada_page.locator(".kept-line").get_by_text("Not kept: you are signed out.").wait_for()
    ada_page.get_by_role("button", name="Log the claim").click()
    ada_page.get_by_role("heading", name="You are signed out").wait_for()
    assert faults_here(ada_page, "signed out with a form that was filled in") == []
    come_in(ada_page.context.new_page(), live_ledger, newsroom.ada, "/desk/")
    ada_page.get_by_role("button", name="I am signed in").click()
    ada_page.get_by_text("You signed in after this page was opened").wait_for()
    assert ada_page.get_by_label("Statement").input_value() == "The tower was moved 12 metres in 1987. So."
    assert not Claim.objects.filter(statement__startswith="The tower").exists()
    # Two clicks are one claim.
    ada_page.get_by_role("button", name="Log the claim").dblclick()
    ada_page.get_by_role("heading", name="The tower was moved 12 metres in 1987. So.").wait_for()
    claim = Claim.objects.get(statement__startswith="The tower")
    # A form in which nothing stands is not one that was left half-filled, even if it was refused.
    ada_page.goto(f"{live_ledger.url}/desk/claims/{claim.pk}/submit/")
    ada_page.get_by_role("button", name="Submit for review").click()
    ada_page.get_by_role("alert").get_by_text("Assess the claim").wait_for()
    ada_page.wait_for_timeout(500)
    ada_page.goto(f"{live_ledger.url}/desk/")
    assert "Typed and not saved" not in ada_page.content()


def test_single_keys_do_it_unless_somebody_types_or_turned_them_off(
    live_ledger: LiveServer, ada_page: "Page"
) -> None:
    ada_page.goto(f"{live_ledger.url}/desk/sources/")
    ada_page.keyboard.press("/")
    search = ada_page.get_by_role("searchbox")
    assert search.evaluate("each => each === document.activeElement")
    ada_page.keyboard.type("n?/")
    assert search.input_value() == "n?/"
    ada_page.get_by_role("heading", level=1).click()
    ada_page.keyboard.press("?")
    keys = ada_page.get_by_role("dialog", name="Keyboard shortcuts")
    assert "Log a claim" in keys.inner_text()
    assert faults_here(ada_page, "the list of keys") == []
    keys.get_by_label("Use single keys in this browser").uncheck()
    ada_page.keyboard.press("Escape")
    ada_page.keyboard.press("n")
    ada_page.wait_for_timeout(300)
    assert ada_page.url.endswith("/desk/sources/")
    ada_page.get_by_role("button", name="Keyboard shortcuts").click()
    keys.get_by_label("Use single keys in this browser").check()
    keys.get_by_role("button", name="Close").click()
    ada_page.keyboard.press("n")
    ada_page.wait_for_url(f"**{NEW}")
    ada_page.get_by_role("heading", level=1).click()
    ada_page.keyboard.press("/")
    ada_page.wait_for_url("**/desk/#id_q")
    assert ada_page.get_by_role("searchbox").evaluate("each => each === document.activeElement")


def test_without_a_script_look_alikes_are_found_by_a_button_and_asked_about_once(
    live_ledger: LiveServer, newsroom: Newsroom, plain_page: "Page"
) -> None:
    newsroom.draft(MILL)
    page = sign_in(plain_page, live_ledger, newsroom.ada)
    page.goto(live_ledger.url + NEW)
    page.get_by_label("Statement").fill(LIKE)
    page.get_by_role("button", name="Look for the same").click()
    page.get_by_text("1 claim looks like this one.").wait_for()
    page.get_by_label("Statement").fill(MILL)
    page.get_by_role("button", name="Log the claim").click()
    page.get_by_role("alert").get_by_role("button", name="Log it anyway").click()
    page.get_by_role("heading", name=MILL).wait_for()
    assert Claim.objects.count() == 2
