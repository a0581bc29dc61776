"""What every test may ask for: a database, a running site, a browser.

`database` is the one to ask for: the shared database, rolled back after the test; or, where the test also
asks for `own_database`, one of its own in which commits are real. Tests that ask for a `newsroom` find it
there already: opening one for each of them would take longer than most of them do.
"""

import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.conf import settings
from django.core.cache import caches
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from claims.columns import forget
from tests import databases
from tests.databases import Places
from tests.folder import folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

pytest_plugins = ["tests.cast", "tests.claims.editions"]

# What a later --disable-features names takes the place of what Playwright names: here are those of its own
# that matter on any machine, and then the list below the address bar. Chromium draws that one as a page of
# its own, with a process for each window, and nobody sees it.
NEEDLESS = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxAimPopup",
]
CHROMIUM_FLAGS = [
    f"--disable-features={','.join(NEEDLESS)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
# The first that is there. The headless shell is the same engine without the windows around it, and quicker.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
NO_CHROMIUM = (
    "no Chromium on this machine: install Debian's “chromium-headless-shell” or “chromium” to run the "
    "browser tests"
)
# A file that asks for one of these takes long, however few its tests are. It begins early, lest one worker is
# left with it when all others have finished.
SLOW = {"browser", "here", "run", "everything", "printed", "world"}
TRANSACTIONAL = (
    "Transactional tests empty the tables afterwards, which the log refuses: ask for “own_database”."
)
TWO_DATABASES = "A test has either “db” or “own_database”. A fixture for both asks for “database”."


def pytest_configure(config: pytest.Config) -> None:
    """Temporary files stand where all others do; several workers take the tests in the order made below."""
    tempfile.tempdir = str(folder() / "tmp")
    os.makedirs(tempfile.tempdir, exist_ok=True)
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuses, before anything runs, what can't work on append-only tables; puts the slow files first."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        names: list[str] = getattr(item, "fixturenames", [])
        if {"transactional_db", "live_server"} & set(names) or (mark and mark.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: {TRANSACTIONAL}")
        if "own_database" in names and ("db" in names or mark):
            raise pytest.UsageError(f"{item.nodeid}: {TWO_DATABASES}")
    files = Counter(item.path for item in items)
    asked = {path: set[str]() for path in files}
    for item in items:
        asked[item.path] |= set(getattr(item, "fixturenames", []))
    slow = {path for path in files if asked[path] & SLOW}
    # First of all what needs no database of ours: in a new checkout that one is migrated meanwhile.
    waits = {path for path in files if asked[path] & {"database", "template_database"}}
    items.sort(key=lambda item: (item.path not in slow, item.path in waits, -files[item.path]))


def pytest_collection_finish() -> None:
    """Whatever is there now stays until the end: to look through it again and again finds no garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Back to the shared database from one that files come back to; a newsroom stays."""
    shared: tuple[Places, str] | None = item.config.stash.get(databases.SHARED, None)
    if (
        shared
        and "newsroom" not in getattr(item, "fixturenames", [])
        and databases.pointed() in databases.lasting
    ):
        databases.point(*shared)


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Limits of sign-ins and requests are counted in the cache, which would outlive a test."""
    for name in settings.CACHES:
        caches[name].clear()
    forget()  # nor do the columns of one database say anything of another


@pytest.fixture(scope="session")
def places() -> Iterator[Places]:
    """How to reach this run's server as the app role, the owner and (embedded only) the superuser."""
    with databases.server(settings.DATA_DIR) as reached:
        yield reached


@pytest.fixture(scope="session")
def template_database(
    places: Places, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The migrated database that all others are cloned from."""
    with django_db_blocker.unblock(), databases.template(places, settings.DATA_DIR) as name:
        yield name


@pytest.fixture(scope="session")
def shared_database(
    request: pytest.FixtureRequest,
    places: Places,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """The database of all tests that are rolled back."""
    with django_db_blocker.unblock(), databases.clone(places, template_database) as name:
        request.config.stash[databases.SHARED] = (places, name)
        yield name


@pytest.fixture(scope="session")
def django_db_setup(shared_database: str) -> None:
    """Takes the place of pytest-django's: there is nothing left to set up."""


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest,
    places: Places,
    shared_database: str,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """A fresh database for this test alone, in which commits are real. Gives its name."""
    template = template_database
    if "newsroom" in request.fixturenames:
        template = request.getfixturevalue("newsroom_template")
    with (
        django_db_blocker.unblock(),
        databases.clone(places, template, back_to=shared_database) as name,
    ):
        yield name


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """The database of this test, whichever it asked for. Fixtures that write ask for this one."""
    if "own_database" in request.fixturenames:
        request.getfixturevalue("own_database")
        return
    if "newsroom" in request.fixturenames:
        name = request.getfixturevalue("newsroom_database")
        if databases.pointed() != name:
            databases.point(request.getfixturevalue("places"), name)
    request.getfixturevalue("db")


@pytest.fixture
def as_app(places: Places, own_database: str) -> Iterator[psycopg.Connection]:
    """A raw connection of the app role to the test's own database, in autocommit."""
    with places.connect("app", own_database) as connection:
        yield connection


@pytest.fixture
def as_owner(places: Places, own_database: str) -> Iterator[psycopg.Connection]:
    """A raw connection of the owner to the test's own database, in autocommit."""
    with places.connect("owner", own_database) as connection:
        yield connection


@pytest.fixture
def as_superuser(places: Places, own_database: str) -> Iterator[psycopg.Connection]:
    """A raw connection of the superuser to the test's own database, in autocommit."""
    if places.superuser is None:
        pytest.skip("no superuser of this server is known: set DATABASE_SUPERUSER_URL")
    with places.connect("superuser", own_database) as connection:
        yield connection


@pytest.fixture
def live_ledger(own_database: str) -> Iterator[LiveServer]:
    """The whole site and its static files, served over HTTP from the test's own database at `.url`."""
    server = LiveServer("localhost")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests. Without one, tests that need it are skipped; in CI they fail."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"In CI browser tests are never skipped, and there is {NO_CHROMIUM}.")
        pytest.skip(NO_CHROMIUM)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def browser_pages(browser: "Browser") -> Iterator[Callable[[], "Page"]]:
    """Makes pages, each of a fresh browser profile: people at desks of their own.

    Anything that one of the browsers complains about fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: "ConsoleMessage") -> None:
        if "Content Security Policy" in message.text:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def fresh() -> "Page":
        # Without motion: every step of a page that scrolls smoothly would be drawn.
        how: dict[str, Any] = {"locale": "en-GB", "reduced_motion": "reduce"}
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, **how))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", heard)
        return page

    try:
        yield fresh
    finally:
        for context in contexts:
            context.close()
    assert complaints == []


@pytest.fixture
def browser_page(browser_pages: Callable[[], "Page"]) -> "Page":
    """A page of a fresh browser profile. Anything that the browser complains about fails the test."""
    return browser_pages()
