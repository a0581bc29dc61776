"""What tests in a browser share: people who are signed in already, and the width of pages."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from claims.models import Person

if TYPE_CHECKING:
    from playwright.sync_api import Page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WIDE = 1280
NARROW = 360
ENDLESS = "Grundstücksverkehrsgenehmigungszuständigkeit" * 4  # a word that is wider than any column


def come_in(page: "Page", site: LiveServer, person: Person, path: str) -> "Page":
    """Opens a page as somebody who signed in before. The form for it has tests of its own."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": str(site.url)}])
    page.goto(site.url + path)
    return page


def scrolls_sideways(page: "Page", width: int) -> bool:
    """Whether the page needs more than this many CSS pixels; it stays that wide."""
    page.set_viewport_size({"width": width, "height": 900})
    return bool(page.evaluate("document.documentElement.scrollWidth") > width)
