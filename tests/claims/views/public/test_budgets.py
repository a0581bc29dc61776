"""What public pages may weigh, and whom they may ask: nobody but this site."""

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

from claims.paging import PAGE_SIZE
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition
from tests.claims.views.public.test_two_worlds import addresses

__all__ = ["addresses"]

MOST_HTML = 60_000
MOST_STYLE = 15_000  # own style sheets of a page, compressed
MOST_SCRIPT = 20_000  # own scripts of a page, compressed
# The API's pages to try it on come from a package, scripts and all.
OF_A_PACKAGE = "drf_spectacular_sidecar/"
LISTS = (
    "/", "/claims/", "/claims/?q=ministry&topic=topic-1&topic=topic-2&confidence=low&year=2018",
    "/topics/", "/topics/topic-1/", "/outlets/", "/outlets/outlet-1/", "/claimants/", "/claimants/person-1/",
    "/corrections/",
)  # fmt: skip
# Attributes by which a page makes the browser ask for something; a link is followed by people alone.
ASKING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping"}


class Asked(HTMLParser):
    """What a page loads or sends to, as (tag, address)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.found += [(tag, value) for name, value in named.items() if name in ASKING]
        rel = set(named.get("rel", "").split())
        if tag == "link" and not rel & {"alternate", "canonical", "next", "prev"}:
            self.found.append((tag, named.get("href", "")))
        if tag == "meta" and named.get("http-equiv"):
            self.found.append((tag, named.get("content", "")))
        assert "style" not in named, f"an inline style of {tag}"


def asked_by(body: str) -> list[tuple[str, str]]:
    parser = Asked()
    parser.feed(body)
    return parser.found


def own_files(found: list[tuple[str, str]], ending: str) -> Iterator[bytes]:
    """The files of ours that a page loads."""
    for _tag, url in found:
        name = url.removeprefix("/static/")
        if url.startswith("/static/") and name.endswith(ending) and not name.startswith(OF_A_PACKAGE):
            path = finders.find(name)
            assert isinstance(path, str), f"{url} is not there"
            with open(path, "rb") as file:
                yield file.read()


def weight(files: Iterator[bytes]) -> int:
    return sum(len(gzip.compress(each, compresslevel=6)) for each in files)


def test_no_page_asks_another_host_or_weighs_too_much(client: Client, addresses: list[str]) -> None:
    pages = 0
    for address in addresses:
        answer = client.get(address)
        if answer.status_code in (301, 302) or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        pages += 1
        body = answer.content.decode()
        found = asked_by(body)
        assert found, address
        for tag, url in found:
            place = urlsplit(url)
            assert not place.netloc, f"{address}: {tag} asks {url}"
            assert place.scheme in ("", "data"), f"{address}: {tag} asks {url}"
        styles = list(own_files(found, ".css"))
        assert styles, address
        for style in styles:
            assert not re.search(rb"@import|url\(\s*[\"']?(?:https?:)?//", style), address
        assert weight(iter(styles)) < MOST_STYLE, address
        assert weight(own_files(found, ".js")) < MOST_SCRIPT, address
        # What stands in the page is data, which no browser runs.
        inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", body)
        assert set(inline) <= {' type="application/ld+json"'}, address
        assert "<style" not in body, address
    assert pages > 15


def test_a_full_list_page_weighs_less_than_60_kb(
    client: Client, newsroom: Newsroom, make_edition: MakeEdition
) -> None:
    """Each with a page's worth of long statements, and more topics, outlets and claimants than are shown."""
    for number in range(PAGE_SIZE + 35):
        make_edition(
            event="corrected" if number % 2 else "published",
            publication="corrected" if number % 2 else "live",
            correction_class="verdict" if number % 2 else "",
            note="The register shows another price than the one that was printed at first." * 2,
            statement=f"The ministry paid {number} million euros for gas that was never delivered, " * 2,
            claimant_slug=f"person-{number % 41}",
            claimant_name=f"Somebody with a rather long name, number {number % 41}",
            first_claimed=f"{2010 + number % 12}",
            topics=["topic-1", f"topic-{number % 12}"],
            outlets=["outlet-1", f"outlet-{number % 45}"],
            source_kinds=["dataset", "interview", "wire_report"],
            language=["en", "it", "ru"][number % 3],
            confidence=["low", "moderate", "high"][number % 3],
        )
    for address in LISTS:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.content) < MOST_HTML, address
