"""Assessing, submitting, answering a return, revising, and asking for a retraction."""

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from claims.actions.assessments import request_assessment
from claims.actions.claims import change_claim
from claims.actions.review import ALREADY_ASKED, return_claim
from claims.choices import Status
from claims.models import Assessment, Claim, Submission
from claims.needs import NO_CLASS, NO_EVIDENCE, NO_NOTE, NOT_AS_OPENED, VERDICT_CLASS
from claims.views.desk.review import CLOSED
from claims.workflow import CLOSE_REVISION
from tests.cast import Newsroom, seen
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, page_of, text_of


def judged(newsroom: Newsroom, verdict: str = "true", **fields: str) -> dict[str, str]:
    return {
        "verdict": str(newsroom.verdict(verdict).pk),
        "confidence": "low",
        "rationale": "The register names price and year.",
        **fields,
    }


def test_an_assessment_is_recorded(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = page_of(newsroom.draft(), "assess")
    page = ada_desk.sends(path, form_of(ada_desk.opens(path)) | judged(newsroom, likelihood="likely"))
    assert "Assessed: True, low confidence." in text_of(page)
    assert (Assessment.objects.get().assessed_by, Assessment.objects.get().likelihood) == (
        newsroom.ada,
        "likely",
    )


def test_each_verdict_shows_its_definition_and_its_ceiling(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = text_of(ada_desk.opens(page_of(newsroom.ready(), "assess")))
    definition = "The evidence shows that the claim is accurate."
    assert f"True {definition} The evidence carries at most moderate confidence." in page
    definition = "The evidence shows that the claim is wrong."
    assert f"False {definition} The evidence carries at most low confidence." in page


def test_a_new_assessment_takes_over_what_the_last_one_said(newsroom: Newsroom, ada_desk: Desk) -> None:
    sent = form_of(ada_desk.opens(page_of(newsroom.ready(), "assess")))
    assert sent["rationale"] == ["The register names price and year."]
    assert sent["confidence"] == ["moderate"]


def test_mixed_language_and_a_height_above_the_ceiling_are_warned_of(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    path = page_of(newsroom.draft(), "assess")
    fields = judged(newsroom, confidence="high", rationale="With high confidence this is likely.")
    page = text_of(ada_desk.sends(path, form_of(ada_desk.opens(path)) | fields))
    assert "give each a sentence of its own: “With high confidence this is likely.”" in page
    assert "The confidence (high) is above what the evidence can carry (low)." in page
    assert Assessment.objects.count() == 1


def test_a_missing_rationale_is_asked_for_beside_the_field(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = page_of(newsroom.draft(), "assess")
    fields = form_of(ada_desk.opens(path)) | judged(newsroom, rationale=" ", missing="The deed.")
    page = ada_desk.sends(path, fields, 200)
    assert error_beside(page, "rationale") == "This field is required."
    assert form_of(page)["missing"] == ["The deed."]


def test_a_claim_that_changed_meanwhile_is_not_assessed_unseen(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    path = page_of(claim, "assess")
    opened = form_of(ada_desk.opens(path)) | judged(newsroom, rationale="Quite my own words.")
    newsroom.assess(claim, "false", by=newsroom.ben, rationale="The deed says otherwise.")
    page = ada_desk.sends(path, opened, 200)
    assert "The claim changed after you opened this page." in text_of(page)
    assert "The deed says otherwise." in text_of(page)
    assert form_of(page)["rationale"] == ["Quite my own words."]
    ada_desk.sends(path, form_of(page))
    assert Assessment.objects.latest("id").rationale == "Quite my own words."


def test_a_claim_that_lacks_something_is_not_submitted(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    path = page_of(claim, "submit")
    page = text_of(ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"message": "Urgent"}, 200))
    assert NO_EVIDENCE in page
    assert "Urgent" in page
    assert Claim.objects.get().status == Status.DRAFT


def test_a_claim_is_submitted_with_a_message(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = page_of(newsroom.ready(), "submit")
    page = ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"message": "Please look at page 3."})
    assert "Submitted. An editor who had no hand in it decides." in text_of(page)
    assert Submission.objects.get().message == "Please look at page 3."


def test_a_return_is_answered_with_the_words_of_the_editor_on_top(newsroom: Newsroom, ada_desk: Desk) -> None:
    submission = newsroom.submitted()
    claim = submission.claim
    return_claim(submission=submission, by=newsroom.eva, comment="Name the buyer.", seen_digest=seen(claim))
    for path in (page_of(claim), page_of(claim, "submit")):
        assert "Eva asked for changes" in text_of(ada_desk.opens(path))
        assert "Name the buyer." in text_of(ada_desk.opens(path))
    text = page_of(claim, "text")
    ada_desk.sends(text, form_of(ada_desk.opens(text)) | {"quote": "The miller's son paid two million"})
    ada_desk.sends(page_of(claim, "submit"), form_of(ada_desk.opens(page_of(claim, "submit"))))
    claim.refresh_from_db()
    assert claim.status == Status.IN_REVIEW


def test_a_claim_that_changed_meanwhile_is_not_submitted_unseen(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    path = page_of(claim, "submit")
    opened = form_of(ada_desk.opens(path))
    change_claim(claim=claim, by=newsroom.ben, quote="Two million, he said")
    assert "The claim changed after you opened this page." in text_of(ada_desk.sends(path, opened, 200))
    claim.refresh_from_db()
    assert claim.status == Status.DRAFT


def test_a_published_claim_is_revised_by_post_and_submitted_with_class_and_note(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    claim = newsroom.published()
    ada_desk.opens(page_of(claim, "revise"), 405)
    ada_desk.sends(page_of(claim, "revise"))
    newsroom.assess(claim, "false", rationale="The deed names another price.", confidence="low")
    path = page_of(claim, "submit")
    page = ada_desk.sends(path, form_of(ada_desk.opens(path)), 200)
    assert error_beside(page, "correction_class") == NO_CLASS
    assert error_beside(page, "note") == NO_NOTE
    wrong = form_of(page) | {"correction_class": "typo", "note": "The deed was found."}
    page = ada_desk.sends(path, wrong, 200)
    assert VERDICT_CLASS in text_of(page)
    ada_desk.sends(path, form_of(page) | {"correction_class": "verdict"})
    assert Submission.objects.latest("id").asks == "corrected"


def test_revising_what_is_open_already_is_refused_with_a_page(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = ada_desk.sends(page_of(newsroom.draft(), "revise"), status=409)
    assert "this needs it to be “Verified or Rejected”" in text_of(page)


def test_a_revision_is_closed_where_the_page_offers_it_and_only_there(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    """The page decides as the database does, and says in its own language what is in the way."""
    claim = newsroom.published()
    page = ada_desk.sends(page_of(claim, "revise"))
    button = f'action="{page_of(claim, "close-revision")}"'
    assert button in page
    change_claim(claim=claim, by=newsroom.ada, about_living_person=True)
    with translation.override("it"):
        closing, sentence = _(CLOSE_REVISION.label), _(NOT_AS_OPENED)
    page = ada_desk.opens(f"/it{page_of(claim)}")
    assert button not in page
    assert f"{closing} {sentence}" in text_of(page)
    assert sentence in text_of(ada_desk.sends(f"/it{page_of(claim, 'close-revision')}", status=409))
    change_claim(claim=claim, by=newsroom.ada, about_living_person=False, quote="Two million")
    assert CLOSE_REVISION.label not in text_of(ada_desk.opens(page_of(claim)))  # it is work, not to be closed
    change_claim(claim=claim, by=newsroom.ada, quote=claim.quote)
    assert CLOSED in text_of(ada_desk.sends(page_of(claim, "close-revision")))
    claim.refresh_from_db()
    assert claim.status == Status.VERIFIED


def test_a_retraction_is_asked_for_once(newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk) -> None:
    claim = newsroom.published()
    path = page_of(claim, "retraction")
    assert error_beside(ada_desk.sends(path, {"note": " "}, 200), "note") == NO_NOTE
    page = ada_desk.sends(path, {"note": "The register was forged.", "message": "See the police report."})
    assert "Ada asked for this already" in text_of(page)
    again = ben_desk.sends(path, {"note": "The register was forged, they say."}, 200)
    assert ALREADY_ASKED in text_of(again)
    assert form_of(again)["note"] == ["The register was forged, they say."]


@pytest.mark.parametrize("asks", ["retraction", "reinstatement", "release"])
def test_asking_about_what_is_not_published_is_refused_with_a_page(
    newsroom: Newsroom, ada_desk: Desk, asks: str
) -> None:
    assert "this needs it to be" in text_of(ada_desk.opens(page_of(newsroom.draft(), asks), 409))


def test_a_second_analyst_sees_nothing_of_the_first_assessment(newsroom: Newsroom, ben_desk: Desk) -> None:
    submission = newsroom.submitted()
    claim = submission.claim
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva, reason="A court case is near.")
    kept_back = ("The register names price", "moderate confidence", "“True”")
    home, bench = text_of(ben_desk.opens("/desk/")), text_of(ben_desk.opens(page_of(claim)))
    path = page_of(claim, "assess")
    form = text_of(ben_desk.opens(path))
    assert "Waiting for my second assessment" in home
    assert "Eva asks for your second assessment" in bench
    assert not [words for words in kept_back if words in home + bench]
    assert "The register names price" not in form
    ben_desk.opens(page_of(claim, "submit"), 409)
    page = text_of(ben_desk.sends(path, form_of(ben_desk.opens(path)) | judged(newsroom, "mixed")))
    assert "The verdicts differ: “True” against “Mixed”." in page
    assert "The register names price" in page
