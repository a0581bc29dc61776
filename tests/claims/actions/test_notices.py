"""That each thing is told to whom it concerns, at the right moment, and as they chose."""

import pytest

from claims.actions.assessments import request_assessment
from claims.actions.claims import assign_claim, log_claim
from claims.actions.comments import add_comment
from claims.actions.deed import deed, now, set_demo_clock
from claims.actions.door import hold_claim, release_claim, retract_claim
from claims.actions.fairness import declare_conflict, waive_gate
from claims.actions.merging import merge_draft, unmerge_draft
from claims.actions.notices import UNKNOWN_KIND, choose_notices, read_notices, tell
from claims.actions.people import deactivate_person
from claims.actions.review import (
    decline_request,
    reject_claim,
    request_retraction,
    return_claim,
    submit_claim,
)
from claims.actions.sources import mark_source_fallen
from claims.choices import Gate, NoticeKind, Role
from claims.models import Claim, Notice, Person
from claims.telling import SENTENCES, told
from claims.workflow import Refused
from tests.cast import Newsroom, make_person, seen


def who_was_told(kind: str, claim: Claim) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind, claim=claim).values_list("person__name", flat=True))


def sentences(person: Person) -> list[str]:
    return [each.sentence for each in told(Notice.objects.of(person).select_related("claim", "by"), person)]


# ── Each kind ───────────────────────────────────────────────────────────────────────────────────────


