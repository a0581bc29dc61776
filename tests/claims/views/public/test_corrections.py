"""The page of corrections: what it lists, how it is narrowed, and what it refuses."""

import pytest
from django.test import Client

from claims.actions.door import hold_claim, release_claim
from claims.models import Claim, Edition, Submission
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition
from tests.claims.views.public.pages import words_of


def listed(client: Client, query: str = "") -> str:
    """The words of the list, below the links that narrow it."""
    return (
        words_of(client.get(f"/corrections/{query}"))
        .split("Merged Unmerged Redacted")[1]
        .split("is a public record")[0]
    )


@pytest.fixture
def claim(newsroom: Newsroom) -> Claim:
    """Corrected, then held, then released."""
    claim = newsroom.published()
    newsroom.corrected(claim)
    hold_claim(claim=claim, by=newsroom.eva, note="The register may be a forgery.")
    release_claim(
        submission=Submission.objects.get(claim=claim, closed_at=None),
        by=newsroom.egon,
        note="Nothing was wrong.",
    )
    return claim


def test_it_lists_what_happened_with_its_reason_the_newest_first(client: Client, claim: Claim) -> None:
    words = listed(client)
    assert (
        words.index("Released from hold")
        < words.index("Put on hold")
        < words.index("Corrected: verdict change")
    )
    assert "The register may be a forgery." in words
    assert "The register shows another price." in words


def test_each_links_to_the_version_that_it_made(client: Client, claim: Claim) -> None:
    assert f'href="/claims/{claim.number}/v3/"' in client.get("/corrections/").content.decode()


def test_an_empty_page_says_so(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    assert "No entry has been corrected, held, retracted, merged or redacted." in listed(client)


def test_it_is_narrowed_by_class(client: Client, claim: Claim) -> None:
    assert "Corrected: verdict change" in listed(client, "?class=verdict")
    assert "Put on hold" not in listed(client, "?class=verdict")
    assert "Nothing of this kind has happened." in listed(client, "?class=typo")


def test_it_is_narrowed_by_what_happened(client: Client, claim: Claim) -> None:
    words = listed(client, "?event=held")
    assert "The register may be a forgery." in words
    assert "The register shows another price." not in words


def test_the_choice_is_marked_for_everybody(client: Client, claim: Claim) -> None:
    html = client.get("/corrections/?class=verdict").content.decode()
    assert '<a href="/corrections/?class=verdict" aria-current="true">Verdict change</a>' in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("class=wrong", "“wrong” is no class that the ledger knows."),
        ("class=update", "“update” is no class that the ledger knows."),
        ("event=published", "“published” is no event that the ledger knows."),
        ("cursor=x", "This page address is not one that the ledger gave out"),
        ("class=%00", "is no class that the ledger knows."),
    ],
)
def test_what_it_does_not_know_gets_a_sentence(client: Client, db: None, query: str, sentence: str) -> None:
    answer = client.get(f"/corrections/?{query}")
    assert answer.status_code == 400
    assert sentence in words_of(answer)


def test_pages_keep_what_was_chosen(client: Client, make_edition: MakeEdition) -> None:
    for _ in range(30):
        make_edition(event="corrected", correction_class="typo", publication="corrected")
    make_edition(event="held", publication="held")
    first = client.get("/corrections/?class=typo")
    assert len(first.context["page"].rows) == 25
    second = client.get(f"/corrections/?{first.context['older']}")
    assert "class=typo" in first.context["older"]
    assert [row["event"] for row in second.context["page"].rows] == ["corrected"] * 5
    assert Edition.objects.count() == 31
