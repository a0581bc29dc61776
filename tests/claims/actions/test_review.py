"""Asking editors, and the answers that publish nothing."""

import re

import pytest
from django.db import transaction

from claims import cases, needs
from claims.actions import review
from claims.actions.assessments import request_assessment
from claims.actions.claims import change_claim
from claims.actions.deed import deed, guards_speak
from claims.actions.door import hold_claim, publish_claim, reinstate_claim, release_claim, retract_claim
from claims.actions.parts import add_part, remove_part
from claims.actions.review import (
    close_revision,
    decline_request,
    reject_claim,
    request_reinstatement,
    request_release,
    request_retraction,
    return_claim,
    start_revision,
    submit_claim,
)
from claims.actions.sources import change_source
from claims.choices import Event, Outcome, Publication, Status
from claims.models import Claim, Entry, Submission
from claims.records import content_digest, content_of
from claims.workflow import Refused
from claims.working_copy import WorkingCopy
from tests.cast import Newsroom, seen


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_submitting_says_everything_that_is_missing_at_once(newsroom: Newsroom) -> None:
    with pytest.raises(Refused) as refusal:
        submit_claim(claim=newsroom.draft(), by=newsroom.ada)
    assert refusal.value.sentences == (needs.NO_EVIDENCE, needs.NO_ASSESSMENT)


def test_submitting_closes_the_working_copy(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    assert (submission.asks, submission.correction_class, submission.note) == (Event.PUBLISHED, "", "")
    assert fresh(submission.claim).status == Status.IN_REVIEW


def test_the_first_publication_takes_neither_class_nor_note(newsroom: Newsroom) -> None:
    submission = submit_claim(
        claim=newsroom.ready(), by=newsroom.ada, correction_class="typo", note="A word."
    )
    assert (submission.asks, submission.correction_class, submission.note) == (Event.PUBLISHED, "", "")


@pytest.mark.parametrize(
    ("correction_class", "event"), [("update", Event.UPDATED), ("factual", Event.CORRECTED)]
)
def test_a_change_is_asked_for_as_what_it_is(newsroom: Newsroom, correction_class: str, event: str) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, quote="Two million")
    submission = submit_claim(
        claim=claim, by=newsroom.ada, correction_class=correction_class, note=" More words. "
    )
    assert (submission.asks, submission.note) == (event, "More words.")


def test_a_claim_is_submitted_once(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    with pytest.raises(Refused, match="The working copy is “In review”"):
        submit_claim(claim=submission.claim, by=newsroom.ben)


@pytest.mark.parametrize(
    ("action", "status", "outcome"),
    [(return_claim, Status.RETURNED, Outcome.RETURNED), (reject_claim, Status.REJECTED, Outcome.REJECTED)],
)
def test_sending_back_leaves_readers_with_what_they_have(
    newsroom: Newsroom, action: type, status: str, outcome: str
) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, quote="Two million")
    submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="typo", note="A word.")
    looked_at = seen(claim)
    decision = action(submission=submission, by=newsroom.eva, comment="Not yet.", seen_digest=looked_at)
    claim = fresh(claim)
    assert (claim.status, claim.publication, claim.entries.count()) == (status, Publication.LIVE, 1)
    assert (decision.outcome, decision.reviewed_digest, decision.record_digest) == (outcome, looked_at, "")
    submission.refresh_from_db()
    assert submission.closed_at == decision.decided_at


@pytest.mark.parametrize("action", [return_claim, reject_claim])
def test_sending_back_says_why_and_looks_first(newsroom: Newsroom, action: type) -> None:
    submission = newsroom.submitted()
    with pytest.raises(Refused) as refusal:
        action(submission=submission, by=newsroom.eva, comment=" ", seen_digest="something else")
    assert refusal.value.sentences == (needs.NO_COMMENT, needs.CHANGED_SINCE_SEEN)


@pytest.mark.parametrize("action", [return_claim, reject_claim])
def test_an_analyst_sends_nothing_back(newsroom: Newsroom, action: type) -> None:
    submission = newsroom.submitted()
    with pytest.raises(Refused, match="takes the role of editor; you have analyst"):
        action(submission=submission, by=newsroom.ben, comment="No.", seen_digest=seen(submission.claim))


