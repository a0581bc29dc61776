"""Topics, outlets and claimants: what is listed, and that nobody is scored."""

import pytest
from django.test import Client

from claims.actions.reference import add_topic
from tests.cast import Newsroom
from tests.claims.views.public.pages import words_of


@pytest.fixture
def published(newsroom: Newsroom) -> Newsroom:
    newsroom.published()
    return newsroom


@pytest.mark.parametrize(
    ("index", "label", "page"),
    [
        ("/topics/", "Property", "/topics/property/"),
        ("/outlets/", "Valley Courier", "/outlets/valley-courier/"),
        ("/claimants/", "The mayor", "/claimants/mayor/"),
    ],
)
def test_the_index_leads_to_a_page_with_the_entries(
    client: Client, published: Newsroom, index: str, label: str, page: str
) -> None:
    answer = client.get(index)
    assert label in words_of(answer)
    assert f'href="{page}"' in answer.content.decode()
    assert "The mill was sold for 2 million euros in 2018." in words_of(client.get(page))


def test_a_claimants_page_counts_no_verdicts(client: Client, published: Newsroom) -> None:
    published.published("The mill was sold by its owner.")
    answer = client.get("/claimants/mayor/")
    words = words_of(answer)
    assert words.count("Verdict: True") == 2  # each entry says its own
    assert (
        "2 "
        not in words.replace("2 million", "")
        .split("Demonstration")[0]
        .split("Claims that were looked into")[0]
    )
    assert not answer.context.get("facets")


@pytest.mark.parametrize("path", ["/topics/none/", "/outlets/none/", "/claimants/none/"])
def test_an_unknown_subject_is_missing(client: Client, published: Newsroom, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_topic_that_no_entry_names_is_not_public(client: Client, published: Newsroom) -> None:
    add_topic(by=published.ada, slug="secret", label="Secret plans")
    assert "Secret plans" not in words_of(client.get("/topics/"))
    assert client.get("/topics/secret/").status_code == 404


@pytest.mark.parametrize("path", ["/topics/property/", "/outlets/valley-courier/", "/claimants/mayor/"])
def test_a_bad_cursor_gets_a_sentence(client: Client, published: Newsroom, path: str) -> None:
    assert client.get(f"{path}?cursor=x").status_code == 400
