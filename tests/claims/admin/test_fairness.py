"""Fairness in the admin: waivers on the review page, and conflicts of interest as records."""

from typing import Any

from django.urls import reverse

from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.fairness import (
    ALREADY_DECLARED,
    NO_INTEREST,
    NO_REASON,
    NOT_YOUR_OWN_CONFLICT,
    declare_conflict,
)
from claims.actions.parts import add_part
from claims.actions.review import submit_claim
from claims.admin.fairness import NOTHING
from claims.admin.queue import BLIND
from claims.admin.review_fairness import NO_REPLY
from claims.choices import Gate, Publication
from claims.models import Claim, ConflictOfInterest, Person, Submission, Waiver
from claims.needs import CONFLICT, NO_REPLY_REQUEST
from tests.cast import Newsroom, seen
from tests.claims.admin.conftest import SignIn, said

WHY = "The office is closed until spring."
CONFLICTS = "/admin/claims/conflictofinterest/"


def review(submission: Submission) -> str:
    return reverse("admin:review", args=[submission.pk])


def waive(submission: Submission) -> str:
    return reverse("admin:waive", args=[submission.pk])


def publish(submission: Submission) -> dict[str, str]:
    return {"decision": "publish_claim", "seen": seen(submission.claim)}


def about_the_mayor(newsroom: Newsroom) -> Submission:
    """A submission about a living person, with its second assessment and no request for reply."""
    submission = newsroom.submitted(about_living_person=True)
    request = request_assessment(claim=submission.claim, analyst=newsroom.ben, by=newsroom.egon)
    judgement: dict[str, Any] = {
        "verdict": newsroom.verdict("true"), "confidence": "low", "rationale": "So it is.",
    }  # fmt: skip
    give_second_assessment(request=request, by=newsroom.ben, **judgement)
    return submission


def partial(newsroom: Newsroom, person: Person) -> ConflictOfInterest:
    return declare_conflict(person=person, by=person, reason="A cousin.", claimant=newsroom.claimant)


def public(claim: Claim) -> bool:
    return Claim.objects.get(pk=claim.pk).publication == Publication.LIVE


# ── Requests for reply ──


