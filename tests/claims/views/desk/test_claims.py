"""Logging a claim on one page, its working page, and changing its text."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.actions.claims import change_claim
from claims.actions.review import start_revision
from claims.models import Claim, Claimant, Outlet
from claims.needs import STILL_CHANGED
from claims.views.desk.claims import LOGGED, LOOK_PLANNED, NO_LOOK_PLANNED, SAVED
from claims.views.desk.review import CLOSED
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, page_of, text_of

NEW = "/desk/claims/new/"


@pytest.fixture
def filled(newsroom: Newsroom, ada_desk: Desk) -> dict[str, Any]:
    """The page as Ada filled it in."""
    return {
        **form_of(ada_desk.opens(NEW)),
        "statement": "The tower was moved 12 metres in 1987.",
        "quote": "We moved it twelve metres",
        "claimant": "the MAYOR",
        "language": "en",
        "first_claimed": "1987-06",
        "topics": [str(newsroom.topic.pk)],
        "figures-0-role": "distance",
        "figures-0-low": "12",
        "figures-0-unit": "metres",
        "appearances-0-date": "1987-06",
        "appearances-0-outlet": "Valley Courier",
        "appearances-0-url": "https://example.org/tower",
    }


def test_a_claim_is_logged_in_one_page(newsroom: Newsroom, ada_desk: Desk, filled: dict[str, Any]) -> None:
    page = ada_desk.sends(NEW, filled)
    assert LOGGED in text_of(page)
    claim = Claim.objects.get()
    assert (claim.statement, claim.claimant, claim.logged_by) == (
        "The tower was moved 12 metres in 1987.",
        newsroom.claimant,
        newsroom.ada,
    )
    assert list(claim.topics.all()) == [newsroom.topic]
    assert [str(figure) for figure in claim.figures.all()] == ["distance: 12 metres"]
    assert [seen.outlet for seen in claim.appearances.all()] == [newsroom.outlet]


def test_a_new_claimant_and_a_new_outlet_are_added_in_place(ada_desk: Desk, filled: dict[str, Any]) -> None:
    ada_desk.sends(
        NEW,
        filled
        | {"claimant": "Mayor", "claimant_kind": "person", "claimant_description": "A mayor of another town."}
        | {"appearances-0-outlet": "Hill Post", "appearances-0-outlet_kind": "newspaper"}
        | {"appearances-1-outlet": "Hill Post", "appearances-1-outlet_kind": "newspaper"},
    )
    claim = Claim.objects.get()
    assert claim.claimant == Claimant.objects.get(slug="mayor-2") or claim.claimant is not None
    assert [seen.outlet for seen in claim.appearances.all()] == [Outlet.objects.get(slug="hill-post")] * 2


def test_an_unknown_name_without_its_kind_is_asked_for(ada_desk: Desk, filled: dict[str, Any]) -> None:
    page = ada_desk.sends(NEW, filled | {"claimant": "The may"}, 200)
    assert "There is no claimant “The may” in the ledger yet." in error_beside(page, "claimant_kind")
    assert "Names like it: The mayor" in error_beside(page, "claimant_kind")


def test_an_error_stands_beside_its_field_and_nothing_is_lost(ada_desk: Desk, filled: dict[str, Any]) -> None:
    page = ada_desk.sends(
        NEW, filled | {"statement": "Short", "first_claimed": "June 87", "figures-0-low": "twelve"}, 200
    )
    assert "10 characters" in error_beside(page, "statement")
    assert "Write 2018, 2018-10 or 2018-10-18." in error_beside(page, "first_claimed")
    assert "Write digits only" in error_beside(page, "figures-0-low")
    assert '<a href="#id_figures-0-low">Figure 1: Value, or from</a>' in page
    sent = form_of(page)
    for name, value in filled.items():
        if name not in ("statement", "first_claimed", "figures-0-low"):
            assert sent[name] == (value if isinstance(value, list) else [value]), name
    assert not Claim.objects.exists()


def test_a_null_character_is_an_error_beside_its_field(ada_desk: Desk, filled: dict[str, Any]) -> None:
    page = ada_desk.sends(NEW, filled | {"quote": "a\0b"}, 200)
    assert "Null characters are not allowed." in error_beside(page, "quote")


def test_another_row_keeps_what_was_typed_and_complains_of_nothing(
    ada_desk: Desk, filled: dict[str, Any]
) -> None:
    page = ada_desk.sends(NEW, filled | {"statement": "", "more": "figures"}, 200)
    sent = form_of(page)
    assert sent["figures-TOTAL_FORMS"] == ["3"]
    assert sent["figures-0-role"] == ["distance"]
    assert sent["quote"] == ["We moved it twelve metres"]
    assert 'class="error"' not in page
    assert not Claim.objects.exists()


def test_a_figure_upside_down_is_refused_beside_its_upper_end(ada_desk: Desk, filled: dict[str, Any]) -> None:
    page = ada_desk.sends(NEW, filled | {"figures-0-high": "3"}, 200)
    assert error_beside(page, "figures-0-high") == "The upper end is below the lower end."


def test_a_tampered_number_of_rows_is_no_fault(ada_desk: Desk, filled: dict[str, Any]) -> None:
    for rows in ("", "x", "99999999999", "-1", "٣"):
        ada_desk.sends(NEW, filled | {"figures-TOTAL_FORMS": rows, "more": "figures"}, 200)


def test_the_working_page_shows_what_is_missing(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = text_of(ada_desk.opens(page_of(newsroom.draft())))
    assert "Not met: Add at least one piece of evidence." in page
    assert "Not met: Assess the claim: it has no verdict yet." in page


def test_the_working_page_shows_grades_in_words_and_the_ceiling(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = text_of(ada_desk.opens(page_of(newsroom.ready())))
    assert "A Completely reliable" in page
    assert "2 Probably true" in page
    assert "At most moderate confidence for the verdict “True”" in page
    assert "1 outlet, 1 origin." in page
    assert "Everything that review needs is there" in page


def test_what_differs_from_what_readers_see(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, statement="The mill was sold for 3 million euros in 2018.")
    page = ada_desk.opens(page_of(claim))
    assert "<del>2</del><ins>3</ins>" in page
    assert f'href="/claims/{claim.number}/"' in page


def test_a_revision_is_closed_from_its_page_while_nothing_differs(newsroom: Newsroom, ben_desk: Desk) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    path = page_of(claim, "close-revision")
    for prefix in ("", "/it"):
        assert f'action="{prefix}{path}"' in ben_desk.opens(f"{prefix}{page_of(claim)}")
    change_claim(claim=claim, by=newsroom.ada, quote="Two million")
    assert path not in ben_desk.opens(page_of(claim))
    assert STILL_CHANGED in text_of(ben_desk.sends(path, {}, 409))
    change_claim(claim=claim, by=newsroom.ada, quote="They got two million for the mill")
    assert CLOSED in text_of(ben_desk.sends(path, {}))
    assert Claim.objects.get().status == "verified"


def test_only_moves_that_are_open_have_buttons(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = text_of(ada_desk.opens(page_of(newsroom.submitted().claim)))
    assert "In review since" in page
    assert "Submit for review" not in page
    assert "Add evidence" not in page


def test_a_claim_that_is_not_there_is_not_found(ada_desk: Desk) -> None:
    for pk in (404, 10**30):
        ada_desk.opens(f"/desk/claims/{pk}/", 404)


def test_the_working_page_asks_the_database_a_bounded_number_of_times(
    newsroom: Newsroom, eva_desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    start_revision(claim=claim, by=newsroom.ada)
    with django_assert_max_num_queries(44):
        eva_desk.opens(page_of(claim))


def test_the_text_is_changed(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = page_of(newsroom.draft(), "text")
    page = ada_desk.sends(
        path, form_of(ada_desk.opens(path)) | {"quote": "Two million, no less", "topics": []}
    )
    assert SAVED in text_of(page)
    claim = Claim.objects.get()
    assert (claim.quote, claim.claimant, list(claim.topics.all())) == (
        "Two million, no less",
        newsroom.claimant,
        [],
    )


def test_a_change_meanwhile_is_shown_and_never_overwritten_silently(
    newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk
) -> None:
    claim = newsroom.draft()
    path = page_of(claim, "text")
    adas, bens = form_of(ada_desk.opens(path)), form_of(ben_desk.opens(path))
    ben_desk.sends(
        path, bens | {"statement": "The mill was sold for 9 million euros.", "quote": "Nine million"}
    )
    page = ada_desk.sends(path, adas | {"statement": "The mill was sold for 5 million euros."}, 200)
    assert "Somebody changed this after you opened the page." in text_of(page)
    assert "The mill was sold for 9 million euros." in text_of(page)
    assert Claim.objects.get().statement == "The mill was sold for 9 million euros."
    # What Ada typed is kept, what she had not touched follows Ben; sending it again is her choice.
    again = form_of(page)
    assert again["statement"] == ["The mill was sold for 5 million euros."]
    assert again["quote"] == ["Nine million"]
    ada_desk.sends(path, again)
    claim.refresh_from_db()
    assert (claim.statement, claim.quote) == ("The mill was sold for 5 million euros.", "Nine million")


def test_a_page_that_forgot_what_it_saw_overwrites_nothing_unasked(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    path = page_of(newsroom.draft(), "text")
    for seen in ("", "{", "[1]", "null"):
        fields = form_of(ada_desk.opens(path)) | {"statement": "The mill burned down in 2018.", "seen": seen}
        assert "Nothing is saved yet" in text_of(ada_desk.sends(path, fields, 200))


def test_what_is_in_review_cannot_be_changed_and_says_so(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    path = page_of(claim, "text")
    opened = form_of(ada_desk.opens(path))
    ada_desk.sends(page_of(claim, "submit"), form_of(ada_desk.opens(page_of(claim, "submit"))))
    assert "The working copy is “In review”" in text_of(ada_desk.opens(path, 409))
    page = ada_desk.sends(path, opened | {"quote": "Too late"}, 200)
    assert "The working copy is “In review”" in text_of(page)
    assert form_of(page)["quote"] == ["Too late"]


def test_a_claim_is_handed_on(newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk) -> None:
    claim = newsroom.draft()
    path = page_of(claim, "hand-on")
    fields = form_of(ada_desk.opens(path)) | {"assignee": str(newsroom.ben.pk), "due_on": "2030-01-31"}
    ada_desk.sends(path, fields)
    assert "Due 31 January 2030" in text_of(ben_desk.opens("/desk/"))


def test_another_look_is_planned(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    path = page_of(claim, "look-again")
    page = ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"look_again_on": "2031-05-06"})
    assert LOOK_PLANNED in text_of(page)
    assert "To look at again on 6 May 2031." in text_of(page)
    page = ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"look_again_on": ""})
    assert NO_LOOK_PLANNED in text_of(page)
    claim.refresh_from_db()
    assert claim.look_again_on is None


def test_a_look_that_somebody_else_planned_meanwhile_is_shown(
    newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk
) -> None:
    path = page_of(newsroom.draft(), "look-again")
    opened = form_of(ada_desk.opens(path))
    ben_desk.sends(path, form_of(ben_desk.opens(path)) | {"look_again_on": "2031-05-06"})
    text = text_of(ada_desk.sends(path, opened | {"look_again_on": "2032-01-01"}, 200))
    assert "Somebody changed this after you opened the page." in text
    assert "Stands now 2031-05-06 Yours 2032-01-01" in text


def test_text_that_is_read_otherwise_than_it_is_written_is_refused(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    page = ada_desk.opens("/desk/claims/new/")
    typed = {"statement": "The mill was not\u202e dlos.", "quote": "נמכרה הטחנה\u200f, he said."}
    page = ada_desk.sends("/desk/claims/new/", form_of(page) | typed, 200)
    assert "turns the order of letters around" in error_beside(page, "statement")
    assert form_of(page)["statement"] == [typed["statement"]]
    ada_desk.sends("/desk/claims/new/", form_of(page) | {"statement": "The mill was not sold."}, 302)
    assert Claim.objects.latest("pk").quote == typed["quote"]  # other scripts are as welcome as ever


def test_what_is_too_long_is_refused_with_all_of_it_still_there(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = ada_desk.opens("/desk/claims/new/")
    # A browser would cut off what is pasted, in silence.
    assert "maxlength" not in page[page.index("<main") :]
    typed = {"statement": "The mill was sold. " * 40, "quote": "word " * 60_000}
    page = ada_desk.sends("/desk/claims/new/", form_of(page) | typed, 200)
    assert "at most 500 characters (it has 759)" in error_beside(page, "statement")
    assert "at most 20000 characters" in error_beside(page, "quote")
    assert form_of(page)["statement"] == [typed["statement"]]
    assert form_of(page)["quote"] == [typed["quote"]]