def test_whoever_is_mentioned(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    add_comment(claim=claim, by=newsroom.ben, text="@eva, what do you think? And @ben?")
    assert who_was_told("mentioned", claim) == ["Eva"]
    assert sentences(newsroom.eva) == ["Ben mentions you in a comment"]


def test_whose_claim_is_commented_on_and_who_talked_before(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    add_comment(claim=claim, by=newsroom.ben, text="Look.")
    assert who_was_told("commented", claim) == ["Ada"]
    add_comment(claim=claim, by=newsroom.eva, text="I did.")
    assert who_was_told("commented", claim) == ["Ada", "Ada", "Ben"]


def test_whoever_a_claim_is_handed_to(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    assign_claim(claim=claim, by=newsroom.ada, assignee=newsroom.ben)
    assert who_was_told("assigned", claim) == ["Ben"]
    assign_claim(claim=claim, by=newsroom.ada, assignee=newsroom.ada)
    assert who_was_told("assigned", claim) == ["Ben"]  # nobody is told of what they do themselves
    logged = log_claim(by=newsroom.ada, statement="The ferry was sold.", assignee=newsroom.ben)
    assert who_was_told("assigned", logged) == ["Ben"]


def test_whoever_takes_over_from_somebody_who_leaves(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    deactivate_person(person=newsroom.ada, by=newsroom.ines, successor=newsroom.ben)
    assert who_was_told("assigned", claim) == ["Ben"]


def test_whose_second_assessment_is_asked_for(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    assert who_was_told("second_asked", claim) == ["Ben"]
    assert sentences(newsroom.ben) == ["Eva asks for your second assessment"]


def test_the_editors_who_may_decide(newsroom: Newsroom) -> None:
    declare_conflict(person=newsroom.egon, by=newsroom.egon, topic=newsroom.topic, reason="My mill.")
    claim = newsroom.submitted().claim
    assert who_was_told("submitted", claim) == ["Eva"]
    assert sentences(newsroom.eva) == ["Ada asks for a review: a claim to be published"]
    # Nor whoever worked on it; but a conflict that was waived is none.
    olga = make_person("Olga", Role.ANALYST, Role.EDITOR)
    ferry = newsroom.ready("The ferry was sold in 2014 to a bank.")
    newsroom.assess(ferry, by=olga)
    waive_gate(claim=ferry, gate=Gate.CONFLICT, reason="Nobody else.", by=newsroom.eva, person=newsroom.egon)
    submit_claim(claim=ferry, by=newsroom.ada)
    assert who_was_told("submitted", ferry) == ["Egon", "Eva"]


def test_whose_claim_is_returned(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    assign_claim(claim=submission.claim, by=newsroom.eva, assignee=newsroom.ben)
    return_claim(submission=submission, by=newsroom.eva, comment="Which?", seen_digest=seen(submission.claim))
    assert who_was_told("returned", submission.claim) == ["Ada", "Ben"]


def test_whose_claim_is_rejected(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    reject_claim(submission=submission, by=newsroom.eva, comment="No.", seen_digest=seen(submission.claim))
    assert who_was_told("rejected", submission.claim) == ["Ada"]


def test_whose_claim_is_published_and_changed(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    assert who_was_told("published", claim) == ["Ada"]
    newsroom.corrected(claim)
    hold_claim(claim=claim, by=newsroom.eva, note="We look again.")
    release_claim(submission=claim.submissions.get(closed_at=None), by=newsroom.egon, note="It holds.")
    request = request_retraction(claim=claim, by=newsroom.ben, note="It was wrong.")
    retract_claim(submission=request, by=newsroom.eva)
    assert sentences(newsroom.ada) == [
        "Eva retracts the entry of a claim of yours",
        "Egon lifts the hold on the entry of a claim of yours",
        "Eva puts the entry of a claim of yours on hold",
        "Eva publishes a correction of a claim of yours",
        "Eva publishes a claim of yours",
    ]


def test_whose_request_is_declined(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    request = request_retraction(claim=claim, by=newsroom.ben, note="It was wrong.")
    assert "Ben asks that an entry be retracted" in sentences(newsroom.egon)
    decline_request(submission=request, by=newsroom.eva, comment="It was not.")
    assert who_was_told("declined", claim) == ["Ben"]


def test_whose_claim_rests_on_a_source_that_fell(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    source = claim.evidence.get().source
    mark_source_fallen(source=source, by=newsroom.ben, reason="Forged.", standing="retracted")
    assert who_was_told("source_fell", claim) == ["Ada"]


def test_all_other_editors_of_a_hold(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="We look again.")
    assert who_was_told("held", claim) == ["Egon"]


def test_whose_claims_are_merged_and_parted(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.draft("The ferry was sold in 2014.", by=newsroom.ben)
    merge_draft(claim=claim, into=into, by=newsroom.ada, why="The same sale.")
    assert who_was_told("merged", claim) == ["Ben"]
    unmerge_draft(claim=claim, by=newsroom.eva)
    assert who_was_told("merged", claim) == ["Ada", "Ben", "Ben"]


def test_each_kind_has_its_sentence() -> None:
    assert set(SENTENCES) == set(NoticeKind)


# ── Not told ────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_whose_account_is_closed(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    Person.objects.filter(pk=newsroom.ada.pk).update(is_active=False)
    add_comment(claim=Claim.objects.get(pk=claim.pk), by=newsroom.ben, text="Look.")
    assert who_was_told("commented", claim) == []


def test_nobody_of_comments_who_assesses_blind(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    add_comment(claim=claim, by=newsroom.ada, text="It is true, @ben.")
    assert who_was_told("mentioned", claim) == []


def test_nothing_of_a_refused_deed(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    with pytest.raises(Refused):
        submit_claim(claim=claim, by=newsroom.ada)
    assert not Notice.objects.exists()


# ── As they chose ───────────────────────────────────────────────────────────────────────────────────


def test_a_kind_turned_off_is_not_told(newsroom: Newsroom) -> None:
    choose_notices(by=newsroom.ben, kind="assigned", on_site=False, by_email=False)
    choose_notices(by=newsroom.ben, kind="commented", on_site=True, by_email=False)
    claim = newsroom.draft(by=newsroom.ben)
    assign_claim(claim=claim, by=newsroom.eva, assignee=newsroom.ben)
    add_comment(claim=claim, by=newsroom.ada, text="Look.")
    notice = Notice.objects.get(person=newsroom.ben)
    assert (notice.kind, notice.on_site, notice.by_email) == ("commented", True, False)


def test_by_mail_alone_stands_in_no_list(newsroom: Newsroom) -> None:
    choose_notices(by=newsroom.ben, kind="assigned", on_site=False, by_email=True)
    assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    assert not Notice.objects.of(newsroom.ben).exists()
    assert Notice.objects.to_mail().count() == 1


def test_there_is_no_such_kind(newsroom: Newsroom) -> None:
    with pytest.raises(Refused) as refusal:
        choose_notices(by=newsroom.ben, kind="gossip", on_site=True, by_email=True)
    assert refusal.value.sentences == (UNKNOWN_KIND.format(kind="gossip"),)


def test_what_the_demo_plays_is_mailed_to_nobody(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    with deed(by=newsroom.eva, why="Played"):
        set_demo_clock(now())
        tell(people=[newsroom.ben], kind=NoticeKind.ASSIGNED, claim=claim, by=newsroom.eva)
        set_demo_clock(None)
    assert Notice.objects.of(newsroom.ben).count() == 1
    assert not Notice.objects.to_mail().exists()


def test_one_marks_only_ones_own_as_read(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    with deed(by=newsroom.eva, why="Told two people"):
        tell(people=[newsroom.ada, newsroom.ben], kind=NoticeKind.ASSIGNED, claim=claim, by=newsroom.eva)
    assert read_notices(by=newsroom.ben) == 1
    assert read_notices(by=newsroom.ben) == 0
    assert Notice.objects.of(newsroom.ada).unread().count() == 1
