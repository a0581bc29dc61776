"""Asking for a second assessment, and for another look where a source falls."""

from django.urls import reverse

from claims.actions.assessments import ALREADY_ASKED, HAD_A_HAND, request_assessment
from claims.actions.sources import NOT_FALLEN, change_source
from claims.choices import Standing, Status
from claims.models import AssessmentRequest, Claim, Evidence, Recheck, Source
from tests.cast import Newsroom
from tests.claims.admin.conftest import SignIn, said


def second(claim: Claim) -> str:
    return reverse("admin:second_assessment", args=[claim.pk])


def test_an_editor_asks_for_a_second_assessment(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    client = signed_in(newsroom.eva)
    assert second(submission.claim) in said(client.get(reverse("admin:review", args=[submission.pk])))
    sent = {"analyst": newsroom.ben.pk, "reason": "Two readings are possible."}
    assert client.post(second(submission.claim), sent).status_code == 302
    assert AssessmentRequest.objects.get().analyst == newsroom.ben
    page = said(client.get(reverse("admin:review", args=[submission.pk])))
    assert "Ben was asked for a second assessment" in page
    assert "The second assessment, by Ben, is not in yet." in page


def test_what_stands_in_the_way_is_said_and_what_was_typed_stays(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.ready()
    newsroom.assess(claim, by=newsroom.ben)
    client = signed_in(newsroom.eva)
    page = client.post(second(claim), {"analyst": newsroom.ben.pk, "reason": "Typed and kept"})
    assert HAD_A_HAND.format(name="Ben") in said(page)
    assert "Typed and kept" in said(page)
    request_assessment(claim=claim, analyst=newsroom.egon, by=newsroom.eva)
    assert ALREADY_ASKED.format(name="Egon") in said(
        client.post(second(claim), {"analyst": newsroom.egon.pk})
    )
    assert "This field is required." in said(client.post(second(claim), {"analyst": ""}))


def test_a_request_is_withdrawn(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    asked = request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    client = signed_in(newsroom.eva)
    withdraw = reverse("admin:withdraw_second", args=[asked.pk])
    assert withdraw in said(client.get(reverse("admin:claims_claim_change", args=[claim.pk])))
    client.get(withdraw)
    assert AssessmentRequest.objects.open().exists()
    assert client.post(withdraw, {}).status_code == 302
    assert not AssessmentRequest.objects.open().exists()


def test_what_follows_from_a_fall_is_shown_before_anything_is_done(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.published()
    wire = newsroom.source("Wire report")
    cited = Evidence.objects.get(claim=claim).source
    change_source(source=cited, by=newsroom.ada, relays=[wire])
    falls = reverse("admin:source_falls", args=[wire.pk])
    page = said(signed_in(newsroom.eva).post(falls, {"preview": "1", "standing": "retracted"}))
    assert "1 claim rests on this source. Nothing is done yet." in page
    assert "“Land registry extract”, which relays “Wire report”" in page
    assert Source.objects.get(pk=wire.pk).standing == Standing.IN_FORCE


def test_a_fall_queues_the_claims_that_rest_on_the_source(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    source = Evidence.objects.get(claim=claim).source
    falls = reverse("admin:source_falls", args=[source.pk])
    client = signed_in(newsroom.eva)
    assert falls in said(client.get(reverse("admin:claims_source_change", args=[source.pk])))
    sent = {"standing": "retracted", "reason": "Withdrawn by the registry."}
    assert "Noted; 1 claim is to be looked at again." in said(client.post(falls, sent, follow=True))
    assert Recheck.objects.get().claim == claim
    assert Claim.objects.get(pk=claim.pk).status == Status.DRAFT


def test_a_fall_needs_a_change_and_a_reason(newsroom: Newsroom, signed_in: SignIn) -> None:
    falls = reverse("admin:source_falls", args=[newsroom.source().pk])
    client = signed_in(newsroom.eva)
    assert NOT_FALLEN in said(client.post(falls, {"reason": "Nothing really."}))
    assert "This field is required." in said(client.post(falls, {"standing": "retracted", "reason": ""}))


def test_only_editors_ask(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    assert client.get(second(newsroom.draft())).status_code == 403
    assert client.get(reverse("admin:source_falls", args=[newsroom.source().pk])).status_code == 403
    assert client.get(reverse("admin:withdraw_second", args=[1])).status_code == 403
