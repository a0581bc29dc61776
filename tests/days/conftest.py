"""People at browsers of their own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.days.walking import Walker, Walkers

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def walkers(live_ledger: LiveServer, browser_pages: Callable[[], "Page"]) -> Walkers:
    """Makes as many people as a story has."""
    return lambda: Walker(browser_pages(), live_ledger)
