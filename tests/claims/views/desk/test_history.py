"""Histories at the desk."""

from claims.actions.assessments import request_assessment
from claims.actions.claims import change_claim
from claims.actions.sources import change_source
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, page_of, text_of


def test_the_page_of_a_claim_leads_to_its_history(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    assert page_of(claim, "history") in ada_desk.opens(page_of(claim))
    page = text_of(ada_desk.opens(page_of(claim, "history")))
    for words in ("Logged the claim", "Figure added", "Evidence added", "Assessment given", "Ada"):
        assert words in page
    page = text_of(ada_desk.opens(f"/it{page_of(claim, 'history')}"))
    for words in ("Registrata l’affermazione", "Cifra: aggiunta", "Prove: aggiunta", "motivazione"):
        assert words in page
    assert "added" not in page


def test_what_changed_is_marked_where_it_changed(newsroom: Newsroom, ben_desk: Desk) -> None:
    claim = newsroom.draft()
    change_claim(claim=claim, by=newsroom.ben, statement="The old mill was sold for 2 million euros in 2018.")
    page = ben_desk.opens(page_of(claim, "history"))
    assert '<ins><span class="visually-hidden">added: </span>' in page
    assert "Changed the draft" in page


def test_a_source_has_its_history(newsroom: Newsroom, ada_desk: Desk) -> None:
    source = newsroom.source()
    change_source(source=source, by=newsroom.ben, reliability="B", reliability_reason="A copy of it.")
    path = f"/desk/sources/{source.pk}/history/"
    assert path in ada_desk.opens(f"/desk/sources/{source.pk}/")
    page = text_of(ada_desk.opens(path))
    for words in ("Source changed", "Usually reliable", "A copy of it.", "Ben"):
        assert words in page


def test_an_address_that_names_no_moment_shows_the_newest(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    assert "Logged the claim" in ada_desk.opens(f"{page_of(claim, 'history')}?before=nonsense")
    assert "Nothing happened before that" in ada_desk.opens(
        f"{page_of(claim, 'history')}?before=2020-01-01T00:00:00Z"
    )


def test_whoever_assesses_blind_is_told_that_something_is_left_out(
    newsroom: Newsroom, ben_desk: Desk
) -> None:
    claim = newsroom.ready()
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    page = text_of(ben_desk.opens(page_of(claim, "history")))
    assert "what was judged and decided is left out here" in page
    assert "Assessment given" not in page
    assert "The register names price and year." not in page


def test_nobody_posts_to_it(newsroom: Newsroom, ada_desk: Desk) -> None:
    ada_desk.sends(page_of(newsroom.draft(), "history"), {}, 405)
