"""The door: what goes through it, and what is refused there."""

import pytest

from claims import cases, merkle, needs
from claims.actions import door
from claims.actions.door import hold_claim, publish_claim, reinstate_claim, release_claim, retract_claim
from claims.actions.parts import change_part
from claims.actions.review import request_reinstatement, request_retraction, start_revision, submit_claim
from claims.actions.sources import change_source
from claims.choices import Event, Publication, Status
from claims.models import Claim, Decision, Edition, Entry, Evidence, RecordBody, Submission
from claims.workflow import Refused
from tests.cast import Newsroom, seen


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_publishing_does_everything_at_once(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    entry = publish_claim(
        submission=submission, by=newsroom.eva, seen_digest=seen(submission.claim), comment=" Good. "
    )
    claim = fresh(submission.claim)
    assert (claim.status, claim.publication, claim.number, claim.content_index) == (
        Status.VERIFIED,
        Publication.LIVE,
        1,
        entry.index,
    )
    assert (entry.version, entry.event, entry.published_by, entry.demo) == (
        1,
        Event.PUBLISHED,
        newsroom.eva,
        False,
    )
    assert entry.decision is not None
    assert (entry.decision.outcome, entry.decision.comment) == ("approved", "Good.")
    assert entry.decision.record_digest == entry.record_digest
    assert RecordBody.objects.filter(entry=entry).exists()
    assert Edition.objects.get(number=1).entry == entry
    submission.refresh_from_db()
    assert submission.closed_at is not None


def test_the_tree_grows_by_one_leaf_an_entry(newsroom: Newsroom) -> None:
    newsroom.corrected(newsroom.published())
    entries = list(Entry.objects.order_by("index"))
    leaves = [merkle.leaf_hash(bytes(entry.statement)) for entry in entries]
    for size, entry in enumerate(entries, start=1):
        assert bytes(entry.leaf_hash) == leaves[size - 1]
        assert bytes(entry.root_hash) == merkle.root(leaves[:size])
        assert merkle.Frontier.from_bytes(bytes(entry.frontier)).size == size


def test_numbers_are_given_at_publication_so_that_gaps_tell_nothing(newsroom: Newsroom) -> None:
    newsroom.draft("A draft that comes to nothing.")
    first = newsroom.published("The first claim that readers see.")
    newsroom.draft("Another draft that comes to nothing.")
    second = newsroom.published("The second claim that readers see.")
    assert (first.number, second.number) == (1, 2)


def test_an_editor_who_looked_at_something_else_publishes_nothing(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    looked_at = seen(submission.claim)
    change_source(
        source=Evidence.objects.get(claim=submission.claim).source, by=newsroom.ben, authors="A. Clerk"
    )
    with pytest.raises(Refused) as refusal:
        publish_claim(submission=submission, by=newsroom.eva, seen_digest=looked_at)
    assert refusal.value.sentences == (needs.CHANGED_SINCE_SEEN,)
    assert not Decision.objects.exists()


def test_a_contributor_publishes_nothing(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    change_part(part=Evidence.objects.get(claim=claim), by=newsroom.egon, locator="page 12")
    submission = submit_claim(claim=claim, by=newsroom.ada)
    with pytest.raises(Refused) as refusal:
        publish_claim(submission=submission, by=newsroom.egon, seen_digest=seen(claim))
    assert refusal.value.sentences == (needs.CONTRIBUTED.format(what="evidence"),)


def test_a_submitter_publishes_nothing(newsroom: Newsroom) -> None:
    submission = submit_claim(claim=newsroom.ready(), by=newsroom.eva)
    with pytest.raises(Refused) as refusal:
        newsroom.publish(submission)
    assert refusal.value.sentences == (needs.SUBMITTED_BY_YOU,)


@pytest.mark.parametrize("who", ["ben", "ines"])
def test_only_editors_publish(newsroom: Newsroom, who: str) -> None:
    submission = newsroom.submitted()
    with pytest.raises(Refused, match="This takes the role of editor"):
        publish_claim(submission=submission, by=getattr(newsroom, who), seen_digest=seen(submission.claim))


def test_what_became_untrue_since_the_submission_is_checked_again(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    change_source(source=Evidence.objects.get(claim=submission.claim).source, by=newsroom.ben, reliability="")
    with pytest.raises(Refused) as refusal:
        publish_claim(submission=submission, by=newsroom.eva, seen_digest=seen(submission.claim))
    assert refusal.value.sentences[0].startswith("Grade every source first")


def test_a_submission_is_published_once(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    newsroom.publish(submission)
    with pytest.raises(Refused, match="The working copy is “Verified”"):
        newsroom.publish(submission)


def test_a_failure_on_the_way_leaves_nothing(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = newsroom.submitted()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(door, "project_entry", fail)
    with pytest.raises(RuntimeError):
        newsroom.publish(submission)
    submission.refresh_from_db()
    assert (submission.closed_at, fresh(submission.claim).status) == (None, Status.IN_REVIEW)
    assert Entry.objects.count() == 1
    assert not Decision.objects.exists()
    monkeypatch.undo()
    assert newsroom.publish(submission).index == 1


# ── Corrections ─────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_is_a_version_of_its_own(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    entry = newsroom.corrected(claim)
    assert (entry.version, entry.event, entry.correction_class) == (2, Event.CORRECTED, "verdict")
    assert (fresh(claim).publication, fresh(claim).content_index) == (Publication.CORRECTED, entry.index)


@pytest.mark.parametrize(("correction_class", "publication"), [("update", "live"), ("typo", "corrected")])
def test_an_update_says_that_nothing_earlier_was_wrong(
    newsroom: Newsroom, correction_class: str, publication: str
) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="Said better.")
    entry = newsroom.publish(
        submit_claim(claim=claim, by=newsroom.ada, correction_class=correction_class, note="Said better.")
    )
    assert (entry.publication, fresh(claim).publication) == (publication, publication)


# ── Retracting, reinstating, holding, releasing ─────────────────────────────────────────────────────


def test_a_retraction_leaves_the_working_copy_alone(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    entry = retract_claim(
        submission=request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill."), by=newsroom.eva
    )
    assert (entry.event, entry.note) == (Event.RETRACTED, "Wrong mill.")
    assert (fresh(claim).status, fresh(claim).publication) == (Status.DRAFT, Publication.RETRACTED)
    assert fresh(claim).content_index == entry.index - 1


def test_what_is_retracted_comes_back_as_it_stood(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    stood = cases.standing_content(fresh(claim))
    retract_claim(
        submission=request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill."), by=newsroom.eva
    )
    assert cases.standing_content(fresh(claim)) == stood
    reinstate_claim(
        submission=request_reinstatement(claim=claim, by=newsroom.ada, note="Right mill."), by=newsroom.eva
    )
    assert (fresh(claim).publication, cases.standing_content(fresh(claim))) == (Publication.CORRECTED, stood)


def test_nobody_answers_their_own_request(newsroom: Newsroom) -> None:
    submission = request_retraction(claim=newsroom.published(), by=newsroom.egon, note="Wrong mill.")
    with pytest.raises(Refused) as refusal:
        retract_claim(submission=submission, by=newsroom.egon)
    assert refusal.value.sentences == (needs.SUBMITTED_BY_YOU,)


def test_a_request_is_answered_as_what_it_is(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="Disputed.")
    with pytest.raises(Refused, match="This asks for “Released from hold”, not to “retract”"):
        retract_claim(submission=Submission.objects.waiting().get(claim=claim), by=newsroom.egon)


def test_a_review_is_not_answered_by_a_retraction(newsroom: Newsroom) -> None:
    with pytest.raises(Refused, match="This asks for “Published”, not to “retract”"):
        retract_claim(submission=newsroom.submitted(), by=newsroom.eva)


def test_a_request_is_not_published(newsroom: Newsroom) -> None:
    """A request that stands open beside a review is not what approving the working copy answers."""
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="Said better.")
    submit_claim(claim=claim, by=newsroom.ada, correction_class="typo", note="Said better.")
    request = request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
    with pytest.raises(Refused, match="This asks for “Retracted”, not to “approve and publish”"):
        publish_claim(submission=request, by=newsroom.eva, seen_digest=seen(claim))
    assert fresh(claim).publication == Publication.LIVE


def test_one_editor_alone_warns_readers(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    entry = hold_claim(claim=claim, by=newsroom.eva, note=" Disputed. ")
    assert (entry.event, entry.note, entry.decision) == (Event.HELD, "Disputed.", None)
    opened = Submission.objects.waiting().get(claim=claim)
    assert (opened.asks, opened.message) == (Event.RELEASED, door.HOLD_OPENS)
    with pytest.raises(Refused) as refusal:
        release_claim(submission=opened, by=newsroom.eva, note="Nothing was wrong.")
    assert refusal.value.sentences == (needs.SUBMITTED_BY_YOU,)
    release_claim(submission=opened, by=newsroom.egon, note="Nothing was wrong.")
    assert fresh(claim).publication == Publication.LIVE


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_hold_tells_readers_why(newsroom: Newsroom, note: str) -> None:
    with pytest.raises(Refused) as refusal:
        hold_claim(claim=newsroom.published(), by=newsroom.eva, note=note)
    assert refusal.value.sentences == (needs.NO_NOTE,)


def test_a_contributor_may_warn_readers(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    change_source(source=Evidence.objects.get(claim=claim).source, by=newsroom.eva, authors="A. Clerk")
    assert hold_claim(claim=claim, by=newsroom.eva, note="Disputed.").event == Event.HELD


def test_what_readers_do_not_see_is_not_held(newsroom: Newsroom) -> None:
    with pytest.raises(
        Refused, match="The entry is “Not published”; this needs it to be “Live or Corrected”"
    ):
        hold_claim(claim=newsroom.draft(), by=newsroom.eva, note="Disputed.")
