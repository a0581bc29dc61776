"""What readers find of redacted text: that it stood, why it went, its digest; and not a word of it."""

import json

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.urls import get_resolver

from claims.actions.claims import change_claim
from claims.actions.parts import add_part
from claims.actions.redacting import redact_claim, request_redaction
from claims.actions.review import start_revision, submit_claim
from claims.models import Claim, Edition, Entry
from tests.cast import Newsroom
from tests.claims.actions.test_redacting import NOTE, SECRET, cleaned, named, redact
from tests.claims.views.desk.conftest import text_of
from tests.claims.views.public.test_two_worlds import fill, routes

SLUGS = {"topics": "property", "outlets": "valley-courier", "claimants": "seller"}


@pytest.fixture
def gone(newsroom: Newsroom) -> Claim:
    """No. 1, whose whole text was redacted."""
    claim = cleaned(newsroom, named(newsroom))
    redact(newsroom, claim, 1)
    return Claim.objects.get(pk=claim.pk)


def addresses(number: int, *versions: int) -> list[str]:
    """Every public address from the URL configuration, and lists that search for what went."""
    paths = []
    for version in versions:
        values: dict[str, object] = {
            "number": number, "version": version, "rest": "nothing", "slug": {"claims": "redacted", **SLUGS},
            "part": 1, "level": 0, "where": "000.p/3",
        }  # fmt: skip
        paths += [fill(route, values) for route in routes(get_resolver().url_patterns)]
    searches = [f"/claims/?q={SECRET}", f"/api/v1/claims/?q={SECRET}", f"/claims/feed/?q={SECRET}"]
    days = [f"/claims/{number}/redacted/?as_of=2100-01-01", "/claims/?as_of=2100-01-01", "/datafeed.json"]
    more = ["/corrections/?event=redacted", "/claims/?publication=redacted", "/claims/?claimant=seller"]
    return list(dict.fromkeys([*paths, *searches, *days, *more]))


def test_no_public_byte_says_it_any_more(newsroom: Newsroom, client: Client) -> None:
    claim = cleaned(newsroom, named(newsroom))
    other = newsroom.ready("The weir belongs to the mill.")
    add_part(claim=other, kind="relations", by=newsroom.ada, relation="part_of", other=claim)
    newsroom.publish(submit_claim(claim=other, by=newsroom.ada))
    kept = [path for path in addresses(1, 1) if SECRET.lower() not in path.lower()]

    def saying() -> set[str]:
        return {path for path in kept if SECRET.lower() in read(client, path)}

    assert {
        "/claims/1/v1/",
        "/claims/1/v1.json",
        "/claims/",
        "/claims/1/history/",
        "/api/v1/claims/1/",
    } <= saying()
    redact(newsroom, claim, 1)
    # As visitors find it: pages of the state before still lie in the cache, under the old state's key.
    assert saying() == set()
    for path in addresses(1, 1, 2):
        for store in (cache, caches["pages"]):
            store.clear()
        body = read(client, path)
        assert SECRET.lower() in path.lower() or SECRET.lower() not in body, path
        assert SECRET.lower() not in path.lower() or "the weir" not in body, f"{path} finds something"
    assert "No. 1, whose text has been redacted" in text_of(
        client.get("/claims/2/", follow=True).content.decode()
    )


def read(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code < 500, path
    return answer.getvalue().decode(errors="replace").lower()


def test_its_addresses_say_that_it_is_gone_and_why(client: Client, gone: Claim) -> None:
    digest = Entry.objects.get(version=1, number=1).record_digest
    for path in ("/claims/1/", "/claims/1/redacted/", "/claims/1/v1/", "/claims/1/v2/"):
        answer = client.get(path, follow=True)
        words = text_of(answer.content.decode())
        assert (answer.status_code, NOTE in words, 'name="robots"' in answer.content.decode()) == (
            410,
            True,
            True,
        )
    assert digest in client.get("/claims/1/v1/").content.decode()
    for path in ("v1.json", "v1.bib", "v1.csl.json", "v2.bib", "v2.csl.json"):
        answer = client.get(f"/claims/1/{path}")
        assert (answer.status_code, "redacted" in answer.content.decode()) == (410, True)
        assert "max-age" not in answer.get("Cache-Control", "")
    assert client.get("/claims/1/v2.json").json()["redacts"] == [1]
    history = text_of(client.get("/claims/1/history/").content.decode())
    assert "Versions that have no text any more: 1" in history
    assert "What it said has been redacted" in history


def test_lists_leave_it_out_and_the_api_says_so(client: Client, gone: Claim) -> None:
    assert Edition.objects.count() == 2
    assert client.get("/api/v1/claims/").json()["results"] == []
    assert json.loads(client.get("/claims.json").getvalue())["claims"] == []
    assert "/claims/1/" not in client.get("/datafeed.json").getvalue().decode()
    assert "/claims/1/" not in client.get("/claims/").content.decode()
    assert client.get("/sitemap-claims-1.xml").status_code == 404
    detail = client.get("/api/v1/claims/1/").json()
    assert (detail["publication"], detail["statement"], detail["record"]["content"]) == ("redacted", "", None)
    assert [each["publication"] for each in detail["versions"]] == ["redacted", "redacted"]
    page = text_of(client.get("/corrections/?event=redacted").content.decode())
    assert "No. 1, version 2: what it said has been redacted" in page
    assert NOTE in page
    feed = client.get("/corrections/feed/").content.decode()
    assert "Redacted: No. 1" in feed
    assert NOTE in feed


def test_where_only_an_earlier_version_went_the_entry_says_so(newsroom: Newsroom, client: Client) -> None:
    claim = newsroom.published(f"The mill of {SECRET} was sold.")
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, statement="The mill was sold.")
    newsroom.publish(submit_claim(claim=claim, by=newsroom.ada, correction_class="factual", note="Shorter."))
    redact_claim(
        submission=request_redaction(claim=claim, versions=[1], by=newsroom.ben, note=NOTE), by=newsroom.eva
    )
    answer = client.get("/claims/1/", follow=True)
    words = text_of(answer.content.decode())
    assert answer.status_code == 200
    assert "Earlier versions of this entry have been redacted" in words
    assert NOTE in words
    assert client.get("/claims/1/v1/").status_code == 410
    assert "The entry as it stands now" in client.get("/claims/1/v1/").content.decode()
    assert [client.get(f"/claims/1/v{version}/").status_code for version in (2, 3)] == [200, 200]
    assert "/claims/1/the-mill-was-sold/" in client.get("/claims/").content.decode()
