"""Asking for a second assessment, withdrawing that, and both assessments side by side."""

import pytest

from claims.actions.assessments import NOT_YOUR_OWN, give_second_assessment, request_assessment
from claims.actions.people import change_roles
from claims.choices import Role
from claims.models import AssessmentRequest, Claim
from claims.needs import SECOND_MISSING
from tests.cast import Newsroom, make_person
from tests.claims.views.desk.conftest import Desk, form_of, page_of, text_of


def ask(newsroom: Newsroom, claim: Claim) -> AssessmentRequest:
    return request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva, reason="A case is near.")


def answered(newsroom: Newsroom, claim: Claim, verdict: str, confidence: str = "low", **more: str) -> None:
    give_second_assessment(
        request=ask(newsroom, claim), by=newsroom.ben, verdict=newsroom.verdict(verdict),
        confidence=confidence, rationale="One page says so.", **more,
    )  # fmt: skip


def test_an_editor_asks_somebody_who_had_no_hand_in_it(newsroom: Newsroom, eva_desk: Desk) -> None:
    claim = newsroom.ready()
    path = page_of(claim, "second")
    page = eva_desk.opens(path)
    offered = [name for name in ("Ada", "Ben", "Eva", "Egon", "Ines") if f">{name}</option>" in page]
    assert offered == ["Ben", "Egon"]
    page = eva_desk.sends(path, {"analyst": str(newsroom.ben.pk), "reason": "A case is near."})
    assert "Asked. Until it is in, Ben sees no verdict" in text_of(page)
    assert "Eva asked Ben on" in text_of(page)
    assert AssessmentRequest.objects.get().reason == "A case is near."


def test_somebody_with_a_hand_in_it_is_no_choice(newsroom: Newsroom, eva_desk: Desk) -> None:
    page = eva_desk.sends(
        page_of(newsroom.ready(), "second"), {"analyst": str(newsroom.ada.pk), "reason": "Please."}, 200
    )
    assert "Select a valid choice" in text_of(page)
    assert form_of(page)["reason"] == ["Please."]


def test_an_analyst_does_not_ask(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    assert "takes the role of editor" in text_of(ada_desk.opens(page_of(claim, "second"), 409))
    page = ada_desk.sends(page_of(claim, "second"), {"analyst": str(newsroom.ben.pk)}, 200)
    assert "takes the role of editor" in text_of(page)


def test_one_request_at_a_time(newsroom: Newsroom, eva_desk: Desk) -> None:
    claim = newsroom.ready()
    ask(newsroom, claim)
    assert "Ben is already asked" in text_of(eva_desk.opens(page_of(claim, "second"), 409))


def test_a_request_is_withdrawn_by_post_only(newsroom: Newsroom, eva_desk: Desk, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    path = page_of(claim, "second/withdraw")
    eva_desk.sends(path, status=404)
    ask(newsroom, claim)
    eva_desk.opens(path, 405)
    assert "Withdraw the request" not in text_of(ada_desk.opens(page_of(claim)))
    ada_desk.sends(path, status=409)
    assert "Withdrawn. Ben is not asked any more." in text_of(eva_desk.sends(path))


def test_nobody_unblinds_themselves_by_withdrawing(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    change_roles(person=newsroom.ben, by=newsroom.ines, roles=[Role.EDITOR])
    ask(newsroom, claim)
    page = Desk(newsroom.ben).sends(page_of(claim, "second/withdraw"), status=409)
    assert NOT_YOUR_OWN in text_of(page)


@pytest.mark.parametrize(
    ("verdict", "confidence", "sentences"),
    [
        ("true", "moderate", ["agree on the verdict", "Both chose the verdict “True”. Both with moderate"]),
        ("false", "low", ["The verdicts contradict each other: “True” against “False”."]),
        ("mixed", "low", ["The verdicts differ: “True” against “Mixed”.", "moderate against low."]),
        ("unproven", "low", ["Only one of them stands on the line from false to true"]),
    ],
)  # fmt: skip
def test_both_stand_side_by_side_and_how_far_they_agree_is_said(
    newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk, eva_desk: Desk, verdict: str, confidence: str,
    sentences: list[str],
) -> None:  # fmt: skip
    claim = newsroom.ready()
    answered(newsroom, claim, verdict, confidence)
    for desk in (ada_desk, ben_desk, eva_desk):
        page = text_of(desk.opens(page_of(claim)))
        for sentence in sentences:
            assert sentence in page
        first, second = page.index("First assessment"), page.index("Second, made without sight of the first")
        assert (
            first < page.index("The register names price", first) < second < page.index("One page says so.")
        )


def test_likelihood_is_compared_in_a_sentence_of_its_own(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    answered(newsroom, claim, "true", likelihood="likely")
    page = text_of(ada_desk.opens(page_of(claim)))
    assert "The likelihood differs: left open against likely (55–80%)." in page


def test_the_second_assessment_concerns_editors_and_the_two(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    answered(newsroom, claim, "false")
    page = text_of(Desk(make_person("Olga", Role.ANALYST)).opens(page_of(claim)))
    assert "The register names price" in page
    assert "One page says so." not in page


def test_a_claim_about_a_living_person_says_that_it_needs_one(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    path = page_of(claim, "text")
    page = ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"about_living_person": "on"})
    assert SECOND_MISSING in text_of(page)
    claim.refresh_from_db()
    assert claim.about_living_person
    answered(newsroom, claim, "true")
    assert SECOND_MISSING not in text_of(ada_desk.opens(page_of(claim)))


def test_the_box_for_a_living_person_stands_where_a_claim_is_logged(ada_desk: Desk) -> None:
    assert "only once a second analyst has assessed it" in text_of(ada_desk.opens("/desk/claims/new/"))
