"""No public address reads a working table, a session or an account, and none sets a cookie."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings

from claims.actions.door import hold_claim, publish_method
from claims.actions.log import acknowledge
from claims.models import Edition
from tests.cast import Newsroom

PUBLIC_TABLES = {
    "claims_entry",
    "claims_recordbody",
    "claims_edition",
    "claims_lexemes",
    "claims_subject",
    "claims_logkey",
}
# The log's own addresses read these too, and no page does.
LOG_TABLES = {"claims_tile", "claims_checkpoint", "claims_cosignature"}
# Readers write here: each visitor's form has a token of its own, so these two pages set a cookie, and no
# cache may share them. They too read no working table and no session.
FORMS = {"/report/", "/report/?entry=1", "/suggest/"}
MORE = ("/claims/?q=mill&topic=property&year=2018", "/claims/?verdict=x", "/report/?entry=1", "/none/")
# What is not public, or answers about the process alone.
NOT_PUBLIC = ("admin/", "accounts/", "desk/", "healthz", "readyz", "metrics")


@pytest.fixture
def addresses(newsroom: Newsroom, settings: Settings, tmp_path: Path) -> list[str]:
    """Every public address, in a ledger with an entry in each state of publication."""
    settings.LOG_DIR = tmp_path
    newsroom.corrected(newsroom.published())
    hold_claim(
        claim=newsroom.published("The bridge was built in 1904."), by=newsroom.eva, note="We look again."
    )
    publish_method(by=newsroom.ines, note="The first.")  # version 2 of what the scheme begins
    acknowledge()  # as after a commit
    filled: list[str] = []
    for edition in Edition.objects.all():
        values = {
            "number": edition.number,
            "version": edition.version,
            "rest": "nothing-here",
            "part": 1,
            "level": 0,
            "where": "000.p/3",
            "slug": {
                "claims": edition.slug,
                "topics": "property",
                "outlets": "valley-courier",
                "claimants": "mayor",
            },
        }
        filled += [fill(route, values) for route in routes(get_resolver().url_patterns)]
    return list(dict.fromkeys([*filled, *MORE]))


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The routes of all public views, found in the project's own addresses so that none is forgotten."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(NOT_PUBLIC):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def fill(route: str, values: dict[str, object]) -> str:
    def value(found: re.Match[str]) -> str:
        known = values[found[1]]
        return str(known[route.split("/")[0]] if isinstance(known, dict) else known)

    # Django's own spelling (<int:number>) and that of regular expressions ((?P<rest>.*)).
    return "/" + re.sub(r"(?:\(\?P)?<(?:\w+:)?(\w+)>(?:\.\*\))?", value, re.sub(r"\^|\$", "", route))


def test_the_addresses_are_all_there(addresses: list[str]) -> None:
    for known in (
        "/",
        "/claims/",
        "/claims/1/v1.json",
        "/topics/property/",
        "/method/",
        "/log/checkpoint",
        "/api/v1/claims/",
    ):
        assert known in addresses


def test_no_public_address_queries_a_working_table(
    client: Client, addresses: list[str], newsroom: Newsroom
) -> None:
    # Somebody who is signed in reads the same pages: their session must stay untouched too.
    client.force_login(newsroom.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    others = set(connection.introspection.table_names()) - PUBLIC_TABLES
    for address in addresses:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            b"".join(client.get(address))  # to the last byte: some pages are written while they are read
        words = {word for query in asked for word in re.findall(r"\w+", query["sql"])}
        if address.startswith("/log/") or address.endswith(".tlog-proof"):
            words -= LOG_TABLES
        assert not words & others, f"{address} reads {words & others}"


def test_no_public_address_sets_a_cookie_or_differs_by_one(client: Client, addresses: list[str]) -> None:
    assert set(addresses) >= FORMS
    for address in addresses:
        answer = client.get(address)
        if address in FORMS:
            assert set(answer.cookies) == {"csrftoken"}, address
            assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", ")), address
            assert not answer.has_header("ETag"), address
            client.cookies.clear()
            continue
        assert not answer.cookies, address
        assert "Set-Cookie" not in answer, address
        assert "cookie" not in answer.get("Vary", "").lower(), address


def test_every_public_address_answers(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        missing = address == "/none/" or "nothing" in address or address == "/api/v1/"
        expected = (404,) if missing else (200, 301, 302)
        assert client.get(address).status_code in expected, address