def test_what_was_returned_is_submitted_again(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    return_claim(submission=submission, by=newsroom.eva, comment="Where?", seen_digest=seen(submission.claim))
    again = submit_claim(claim=submission.claim, by=newsroom.ada)
    assert again.pk != submission.pk
    assert newsroom.publish(again).version == 1


def test_what_was_rejected_is_opened_again(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    reject_claim(submission=submission, by=newsroom.eva, comment="No.", seen_digest=seen(submission.claim))
    assert start_revision(claim=submission.claim, by=newsroom.ben).status == Status.DRAFT


# ── Requests ────────────────────────────────────────────────────────────────────────────────────────


def held(newsroom: Newsroom) -> tuple[Claim, Submission]:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="Disputed.")
    return fresh(claim), Submission.objects.waiting().get(claim=claim)


def retracted(newsroom: Newsroom) -> Claim:
    claim = newsroom.published()
    retract_claim(
        submission=request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill."), by=newsroom.eva
    )
    return fresh(claim)


def test_asking_changes_nothing_yet(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    submission = request_retraction(
        claim=claim, by=newsroom.ada, note=" Wrong mill. ", message="Look at page 3."
    )
    assert (submission.asks, submission.note) == (Event.RETRACTED, "Wrong mill.")
    assert (fresh(claim).status, fresh(claim).publication) == (Status.VERIFIED, Publication.LIVE)


def test_readers_are_told_why(newsroom: Newsroom) -> None:
    with pytest.raises(Refused) as refusal:
        request_retraction(claim=newsroom.published(), by=newsroom.ada, note=" ")
    assert refusal.value.sentences == (needs.NO_NOTE,)


def test_one_asks_once(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
    with pytest.raises(Refused) as refusal:
        request_retraction(claim=claim, by=newsroom.ben, note="Wrong mill.")
    assert refusal.value.sentences == (review.ALREADY_ASKED,)


def test_a_hold_asks_for_its_release_already(newsroom: Newsroom) -> None:
    claim, _ = held(newsroom)
    with pytest.raises(Refused) as refusal:
        request_release(claim=claim, by=newsroom.ada, note="It is settled.")
    assert refusal.value.sentences == (review.ALREADY_ASKED,)


def test_what_is_not_held_is_not_released(newsroom: Newsroom) -> None:
    with pytest.raises(Refused, match="The entry is “Live”; this needs it to be “On hold”"):
        request_release(claim=newsroom.published(), by=newsroom.ada, note="It is settled.")


def test_declining_leaves_the_entry_as_it_stands(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    submission = request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
    decision = decline_request(submission=submission, by=newsroom.eva, comment="It is the right one.")
    assert decision.outcome == Outcome.REJECTED
    assert fresh(claim).publication == Publication.LIVE
    with pytest.raises(Refused, match=needs.NO_OPEN_SUBMISSION):
        retract_claim(submission=submission, by=newsroom.eva)


def test_a_decision_on_a_request_names_what_stands(newsroom: Newsroom) -> None:
    """Not the working copy, which may be in revision: readers never saw that."""
    claim = newsroom.published()
    stood = content_digest(cases.standing_content(claim) or {})
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, quote="Two million")
    submission = request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
    retract_claim(submission=submission, by=newsroom.eva)
    assert submission.decision.reviewed_digest == stood != seen(claim)


def test_nobody_declines_what_they_asked(newsroom: Newsroom) -> None:
    _, submission = held(newsroom)
    with pytest.raises(Refused, match=needs.SUBMITTED_BY_YOU):
        decline_request(submission=submission, by=newsroom.eva, comment="It stays.")
    decline_request(submission=submission, by=newsroom.egon, comment="It stays.")


@pytest.mark.parametrize("action", [return_claim, reject_claim])
def test_a_request_is_not_sent_back_like_a_review(newsroom: Newsroom, action: type) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="Read again.")
    submit_claim(claim=claim, by=newsroom.ada, correction_class="typo", note="A word.")
    request = request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
    with pytest.raises(Refused, match="This asks for “Retracted”, not to “re"):
        action(submission=request, by=newsroom.eva, comment="No.", seen_digest=seen(claim))


def test_a_review_is_not_declined_like_a_request(newsroom: Newsroom) -> None:
    """It would close the submission and leave the claim in review with nobody to decide."""
    submission = newsroom.submitted()
    with pytest.raises(Refused, match="This asks for “Published”, not to “decline”"):
        decline_request(submission=submission, by=newsroom.eva, comment="No.")
    assert newsroom.publish(submission).version == 1


def test_after_a_kept_hold_a_release_is_asked_for_again(newsroom: Newsroom) -> None:
    claim, submission = held(newsroom)
    decline_request(submission=submission, by=newsroom.egon, comment="It stays.")
    again = request_release(claim=claim, by=newsroom.ada, note="It is settled.")
    release_claim(submission=again, by=newsroom.eva)
    assert fresh(claim).publication == Publication.LIVE


def test_a_request_lapses_when_there_is_nothing_left_to_do(newsroom: Newsroom) -> None:
    """A hold became a retraction: lifting it is no question any more, and a later hold can ask anew."""
    claim, release = held(newsroom)
    retract_claim(
        submission=request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill."), by=newsroom.eva
    )
    release.refresh_from_db()
    assert release.closed_at is not None
    assert not Submission.objects.waiting().filter(claim=claim).exists()
    reinstate_claim(
        submission=request_reinstatement(claim=claim, by=newsroom.ada, note="Right mill."), by=newsroom.eva
    )
    hold_claim(claim=claim, by=newsroom.eva, note="Disputed again.")
    assert Submission.objects.waiting().get(claim=claim).asks == Event.RELEASED


def test_a_request_that_still_makes_sense_does_not_lapse(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    submission = request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
    hold_claim(claim=claim, by=newsroom.eva, note="Disputed.")
    submission.refresh_from_db()
    assert submission.closed_at is None


def test_a_revision_goes_on_whatever_readers_see(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="Read again.")
    submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="typo", note="A word.")
    retract_claim(
        submission=request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill."), by=newsroom.eva
    )
    assert fresh(claim).status == Status.IN_REVIEW
    with pytest.raises(Refused, match="The entry is “Retracted”"):
        publish_claim(submission=submission, by=newsroom.eva, seen_digest=seen(claim))
    return_claim(
        submission=submission, by=newsroom.eva, comment="Retracted meanwhile.", seen_digest=seen(claim)
    )
    assert Entry.objects.filter(claim=claim).count() == 2


def test_what_is_retracted_is_not_retracted_again(newsroom: Newsroom) -> None:
    with pytest.raises(Refused, match="The entry is “Retracted”"):
        request_retraction(claim=retracted(newsroom), by=newsroom.ada, note="Again.")


# ── Closing a revision that changes nothing ─────────────────────────────────────────────────────────


def test_a_revision_that_changes_nothing_is_closed(newsroom: Newsroom) -> None:
    """Also after a change that was taken back, and after an editor sent it back; by whoever writes."""
    claim = newsroom.published()
    before = content_of(WorkingCopy.of(claim))
    start_revision(claim=claim, by=newsroom.ada)
    assert fresh(claim).opened_with
    assert close_revision(claim=claim, by=newsroom.ben).status == Status.VERIFIED
    assert fresh(claim).opened_with == ""
    start_revision(claim=claim, by=newsroom.ben)
    change_claim(claim=claim, by=newsroom.ben, quote="Two million")
    added = add_part(claim=claim, kind="appearances", by=newsroom.ben, place="Town hall")
    submission = submit_claim(claim=claim, by=newsroom.ben, correction_class="typo", note="A word.")
    return_claim(submission=submission, by=newsroom.eva, comment="No.", seen_digest=seen(claim))
    with pytest.raises(Refused, match=re.escape(needs.STILL_CHANGED)):
        close_revision(claim=claim, by=newsroom.ben)
    change_claim(claim=claim, by=newsroom.ada, quote=before["quote"])
    remove_part(part=added, by=newsroom.ada)
    close_revision(claim=claim, by=newsroom.eva)
    assert (fresh(claim).status, fresh(claim).publication) == (Status.VERIFIED, Publication.LIVE)
    assert (content_of(WorkingCopy.of(claim)), claim.entries.count()) == (before, 1)
    hold_claim(claim=claim, by=newsroom.eva, note="Disputed.")
    start_revision(claim=claim, by=newsroom.ada)
    close_revision(claim=claim, by=newsroom.ada)
    assert (fresh(claim).status, fresh(claim).publication) == (Status.VERIFIED, Publication.HELD)


def test_what_was_never_published_or_is_asked_about_is_not_closed(newsroom: Newsroom) -> None:
    draft = newsroom.ready()
    with pytest.raises(Refused, match="The entry is “Not published”"):
        close_revision(claim=draft, by=newsroom.ada)
    claim = newsroom.published("The ferry was sold in 2014.")
    with pytest.raises(Refused, match="The working copy is “Verified”"):
        close_revision(claim=claim, by=newsroom.ada)
    start_revision(claim=claim, by=newsroom.ada)
    with pytest.raises(Refused, match="takes the role of"):
        close_revision(claim=claim, by=newsroom.ines)
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    with pytest.raises(Refused, match=re.escape(needs.SECOND_OPEN.format(analyst="Ben"))):
        close_revision(claim=claim, by=newsroom.ada)
    assert fresh(claim).status == Status.DRAFT


def test_a_shared_source_that_changed_keeps_a_revision_open(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    change_source(source=claim.evidence.get().source, by=newsroom.ben, title="Another extract")
    with pytest.raises(Refused, match=re.escape(needs.STILL_CHANGED)):
        close_revision(claim=claim, by=newsroom.ada)


def test_nothing_that_was_changed_inside_is_closed_nor_by_the_database(newsroom: Newsroom) -> None:
    """What no record tells counts as well: the claim stands verified only as it was approved."""
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, about_living_person=True)
    with pytest.raises(Refused, match=re.escape(needs.NOT_AS_OPENED)):
        close_revision(claim=claim, by=newsroom.ada)
    changed = pytest.raises(Refused, match="was changed since its revision was opened")
    with deed(by=newsroom.ada, why="Past the action"), changed, guards_speak(), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(status=Status.VERIFIED)
    neither = pytest.raises(Refused, match="neither analyst nor editor")
    with deed(by=newsroom.ines, why="Past the action"), neither, guards_speak(), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(status=Status.VERIFIED)
    # The digest is the database's own: nobody writes it, and nobody keeps it over a change.
    with deed(by=newsroom.ada, why="Past the action"):
        opened = fresh(claim).opened_with
        Claim.objects.filter(pk=claim.pk).update(opened_with="0" * 64)
        assert fresh(claim).opened_with == opened
