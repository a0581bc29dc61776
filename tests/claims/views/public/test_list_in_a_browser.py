"""The list where scripts run: filters show at once, addresses stay, the focus stays, and a count is said."""

from typing import TYPE_CHECKING

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
    page.wait_for_function("document.getElementById('listing-said').textContent === '2 entries'")
    # Words show while they are typed, and the caret stays.
    page.locator("#q").fill("bridges")
    page.wait_for_url("**/claims/?q=bridges&verdict=true")
    assert page.locator(".entry mark").all_inner_texts() == ["bridge"]
    assert page.evaluate("document.activeElement.id") == "q"
    page.wait_for_function("document.getElementById('listing-said').textContent === '1 entry'")
    # A fold that was opened stays open.
    page.locator("#fold-dates summary").click()
    page.locator("#order").select_option("said")
    page.wait_for_url("**order=said")
    page.locator("#id_changed_since").wait_for(state="visible")
    # A filter that is taken away takes the words out of their field too.
    page.locator(".chip", has_text="Search").click()
    page.wait_for_url("**/claims/?verdict=true&order=said")
    page.wait_for_function("document.getElementById('q').value === ''")
    page.wait_for_function("document.activeElement.id === 'entries'")
    # And back, as everywhere.
    page.go_back()
    page.wait_for_url("**q=bridges**")
    page.wait_for_function("document.querySelectorAll('.entry').length === 1")
    assert page.locator("#q").input_value() == "bridges"
