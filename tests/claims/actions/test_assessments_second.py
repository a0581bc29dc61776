"""The second assessment: who may be asked, what they may not see, and what it stands in the way of."""

from typing import Any

import pytest
from django.db import connection

from claims import needs
from claims.actions import assessments
from claims.actions.assessments import (
    assess_claim,
    give_second_assessment,
    request_assessment,
    withdraw_request,
)
from claims.actions.claims import change_claim
from claims.actions.deed import deed
from claims.actions.door import publish_claim
from claims.actions.people import deactivate_person
from claims.actions.review import start_revision, submit_claim
from claims.choices import Role, Status
from claims.models import Assessment, AssessmentRequest, Claim, Person, Submission
from claims.records import content_of
from claims.workflow import Refused
from claims.working_copy import WorkingCopy
from tests.cast import Newsroom, make_person, seen

REPLY = {"asked_of": "The mayor’s office", "asked_on": "2026-10-01", "how": "by e-mail"}


def ask(newsroom: Newsroom, claim: Claim, analyst: Person | None = None, **more: Any) -> AssessmentRequest:
    return request_assessment(claim=claim, analyst=analyst or newsroom.ben, by=newsroom.eva, **more)


def answer(newsroom: Newsroom, request: AssessmentRequest, **more: Any) -> Assessment:
    judgement = {"verdict": newsroom.verdict("false"), "confidence": "low", "rationale": "One page says so."}
    return give_second_assessment(request=request, **{"by": newsroom.ben, **judgement, **more})


def publish(newsroom: Newsroom, submission: Submission) -> None:
    publish_claim(submission=submission, by=newsroom.egon, seen_digest=seen(submission.claim))


