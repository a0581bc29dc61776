"""Keeping a source or a quote back, who may say that it counts; and the grade that an outlet proposes."""

from typing import Any

import pytest

from claims.actions.parts import COUNTS_BY_EDITOR
from claims.actions.reference import change_outlet
from claims.actions.sources import DEPARTS, change_source
from claims.forms.evidence import NOTHING_WITHHELD
from claims.models import Evidence, Source
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, page_of, text_of

KEPT = {"withheld_reason": "The witness would be in danger."}
NEW = "/desk/sources/new/"


@pytest.fixture
def described(newsroom: Newsroom) -> dict[str, Any]:
    """A source under an outlet whose default is B, as somebody describes it before grading it."""
    change_outlet(
        outlet=newsroom.outlet,
        by=newsroom.ada,
        default_reliability="B",
        reliability_reason="Right for years.",
    )
    return {"kind": "news_report", "title": "The sale", "outlet": "Valley Courier", "standing": "in_force"}


class TestCounting:
    def test_only_an_editor_sees_the_box(self, newsroom: Newsroom, ada_desk: Desk, eva_desk: Desk) -> None:
        path = f"/desk/sources/{newsroom.source(**KEPT).pk}/"
        assert 'name="withheld_counts"' not in ada_desk.opens(path)
        assert "unless an editor who has seen it says that it counts" in text_of(ada_desk.opens(path))
        assert 'name="withheld_counts"' in eva_desk.opens(path)

    def test_an_editor_says_that_a_source_counts(self, newsroom: Newsroom, eva_desk: Desk) -> None:
        source = newsroom.source(**KEPT)
        path = f"/desk/sources/{source.pk}/"
        eva_desk.sends(path, form_of(eva_desk.opens(path)) | {"withheld_counts": "on"})
        source.refresh_from_db()
        assert source.withheld_counts

    def test_an_analyst_who_posts_it_is_refused(self, newsroom: Newsroom, ada_desk: Desk) -> None:
        source = newsroom.source(**KEPT)
        path = f"/desk/sources/{source.pk}/"
        page = ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"withheld_counts": "on"}, 200)
        assert COUNTS_BY_EDITOR in text_of(page)
        source.refresh_from_db()
        assert not source.withheld_counts

    def test_what_an_editor_said_stays_when_an_analyst_saves_nothing_new(
        self, newsroom: Newsroom, ada_desk: Desk
    ) -> None:
        source = newsroom.source(**KEPT)
        change_source(source=source, by=newsroom.eva, withheld_counts=True)
        path = f"/desk/sources/{source.pk}/"
        ada_desk.sends(path, form_of(ada_desk.opens(path)))
        source.refresh_from_db()
        assert source.withheld_counts

    def test_it_is_taken_back_when_an_analyst_changes_what_the_editor_saw(
        self, newsroom: Newsroom, ada_desk: Desk
    ) -> None:
        source = newsroom.source(**KEPT)
        change_source(source=source, by=newsroom.eva, withheld_counts=True)
        path = f"/desk/sources/{source.pk}/"
        assert "An editor has seen it and says that it counts" in text_of(ada_desk.opens(path))
        ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"authors": "The registrar"})
        source.refresh_from_db()
        assert (source.authors, source.withheld_counts) == ("The registrar", False)

    def test_what_is_public_again_loses_the_mark(self, newsroom: Newsroom, ada_desk: Desk) -> None:
        source = newsroom.source(**KEPT)
        change_source(source=source, by=newsroom.eva, withheld_counts=True)
        path = f"/desk/sources/{source.pk}/"
        ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"withheld_reason": ""})
        source.refresh_from_db()
        assert not source.withheld_counts

    def test_without_a_reason_nothing_is_withheld(self, newsroom: Newsroom, eva_desk: Desk) -> None:
        path = f"/desk/sources/{newsroom.source().pk}/"
        page = eva_desk.sends(path, form_of(eva_desk.opens(path)) | {"withheld_counts": "on"}, 200)
        assert error_beside(page, "withheld_counts") == NOTHING_WITHHELD

    def test_a_quote_is_withheld_and_counted_likewise(
        self, newsroom: Newsroom, ada_desk: Desk, eva_desk: Desk
    ) -> None:
        claim = newsroom.ready()
        item = Evidence.objects.get()
        path = page_of(claim, "evidence", str(item.pk))
        ada_desk.sends(path, form_of(ada_desk.opens(path)) | KEPT)
        assert "It carries nothing." in text_of(ada_desk.opens(page_of(claim)))
        page = ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"withheld_counts": "on"}, 200)
        assert COUNTS_BY_EDITOR in text_of(page)
        eva_desk.sends(path, form_of(eva_desk.opens(path)) | {"withheld_counts": "on"})
        assert "An editor says that it counts." in text_of(ada_desk.opens(page_of(claim)))


class TestOutletDefault:
    def test_it_is_filled_in_and_explained_before_anything_is_saved(
        self, described: dict[str, Any], ada_desk: Desk
    ) -> None:
        page = ada_desk.sends(NEW, described, 200)
        assert "Valley Courier has B as its default" in text_of(page)
        assert 'class="error"' not in page
        sent = form_of(page)
        assert (sent["reliability"], sent["reliability_reason"]) == (["B"], ["Right for years."])
        assert sent["title"] == ["The sale"]
        ada_desk.sends(NEW, sent)
        assert Source.objects.get().reliability == "B"

    def test_leaving_it_ungraded_is_a_choice(self, described: dict[str, Any], ada_desk: Desk) -> None:
        sent = form_of(ada_desk.sends(NEW, described, 200))
        ada_desk.sends(NEW, sent | {"reliability": ""})
        assert Source.objects.get().reliability == ""

    @pytest.mark.parametrize("reason", ["", "Right for years."])
    def test_departing_takes_a_reason_of_its_own(
        self, newsroom: Newsroom, described: dict[str, Any], ada_desk: Desk, reason: str
    ) -> None:
        sent = form_of(ada_desk.sends(NEW, described, 200)) | {
            "reliability": "D",
            "reliability_reason": reason,
        }
        page = ada_desk.sends(NEW, sent, 200)
        departs = DEPARTS.format(outlet="Valley Courier", default="B")
        assert error_beside(page, "reliability_reason") == departs
        ada_desk.sends(NEW, form_of(page) | {"reliability_reason": "A guest wrote it."})
        assert Source.objects.get().reliability == "D"

    def test_it_is_proposed_with_new_evidence_too(
        self, newsroom: Newsroom, described: dict[str, Any], ada_desk: Desk
    ) -> None:
        path = page_of(newsroom.draft(), "evidence/source/new")
        page = ada_desk.sends(path, described, 200)
        assert form_of(page)["reliability"] == ["B"]
        ada_desk.sends(path, form_of(page))
        assert Source.objects.get().reliability == "B"
