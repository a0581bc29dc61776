"""What is kept back for somebody's safety: who lets it count, and that nothing of it gets out."""

import json
from typing import Any

import pytest

from claims.actions import parts as part_actions
from claims.actions.parts import add_part, change_part
from claims.actions.reference import add_outlet
from claims.actions.review import submit_claim
from claims.actions.sources import add_source, change_source
from claims.choices import Confidence
from claims.models import Claim, Edition, Entry, Evidence, Outlet, Source, Subject
from claims.projection import subjects_of
from claims.records import content_of, parse
from claims.workflow import Refused
from claims.working_copy import WorkingCopy
from tests.cast import Newsroom

WHY = "The witness would be in danger."
SECRETS = {
    "title": "Statement of the night porter",
    "authors": "Somebody with a name",
    "url": "https://example.org/night-porter",
    "archived_url": "https://archive.example.org/night-porter",
    "published": "2018-10-17",
    "accessed": "2018-10-18",
    "reliability_reason": "Was at the door that night.",
}


def withheld_source(newsroom: Newsroom, **fields: Any) -> Source:
    return newsroom.source(**{"withheld_reason": WHY, **fields})


def cite(newsroom: Newsroom, claim: Claim, source: Source, **fields: Any) -> Evidence:
    defaults = {"stance": "supports", "credibility": "2"}
    item = add_part(claim=claim, kind="evidence", by=newsroom.ada, source=source, **{**defaults, **fields})
    assert isinstance(item, Evidence)
    return item


def ceiling(claim: Claim) -> Confidence:
    return WorkingCopy.of(claim).weighing_for(5).ceiling


