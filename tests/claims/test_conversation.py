"""The conversation about a claim, as one person sees it."""

import pytest

from claims.actions.assessments import request_assessment
from claims.actions.comments import add_comment
from claims.conversation import conversation_of, handles_in, people_to_mention, pieces_of
from tests.cast import Newsroom

MANY = 25


def test_the_newest_comments_stand_in_their_order(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    for place in range(MANY):
        add_comment(claim=claim, by=newsroom.ben, text=f"Comment {place}")
    newest = conversation_of(claim, newsroom.ada)
    assert newest is not None
    assert [said.pieces for said in newest.comments] == [((False, f"Comment {n}"),) for n in range(5, MANY)]
    assert newest.comments[0].author == "Ben"
    earlier = conversation_of(claim, newsroom.ada, before=newest.earlier)
    assert earlier is not None
    assert len(earlier.comments) == 5
    assert earlier.earlier is None


def test_whoever_assesses_blind_sees_none(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    add_comment(claim=claim, by=newsroom.eva, text="So it is true.")
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    seen = conversation_of(claim, newsroom.ben)
    assert seen is not None
    assert (seen.comments, seen.waits_for_yours) == ([], True)


def test_whoever_only_administers_takes_no_part(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    add_comment(claim=claim, by=newsroom.eva, text="So it is true.")
    assert conversation_of(claim, newsroom.ines) is None


def test_everybody_at_the_desk_can_be_mentioned(newsroom: Newsroom) -> None:
    assert people_to_mention() == [newsroom.ada, newsroom.ben, newsroom.egon, newsroom.eva]


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@ben, look", {"ben"}),
        ("Ask @Eva-Marek.", {"eva-marek"}),
        ("(@ben) and @ada", {"ben", "ada"}),
        ("ada@example.org", set()),
        ("@ben@example.org", {"ben"}),
        ("an @ alone", set()),
    ],
)
def test_handles_in_a_text(text: str, handles: set[str]) -> None:
    assert handles_in(text) == handles


def test_only_handles_of_the_desk_are_marked() -> None:
    text = "Ask @Ben, not @nobody,\nnor ben@example.org"
    pieces = pieces_of(text, {"ben"})
    assert pieces == [(False, "Ask "), (True, "@Ben"), (False, ", not @nobody,\nnor ben@example.org")]
    assert "".join(piece for _handle, piece in pieces) == text
