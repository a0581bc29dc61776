"""What happened and is history in itself, in the timeline of its record."""

from django.utils import translation

from claims.actions.assessments import give_second_assessment, request_assessment, withdraw_request
from claims.actions.claims import log_claim
from claims.actions.comments import add_comment
from claims.actions.desk import judge_match
from claims.actions.door import hold_claim
from claims.actions.fairness import declare_conflict, end_conflict, waive_gate
from claims.actions.merging import merge_draft, unmerge_draft
from claims.actions.review import return_claim, submit_claim
from claims.actions.sources import mark_source_fallen
from claims.differences import Difference
from claims.history import timeline
from claims.models import Claim, ConflictOfInterest
from claims.row_history import Change
from claims.telling import HOLD_OPENS, message_told
from tests.cast import Newsroom, seen


def told(claim: Claim) -> dict[str, Change]:
    """What happened in itself, by its label; the newest of each."""
    return {change.label: change for change in reversed(timeline(claim)) if not change.deed}


def texts(change: Change) -> dict[str, str]:
    return {field.label: field.new for field in change.fields}


def test_from_assessment_to_entry(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    found = told(claim)
    assert [each for each in found if not each.startswith("Entry")] == [
        "Assessment given", "Editors asked", "Editor’s decision",
    ]  # fmt: skip
    assert Difference("verdict", "", "True") in found["Assessment given"].fields
    assert texts(found["Editors asked"])["that this be"] == "published"
    assert (found["Editor’s decision"].person, texts(found["Editor’s decision"])["outcome"]) == (
        "Eva", "Approved",
    )  # fmt: skip
    entry = claim.entries.get()
    assert found[f"Entry {entry.index} of the public log: version 1"].address == f"/claims/{claim.number}/v1/"


def test_a_return_with_the_editors_words(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    return_claim(
        submission=submission, by=newsroom.eva, comment="Which year?", seen_digest=seen(submission.claim)
    )
    assert texts(told(submission.claim)["Editor’s decision"])["comment"] == "Which year?"


def test_second_assessments_asked_withdrawn_and_given(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    withdraw_request(
        request=request_assessment(claim=claim, analyst=newsroom.egon, by=newsroom.eva), by=newsroom.eva
    )
    request = request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva, reason="A case is near.")
    give_second_assessment(
        request=request, by=newsroom.ben, verdict=newsroom.verdict("mixed"), confidence="low", rationale="So."
    )
    found = told(claim)
    assert texts(found["Second assessment asked for"]) == {"of": "Ben", "reason": "A case is near."}
    assert texts(found["Request for a second assessment withdrawn"]) == {"of": "Egon"}
    assert found["Second assessment given"].person == "Ben"


def test_a_comparison_stands_in_both_histories(newsroom: Newsroom) -> None:
    claim, other = newsroom.draft(), newsroom.draft("The ferry was sold in 2014 to a bank.")
    judge_match(claim=claim, other=other, sameness="different", by=newsroom.ben)
    for each in (claim, other):
        assert texts(told(each)["Compared with another claim"])["judged"] == "Different"


def test_a_merge_and_its_undoing(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.draft("The ferry was sold in 2014 to a bank.")
    merge_draft(claim=claim, into=into, by=newsroom.ada, why="The same sale.")
    unmerge_draft(claim=claim, by=newsroom.ada)
    for each in (claim, into):
        assert texts(told(each)["Merged"])["why"] == "The same sale."
        assert "Merge undone" in told(each)


def test_a_waiver_with_its_public_reason(newsroom: Newsroom) -> None:
    claim = log_claim(
        by=newsroom.ada, statement="The mayor sold the mill to himself.", about_living_person=True
    )
    waive_gate(claim=claim, by=newsroom.eva, gate="reply", reason="The mayor has died since.")
    assert texts(told(claim)["Rule of fairness waived"])["public reason"] == "The mayor has died since."


def test_a_fallen_source_in_the_history_of_claim_and_source(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    source = claim.evidence.get().source
    mark_source_fallen(source=source, by=newsroom.ada, reason="It was forged.", standing="retracted")
    assert texts(told(claim)["To look at again: a source fell"])["reason"] == "It was forged."
    labels = [change.label for change in timeline(source)]
    assert "A claim that rests on it queued to look at again" in labels


def test_a_conflict_of_interest_is_told_without_its_reason(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    declare_conflict(
        person=newsroom.ben, by=newsroom.ben, topic=newsroom.topic, reason="My sister sells mills."
    )
    end_conflict(conflict=ConflictOfInterest.objects.get(), by=newsroom.ines)
    found = told(claim)
    assert texts(found["Conflict of interest declared"]) == {"person": "Ben", "about": "Property"}
    assert "Conflict of interest ended" in found
    assert "My sister" not in str(timeline(claim))
    for record in (newsroom.ben, newsroom.topic):
        assert "Conflict of interest declared" in [change.label for change in timeline(record)]


def test_comments_are_left_out_of_it(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    add_comment(claim=claim, by=newsroom.ben, text="Zwirbelfink")
    assert "Zwirbelfink" not in str(timeline(claim))


def test_whoever_assesses_blind_reads_nothing_telling(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    claim = submission.claim
    return_claim(submission=submission, by=newsroom.eva, comment="You say true.", seen_digest=seen(claim))
    submit_claim(claim=claim, by=newsroom.ada, message="Still true.")
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    assert [change for change in timeline(claim, viewer=newsroom.ben) if not change.deed] == []
    assert [change for change in timeline(claim, viewer=newsroom.ada) if not change.deed] != []


def test_what_a_hold_asks_is_told_in_the_language_of_the_page(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="Disputed.")
    assert HOLD_OPENS in {field.new for change in timeline(claim) for field in change.fields}
    submission = claim.submissions.get(asks="released")
    with translation.override("it"):
        assert message_told(submission).startswith("Aperta dalla sospensione")
        submission.message = "Opened by me."
        assert message_told(submission) == "Opened by me."