def test_a_missing_request_for_reply_is_waived_in_public(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = about_the_mayor(newsroom)
    client = signed_in(newsroom.eva)
    page = said(client.get(review(submission)))
    assert NO_REPLY_REQUEST in page
    assert f"{waive(submission)}?what=reply" in page
    client.post(review(submission), publish(submission))
    assert not public(submission.claim)
    assert NO_REPLY in said(client.get(waive(submission)))
    answer = client.post(waive(submission), {"what": "reply", "reason": WHY}, follow=True)
    assert answer.redirect_chain[-1][0] == review(submission)
    assert WHY in said(answer)
    client.post(review(submission), publish(submission))
    assert public(submission.claim)
    assert WHY in client.get(f"/claims/{Claim.objects.get().number}/", follow=True).content.decode()


def test_a_waiver_needs_a_reason(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = about_the_mayor(newsroom)
    client = signed_in(newsroom.eva)
    assert NO_REASON in said(client.post(waive(submission), {"what": "reply", "reason": " "}))
    assert not Waiver.objects.exists()


def test_with_a_request_for_reply_nothing_is_to_be_waived(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready(about_living_person=True)
    asked = {"asked_of": "The mayor’s office", "asked_on": "2026-10", "how": "by post"}
    add_part(claim=claim, kind="replies", by=newsroom.ada, **asked)
    submission = submit_claim(claim=claim, by=newsroom.ada)
    client = signed_in(newsroom.eva)
    page = said(client.get(review(submission)))
    assert "The mayor’s office" in page
    assert "what=reply" not in page
    assert NOTHING in said(client.get(waive(submission), follow=True))


def test_the_way_back_leads_to_the_queue_as_it_was_narrowed(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = about_the_mayor(newsroom)
    sent = {"what": "reply", "reason": WHY}
    answer = signed_in(newsroom.eva).post(f"{waive(submission)}?topic=property&mine=1", sent)
    assert answer.headers["Location"] == f"{review(submission)}?topic=property&mine=1"


# ── Conflicts of interest, on the review page ──


def test_another_editor_waives_a_colleagues_conflict(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    partial(newsroom, newsroom.eva)
    eva, egon = signed_in(newsroom.eva), signed_in(newsroom.egon)
    assert CONFLICT.format(what="The mayor") in said(eva.get(review(submission)))
    eva.post(review(submission), publish(submission))
    assert not public(submission.claim)
    what = f"{Gate.CONFLICT}-{newsroom.eva.pk}"
    assert f"?what={what}" in said(egon.get(review(submission)))
    egon.post(waive(submission), {"what": what, "reason": "Nobody else is in."})
    assert "Nobody else is in." in said(eva.get(review(submission)))
    eva.post(review(submission), publish(submission))
    assert public(submission.claim)


def test_nobody_waives_their_own_conflict(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    partial(newsroom, newsroom.eva)
    client = signed_in(newsroom.eva)
    assert "?what=" not in said(client.get(review(submission)))
    sent = {"what": f"{Gate.CONFLICT}-{newsroom.eva.pk}", "reason": WHY}
    assert NOTHING in said(client.post(waive(submission), sent, follow=True))
    assert not Waiver.objects.exists()


def test_whoever_has_a_conflict_waives_no_colleagues(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    partial(newsroom, newsroom.eva)
    partial(newsroom, newsroom.egon)
    sent = {"what": f"{Gate.CONFLICT}-{newsroom.eva.pk}", "reason": WHY}
    assert NOTHING in said(signed_in(newsroom.egon).post(waive(submission), sent, follow=True))


def test_only_what_is_offered_is_taken(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = about_the_mayor(newsroom)
    sent = {"what": f"{Gate.CONFLICT}-{newsroom.egon.pk}", "reason": WHY}
    page = signed_in(newsroom.eva).post(waive(submission), sent)
    assert "what" in page.context["form"].errors
    assert not Waiver.objects.exists()


def test_only_editors_waive_and_nobody_blind(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted(about_living_person=True)
    sent = {"what": "reply", "reason": WHY}
    assert signed_in(newsroom.ines).post(waive(submission), sent).status_code == 403
    request_assessment(claim=submission.claim, analyst=newsroom.egon, by=newsroom.eva)
    assert BLIND in said(signed_in(newsroom.egon).post(waive(submission), sent, follow=True))
    assert not Waiver.objects.exists()


# ── Conflicts of interest, as records ──


def test_an_editor_declares_their_own_and_names_nobody(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.eva)
    page = client.get(f"{CONFLICTS}add/")
    assert "person" not in page.context["adminform"].form.fields
    sent = {"topic": newsroom.topic.pk, "reason": "I own a mill.", "person": newsroom.egon.pk}
    assert client.post(f"{CONFLICTS}add/", sent).status_code == 302
    conflict = ConflictOfInterest.objects.get()
    assert (conflict.person, conflict.topic) == (newsroom.eva, newsroom.topic)
    assert "Property" in said(client.get(CONFLICTS))


def test_what_is_refused_stands_on_the_form(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.eva)
    both = {"topic": newsroom.topic.pk, "claimant": newsroom.claimant.pk, "reason": "Kept"}
    for sent in (both, {"reason": "Kept"}):
        page = said(client.post(f"{CONFLICTS}add/", sent))
        assert NO_INTEREST in page
        assert "Kept" in page
    partial(newsroom, newsroom.eva)
    again = {"claimant": newsroom.claimant.pk, "reason": "Once more."}
    assert ALREADY_DECLARED.format(person="Eva") in said(client.post(f"{CONFLICTS}add/", again))


def test_an_administrator_declares_for_others_and_ends(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    sent = {"person": newsroom.eva.pk, "topic": newsroom.topic.pk, "reason": "Told me so."}
    assert client.post(f"{CONFLICTS}add/", sent).status_code == 302
    conflict = ConflictOfInterest.objects.get()
    assert (conflict.person, conflict.declared_by) == (newsroom.eva, newsroom.ines)
    end = reverse("admin:end_conflict", args=[conflict.pk])
    assert end in said(client.get(f"{CONFLICTS}{conflict.pk}/change/"))
    assert client.post(end).status_code == 302
    conflict.refresh_from_db()
    assert conflict.closed_at is not None


def test_nobody_ends_their_own_and_editors_end_none(newsroom: Newsroom, signed_in: SignIn) -> None:
    own, other = partial(newsroom, newsroom.ines), partial(newsroom, newsroom.eva)
    ines = signed_in(newsroom.ines)
    end = reverse("admin:end_conflict", args=[own.pk])
    assert end not in said(ines.get(f"{CONFLICTS}{own.pk}/change/"))
    assert NOT_YOUR_OWN_CONFLICT in said(ines.post(end))
    assert signed_in(newsroom.egon).post(reverse("admin:end_conflict", args=[other.pk])).status_code == 403
    assert not ConflictOfInterest.objects.exclude(closed_at=None).exists()


def test_what_is_declared_is_not_edited(newsroom: Newsroom, signed_in: SignIn) -> None:
    conflict = partial(newsroom, newsroom.eva)
    for person in (newsroom.eva, newsroom.ines):
        sent = {"reason": "Something else."}
        answer = signed_in(person).post(f"{CONFLICTS}{conflict.pk}/change/", sent)
        assert answer.status_code == 403
