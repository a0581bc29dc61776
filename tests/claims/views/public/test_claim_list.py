"""The list of entries: search and filters without JavaScript, and plain words where nothing is found."""

import pytest
from django.test import Client

from claims.paging import BAD_CURSOR
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition
from tests.claims.views.public.pages import words_of


def listed(client: Client, query: str = "") -> str:
    answer = client.get(f"/claims/{query}")
    assert answer.status_code == 200
    return words_of(answer)


def test_entries_stand_with_verdict_and_confidence(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    assert "Verdict: True Moderate confidence" in listed(client)


def test_search_finds_by_words(client: Client, make_edition: MakeEdition) -> None:
    make_edition(statement="The bridge was built in 1904.")
    make_edition(statement="The mill was sold in 2018.")
    words = listed(client, "?q=bridge")
    assert "The bridge was built" in words
    assert "The mill was sold" not in words


def test_filters_are_boxes_with_exact_counts(client: Client, make_edition: MakeEdition) -> None:
    make_edition(confidence="low")
    make_edition(confidence="low")
    make_edition(confidence="high")
    words = listed(client)
    assert "Low , 2 entries" in words
    assert "High , 1 entry" in words


def test_a_chosen_value_is_a_chip_that_takes_it_away(client: Client, make_edition: MakeEdition) -> None:
    make_edition(confidence="low")
    body = client.get("/claims/?confidence=low&q=mill").content.decode()
    assert 'class="chip" href="?q=mill"' in body
    assert 'name="confidence" value="low" checked' in body


def test_older_entries_are_a_link_away(client: Client, make_edition: MakeEdition) -> None:
    for number in range(30):
        make_edition(statement=f"Statement of day {number} in the mill.")
    answer = client.get("/claims/?confidence=low")
    query = answer.context["older"]
    assert "Older entries" in words_of(answer)
    older = client.get(f"/claims/?{query}")
    assert "Statement of day 0 in the mill." in words_of(older)
    assert "Newer entries" in words_of(older)


def test_an_empty_result_says_which_condition_to_leave_out(client: Client, make_edition: MakeEdition) -> None:
    make_edition(confidence="low")
    words = listed(client, "?confidence=low&language=it")
    assert "No entry matches all of this." in words
    assert "without “Language: Italian” : 1 entry" in words


def test_an_empty_ledger_says_so(client: Client, db: None) -> None:
    assert "Nothing has been published yet." in listed(client)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?verdict=nonsense", "“nonsense” is none that the ledger knows."),
        ("?confidence=nonsense", "“nonsense” is none that the ledger knows."),
        ("?first_claimed_from=soon", "“soon” is not a date."),
        ("?year=soon", "“soon” is not a year."),
    ],
)
def test_an_unknown_value_is_explained(client: Client, db: None, query: str, sentence: str) -> None:
    words = listed(client, query)
    assert "Nothing can be shown for this address" in words
    assert sentence in words


def test_an_unknown_parameter_is_passed_over(client: Client, make_edition: MakeEdition) -> None:
    make_edition(statement="The bridge was built in 1904.")
    assert "The bridge was built" in listed(client, "?utm_source=letter")


@pytest.mark.parametrize("path", ["/claims/", "/corrections/"])
def test_a_bad_cursor_gets_a_sentence(client: Client, db: None, path: str) -> None:
    answer = client.get(f"{path}?cursor=nonsense")
    assert answer.status_code == 400
    assert BAD_CURSOR in words_of(answer)


def test_what_a_reader_types_is_not_markup(client: Client, db: None) -> None:
    body = client.get("/claims/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in body


def test_nul_bytes_are_no_error_page(client: Client, db: None) -> None:
    assert client.get("/claims/?q=%00&topic=%00").status_code == 200
