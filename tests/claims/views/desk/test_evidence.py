"""Evidence from a source that is there or from one added a step before; the page of a source."""

import re
from typing import Any

import pytest

from claims.actions.parts import add_part
from claims.actions.sources import change_source
from claims.forms.evidence import WHY_THIS_GRADE
from claims.models import Evidence, Source
from tests.cast import Newsroom
from tests.claims.test_blindness import Doors
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, page_of, text_of

GIVES = {"stance": "supports", "credibility": "2", "quote": "EUR 2,000,000", "locator": "page 3"}


@pytest.fixture
def described(newsroom: Newsroom) -> dict[str, Any]:
    """A new source as somebody describes it."""
    return {
        "kind": "news_report",
        "title": "The sale of the mill",
        "outlet": "valley courier",
        "standing": "in_force",
        "reliability": "C",
        "reliability_reason": "A local paper, right before.",
    }


def test_a_source_is_found_by_title_outlet_or_address(newsroom: Newsroom, ada_desk: Desk) -> None:
    newsroom.source("Deed of sale", url="https://example.org/deed")
    newsroom.source("Council minutes", outlet=newsroom.outlet)
    path = page_of(newsroom.draft(), "evidence/source")
    for words, title in (
        ("deed", "Deed of sale"),
        ("courier", "Council minutes"),
        ("org/deed", "Deed of sale"),
    ):
        page = text_of(ada_desk.opens(f"{path}?q={words}"))
        assert title in page
        assert {"Deed of sale": "Council minutes", "Council minutes": "Deed of sale"}[title] not in page


def test_a_source_that_is_there_is_cited(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim, source = newsroom.draft(), newsroom.source()
    page = ada_desk.sends(page_of(claim, "evidence/new", str(source.pk)), GIVES)
    item = Evidence.objects.get()
    assert (item.claim, item.source, item.credibility) == (claim, source, "2")
    assert "Land registry extract" in text_of(page)


def test_a_new_source_is_saved_before_what_it_gives_is_asked(
    newsroom: Newsroom, ada_desk: Desk, described: dict[str, Any]
) -> None:
    root, claim = newsroom.source("Wire report"), newsroom.draft()
    first = page_of(claim, "evidence/source/new")
    assert "Step 1 of 2: the source" in text_of(ada_desk.opens(first))
    page = ada_desk.sends(first, described | {"relays": [str(root.pk)]})
    assert "Step 2 of 2: what it gives toward the claim" in text_of(page)
    source = Source.objects.get(title="The sale of the mill")
    assert (source.outlet, list(source.relays.all())) == (newsroom.outlet, [root])
    ada_desk.sends(page_of(claim, "evidence/new", str(source.pk)), GIVES)
    assert Evidence.objects.get().source == source


def test_a_new_source_stays_when_its_evidence_is_not_finished(
    newsroom: Newsroom, ada_desk: Desk, described: dict[str, Any]
) -> None:
    claim = newsroom.draft()
    page = ada_desk.sends(page_of(claim, "evidence/source/new"), described)
    assert "It stays in the ledger, even if you stop here." in text_of(page)
    source = Source.objects.get()
    ada_desk.sends(page_of(claim, "evidence/new", str(source.pk)), GIVES | {"stance": ""}, 200)
    assert not Evidence.objects.exists()
    choose = page_of(claim, "evidence/source")
    for path in (choose, f"{choose}?q=sale"):
        assert page_of(claim, "evidence/new", str(source.pk)) in ada_desk.opens(path)


def test_no_source_is_added_toward_a_claim_in_review(
    newsroom: Newsroom, ada_desk: Desk, described: dict[str, Any]
) -> None:
    path = page_of(newsroom.submitted().claim, "evidence/source/new")
    assert "The working copy is “In review”" in text_of(ada_desk.opens(path, 409))
    page = ada_desk.sends(path, described, 200)
    assert "The working copy is “In review”" in text_of(page)
    assert form_of(page)["title"] == ["The sale of the mill"]
    assert not Source.objects.filter(title="The sale of the mill").exists()


def test_no_page_asks_for_reliability_and_credibility_together(newsroom: Newsroom, eva_desk: Desk) -> None:
    asked: set[str] = set()
    for path in Doors(newsroom.ready()):
        if path.startswith("/desk/"):
            page = eva_desk.client.get(path).content.decode()
            grades = frozenset(re.findall(r' name="[^"]*(reliability|credibility)"', page))
            assert len(grades) < 2, path
            asked |= grades
    assert asked == {"reliability", "credibility"}


def test_grades_are_explained_where_they_are_chosen(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim, source = newsroom.draft(), newsroom.source()
    page = text_of(ada_desk.opens(page_of(claim, "evidence/source/new")))
    assert "F · Cannot be judged There is no basis to judge it." in page
    page = text_of(ada_desk.opens(page_of(claim, "evidence/new", str(source.pk))))
    assert "1 · Confirmed by other independent sources An origin that shares nothing" in page


def test_a_grade_without_its_reason_is_asked_for(
    newsroom: Newsroom, ada_desk: Desk, described: dict[str, Any]
) -> None:
    path = page_of(newsroom.draft(), "evidence/source/new")
    page = ada_desk.sends(path, described | {"reliability_reason": ""}, 200)
    assert error_beside(page, "reliability_reason") == WHY_THIS_GRADE
    assert form_of(page)["title"] == ["The sale of the mill"]
    assert form_of(page)["reliability"] == ["C"]
    assert not Source.objects.exists()


def test_the_search_for_relays_loses_nothing(
    newsroom: Newsroom, ada_desk: Desk, described: dict[str, Any]
) -> None:
    root, other = newsroom.source("Wire report"), newsroom.source("Older wire")
    path = page_of(newsroom.draft(), "evidence/source/new")
    typed = described | {"relays": [str(other.pk)], "title": ""}
    page = ada_desk.sends(path, typed | {"find": "wire report", "search": "relays"}, 200)
    assert 'class="error"' not in page
    assert f'value="{root.pk}"' in page
    sent = form_of(page)
    assert sent["relays"] == [str(other.pk)]
    assert sent["reliability"] == ["C"]
    # Enter in the search field searches too, and saves once the results are there.
    again = ada_desk.sends(path, typed | {"find": "wire"}, 200)
    assert "2 found" not in text_of(again)
    assert "1 found for “wire”" in text_of(again)
    ada_desk.sends(path, form_of(again) | {"title": "The sale", "relays": [str(root.pk)]})
    assert list(Source.objects.get(title="The sale").relays.all()) == [root]


def test_what_is_not_graded_yet_is_said_after_saving(newsroom: Newsroom, ada_desk: Desk) -> None:
    source = newsroom.source(reliability="", reliability_reason="")
    path = page_of(newsroom.draft(), "evidence/new", str(source.pk))
    page = ada_desk.sends(path, GIVES | {"credibility": ""})
    assert "Not graded yet: reliability of the source and credibility." in text_of(page)


def test_evidence_is_changed_and_removed(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    item = Evidence.objects.get()
    path = page_of(claim, "evidence", str(item.pk))
    ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"credibility": "3"})
    item.refresh_from_db()
    assert (item.credibility, item.locator) == ("3", "page 3")
    ada_desk.sends(page_of(claim, "evidence", str(item.pk), "remove"))
    assert not Evidence.objects.exists()


def test_the_page_of_a_source_lists_what_rests_on_it(newsroom: Newsroom, ada_desk: Desk) -> None:
    root = newsroom.source("Wire report")
    relaying = newsroom.source("The sale of the mill", relays=[root])
    claim = newsroom.draft()
    add_part(claim=claim, kind="evidence", by=newsroom.ada, source=relaying, stance="supports")
    page = text_of(ada_desk.opens(f"/desk/sources/{root.pk}/"))
    assert claim.statement in page
    assert "Relayed by The sale of the mill" in page


def test_a_source_is_changed(newsroom: Newsroom, ada_desk: Desk) -> None:
    source = newsroom.source(outlet=newsroom.outlet)
    path = f"/desk/sources/{source.pk}/"
    ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"reliability": "B", "published": "2018-10"})
    source.refresh_from_db()
    assert (source.reliability, source.published, source.outlet) == ("B", "2018-10", newsroom.outlet)


