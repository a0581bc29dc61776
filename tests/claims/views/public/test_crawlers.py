"""robots.txt and the sitemap: every entry is found, in parts that cost the same wherever they lie."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Edition
from claims.views.public.crawlers import PART
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition
from tests.claims.views.public.pages import address

SITE = settings.SITE_URL
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def places(client: Client, path: str) -> dict[str, str]:
    """The addresses of a sitemap with their days of change."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    tree = ElementTree.fromstring(answer.content)
    return {
        found.findtext("s:loc", "", namespaces=NAMES).removeprefix(SITE): found.findtext(
            "s:lastmod", "", namespaces=NAMES
        )
        for found in tree
    }


def in_english(found: dict[str, str]) -> list[str]:
    """The addresses without those of the same pages in other languages."""
    return [path for path in found if not path.startswith("/it/")]


def test_the_index_leads_to_every_public_page(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    found = {page for part in places(client, "/sitemap.xml") for page in places(client, part)}
    assert {"/", "/claims/", address(claim), "/topics/property/", "/claimants/mayor/"} <= found
    assert "/outlets/valley-courier/" in found
    for page in found:
        assert client.get(page).status_code == 200, page


def test_entries_and_parts_say_when_they_changed(client: Client, make_edition: MakeEdition) -> None:
    make_edition()
    newest = make_edition()
    moment = f"{newest.valid_from:%Y-%m-%dT%H:%M:%SZ}"
    assert places(client, "/sitemap/claims-1.xml")[f"/claims/{newest.number}/{newest.slug}/"] == moment
    assert places(client, "/sitemap.xml")["/sitemap/claims-1.xml"] == moment


def test_parts_are_ranges_of_numbers(client: Client, make_edition: MakeEdition) -> None:
    for number in (1, PART, PART + 1, 5 * PART):
        make_edition(number=number)
    assert [part for part in places(client, "/sitemap.xml") if "claims-" in part] == [
        "/sitemap/claims-1.xml",
        "/sitemap/claims-2.xml",
        "/sitemap/claims-5.xml",
    ]
    assert in_english(places(client, "/sitemap/claims-1.xml")) == [
        "/claims/1/claim-1/",
        f"/claims/{PART}/claim-{PART}/",
    ]
    second = places(client, "/sitemap/claims-2.xml")
    assert in_english(second) == [f"/claims/{PART + 1}/claim-{PART + 1}/"]
    assert list(second) == [page for path in in_english(second) for page in (path, f"/it{path}")]


def test_each_page_names_itself_in_every_language(client: Client, make_edition: MakeEdition) -> None:
    make_edition()
    tree = ElementTree.fromstring(client.get("/sitemap/pages.xml").content)
    links = "{http://www.w3.org/1999/xhtml}link"
    for page in tree:
        others = {link.get("hreflang"): link.get("href") for link in page.findall(links)}
        assert set(others) == {"en", "it"}
        assert page.findtext("s:loc", "", namespaces=NAMES) in others.values()
        assert others["it"] == f"{others['en']}".replace(SITE, f"{SITE}/it")


@pytest.mark.parametrize("part", [0, 3, 10**9 + 1, 10**30])
def test_a_part_that_is_not_there_is_not_found(client: Client, make_edition: MakeEdition, part: int) -> None:
    make_edition()
    assert client.get(f"/sitemap/claims-{part}.xml").status_code == 404
    assert client.get(f"/sitemap/subjects-{part}.xml").status_code == 404


def test_a_part_is_one_query_without_an_offset(client: Client, make_edition: MakeEdition) -> None:
    make_edition()
    with CaptureQueriesContext(connection) as asked:
        client.get("/sitemap/claims-1.xml")
    (query,) = [query["sql"] for query in asked if "claims_edition" in query["sql"]]
    assert "OFFSET" not in query
    assert "LIMIT" not in query


def test_the_index_is_counted_once(client: Client, make_edition: MakeEdition) -> None:
    make_edition()
    first = client.get("/sitemap.xml").content
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/sitemap.xml").content == first
    assert not [query for query in asked if "claims_edition" in query["sql"]]


def test_a_retracted_entry_can_still_be_found(client: Client, make_edition: MakeEdition) -> None:
    edition = make_edition(publication="retracted")
    assert f"/claims/{edition.number}/{edition.slug}/" in places(client, "/sitemap/claims-1.xml")


def test_an_earlier_version_is_not_listed(client: Client, newsroom: Newsroom) -> None:
    newsroom.corrected(newsroom.published())
    assert len(in_english(places(client, "/sitemap/claims-1.xml"))) == Edition.objects.current().count() == 1


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/claims/", True),
        ("/claims/1/the-mill/", True),
        ("/claims/1/v1.json", True),
        ("/datafeed.json", True),
        ("/claims/feed/", True),
        ("/claims.csv", False),
        ("/desk/", False),
        ("/admin/", False),
    ],
)
def test_crawlers_read_pages(client: Client, db: None, path: str, allowed: bool) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(answer.content.decode().splitlines())
    assert robots.can_fetch("*", SITE + path) is allowed


def test_crawlers_leave_filters_out(client: Client, db: None) -> None:
    # With the star: parsers that drop an empty query would otherwise take it for all that is below /claims/.
    assert "\nDisallow: /claims/?*\n" in client.get("/robots.txt").content.decode()


def test_robots_name_the_sitemap(client: Client, db: None) -> None:
    assert re.search(
        f"^Sitemap: {SITE}/sitemap.xml$", client.get("/robots.txt").content.decode(), re.MULTILINE
    )
