"""The list where scripts run: filters show at once, addresses stay, the focus stays, and a count is said."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_filters_show_at_once_and_every_state_is_an_address(
    browser_page: "Page", live_ledger: LiveServer, newsroom: Newsroom
) -> None:
    page = browser_page
    newsroom.published()
    newsroom.published("The bridge was built in 1904.")
    page.goto(f"{live_ledger.url}/claims/")
    # By keyboard: the box keeps the focus although everything around it is new.
    page.locator("#verdict-true").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/claims/?verdict=true")
    assert page.evaluate("document.activeElement.id") == "verdict-true"
    expect(page.locator("#listing-said")).to_have_text("2 entries")
    # Words show while they are typed, and the caret stays.
    page.locator("#q").fill("bridges")
    page.wait_for_url("**/claims/?q=bridges&verdict=true")
    assert page.locator(".entry mark").all_inner_texts() == ["bridge"]
    assert page.evaluate("document.activeElement.id") == "q"
    expect(page.locator("#listing-said")).to_have_text("1 entry")
    # A fold that was opened stays open.
    page.locator("#fold-dates summary").click()
    page.locator("#order").select_option("said")
    page.wait_for_url("**order=said")
    page.locator("#id_changed_since").wait_for(state="visible")
    # A filter is taken away by an ordinary link.
    page.locator(".chip", has_text="Search").click()
    expect(page.locator("#q")).to_have_value("")
    page.wait_for_url("**/claims/?verdict=true&order=said")
    # And back, as everywhere.
    page.go_back()
    page.wait_for_url("**q=bridges**")
    expect(page.locator(".entry")).to_have_count(1)
    expect(page.locator("#q")).to_have_value("bridges")
