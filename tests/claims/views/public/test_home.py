"""The first page."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from claims.actions.deed import set_demo_clock
from claims.models import Person
from tests.cast import Newsroom, open_newsroom
from tests.claims.editions import MakeEdition
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


def test_a_demonstration_is_called_so_for_good(
    client: Client, ada: Person, ben: Person, eva: Person, egon: Person, ines: Person
) -> None:
    set_demo_clock(datetime(2026, 9, 1, tzinfo=UTC))
    newsroom = open_newsroom(ada, ben, eva, egon, ines)
    newsroom.published()
    set_demo_clock(None)
    # Somebody who tries the ledger out publishes an entry of their own: the others are no findings by that.
    newsroom.published("The bridge was built in 1904.")
    for page in ("/", "/claims/", "/claims/1/", "/it/claims/1/v1/"):
        words = words_of(client.get(page, follow=True))
        assert "Demonstration data" in words or "Dati dimostrativi" in words, page


def test_the_picture_over_time_says_the_same_as_its_table(
    client: Client, newsroom: Newsroom, make_edition: MakeEdition
) -> None:
    for day, verdict in ((5, "true"), (6, "false"), (20, "true")):
        make_edition(
            first_published_at=datetime(2026, 1, day, 12, tzinfo=UTC), verdict=verdict, verdict_label=verdict
        )
    answer = client.get("/")
    said = words_of(answer)
    assert "Reviewed entries by the week in which each was first published" in said
    assert "From True False In all 5 January 2026 1 1 2 12 January 2026 0 0 0 19 January 2026 1 0 1" in said
    body = answer.content.decode()
    assert body.count('<rect class="part"') == 3 + 2  # three parts, and two swatches of the key
    assert "<title>5 January 2026, True: 1</title>" in body
    assert "style=" not in body
