"""One's own conflicts of interest at the desk, and requests for reply as parts of a claim."""

import pytest
from django.urls import reverse

from claims.actions.fairness import ALREADY_DECLARED, declare_conflict
from claims.actions.review import submit_claim
from claims.forms.fairness import EITHER, NO_ANSWER, NOT_IN_THE_LEDGER
from claims.models import ConflictOfInterest, ReplyRequest
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, text_of

CONFLICTS = "/desk/conflicts/"
REPLY = {"asked_of": "The mayor’s office", "asked_on": "2026-10-01", "how": "by e-mail"}


class TestConflicts:
    def test_an_analyst_declares_their_own(self, newsroom: Newsroom) -> None:
        desk = Desk(newsroom.ada)
        assert "You have declared none." in text_of(desk.opens(CONFLICTS))
        page = text_of(desk.sends(CONFLICTS, {"claimant": "the mayor", "reason": "A cousin."}))
        assert "The mayor A cousin." in page
        conflict = ConflictOfInterest.objects.get()
        assert (conflict.person, conflict.declared_by) == (newsroom.ada, newsroom.ada)

    def test_each_sees_only_their_own(self, newsroom: Newsroom) -> None:
        declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", topic=newsroom.topic)
        assert "A cousin." in Desk(newsroom.eva).opens(CONFLICTS)
        assert "A cousin." not in Desk(newsroom.ada).opens(CONFLICTS)

    @pytest.mark.parametrize("named", ["neither", "both"])
    def test_a_claimant_or_a_topic_is_named(self, newsroom: Newsroom, named: str) -> None:
        both = {"claimant": "The mayor", "topic": newsroom.topic.pk}
        sent = {"reason": "Typed and kept", **(both if named == "both" else {})}
        page = Desk(newsroom.ada).sends(CONFLICTS, sent, status=200)
        assert EITHER in text_of(page)
        assert "Typed and kept" in page
        assert not ConflictOfInterest.objects.exists()

    def test_an_unknown_claimant_and_what_stands_already_are_refused(self, newsroom: Newsroom) -> None:
        desk = Desk(newsroom.ada)
        page = desk.sends(CONFLICTS, {"claimant": "Nobody", "reason": "x"}, status=200)
        assert NOT_IN_THE_LEDGER.format(name="Nobody") in text_of(page)
        desk.sends(CONFLICTS, {"topic": newsroom.topic.pk, "reason": "x"})
        page = desk.sends(CONFLICTS, {"topic": newsroom.topic.pk, "reason": "x"}, status=200)
        assert ALREADY_DECLARED.format(person="Ada") in text_of(page)

    def test_every_page_of_the_desk_leads_there(self, newsroom: Newsroom) -> None:
        assert f'href="{CONFLICTS}"' in Desk(newsroom.ada).opens("/desk/")


class TestRequestsForReply:
    def test_the_page_of_a_claim_about_somebody_living_asks_for_one(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft(about_living_person=True)
        page = Desk(newsroom.ada).opens(reverse("claims:desk_claim", args=[claim.pk]))
        assert "whom it concerns is asked for a reply before it is published" in text_of(page)
        assert reverse("claims:add_part", args=[claim.pk, "replies"]) in page

    def test_one_is_noted_changed_and_removed(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft(about_living_person=True)
        desk = Desk(newsroom.ada)
        page = text_of(desk.sends(reverse("claims:add_part", args=[claim.pk, "replies"]), REPLY))
        assert "The mayor’s office , asked 1 October 2026, by e-mail No answer yet." in page
        reply = ReplyRequest.objects.get()
        change = reverse("claims:change_part", args=[claim.pk, "replies", reply.pk])
        assert "Change the request for reply" in desk.opens(change)
        sent = {**REPLY, "answer": "It was three million.", "answered_on": "2026-10-04", "seen": "{}"}
        answered = desk.sends(change, sent, status=200)  # what stood there was not seen: once more
        assert "It was three million." in answered
        remove = reverse("claims:remove_part", args=[claim.pk, "replies", reply.pk])
        desk.sends(remove)
        assert not ReplyRequest.objects.exists()

    def test_a_day_of_answer_needs_an_answer(self, newsroom: Newsroom) -> None:
        claim = newsroom.draft()
        sent = {**REPLY, "answered_on": "2026-10-04"}
        page = Desk(newsroom.ada).sends(
            reverse("claims:add_part", args=[claim.pk, "replies"]), sent, status=200
        )
        assert NO_ANSWER in text_of(page)
        assert not ReplyRequest.objects.exists()

    def test_in_review_none_is_added(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        submit_claim(claim=claim, by=newsroom.ada)
        add = reverse("claims:add_part", args=[claim.pk, "replies"])
        Desk(newsroom.ada).opens(add, status=409)
        Desk(newsroom.ada).sends(add, REPLY, status=200)
        assert not ReplyRequest.objects.exists()
