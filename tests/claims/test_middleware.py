"""Every public address is answered by the log's state, and no other address is."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from rest_framework.throttling import AnonRateThrottle

from claims import caching
from claims.api.views import PublicView
from claims.middleware import PUBLIC, name_of
from claims.models import Entry
from tests.cast import Newsroom

PAGES = [
    "/",
    "/claims/",
    "/claims/?q=mill",
    "/topics/property/",
    "/method/",
    "/corrections/",
    "/api/v1/docs/",
]
API = ["/api/v1/claims/", "/api/v1/claims/1/"]


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What the log's state was each time that it was asked for."""
    found: list[str | None] = []
    ask = caching.newest_root

    def noted() -> str | None:
        found.append(ask())
        return found[-1]

    monkeypatch.setattr(caching, "newest_root", noted)
    return found


@pytest.fixture
def address(newsroom: Newsroom) -> str:
    claim = newsroom.published()
    return f"/claims/{claim.number}/{Entry.objects.get(claim=claim).edition.slug}/"


def asked(client: Client, path: str, **headers: str) -> tuple[Any, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, headers=headers)
    return answer, [query["sql"] for query in queries]


@pytest.mark.parametrize("path", [*PAGES, *API])
def test_the_second_visitor_costs_the_logs_state_alone(
    client: Client, address: str, path: str, states: list[str | None]
) -> None:
    first, queries = asked(client, path)
    assert queries
    second, queries = asked(client, path)
    assert (queries, len(states)) == ([], 2)
    assert second.content == first.content
    assert {**second.headers} == {**first.headers}


@pytest.mark.parametrize("path", [*PAGES, *API])
def test_who_has_the_page_gets_304_for_the_logs_state_alone(
    client: Client, address: str, path: str, states: list[str | None]
) -> None:
    etag = client.get(path)["ETag"]
    Client().get("/claims/?q=another")
    answer, queries = asked(client, path, if_none_match=f'"older", W/{etag}')
    assert (answer.status_code, answer.content, queries, len(states)) == (304, b"", [], 3)
    assert answer["ETag"] == etag


def test_the_page_of_a_claim_too(client: Client, address: str) -> None:
    first, _ = asked(client, address)
    second, queries = asked(client, address)
    assert first.status_code == 200
    assert (second.content, queries) == (first.content, [])


def test_a_new_entry_changes_every_answer(client: Client, address: str, newsroom: Newsroom) -> None:
    before = {path: client.get(path)["ETag"] for path in [*PAGES, *API]}
    newsroom.published("The bridge was built in 1904.")
    for path, etag in before.items():
        answer = client.get(path, headers={"if-none-match": etag})
        assert answer.status_code == 200, path
        assert answer["ETag"] != etag
    assert "bridge" in client.get("/claims/").content.decode()


@pytest.mark.parametrize("path", ["/claims/", "/api/v1/claims/", "/claims/1/v1.json"])
def test_head_answers_like_get_without_a_body(client: Client, address: str, path: str) -> None:
    for _ in range(2):  # built, then kept
        head, get = client.head(path), client.get(path)
        assert head.content == b""
        for name in ("ETag", "Cache-Control", "Content-Type", "Content-Length"):
            assert head.headers.get(name) == get.headers.get(name), name


def test_a_versions_bytes_keep_their_own_etag_through_later_entries(
    client: Client, address: str, newsroom: Newsroom
) -> None:
    etag = client.get("/claims/1/v1.json")["ETag"]
    newsroom.published("The bridge was built in 1904.")
    assert etag.strip('"') == Entry.objects.get(number=1, version=1).record_digest
    assert client.get("/claims/1/v1.json", headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/claims/99/", 404),
        ("/claims/?cursor=x", 400),
        ("/api/v1/claims/99/", 404),
        ("/api/v1/claims/?x=1", 400),
    ],
)
def test_errors_are_built_each_time(client: Client, address: str, path: str, status: int) -> None:
    for _ in range(2):
        answer = client.get(path)
        assert answer.status_code == status
        assert not answer.has_header("ETag")
        assert answer["Cache-Control"] == "no-cache"


def test_a_claim_that_is_published_after_a_404_is_found(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    assert client.get("/claims/2/v1/").status_code == 404
    newsroom.published("The bridge was built in 1904.")
    assert client.get("/claims/2/v1/").status_code == 200


def test_the_limit_of_the_api_counts_what_must_be_built(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Two(AnonRateThrottle):
        rate = "2/min"

    monkeypatch.setattr(PublicView, "throttle_classes", [Two])
    built = [client.get(f"/api/v1/claims/?page_size={size}") for size in (1, 2, 3)]
    assert [answer.status_code for answer in built] == [200, 200, 429]
    assert not built[2].has_header("ETag")
    # What is held costs nothing, and is answered as long as anybody likes.
    held = [client.get("/api/v1/claims/?page_size=1") for _ in range(3)]
    assert {answer.status_code for answer in held} == {200}
    etag = {"if-none-match": built[1]["ETag"]}
    assert client.get("/api/v1/claims/?page_size=2", headers=etag).status_code == 304


def test_the_schema_is_answered_in_the_format_that_was_asked_for(client: Client, db: None) -> None:
    for _ in range(2):
        for accept in ("application/vnd.oai.openapi", "application/vnd.oai.openapi+json"):
            answer = client.get("/api/v1/schema/", headers={"accept": accept})
            assert answer["Content-Type"].split(";")[0] == accept


def test_two_hosts_share_nothing(client: Client, address: str) -> None:
    with override_settings(ALLOWED_HOSTS=["one.example", "two.example"]):
        for host in ("one.example", "two.example"):
            said = client.get("/api/v1/claims/", headers={"host": host}).json()
            assert said["results"][0]["url"].startswith(f"http://{host}/")


def test_a_host_that_is_none_of_ours_is_refused(client: Client, address: str) -> None:
    assert client.get("/claims/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/desk/", "/admin/", "/accounts/login/", "/healthz"])
def test_other_addresses_are_none_of_its_business(client: Client, address: str, path: str) -> None:
    assert not client.get(path).has_header("ETag")


def test_it_does_nothing_while_templates_are_being_written(client: Client, address: str) -> None:
    with override_settings(DEBUG=True):
        assert not client.get("/claims/").has_header("ETag")


def test_an_empty_log_vouches_for_nothing(client: Client, db: None) -> None:
    assert not client.get("/claims/").has_header("ETag")


def test_every_public_address_is_known_by_name() -> None:
    assert {"home", "claim_list", "claim", "version_json", "corrections", "api_docs"} <= PUBLIC
    assert {"api_claim_list", "api_claim", "api_schema"} <= PUBLIC
    assert name_of("/desk/", "ledger.urls") not in PUBLIC
    assert None not in PUBLIC
