"""The first page."""

import pytest
from django.test import Client

from tests.cast import Newsroom
from tests.claims.views.public.pages import words_of


@pytest.fixture
def home(client: Client, newsroom: Newsroom) -> str:
    newsroom.corrected(newsroom.published())
    newsroom.published("The bridge was built in 1904.")
    return words_of(client.get("/"))


def test_home_shows_the_newest_entries(home: str) -> None:
    assert "The bridge was built in 1904." in home
    assert "All 2 reviewed entries" in home


def test_home_shows_the_latest_corrections(home: str) -> None:
    assert "Corrected: verdict change" in home
    assert "The register shows another price." in home


def test_home_shows_topics_with_counts(home: str) -> None:
    assert "Property 2" in home


def test_the_picture_of_verdicts_is_a_table_of_every_verdict(home: str) -> None:
    assert "Verdict Share Entries True 1 Mixed 0 False 1 Unproven 0" in home


def test_home_of_an_empty_ledger_answers(client: Client, db: None) -> None:
    assert "Nothing has been published yet." in words_of(client.get("/"))


def test_a_desks_own_entries_are_not_called_a_demonstration(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    assert "Demonstration data" not in words_of(client.get("/"))
