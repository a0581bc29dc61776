"""The history of a record, as people read it."""

from typing import Any

from claims.actions.assessments import request_assessment
from claims.actions.claims import assign_claim, change_claim
from claims.actions.parts import add_part, change_part, remove_part
from claims.actions.reference import change_topic
from claims.actions.sources import change_source
from claims.history import FieldChange, has_history, timeline
from claims.models import Claim, Decision, Evidence
from tests.cast import Newsroom


def labels(obj: Any) -> list[str]:
    return [change.label for change in timeline(obj)]


def test_a_change_is_told_with_who_and_why(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    change_claim(
        claim=claim, by=newsroom.ben, why="Mended the wording", statement="The mill was sold twice in 2018."
    )
    newest = next(change for change in timeline(claim) if change.label == "Claim changed")
    assert (newest.person, newest.why) == ("Ben", "Mended the wording")
    assert newest.fields == (
        FieldChange(
            "statement", "The mill was sold for 2 million euros in 2018.", "The mill was sold twice in 2018."
        ),
    )


def test_the_parts_belong_to_the_history_of_their_claim(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    evidence = add_part(
        claim=claim, kind="evidence", by=newsroom.ada, source=newsroom.source(), stance="supports"
    )
    change_part(part=evidence, by=newsroom.ben, credibility="2")
    remove_part(part=evidence, by=newsroom.eva)
    removed, changed, added = [change for change in timeline(claim) if change.label.startswith("Evidence")]
    assert [each.person for each in (removed, changed, added)] == ["Eva", "Ben", "Ada"]
    assert changed.fields == (FieldChange("credibility", "", "Probably true"),)
    assert FieldChange("source", "", "Land registry extract") in added.fields
    assert FieldChange("stance", "Supports", "") in removed.fields


def test_names_stand_where_keys_are_kept(newsroom: Newsroom) -> None:
    claim = assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    assert FieldChange("assignee", "", "Ben") in [
        field for change in timeline(claim) for field in change.fields
    ]


def test_assessments_and_decisions_stand_among_the_rest(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    found = {change.label: change for change in timeline(claim)}
    assert FieldChange("verdict", "", "True") in found["Assessment added"].fields
    assert found["Decision added"].person == "Eva"
    assert FieldChange("status", "In review", "Verified") in found["Claim changed"].fields or any(
        FieldChange("status", "In review", "Verified") in change.fields for change in timeline(claim)
    )


def test_the_newest_comes_first(own_database: str, newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    change_claim(claim=claim, by=newsroom.ben, quote="Two million for the mill")
    moments = [change.at for change in timeline(claim)]
    assert moments == sorted(moments, reverse=True)
    assert timeline(claim)[0].label == "Claim changed"


def test_a_second_analyst_reads_no_verdict_before_theirs(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    assert "Assessment added" in [change.label for change in timeline(claim, viewer=newsroom.ada)]
    assert "Assessment added" not in [change.label for change in timeline(claim, viewer=newsroom.ben)]


def test_a_source_shows_what_it_relays(newsroom: Newsroom) -> None:
    wire, paper = newsroom.source("Wire report"), newsroom.source("Paper report")
    change_source(source=paper, by=newsroom.ben, relays=[wire])
    newest = timeline(paper)[0]
    assert (newest.label, newest.person) == ("Relay added", "Ben")
    assert newest.fields == (FieldChange("relayed source", "", "Wire report"),)


def test_shared_records_have_a_history_of_their_own(newsroom: Newsroom) -> None:
    change_topic(topic=newsroom.topic, by=newsroom.eva, label="Real estate")
    assert timeline(newsroom.topic)[0].fields == (FieldChange("label", "Property", "Real estate"),)
    assert labels(newsroom.topic) == ["Topic changed", "Topic added"]


def test_what_is_never_edited_has_none() -> None:
    assert has_history(Claim)
    assert has_history(Evidence)
    assert not has_history(Decision)


def test_a_long_history_asks_few_questions(newsroom: Newsroom, django_assert_max_num_queries: Any) -> None:
    claim = newsroom.draft()
    for place in range(8):
        add_part(
            claim=claim,
            kind="evidence",
            by=newsroom.ada,
            source=newsroom.source(f"Source {place}"),
            stance="supports",
        )
    with django_assert_max_num_queries(16):
        assert len(timeline(claim)) > 8