def test_a_cycle_of_relays_is_refused_with_its_path(newsroom: Newsroom, ada_desk: Desk) -> None:
    root = newsroom.source("Wire report")
    relaying = newsroom.source("The sale", relays=[root])
    path = f"/desk/sources/{root.pk}/"
    page = ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"relays": [str(relaying.pk)]}, 200)
    assert "A source cannot relay itself: “Wire report” → “The sale” → “Wire report”." in text_of(page)
    assert form_of(page)["relays"] == [str(relaying.pk)]


def test_a_source_that_somebody_else_changed_is_shown(newsroom: Newsroom, ada_desk: Desk) -> None:
    source = newsroom.source()
    path = f"/desk/sources/{source.pk}/"
    opened = form_of(ada_desk.opens(path))
    change_source(source=source, by=newsroom.ben, reliability="B", reliability_reason="A copy.")
    page = ada_desk.sends(path, opened | {"authors": "The registrar"}, 200)
    assert "B · Usually reliable" in text_of(page)
    sent = form_of(page)
    assert (sent["reliability"], sent["authors"]) == (["B"], ["The registrar"])
    ada_desk.sends(path, sent)
    source.refresh_from_db()
    assert (source.reliability, source.authors) == ("B", "The registrar")


def test_sources_are_searched(newsroom: Newsroom, ada_desk: Desk) -> None:
    newsroom.source("Deed of sale")
    assert "Deed of sale" in text_of(ada_desk.opens("/desk/sources/?q=deed"))
    assert "No source holds these words." in text_of(ada_desk.opens("/desk/sources/?q=minutes"))
    ada_desk.opens("/desk/sources/?q=%00", 400)
    ada_desk.opens("/desk/sources/404/", 404)