class TestAsking:
    def test_an_editor_asks_an_analyst_with_a_reason(self, newsroom: Newsroom) -> None:
        request = ask(newsroom, newsroom.ready(), reason="  A delicate claim. ")
        assert (request.analyst, request.requested_by) == (newsroom.ben, newsroom.eva)
        assert (request.reason, request.closed_at) == ("A delicate claim.", None)

    def test_an_analyst_may_not_ask(self, newsroom: Newsroom) -> None:
        with pytest.raises(Refused, match="takes the role of editor"):
            request_assessment(claim=newsroom.ready(), analyst=newsroom.ben, by=newsroom.ada)

    def test_not_somebody_who_logged_or_assessed_it(self, newsroom: Newsroom) -> None:
        with pytest.raises(Refused) as refused:
            ask(newsroom, newsroom.ready(), newsroom.ada)
        assert refused.value.sentences == (assessments.HAD_A_HAND.format(name=newsroom.ada),)

    def test_not_somebody_who_changed_it(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        change_claim(claim=claim, by=newsroom.ben, quote="Two million for the mill")
        with pytest.raises(Refused, match="Ben had a hand in this claim"):
            ask(newsroom, claim)

    def test_not_somebody_who_submitted_it(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        submit_claim(claim=claim, by=newsroom.ben)
        with pytest.raises(Refused, match="Ben had a hand in this claim"):
            ask(newsroom, claim)

    def test_not_an_administrator_who_does_not_write(self, newsroom: Newsroom) -> None:
        with pytest.raises(Refused) as refused:
            ask(newsroom, newsroom.ready(), newsroom.ines)
        assert refused.value.sentences == (assessments.NOT_A_WRITER.format(name=newsroom.ines),)

    def test_not_somebody_who_has_left(self, newsroom: Newsroom) -> None:
        deactivate_person(person=newsroom.ben, by=newsroom.ines)
        newsroom.ben.refresh_from_db()
        with pytest.raises(Refused, match="Ben cannot assess"):
            ask(newsroom, newsroom.ready())

    def test_one_at_a_time(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        ask(newsroom, claim)
        with pytest.raises(Refused) as refused:
            ask(newsroom, claim, make_person("Bert", Role.ANALYST))
        assert refused.value.sentences == (assessments.ALREADY_ASKED.format(name=newsroom.ben),)

    def test_another_one_after_it_was_withdrawn(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        withdraw_request(request=ask(newsroom, claim), by=newsroom.egon)
        assert ask(newsroom, claim, make_person("Bert", Role.ANALYST)).closed_at is None

    def test_not_of_a_claim_that_nobody_works_on(self, newsroom: Newsroom) -> None:
        with pytest.raises(Refused, match="The working copy is “Verified”"):
            ask(newsroom, newsroom.published())

    def test_a_closed_request_is_not_withdrawn(self, newsroom: Newsroom) -> None:
        request = ask(newsroom, newsroom.ready())
        withdraw_request(request=request, by=newsroom.eva)
        with pytest.raises(Refused):
            withdraw_request(request=request, by=newsroom.eva)


class TestAnswering:
    def test_while_the_claim_is_in_review(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        request = ask(newsroom, submission.claim)
        second = answer(newsroom, request)
        request.refresh_from_db()
        assert request.closed_at == second.assessed_at
        submission.claim.refresh_from_db()
        assert submission.claim.status == Status.IN_REVIEW

    def test_it_does_not_become_the_current_one(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        before = content_of(WorkingCopy.of(claim))
        answer(newsroom, ask(newsroom, claim))
        assert content_of(WorkingCopy.of(claim)) == before
        current = WorkingCopy.of(claim).assessment
        assert current is not None
        assert current.assessed_by == newsroom.ada

    def test_only_who_was_asked(self, newsroom: Newsroom) -> None:
        request = ask(newsroom, newsroom.ready())
        with pytest.raises(Refused) as refused:
            answer(newsroom, request, by=newsroom.egon)
        assert refused.value.sentences == (assessments.NOT_YOURS,)

    def test_only_once(self, newsroom: Newsroom) -> None:
        request = ask(newsroom, newsroom.ready())
        answer(newsroom, request)
        with pytest.raises(Refused) as refused:
            answer(newsroom, request)
        assert refused.value.sentences == (assessments.NOT_YOURS,)

    def test_not_after_it_was_withdrawn(self, newsroom: Newsroom) -> None:
        request = ask(newsroom, newsroom.ready())
        withdraw_request(request=request, by=newsroom.eva)
        with pytest.raises(Refused):
            answer(newsroom, request)

    def test_who_was_asked_does_not_write_the_first_one_instead(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        ask(newsroom, claim)
        with pytest.raises(Refused) as refused:
            assess_claim(
                claim=claim,
                by=newsroom.ben,
                verdict=newsroom.verdict("true"),
                confidence="low",
                rationale="It says so.",
            )
        assert refused.value.sentences == (assessments.WAITS_FOR_YOURS,)

    def test_its_author_has_had_a_hand_in_the_claim(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        request = ask(newsroom, claim, newsroom.egon)
        answer(newsroom, request, by=newsroom.egon)
        submission = submit_claim(claim=claim, by=newsroom.ada)
        with pytest.raises(Refused, match="You contributed to this version"):
            publish(newsroom, submission)


class TestTheDatabase:
    """It refuses for everyone, whatever the code above it does."""

    @staticmethod
    def insert(newsroom: Newsroom, claim: Claim, request: int, by: Person) -> None:
        with deed(by=by, why="Past the action"), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO claims_assessment (claim_id, verdict_id, confidence, likelihood, rationale,"
                " alternatives, missing, would_change, above_ceiling_reason, request_id, assessed_by_id,"
                " assessed_at)"
                " VALUES (%s, %s, 'low', '', 'Because.', '', '', '', '', %s, %s, now())",
                [claim.pk, newsroom.verdict("false").pk, request, by.pk],
            )

    def test_takes_the_answer_to_an_open_request(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        self.insert(newsroom, claim, ask(newsroom, claim).pk, newsroom.ben)
        assert claim.assessments.count() == 2

    def test_refuses_one_to_a_closed_request(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        request = ask(newsroom, claim)
        withdraw_request(request=request, by=newsroom.eva)
        with pytest.raises(Refused, match="answers an open request to the person who makes it"):
            self.insert(newsroom, claim, request.pk, newsroom.ben)

    def test_refuses_one_by_somebody_else(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        request = ask(newsroom, claim)
        with pytest.raises(Refused, match="answers an open request to the person who makes it"):
            self.insert(newsroom, claim, request.pk, newsroom.egon)

    def test_refuses_one_on_another_claim(self, newsroom: Newsroom) -> None:
        request = ask(newsroom, newsroom.ready())
        with pytest.raises(Refused, match="answers an open request to the person who makes it"):
            self.insert(newsroom, newsroom.ready("The mill was sold in 2019."), request.pk, newsroom.ben)

    @pytest.mark.parametrize("change", ["SET reason = 'another'", "SET closed_at = NULL"])
    def test_a_closed_request_does_not_change(self, newsroom: Newsroom, change: str) -> None:
        request = ask(newsroom, newsroom.ready())
        withdraw_request(request=request, by=newsroom.eva)
        with (
            pytest.raises(Refused, match="does not change, it is closed once"),
            deed(by=newsroom.eva, why="Past the action"),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE claims_assessmentrequest {change} WHERE id = %s", [request.pk])


class TestPublishing:
    def test_waits_for_the_second_assessment(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        ask(newsroom, submission.claim)
        with pytest.raises(Refused) as refused:
            publish(newsroom, submission)
        assert refused.value.sentences == (needs.SECOND_OPEN.format(analyst=newsroom.ben),)

    def test_goes_on_once_it_is_in(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        answer(newsroom, ask(newsroom, submission.claim))
        publish(newsroom, submission)
        submission.claim.refresh_from_db()
        assert submission.claim.is_public

    def test_goes_on_once_it_is_withdrawn(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        withdraw_request(request=ask(newsroom, submission.claim), by=newsroom.eva)
        publish(newsroom, submission)

    def test_of_a_claim_about_a_living_person_needs_one(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted(about_living_person=True)
        with pytest.raises(Refused) as refused:
            publish(newsroom, submission)
        assert needs.SECOND_MISSING in refused.value.sentences

    def test_a_withdrawn_one_does_not_do_for_a_living_person(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted(about_living_person=True)
        withdraw_request(request=ask(newsroom, submission.claim), by=newsroom.eva)
        with pytest.raises(Refused) as refused:
            publish(newsroom, submission)
        assert needs.SECOND_MISSING in refused.value.sentences

    def test_of_a_claim_about_a_living_person_with_one(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted(about_living_person=True, parts={"replies": [REPLY]})
        answer(newsroom, ask(newsroom, submission.claim))
        publish(newsroom, submission)

    def test_one_of_an_earlier_version_does_not_do_for_the_next(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted(about_living_person=True, parts={"replies": [REPLY]})
        answer(newsroom, ask(newsroom, submission.claim))
        publish(newsroom, submission)
        claim = start_revision(claim=submission.claim, by=newsroom.ada)
        newsroom.assess(claim, rationale="The register was read again.")
        again = submit_claim(claim=claim, by=newsroom.ada, correction_class="update", note="Read again.")
        with pytest.raises(Refused) as refused:
            publish(newsroom, again)
        assert needs.SECOND_MISSING in refused.value.sentences


class TestBlindness:
    def visible(self, person: Person, claim: Claim) -> set[str]:
        return {a.assessed_by.name for a in claim.assessments.visible_to(person)}

    def test_the_first_one_is_hidden_until_the_second_is_in(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        assert self.visible(newsroom.ben, claim) == {"Ada"}
        request = ask(newsroom, claim)
        assert self.visible(newsroom.ben, claim) == set()
        answer(newsroom, request)
        assert self.visible(newsroom.ben, claim) == {"Ada", "Ben"}

    def test_nothing_is_hidden_from_the_others(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        ask(newsroom, claim)
        for person in (newsroom.ada, newsroom.eva, newsroom.egon):
            assert self.visible(person, claim) == {"Ada"}

    def test_only_that_claim_is_hidden(self, newsroom: Newsroom) -> None:
        other = newsroom.ready("The mill was sold in 2019.")
        ask(newsroom, newsroom.ready())
        assert self.visible(newsroom.ben, other) == {"Ada"}

    def test_a_newer_first_one_is_hidden_as_well(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        ask(newsroom, claim)
        newsroom.assess(claim, "mixed")
        assert self.visible(newsroom.ben, claim) == set()

    def test_a_third_analyst_does_not_see_the_second_one_either(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        answer(newsroom, ask(newsroom, claim))
        ask(newsroom, claim, newsroom.egon)
        assert self.visible(newsroom.egon, claim) == set()
