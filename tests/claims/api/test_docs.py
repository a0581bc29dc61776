"""The API's page in a browser: a request can be tried, and the security policy has nothing to say."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.cast import Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_request_can_be_tried(live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page") -> None:
    claim = newsroom.published()
    browser_page.goto(f"{live_ledger.url}/api/v1/docs/")
    browser_page.get_by_role("button", name="GET /api/v1/claims/ Claims").click()
    browser_page.get_by_role("button", name="Try it out").click()
    browser_page.get_by_role("button", name="Execute").click()
    browser_page.locator(".live-responses-table", has_text=claim.statement).wait_for()


@pytest.mark.parametrize("path", ["/api/v1/docs/", "/api/v1/schema/"])
def test_no_cookie_is_set(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
