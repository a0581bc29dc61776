"""The desk as people meet it: by keyboard, on a phone, read out; without JavaScript of ours."""

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django.live_server_helper import LiveServer

from claims.actions.review import return_claim, start_revision
from tests.cast import PASSWORD, Newsroom, seen
from tests.claims.views.desk.conftest import page_of

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def signed_in(live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page") -> "Page":
    """Ada, at her page of the desk."""
    browser_page.goto(f"{live_ledger.url}/accounts/login/?next=/desk/")
    browser_page.get_by_label("Email").fill("ada@example.org")
    browser_page.locator("input[type=password]").fill(PASSWORD)
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("heading", name="My claims").wait_for()
    return browser_page


def test_no_page_of_the_desk_has_a_fault_or_scrolls_sideways(
    live_ledger: LiveServer, newsroom: Newsroom, signed_in: "Page"
) -> None:
    draft = newsroom.ready("The ferry was sold in 2014 to a bank.")
    returned = newsroom.submitted("The weir was closed in 2016 by the council.")
    return_claim(submission=returned, by=newsroom.eva, comment="Which?", seen_digest=seen(returned.claim))
    public = newsroom.published()
    start_revision(claim=public, by=newsroom.ada)
    newsroom.assess(public, "false", rationale="Another price.", confidence="low")
    item = draft.evidence.get()
    paths = [
        "/desk/",
        "/desk/?q=the",
        "/desk/claims/new/",
        f"/desk/sources/{item.source.pk}/",
        "/desk/sources/",
        page_of(draft),
        page_of(returned.claim),
        page_of(public),
        page_of(draft, "text"),
        page_of(draft, "assess"),
        page_of(public, "submit"),
        page_of(public, "retraction"),
        page_of(draft, "hand-on"),
        page_of(draft, "figures/new"),
        page_of(draft, "appearances/new"),
        f"{page_of(draft, 'relations/new')}?q=weir",
        page_of(draft, "evidence/source"),
        page_of(draft, "evidence/new"),
        page_of(draft, "evidence", str(item.pk)),
    ]
    found = []
    for path in paths:
        for width in (1280, 360):
            signed_in.set_viewport_size({"width": width, "height": 800})
            signed_in.goto(live_ledger.url + path)
            if signed_in.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{path} at {width}: scrolls sideways")
        faults = Axe().run(signed_in).response["violations"]
        found += [f"{path}: {fault['id']}" for fault in faults]
    assert found == []


def test_a_claim_is_logged_by_keyboard_alone(live_ledger: LiveServer, signed_in: "Page") -> None:
    signed_in.goto(f"{live_ledger.url}/desk/claims/new/")
    signed_in.get_by_label("Statement").focus()
    signed_in.keyboard.type("The tower was moved 12 metres in 1987.")
    signed_in.get_by_label("First claimed").focus()
    signed_in.keyboard.type("June 87")
    signed_in.keyboard.press("Enter")
    # Enter saves rather than adding a row; the summary leads to the field, which holds what was typed.
    signed_in.get_by_role("alert").get_by_role("link", name="First claimed").press("Enter")
    field = signed_in.get_by_label("First claimed")
    assert field.input_value() == "June 87"
    assert field.evaluate("field => field === document.activeElement || location.hash === '#' + field.id")
    field.fill("1987-06")
    field.press("Enter")
    signed_in.get_by_role("heading", name="The tower was moved 12 metres in 1987.").wait_for()
