"""The list of entries: search and filters without JavaScript, and plain words where nothing is found."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
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


def test_matches_are_marked_and_what_was_written_stays_text(
    client: Client, make_edition: MakeEdition
) -> None:
    make_edition(statement="The <b>mill</b> & more.", quote="Not sold.")
    make_edition(statement="The weir stays.", quote="So <i>says</i> the mill.")
    body = client.get("/claims/?q=mills").content.decode()
    assert "The &lt;b&gt;<mark>mill</mark>&lt;/b&gt; &amp; more." in body
    assert "<q>So &lt;i&gt;says&lt;/i&gt; the <mark>mill</mark>.</q>" in body
    assert "<mark>" not in client.get("/claims/").content.decode()


def test_the_order_is_a_choice_that_leaves_the_usual_one_unsaid(
    client: Client, make_edition: MakeEdition
) -> None:
    for date in ("2018", "2020", "2019"):
        make_edition(statement="The mill was sold.", first_claimed=date)
    answer = client.get("/claims/?order=said&language=en")
    assert [row["first_claimed"] for row in answer.context["page"].rows] == ["2020", "2019", "2018"]
    body = answer.content.decode()
    assert '<option value="said" selected>' in body
    assert '<option value="">Last changed</option>' in body
    assert "Best match" not in body
    assert 'class="chip" href="?order=said"' in body  # the order stays, and is no chip itself
    assert "Order:" not in body
    assert '<option value="" selected>Best match</option>' in client.get("/claims/?q=mill").content.decode()


def test_scripts_get_the_list_alone(client: Client, make_edition: MakeEdition) -> None:
    make_edition(statement="The mill was sold.")
    whole = client.get("/claims/?q=mill")
    part = client.get("/claims/?q=mill", headers={"hx-request": "true", "hx-target": "listing"})
    assert "<html" not in part.content.decode()
    assert part.content.decode().strip() in whole.content.decode()
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in part["Vary"].split(",")}


def test_a_list_page_stays_within_its_budget(client: Client, make_edition: MakeEdition) -> None:
    for number in range(60):
        make_edition(
            statement=f"The mill number {number} was sold for a price that nobody wrote down. " * 2,
            topics=[f"a-topic-of-some-length-{number}"],
            outlets=[f"an-outlet-of-some-length-{number}"],
            claimant_slug=f"somebody-{number}",
            claimant_name=f"Somebody of some length {number}",
            first_claimed=str(1960 + number),
        )
    answer = client.get("/claims/?q=mill&language=en")
    assert len(answer.content) < 60_000
    assert not answer.cookies
    assert not re.findall(r'(?:src|href)="https?://(?!localhost|testserver)', answer.content.decode())
    scripts = re.findall(r'<script src="/static/([^"]+)"', answer.content.decode())
    sheets = re.findall(r'rel="stylesheet" href="/static/([^"]+)"', answer.content.decode())
    assert scripts
    assert sheets
    assert compressed(scripts) < 20_000
    assert compressed(sheets) < 15_000


def compressed(names: list[str]) -> int:
    return sum(len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in names)


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
