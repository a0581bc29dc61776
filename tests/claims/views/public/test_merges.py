"""What readers find at the number of an entry that was merged into another one, and at the other."""

import re

import pytest
from django.test import Client

from claims.actions.door import hold_claim
from claims.actions.merging import merge_claim, request_merge, request_unmerge, unmerge_claim
from claims.actions.parts import add_part
from claims.actions.review import start_revision, submit_claim
from claims.models import Claim, Edition
from claims.views.public.merges import standing_at
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import text_of

OTHER = "For two million euros the mill changed hands in 2018."
WHY = "Both are about the one sale in 2018."


@pytest.fixture
def pair(newsroom: Newsroom) -> tuple[Claim, Claim]:
    """No. 1 was merged into No. 2."""
    claim, into = newsroom.published(), newsroom.published(OTHER)
    asked = request_merge(claim=claim, into=into, by=newsroom.ada, note=WHY)
    merge_claim(submission=asked, by=newsroom.eva)
    return Claim.objects.get(pk=claim.pk), Claim.objects.get(pk=into.pk)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def target() -> str:
    edition = Edition.objects.current().get(number=2)
    return f"/claims/2/{edition.slug}/"


def test_every_address_of_a_merged_entry_leads_to_the_other_one(
    client: Client, pair: tuple[Claim, Claim]
) -> None:
    slug = Edition.objects.current().get(number=1).slug
    for path in ("/claims/1/", f"/claims/1/{slug}/", "/claims/1/some-older-words/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, target())


def test_the_other_entry_says_what_was_merged_into_it(client: Client, pair: tuple[Claim, Claim]) -> None:
    words = text_of(page(client, target()))
    assert "No. 1 was merged into this entry on" in words
    assert WHY in words
    assert 'href="/claims/1/v2/"' in page(client, target())


@pytest.mark.parametrize("version", [1, 2])
def test_every_version_stays_readable_and_says_where_the_number_leads(
    client: Client, pair: tuple[Claim, Claim], version: int
) -> None:
    body = page(client, f"/claims/1/v{version}/")
    assert "No. 1 was merged into another entry" in text_of(body)
    assert f'href="{target()}"' in body
    assert re.search(rf'<link rel="canonical" href="https?://[^/]+{target()}">', body)
    assert 'content="noindex"' in body


def test_an_older_version_leads_to_the_newest_of_its_own(client: Client, pair: tuple[Claim, Claim]) -> None:
    assert '<a href="/claims/1/v2/">Read version 2</a>' in page(client, "/claims/1/v1/")


def test_lists_counts_feeds_and_search_leave_a_merged_entry_out(
    client: Client, newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    _claim, into = pair
    for path in ("/", "/claims/", "/claims/?q=mill", "/topics/property/", "/claimants/mayor/"):
        body = re.sub(
            "</?mark>", "", page(client, path).replace("/corrections", "")
        )  # a search marks matches
        assert into.statement in body, path
        assert f"/claims/1/{Edition.objects.current().get(number=1).slug}/" not in body, path
    listed = client.get("/api/v1/claims/").json()["results"]
    assert [row["number"] for row in listed] == [2]
    assert client.get("/claims/?publication=merged").status_code == 200
    assert "Publication" in client.get("/api/v1/claims/?publication=merged").json()["detail"]


def test_the_api_says_where_the_number_leads(client: Client, pair: tuple[Claim, Claim]) -> None:
    detail = client.get("/api/v1/claims/1/").json()
    assert (detail["publication"], detail["merged_into"], detail["version"]) == ("merged", 2, 2)
    assert detail["record"]["merged_into"] == 2
    assert client.get("/api/v1/claims/2/").json()["merged_into"] is None


def test_corrections_list_merges_and_undone_merges(
    client: Client, newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    assert "Merged" in text_of(page(client, "/corrections/"))
    undo(newsroom, pair[0])
    words = text_of(page(client, "/corrections/"))
    assert "Unmerged" in words
    assert "They are two sales." in words


def undo(newsroom: Newsroom, claim: Claim) -> None:
    asked = request_unmerge(claim=claim, by=newsroom.ada, note="They are two sales.")
    unmerge_claim(submission=asked, by=newsroom.egon)


def test_an_undone_merge_gives_both_pages_back(client: Client, newsroom: Newsroom) -> None:
    claim, into = newsroom.published(), newsroom.published(OTHER)
    slug = Edition.objects.current().get(number=1).slug
    before = [content_of(client, path) for path in (f"/claims/1/{slug}/", target())]
    asked = request_merge(claim=claim, into=into, by=newsroom.ada, note=WHY)
    merge_claim(submission=asked, by=newsroom.eva)
    undo(newsroom, claim)
    assert [content_of(client, path) for path in (f"/claims/1/{slug}/", target())] == before


def content_of(client: Client, path: str) -> str:
    """What a page says of the claim itself, from the reasons to where it was said."""
    words = text_of(page(client, path))
    return words[words.index("Why") : words.index("Versions")]


def test_a_hold_of_the_other_entry_is_what_readers_find(
    client: Client, newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    hold_claim(claim=pair[1], by=newsroom.eva, note="Disputed.")
    answer = client.get("/claims/1/", follow=True)
    assert "on hold" in text_of(answer.content.decode())


def test_who_names_the_merged_entry_leads_to_the_other_one(client: Client, newsroom: Newsroom) -> None:
    claim, into = newsroom.published(), newsroom.published(OTHER)
    third = newsroom.ready("The mill was never sold.")
    add_part(claim=third, kind="relations", by=newsroom.ada, relation="contradicts", other=claim)
    newsroom.publish(submit_claim(claim=third, by=newsroom.ada))
    asked = request_merge(claim=claim, into=into, by=newsroom.ada, note=WHY)
    merge_claim(submission=asked, by=newsroom.eva)
    third_page = page(client, client.get("/claims/3/").headers["Location"])
    assert f'href="{target()}"' in third_page
    assert 'href="/claims/3/' in page(client, target())


def test_no_entry_is_shown_as_related_to_itself(client: Client, newsroom: Newsroom) -> None:
    claim, into = newsroom.published(), newsroom.published(OTHER)
    start_revision(claim=into, by=newsroom.ada)
    add_part(claim=into, kind="relations", by=newsroom.ada, relation="repeats", other=claim)
    newsroom.publish(submit_claim(claim=into, by=newsroom.ada, correction_class="update", note="Related."))
    assert 'id="related"' in page(client, target())
    asked = request_merge(claim=claim, into=into, by=newsroom.ada, note=WHY)
    merge_claim(submission=asked, by=newsroom.eva)
    assert 'id="related"' not in page(client, target())


def test_a_circle_leads_nowhere(pair: tuple[Claim, Claim]) -> None:
    """The actions refuse to make one; a page would still have to come to an end."""
    Edition.objects.filter(number=2).update(merged_into=1, publication="merged")
    assert standing_at([1, 2], "slug") == {}


def test_what_is_not_there_leads_nowhere(pair: tuple[Claim, Claim]) -> None:
    Edition.objects.filter(number=1, version=2).update(merged_into=99)
    assert standing_at([1, 2, 7], "slug").keys() == {2}
