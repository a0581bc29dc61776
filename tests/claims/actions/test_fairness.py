"""Requests for reply, conflicts of interest, their waivers: what they stand in the way of, for whom."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from claims import cases, needs, records
from claims.actions import fairness
from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.claims import change_claim
from claims.actions.deed import deed
from claims.actions.door import hold_claim, publish_claim, release_claim, retract_claim
from claims.actions.fairness import declare_conflict, end_conflict, waive_gate
from claims.actions.parts import add_part
from claims.actions.review import (
    decline_request,
    reject_claim,
    request_retraction,
    return_claim,
    start_revision,
    submit_claim,
)
from claims.choices import Gate, Role
from claims.models import Claim, ConflictOfInterest, Entry, Person, Submission, Waiver
from claims.workflow import Refused
from tests.cast import Newsroom, make_person, seen

REPLY = {"asked_of": "The mayor’s office", "asked_on": "2026-10-01", "how": "by e-mail"}
WHY = "The office is closed until spring, and the register is public."


def about_the_mayor(newsroom: Newsroom, **fields: Any) -> Submission:
    """A submission about a living person, with its second assessment."""
    submission = newsroom.submitted(about_living_person=True, **fields)
    request = request_assessment(claim=submission.claim, analyst=newsroom.ben, by=newsroom.egon)
    give_second_assessment(
        request=request,
        by=newsroom.ben,
        verdict=newsroom.verdict("true"),
        confidence="low",
        rationale="The register says so.",
    )
    return submission


def publish(submission: Submission, by: Person) -> Entry:
    return publish_claim(submission=submission, by=by, seen_digest=seen(submission.claim))


def said(entry: Entry) -> records.Json:
    return records.parse(entry.record_body.body or b"")


class TestRequestForReply:
    def test_without_one_a_claim_about_a_living_person_is_not_published(self, newsroom: Newsroom) -> None:
        with pytest.raises(Refused) as refused:
            publish(about_the_mayor(newsroom), newsroom.eva)
        assert refused.value.sentences == (needs.NO_REPLY_REQUEST,)

    def test_with_one_it_is_and_readers_see_it(self, newsroom: Newsroom) -> None:
        entry = publish(about_the_mayor(newsroom, parts={"replies": [REPLY]}), newsroom.eva)
        assert said(entry)["content"]["replies"] == [{**REPLY, "answer": "", "answered_on": ""}]
        assert said(entry)["waivers"] == []

    def test_it_says_when_and_how(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft()
        with pytest.raises(ValidationError) as refused:
            add_part(claim=claim, kind="replies", by=newsroom.ada, asked_of="The mayor")
        assert set(refused.value.message_dict) == {"asked_on", "how"}

    def test_who_records_it_has_a_hand_in_the_claim(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready(about_living_person=True)
        add_part(claim=claim, kind="replies", by=newsroom.eva, **REPLY)
        submission = submit_claim(claim=claim, by=newsroom.ada)
        with pytest.raises(Refused, match="requests for reply"):
            publish(submission, newsroom.eva)

    def test_an_editor_waives_it_and_may_publish(self, newsroom: Newsroom) -> None:
        submission = about_the_mayor(newsroom)
        waive_gate(claim=submission.claim, gate=Gate.REPLY, reason=WHY, by=newsroom.eva)
        assert said(publish(submission, newsroom.eva))["waivers"] == [{"gate": "reply", "reason": WHY}]

    def test_a_waiver_holds_for_one_version(self, newsroom: Newsroom) -> None:
        submission = about_the_mayor(newsroom)
        waive_gate(claim=submission.claim, gate=Gate.REPLY, reason=WHY, by=newsroom.eva)
        publish(submission, newsroom.eva)
        claim = start_revision(claim=submission.claim, by=newsroom.ada)
        newsroom.assess(claim, rationale="Read again.")
        again = submit_claim(claim=claim, by=newsroom.ada, correction_class="update", note="Read again.")
        with pytest.raises(Refused) as refused:
            publish(again, newsroom.eva)
        assert needs.NO_REPLY_REQUEST in refused.value.sentences

    def test_an_entry_that_repeats_the_content_repeats_its_waiver(self, newsroom: Newsroom) -> None:
        submission = about_the_mayor(newsroom)
        waive_gate(claim=submission.claim, gate=Gate.REPLY, reason=WHY, by=newsroom.eva)
        publish(submission, newsroom.eva)
        held = hold_claim(claim=submission.claim, by=newsroom.eva, note="Disputed.")
        assert said(held)["waivers"] == [{"gate": "reply", "reason": WHY}]

    @pytest.mark.parametrize("who", ["ada", "ines"])
    def test_only_an_editor_waives(self, newsroom: Newsroom, who: str) -> None:
        submission = about_the_mayor(newsroom)
        with pytest.raises(Refused, match="takes the role of editor"):
            waive_gate(claim=submission.claim, gate=Gate.REPLY, reason=WHY, by=getattr(newsroom, who))

    def test_nobody_waives_without_a_reason(self, newsroom: Newsroom) -> None:
        submission = about_the_mayor(newsroom)
        with pytest.raises(Refused, match=fairness.NO_REASON):
            waive_gate(claim=submission.claim, gate=Gate.REPLY, reason="  ", by=newsroom.eva)

    def test_nothing_is_waived_where_nothing_is_asked(self, newsroom: Newsroom) -> None:
        with pytest.raises(Refused) as refused:
            waive_gate(claim=newsroom.draft(), gate=Gate.REPLY, reason=WHY, by=newsroom.eva)
        assert refused.value.sentences == (fairness.NOT_NEEDED,)

    def test_saying_later_that_nobody_living_is_meant_is_a_change_that_voids_the_review(
        self, newsroom: Newsroom
    ) -> None:
        submission = about_the_mayor(newsroom)
        with pytest.raises(Refused):
            change_claim(claim=submission.claim, by=newsroom.ada, about_living_person=False)


class TestConflict:
    def test_it_keeps_an_editor_from_every_decision(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        digest = seen(submission.claim)
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
        sentence = needs.CONFLICT.format(what="The mayor")
        for action in (publish_claim, return_claim, reject_claim):
            with pytest.raises(Refused) as refused:
                action(submission=submission, by=newsroom.eva, comment="No.", seen_digest=digest)
            assert refused.value.sentences == (sentence,)

    def test_on_a_topic_as_well(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="I own a mill.", topic=newsroom.topic)
        with pytest.raises(Refused) as refused:
            publish(submission, newsroom.eva)
        assert refused.value.sentences == (needs.CONFLICT.format(what="Property"),)
        assert publish(submission, newsroom.egon)

    def test_it_keeps_an_editor_from_answering_requests_and_from_a_hold(self, newsroom: Newsroom) -> None:
        claim = newsroom.published()
        request = request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
        for attempt in (
            lambda: retract_claim(submission=request, by=newsroom.eva),
            lambda: decline_request(submission=request, by=newsroom.eva, comment="No."),
            lambda: hold_claim(claim=claim, by=newsroom.eva, note="Disputed."),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.sentences == (needs.CONFLICT.format(what="The mayor"),)

    def test_what_readers_have_counts_when_the_working_copy_names_it_no_more(
        self, newsroom: Newsroom
    ) -> None:
        claim = newsroom.published()
        start_revision(claim=claim, by=newsroom.ada)
        change_claim(claim=claim, by=newsroom.ada, claimant=None, topics=[])
        request = request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
        with pytest.raises(Refused, match="conflict of interest"):
            retract_claim(submission=request, by=newsroom.eva)
        assert not Submission.objects.awaiting(newsroom.eva).exists()
        assert Submission.objects.awaiting(newsroom.egon).exists()

    def test_it_leaves_the_claim_out_of_the_queue(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
        assert list(Submission.objects.awaiting(newsroom.eva)) == []
        assert list(Submission.objects.awaiting(newsroom.egon)) == [submission]

    def test_another_editor_waives_it_in_public(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
        waive_gate(
            claim=submission.claim, gate=Gate.CONFLICT, reason=WHY, by=newsroom.egon, person=newsroom.eva
        )
        assert list(Submission.objects.awaiting(newsroom.eva)) == [submission]
        entry = publish(submission, newsroom.eva)
        assert said(entry)["waivers"] == [{"gate": "conflict", "reason": WHY}]
        assert newsroom.eva.name not in str(said(entry))

    def test_a_waiver_for_one_editor_says_nothing_where_another_decides(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
        waive_gate(
            claim=submission.claim, gate=Gate.CONFLICT, reason=WHY, by=newsroom.egon, person=newsroom.eva
        )
        assert said(publish(submission, newsroom.egon))["waivers"] == []

    def test_nobody_waives_their_own(self, newsroom: Newsroom) -> None:
        claim = newsroom.submitted().claim
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
        with pytest.raises(Refused) as refused:
            waive_gate(claim=claim, gate=Gate.CONFLICT, reason=WHY, by=newsroom.eva, person=newsroom.eva)
        assert refused.value.sentences == (fairness.NOT_YOUR_OWN_WAIVER,)

    def test_nobody_with_one_waives_anothers(self, newsroom: Newsroom) -> None:
        claim = newsroom.submitted().claim
        for editor in (newsroom.eva, newsroom.egon):
            declare_conflict(person=editor, by=editor, reason="A cousin.", claimant=newsroom.claimant)
        with pytest.raises(Refused) as refused:
            waive_gate(claim=claim, gate=Gate.CONFLICT, reason=WHY, by=newsroom.egon, person=newsroom.eva)
        assert refused.value.sentences == (fairness.GRANTER_HAS_CONFLICT,)

    def test_what_is_not_declared_is_not_waived(self, newsroom: Newsroom) -> None:
        claim = newsroom.submitted().claim
        with pytest.raises(Refused, match="nothing to waive"):
            waive_gate(claim=claim, gate=Gate.CONFLICT, reason=WHY, by=newsroom.egon, person=newsroom.eva)

    def test_no_second_assessment_is_asked_of_somebody_with_one(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        declare_conflict(person=newsroom.ben, by=newsroom.ben, reason="A cousin.", topic=newsroom.topic)
        with pytest.raises(Refused, match="Ben has declared a conflict of interest"):
            request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)

    def test_an_administrator_declares_for_others_and_nobody_else_does(self, newsroom: Newsroom) -> None:
        assert declare_conflict(
            person=newsroom.eva, by=newsroom.ines, reason="Told us.", topic=newsroom.topic
        ).declared_by == (newsroom.ines)
        with pytest.raises(Refused) as refused:
            declare_conflict(person=newsroom.egon, by=newsroom.ada, reason="Gossip.", topic=newsroom.topic)
        assert refused.value.sentences == (fairness.NOT_FOR_OTHERS,)

    def test_it_is_declared_once(self, newsroom: Newsroom) -> None:
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", topic=newsroom.topic)
        with pytest.raises(Refused, match="declared this already"):
            declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", topic=newsroom.topic)

    @pytest.mark.parametrize("what", [{}, {"both": True}])
    def test_it_names_either_a_claimant_or_a_topic(self, newsroom: Newsroom, what: dict[str, Any]) -> None:
        about: dict[str, Any] = {"topic": newsroom.topic, "claimant": newsroom.claimant} if what else {}
        with pytest.raises(Refused) as refused:
            declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", **about)
        assert refused.value.sentences == (fairness.NO_INTEREST,)

    def test_an_administrator_ends_it(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        conflict = declare_conflict(
            person=newsroom.eva, by=newsroom.eva, reason="A cousin.", topic=newsroom.topic
        )
        end_conflict(conflict=conflict, by=newsroom.ines)
        assert publish(submission, newsroom.eva)
        with pytest.raises(Refused, match=fairness.ENDED):
            end_conflict(conflict=conflict, by=newsroom.ines)

    def test_nobody_ends_their_own(self, newsroom: Newsroom) -> None:
        iris = make_person("Iris", Role.EDITOR, Role.ADMINISTRATOR)
        conflict = declare_conflict(person=iris, by=iris, reason="A cousin.", topic=newsroom.topic)
        with pytest.raises(Refused) as refused:
            end_conflict(conflict=conflict, by=iris)
        assert refused.value.sentences == (fairness.NOT_YOUR_OWN_CONFLICT,)

    def test_an_editor_ends_none(self, newsroom: Newsroom) -> None:
        conflict = declare_conflict(
            person=newsroom.eva, by=newsroom.eva, reason="A cousin.", topic=newsroom.topic
        )
        with pytest.raises(Refused) as refused:
            end_conflict(conflict=conflict, by=newsroom.egon)
        assert refused.value.sentences == (fairness.ADMINISTRATORS_END,)

    def test_lifting_a_hold_takes_somebody_without_one(self, newsroom: Newsroom) -> None:
        claim = newsroom.published()
        hold_claim(claim=claim, by=newsroom.eva, note="Disputed.")
        request = Submission.objects.waiting().get(claim=claim)
        declare_conflict(person=newsroom.egon, by=newsroom.egon, reason="I own a mill.", topic=newsroom.topic)
        with pytest.raises(Refused, match="conflict of interest"):
            release_claim(submission=request, by=newsroom.egon, note="Settled.")


class TestTheDatabaseToo:
    """Past the actions, in the name of the person who would do it."""

    def refuses(self, by: Person, sentence: str, statement: str, *values: Any) -> None:
        with (
            pytest.raises(Refused, match=sentence),
            deed(by=by, why="Past the actions"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, values)

    def test_a_decision_by_somebody_with_a_conflict(self, newsroom: Newsroom) -> None:
        submission = newsroom.submitted()
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", topic=newsroom.topic)
        self.refuses(
            newsroom.eva,
            r"Person \d+ has declared a conflict of interest and cannot decide on claim",
            "INSERT INTO claims_decision (submission_id, claim_id, editor_id, outcome, comment,"
            " reviewed_digest, record_digest, decided_at)"
            " VALUES (%s, %s, %s, 'returned', 'No.', %s, '', clock_timestamp())",
            submission.pk, submission.claim_id, newsroom.eva.pk, seen(submission.claim),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("by", "person", "sentence"),
        [
            ("eva", "eva", "A conflict of interest is waived by another editor, who has none"),
            ("egon", "eva", "A conflict of interest is waived by another editor, who has none"),
            ("ada", "eva", r"Person \d+ is not an active editor"),
        ],
    )
    def test_a_waiver_of_a_conflict(self, newsroom: Newsroom, by: str, person: str, sentence: str) -> None:
        claim = newsroom.submitted().claim
        for editor in (newsroom.eva, newsroom.egon):
            declare_conflict(person=editor, by=editor, reason="A cousin.", topic=newsroom.topic)
        granter: Person = getattr(newsroom, by)
        self.refuses(
            granter,
            sentence,
            "INSERT INTO claims_waiver (claim_id, gate, person_id, reason, granted_by_id, granted_at, since)"
            " VALUES (%s, 'conflict', %s, 'Why not.', %s, clock_timestamp(), -1)",
            claim.pk, getattr(newsroom, person).pk, granter.pk,
        )  # fmt: skip

    def test_a_waiver_of_another_version(self, newsroom: Newsroom) -> None:
        claim = newsroom.submitted(about_living_person=True).claim
        self.refuses(
            newsroom.eva,
            "A waiver holds for the version in work",
            "INSERT INTO claims_waiver (claim_id, gate, reason, granted_by_id, granted_at, since)"
            " VALUES (%s, 'reply', 'Why not.', %s, clock_timestamp(), 17)",
            claim.pk, newsroom.eva.pk,
        )  # fmt: skip

    def test_ending_ones_own_conflict(self, newsroom: Newsroom) -> None:
        iris = make_person("Iris", Role.EDITOR, Role.ADMINISTRATOR)
        declare_conflict(person=iris, by=iris, reason="A cousin.", topic=newsroom.topic)
        end = "UPDATE claims_conflictofinterest SET closed_at = clock_timestamp()"
        self.refuses(iris, "Nobody ends a conflict of interest of their own", end)
        self.refuses(newsroom.egon, "is not an active administrator", end)
        assert ConflictOfInterest.objects.open().count() == 1

    def test_declaring_for_somebody_else(self, newsroom: Newsroom) -> None:
        self.refuses(
            newsroom.ada,
            "is not an active administrator",
            "INSERT INTO claims_conflictofinterest (person_id, topic_id, reason, declared_by_id, declared_at)"
            " VALUES (%s, %s, 'Gossip.', %s, clock_timestamp())",
            newsroom.eva.pk, newsroom.topic.pk, newsroom.ada.pk,
        )  # fmt: skip

    def test_an_entry_about_a_living_person_without_request_or_waiver(
        self, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        submission = about_the_mayor(newsroom)
        monkeypatch.setattr(cases.Case, "waivers", property(lambda case: [Waiver(gate=Gate.REPLY)]))
        monkeypatch.setattr("claims.actions.door._waivers", lambda case, event, repeats: [])
        with pytest.raises(Refused, match="is about a named living person; entry"):
            publish(submission, newsroom.eva)

    def test_a_record_that_does_not_tell_of_the_waiver(
        self, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        submission = about_the_mayor(newsroom)
        waive_gate(claim=submission.claim, gate=Gate.REPLY, reason=WHY, by=newsroom.eva)
        monkeypatch.setattr("claims.actions.door._waivers", lambda case, event, repeats: [])
        with pytest.raises(Refused, match="does not tell readers what was waived"):
            publish(submission, newsroom.eva)

    def test_a_record_that_tells_of_a_waiver_that_nobody_granted(
        self, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made_up = [{"gate": "conflict", "reason": "So."}]
        monkeypatch.setattr("claims.actions.door._waivers", lambda case, event, repeats: made_up)
        with pytest.raises(Refused, match="does not tell readers what was waived"):
            publish(newsroom.submitted(), newsroom.eva)

    def test_a_new_verdict_that_is_called_something_else(
        self, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = newsroom.published()
        start_revision(claim=claim, by=newsroom.ada)
        newsroom.assess(claim, "mixed", confidence="low", rationale="Two prices stand in the deed.")
        monkeypatch.setattr(needs, "VERDICT_CLASS", "")
        submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="typo", note="A letter.")
        with pytest.raises(Refused, match=r"changes the verdict of claim \d+ and does not say so"):
            publish(submission, newsroom.eva)
        assert Claim.objects.get(pk=claim.pk).entries.count() == 1
