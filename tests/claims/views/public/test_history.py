"""A claim's history: every version, and what each changed."""

from typing import Any

import pytest
from django.test import Client

from claims.actions.door import hold_claim
from claims.models import Claim
from claims.views.public import history
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition
from tests.claims.views.public.pages import address, words_of


@pytest.fixture
def claim(newsroom: Newsroom) -> Claim:
    """Three versions: published, corrected, held."""
    claim = newsroom.published()
    newsroom.corrected(claim)
    hold_claim(claim=claim, by=newsroom.eva, note="The register may be a forgery.")
    return claim


def html(client: Client, claim: Claim, query: str = "") -> str:
    return client.get(f"/claims/{claim.number}/history/{query}").content.decode()


def test_every_version_stands_there_with_event_class_and_note(client: Client, claim: Claim) -> None:
    words = words_of(client.get(f"/claims/{claim.number}/history/"))
    assert words.index("Version 3 Put on hold") < words.index("Version 2 Corrected: verdict change")
    assert words.index("Version 2") < words.index("Version 1 Published")
    assert "The register may be a forgery." in words
    assert "The register shows another price." in words


def test_each_version_has_its_permanent_address(client: Client, claim: Claim) -> None:
    page = html(client, claim)
    for version in (1, 2, 3):
        assert f'href="/claims/{claim.number}/v{version}/"' in page
        assert f'href="/claims/{claim.number}/v{version}.json"' in page


def test_what_changed_is_marked_word_by_word(client: Client, claim: Claim) -> None:
    page = html(client, claim)
    assert "Changed since version 1" in page
    assert "<del>True</del>" in page
    assert "<ins>False</ins>" in page


def test_a_version_that_says_the_same_is_said_to(client: Client, claim: Claim) -> None:
    assert "is the same, word for word, as in version 2" in html(client, claim)
    assert "The first version: nothing stood before it." in html(client, claim)


def test_the_claims_page_leads_there(client: Client, claim: Claim) -> None:
    assert f'href="/claims/{claim.number}/history/"' in client.get(address(claim)).content.decode()


def test_a_redacted_record_has_nothing_to_compare(client: Client, make_edition: MakeEdition) -> None:
    make_edition(number=7)
    page = client.get("/claims/7/history/").content.decode()
    assert "A record here was redacted" in page


def test_a_number_that_nobody_knows_is_not_found(client: Client, db: None) -> None:
    assert client.get("/claims/9/history/").status_code == 404


def test_a_long_history_has_pages(client: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "VERSIONS_A_PAGE", 2)
    first = client.get(f"/claims/{claim.number}/history/")
    assert [step.edition.version for step in first.context["steps"]] == [3, 2]
    assert first.context["steps"][1].differences
    second = client.get(f"/claims/{claim.number}/history/?before=2")
    assert [step.edition.version for step in second.context["steps"]] == [1]


@pytest.mark.parametrize("before", ["x", "0", "-1", "1e3", "9999999999999", "%00"])
def test_a_place_that_was_never_given_out_gets_a_sentence(client: Client, claim: Claim, before: str) -> None:
    answer = client.get(f"/claims/{claim.number}/history/?before={before}")
    assert answer.status_code == 400
    assert "is not one that the ledger gave out" in words_of(answer)


def test_it_takes_three_queries_however_many_versions(
    client: Client, claim: Claim, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):  # one more for the page's foot
        client.get(f"/claims/{claim.number}/history/")