class TestWhoLetsItCount:
    def test_an_analyst_does_not_add_a_source_that_counts(self, newsroom: Newsroom) -> None:
        with pytest.raises(Refused) as refused:
            withheld_source(newsroom, withheld_counts=True)
        assert refused.value.sentences == (part_actions.COUNTS_BY_EDITOR,)

    def test_an_editor_does(self, newsroom: Newsroom) -> None:
        source = add_source(
            by=newsroom.eva, title="Statement", kind="interview", withheld_reason=WHY, withheld_counts=True
        )
        assert source.withheld_counts

    def test_an_analyst_does_not_let_a_source_count_later(self, newsroom: Newsroom) -> None:
        source = withheld_source(newsroom)
        with pytest.raises(Refused):
            change_source(source=source, by=newsroom.ada, withheld_counts=True)
        source.refresh_from_db()
        assert not source.withheld_counts

    def test_not_by_way_of_a_form_that_wrote_into_the_source_before(self, newsroom: Newsroom) -> None:
        source = withheld_source(newsroom)
        source.withheld_counts = True
        with pytest.raises(Refused):
            change_source(source=source, by=newsroom.ada, withheld_counts=True)

    def test_an_editor_lets_a_source_count_later(self, newsroom: Newsroom) -> None:
        source = change_source(source=withheld_source(newsroom), by=newsroom.eva, withheld_counts=True)
        assert source.withheld_counts

    def test_an_analysts_change_takes_the_editors_word_back(self, newsroom: Newsroom) -> None:
        source = add_source(
            by=newsroom.eva, kind="interview", title="Porter", withheld_reason=WHY, withheld_counts=True
        )
        changed = change_source(source=source, by=newsroom.ada, title="Night porter", withheld_counts=True)
        assert not changed.withheld_counts

    def test_a_save_that_changes_nothing_leaves_it(self, newsroom: Newsroom) -> None:
        source = add_source(
            by=newsroom.eva, kind="interview", title="Porter", withheld_reason=WHY, withheld_counts=True
        )
        assert change_source(source=source, by=newsroom.ada, title="Porter").withheld_counts

    def test_another_editors_change_leaves_it(self, newsroom: Newsroom) -> None:
        source = add_source(
            by=newsroom.eva, kind="interview", title="Porter", withheld_reason=WHY, withheld_counts=True
        )
        assert change_source(source=source, by=newsroom.egon, title="Night porter").withheld_counts

    def test_an_analyst_may_stop_it_from_counting(self, newsroom: Newsroom) -> None:
        source = change_source(source=withheld_source(newsroom), by=newsroom.eva, withheld_counts=True)
        assert not change_source(source=source, by=newsroom.ada, withheld_counts=False).withheld_counts

    def test_a_quote_likewise(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft()
        item = cite(newsroom, claim, newsroom.source(), withheld_reason=WHY)
        with pytest.raises(Refused):
            change_part(part=item, by=newsroom.ada, withheld_counts=True)
        with pytest.raises(Refused):
            cite(newsroom, claim, newsroom.source("Deed"), withheld_reason=WHY, withheld_counts=True)
        change_part(part=item, by=newsroom.eva, withheld_counts=True)
        item.refresh_from_db()
        assert item.withheld_counts


class TestWhatItCarries:
    def test_a_source_nothing_unless_stated(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft()
        source = withheld_source(newsroom)
        cite(newsroom, claim, source)
        assert ceiling(claim) == Confidence.LOW
        change_source(source=source, by=newsroom.eva, withheld_counts=True)
        assert ceiling(claim) == Confidence.MODERATE

    def test_a_quote_nothing_unless_stated(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft()
        item = cite(newsroom, claim, newsroom.source(), withheld_reason=WHY)
        assert ceiling(claim) == Confidence.LOW
        change_part(part=item, by=newsroom.eva, withheld_counts=True)
        assert ceiling(claim) == Confidence.MODERATE

    def test_what_relays_a_withheld_source_nothing_either(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft()
        source = withheld_source(newsroom)
        cite(newsroom, claim, newsroom.source("Morning paper", relays=[source]))
        assert ceiling(claim) == Confidence.LOW
        change_source(source=source, by=newsroom.eva, withheld_counts=True)
        assert ceiling(claim) == Confidence.MODERATE

    def test_it_contradicts_nothing_unless_stated(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft()
        cite(newsroom, claim, newsroom.source("Deed"))
        cite(newsroom, claim, newsroom.source("Land register"))
        source = withheld_source(newsroom)
        cite(newsroom, claim, source, stance="refutes")
        assert ceiling(claim) == Confidence.HIGH
        change_source(source=source, by=newsroom.eva, withheld_counts=True)
        assert ceiling(claim) == Confidence.MODERATE

    @pytest.mark.parametrize("counts", [False, True])
    def test_readers_are_told_which(self, newsroom: Newsroom, counts: bool) -> None:
        claim = newsroom.draft()
        source = withheld_source(newsroom)
        if counts:
            change_source(source=source, by=newsroom.eva, withheld_counts=True)
        cite(newsroom, claim, source)
        content = content_of(WorkingCopy.of(claim))
        assert content["evidence"][0]["withheld_counts"] is counts
        assert content["sources"][0]["withheld_counts"] is counts
        assert content["sources"][0]["withheld"] == WHY


@pytest.fixture
def secret_outlet(newsroom: Newsroom) -> Outlet:
    return add_outlet(by=newsroom.ada, slug="night-porters", name="Night Porters' Gazette", kind="newspaper")


class TestNothingGetsOut:
    @pytest.fixture
    def published(self, newsroom: Newsroom, secret_outlet: Outlet) -> Entry:
        """Published with a source withheld, one behind it, and a quote withheld of an open source."""
        behind = newsroom.source("What the porter's sister heard", outlet=secret_outlet)
        source = withheld_source(newsroom, **SECRETS, kind="interview", outlet=secret_outlet, relays=[behind])
        claim = newsroom.ready()
        cite(newsroom, claim, source, quote="I opened the door", locator="minute 4", note="He was there.")
        cite(
            newsroom,
            claim,
            newsroom.source("Hotel book"),
            withheld_reason=WHY,
            quote="Room 12 was his",
            locator="line 9",
            note="In the porter's hand.",
        )
        return newsroom.publish(submit_claim(claim=claim, by=newsroom.ada))

    KEPT_BACK = (
        *SECRETS.values(),
        "interview",
        "Night Porters' Gazette",
        "night-porters",
        "What the porter's sister heard",
        "I opened the door",
        "minute 4",
        "He was there.",
        "Room 12 was his",
        "line 9",
        "In the porter's hand.",
    )

    def test_not_in_the_bytes_of_record_and_statement(self, published: Entry) -> None:
        body = published.record_body.body
        assert body is not None
        record, statement = bytes(body).decode(), bytes(published.statement).decode()
        for secret in self.KEPT_BACK:
            assert json.dumps(secret, ensure_ascii=False)[1:-1] not in record, secret
            assert secret not in statement, secret
        assert WHY in record
        assert "Hotel book" in record

    def test_not_in_what_readers_list_and_search(self, published: Entry) -> None:
        edition = str(Edition.objects.filter(entry=published).values())
        subjects = str(list(Subject.objects.values()))
        for secret in self.KEPT_BACK:
            assert secret not in edition, secret
            assert secret not in subjects, secret

    def test_not_in_the_subjects_of_the_entry(self, published: Entry) -> None:
        assert published.record_body.body is not None
        found = subjects_of(published, parse(published.record_body.body))
        assert {subject.slug for subject in found if subject.kind == "outlet"} == {"valley-courier"}

    def test_the_record_keeps_grade_and_standing(self, published: Entry) -> None:
        assert published.record_body.body is not None
        sources = parse(published.record_body.body)["content"]["sources"]
        (kept_back,) = [row for row in sources if row["withheld"]]
        assert set(kept_back) == {"ref", "reliability", "standing", "withheld", "withheld_counts"}
