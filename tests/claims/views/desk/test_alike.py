"""Claims that look like the one that is logged, or worked on: shown, compared, and never overlooked."""

from typing import Any

import pytest

from claims.actions.assessments import request_assessment
from claims.actions.desk import judge_match
from claims.models import Claim, Match
from claims.views.desk.alike import JUDGED, NOTHING_JUDGED
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, form_of, page_of, text_of

NEW = "/desk/claims/new/"
MILL = "The mill was sold for 2 million euros in 2018."
LIKE = "In 2018 the mill was sold for 3 million euros by the parish."
OTHER = "The ferry ran aground near the harbour at night."


@pytest.fixture
def blank(ada_desk: Desk) -> dict[str, Any]:
    return form_of(ada_desk.opens(NEW))


def test_a_button_looks_for_the_same_and_logs_nothing(
    newsroom: Newsroom, ada_desk: Desk, blank: dict[str, Any]
) -> None:
    newsroom.assess(newsroom.draft(MILL), "false", confidence="low")
    newsroom.draft(OTHER)
    page = ada_desk.sends(NEW, blank | {"statement": LIKE, "look": "yes"}, 200)
    text = text_of(page)
    assert "1 claim looks like this one." in text
    assert f"{MILL} Draft Verdict: False, low confidence" in text
    assert OTHER not in text
    assert 'class="error"' not in page
    assert form_of(page)["statement"] == [LIKE]
    assert Claim.objects.count() == 2


def test_a_script_gets_the_look_alikes_alone(
    newsroom: Newsroom, ada_desk: Desk, blank: dict[str, Any]
) -> None:
    newsroom.draft(MILL)
    answer = ada_desk.client.post(
        NEW, blank | {"statement": LIKE, "look": "yes"}, headers={"HX-Request": "true"}
    )
    body = answer.content.decode()
    assert body.lstrip().startswith('<div id="look-alikes-list">')
    assert MILL in body
    assert "<html" not in body


def test_what_was_said_of_them_is_recorded_with_the_claim(
    newsroom: Newsroom, ada_desk: Desk, blank: dict[str, Any]
) -> None:
    mill, ferry = newsroom.draft(MILL), newsroom.draft(OTHER)
    said = {
        f"match-{mill.pk}": "related",
        f"match-{ferry.pk}": "different",
        "match-x": "same",
        "match-9999": "same",
    }
    page = text_of(ada_desk.sends(NEW, blank | {"statement": LIKE, **said}))
    claim = Claim.objects.get(statement=LIKE)
    assert [(each.claim, each.other, each.sameness) for each in Match.objects.all()] == [
        (claim, mill, "related"),
        (claim, ferry, "different"),
    ]
    assert "Related, says Ada" in page


def test_what_is_very_like_another_is_logged_at_the_second_asking(
    newsroom: Newsroom, ada_desk: Desk, blank: dict[str, Any]
) -> None:
    mill = newsroom.draft(MILL)
    page = ada_desk.sends(NEW, blank | {"statement": MILL}, 200)
    assert "A claim in the ledger looks very much like it." in text_of(page)
    assert "Log it anyway" in text_of(page)
    assert Claim.objects.count() == 1
    sent = form_of(page)
    assert sent["held_out"] == [str(mill.pk)]
    ada_desk.sends(NEW, sent)
    assert Claim.objects.count() == 2


def test_somebody_who_said_how_they_compare_is_not_asked(
    newsroom: Newsroom, ada_desk: Desk, blank: dict[str, Any]
) -> None:
    mill = newsroom.draft(MILL)
    ada_desk.sends(NEW, blank | {"statement": MILL, f"match-{mill.pk}": "different"})
    assert Claim.objects.count() == 2


def test_what_was_chosen_stays_chosen_when_the_words_change(
    newsroom: Newsroom, ada_desk: Desk, blank: dict[str, Any]
) -> None:
    mill = newsroom.draft(MILL)
    page = ada_desk.sends(
        NEW, blank | {"statement": OTHER, "look": "yes", f"match-{mill.pk}": "different"}, 200
    )
    assert form_of(page)[f"match-{mill.pk}"] == ["different"]


def test_whoever_is_asked_for_a_blind_assessment_reads_no_verdict(
    newsroom: Newsroom, ben_desk: Desk, blank: dict[str, Any]
) -> None:
    claim = newsroom.ready(MILL)
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    text = text_of(ben_desk.sends(NEW, blank | {"statement": LIKE, "look": "yes"}, 200))
    assert MILL in text
    assert "Its verdict is shown to you once your second assessment is in" in text
    assert "confidence" not in text


def test_the_working_page_shows_look_alikes_and_takes_a_choice(newsroom: Newsroom, ben_desk: Desk) -> None:
    claim, mill = newsroom.draft(LIKE), newsroom.draft(MILL)
    page = ben_desk.opens(page_of(claim))
    assert MILL in page
    text = text_of(ben_desk.sends(page_of(claim, "matches"), {f"match-{mill.pk}": "same"}))
    assert JUDGED in text
    assert "Same claim, says Ben" in text
    assert "Merge this claim into it" in text
    # It stands on the other claim's page, too, and sending it again records nothing.
    assert "Same claim, says Ben" in text_of(ben_desk.opens(page_of(mill)))
    assert NOTHING_JUDGED in text_of(
        ben_desk.sends(page_of(mill, "matches"), {f"match-{claim.pk}": "same", "match-9999": "same"})
    )
    assert Match.objects.count() == 1


def test_a_newer_word_takes_the_place_of_an_older_one(newsroom: Newsroom, ben_desk: Desk) -> None:
    claim, mill = newsroom.draft(LIKE), newsroom.draft(MILL)
    judge_match(claim=claim, other=mill, sameness="same", by=newsroom.ada)
    text = text_of(ben_desk.sends(page_of(mill, "matches"), {f"match-{claim.pk}": "different"}))
    assert "Different, says Ben" in text
    assert "Same claim, says" not in text
    assert Match.objects.count() == 2


def test_a_claim_that_is_like_no_other_says_so(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft(MILL)
    newsroom.draft(OTHER)
    assert "No other claim looks like this one." in text_of(ada_desk.opens(page_of(claim)))
