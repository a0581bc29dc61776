"""What changed in the rows of a record, as people read it."""

from typing import Any

from claims.actions.assessments import request_assessment
from claims.actions.claims import assign_claim, change_claim
from claims.actions.parts import add_part, change_part, remove_part
from claims.actions.people import change_roles, require_second_factor
from claims.actions.reference import change_claimant, change_outlet, change_topic
from claims.actions.sources import change_source
from claims.choices import Role
from claims.differences import Difference
from claims.history import has_history, timeline
from claims.models import Claim, Decision, Evidence
from claims.row_history import PARTS
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
        Difference(
            "statement", "The mill was sold for 2 million euros in 2018.", "The mill was sold twice in 2018."
        ),
    )


def test_what_changed_is_marked_word_by_word(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    statement = "The old mill was sold for 2 million euros in 2018."
    change_claim(claim=claim, by=newsroom.ben, statement=statement)
    (field,) = next(change for change in timeline(claim) if change.label == "Claim changed").fields
    assert [text.strip() for op, text in field.words if op == "added"] == ["old"]


def test_the_parts_belong_to_the_history_of_their_claim(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    evidence = add_part(
        claim=claim, kind="evidence", by=newsroom.ada, source=newsroom.source(), stance="supports"
    )
    change_part(part=evidence, by=newsroom.ben, credibility="2")
    remove_part(part=evidence, by=newsroom.eva)
    removed, changed, added = [change for change in timeline(claim) if change.label.startswith("Evidence")]
    assert [each.person for each in (removed, changed, added)] == ["Eva", "Ben", "Ada"]
    assert changed.fields == (Difference("credibility", "", "Probably true"),)
    assert Difference("source", "", "Land registry extract") in added.fields
    assert Difference("stance", "Supports", "") in removed.fields


def test_every_kind_of_part_is_there(newsroom: Newsroom) -> None:
    claim, other = newsroom.ready(), newsroom.draft("The ferry was sold in 2014 to a bank.")
    source = claim.evidence.get().source
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="variant_of", other=other)
    add_part(
        claim=claim,
        kind="rates",
        by=newsroom.ada,
        source=source,
        base="EUR",
        quote="USD",
        rate="1.5",
        on="2018",
    )
    reply = add_part(
        claim=claim,
        kind="replies",
        by=newsroom.ada,
        asked_of="The mayor",
        asked_on="2018-11",
        how="By letter",
    )
    change_part(part=reply, by=newsroom.ada, answer="No comment.")
    found = labels(claim)
    for label in (
        "Topic added", "Figure added", "Appearance added", "Related claim added", "Evidence added",
        "Exchange rate added", "Request for reply added", "Request for reply changed",
    ):  # fmt: skip
        assert label in found
    assert len(PARTS[Claim]) == 7


def test_names_stand_where_keys_are_kept(newsroom: Newsroom) -> None:
    claim = assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    assert Difference("assignee", "", "Ben") in [
        field for change in timeline(claim) for field in change.fields
    ]


def test_a_source_shows_what_it_relays(newsroom: Newsroom) -> None:
    wire, paper = newsroom.source("Wire report"), newsroom.source("Paper report")
    change_source(source=paper, by=newsroom.ben, relays=[wire])
    newest = timeline(paper)[0]
    assert (newest.label, newest.person) == ("Relay added", "Ben")
    assert newest.fields == (Difference("relayed source", "", "Wire report"),)


def test_shared_records_have_a_history_of_their_own(newsroom: Newsroom) -> None:
    change_topic(topic=newsroom.topic, by=newsroom.eva, label="Real estate")
    change_claimant(claimant=newsroom.claimant, by=newsroom.eva, name="The former mayor")
    change_outlet(outlet=newsroom.outlet, by=newsroom.eva, name="Hill Courier")
    assert timeline(newsroom.topic)[0].fields == (Difference("label", "Property", "Real estate"),)
    assert labels(newsroom.topic) == ["Topic changed", "Topic added"]
    assert labels(newsroom.claimant) == ["Claimant changed", "Claimant added"]
    assert labels(newsroom.outlet) == ["Outlet changed", "Outlet added"]


def test_a_persons_roles_belong_to_their_history(newsroom: Newsroom) -> None:
    change_roles(person=newsroom.ben, by=newsroom.ines, roles=[Role.EDITOR])
    told = {(change.label, change.person): change.fields for change in timeline(newsroom.ben)}
    assert told["Role added", "Ines"] == (Difference("role", "", "Editor"),)
    assert told["Role removed", "Ines"] == (Difference("role", "Analyst", ""),)


def test_a_rule_of_sign_in_has_one(newsroom: Newsroom) -> None:
    require_second_factor(role=Role.EDITOR, required=True, by=newsroom.ines)
    rule = require_second_factor(role=Role.EDITOR, required=False, by=newsroom.ines)
    assert timeline(rule)[0].fields == (Difference("second factor required", "yes", "no"),)


def test_what_is_never_edited_has_none() -> None:
    assert has_history(Claim)
    assert has_history(Evidence)
    assert not has_history(Decision)


def test_a_second_analyst_reads_no_verdict_before_theirs(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    assert "Assessment given" in [change.label for change in timeline(claim, viewer=newsroom.ada)]
    assert "Assessment given" not in [change.label for change in timeline(claim, viewer=newsroom.ben)]
