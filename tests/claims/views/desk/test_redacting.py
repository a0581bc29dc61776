"""Asking for a redaction at the desk, and what the page says of it."""

from claims import redaction
from claims.actions.assessments import request_assessment
from claims.actions.door import hold_claim
from claims.actions.merging import BLIND
from claims.models import Submission
from tests.cast import Newsroom
from tests.claims.actions.test_redacting import NOTE, cleaned, named, redact
from tests.claims.views.desk.conftest import Desk, error_beside, page_of, text_of


def test_it_is_asked_for_version_by_version(ada_desk: Desk, newsroom: Newsroom) -> None:
    claim = named(newsroom)
    hold_claim(claim=claim, by=newsroom.egon, note="A lawyer wrote.")
    path = page_of(claim, "redaction")
    assert path in ada_desk.opens(page_of(claim))
    page = ada_desk.opens(path)
    assert "says the same as version 1" in text_of(page)
    answer = ada_desk.sends(path, {"note": NOTE}, 200)
    assert str(redaction.CHOOSE_VERSIONS) in error_beside(answer, "redacts")
    answer = ada_desk.sends(path, {"note": NOTE, "redacts": ["1"]}, 200)
    assert str(redaction.SAME_ELSEWHERE).format(other=2, version=1) in text_of(answer)
    answer = ada_desk.sends(path, {"note": NOTE, "redacts": ["1", "2"]}, 200)
    assert str(redaction.STILL_SAID).format(version=1) in text_of(answer)
    assert "not one of the available choices" in text_of(
        ada_desk.sends(path, {"note": NOTE, "redacts": ["x"]}, 200)
    )
    cleaned(newsroom, claim)
    answer = ada_desk.sends(path, {"note": NOTE, "message": "Urgent.", "redacts": ["1", "2"]})
    assert "until then nothing is withdrawn" in text_of(answer)
    asked = Submission.objects.waiting().get(claim=claim, asks="redacted")
    assert (asked.redacts, asked.note, asked.message) == ([1, 2], NOTE, "Urgent.")
    assert "Ada asked for this already" in text_of(ada_desk.opens(page_of(claim)))


def test_what_is_redacted_says_so_at_the_desk(ada_desk: Desk, newsroom: Newsroom) -> None:
    claim = cleaned(newsroom, named(newsroom))
    redact(newsroom, claim, 1)
    assert "The text that readers had was redacted" in text_of(ada_desk.opens(page_of(claim)))
    assert "says the same" not in text_of(ada_desk.opens(page_of(claim, "redaction")))
    for rest in ("history", "submit", "assess"):
        ada_desk.opens(page_of(claim, rest))


def test_who_may_not_see_the_claim_yet_or_has_nothing_to_ask(ben_desk: Desk, newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    assert "The entry is “Not published”" in text_of(ben_desk.opens(page_of(draft, "redaction"), 409))
    claim = cleaned(newsroom, named(newsroom))
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    assert BLIND in text_of(ben_desk.opens(page_of(claim, "redaction"), 409))
