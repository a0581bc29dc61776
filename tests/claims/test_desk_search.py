"""Finding claims at the desk: words and their beginnings, phrases, claimants, numbers, six languages."""

import pytest

from claims.desk_search import find_claims
from claims.models import Claim
from tests.cast import Newsroom


def found(words: str) -> list[str]:
    return [claim.statement for claim in find_claims(Claim.objects.all(), words)]


FERRY = "The ferry was sold in 2014 to a bank."
WEIR = "The weir was closed in 2016 by the council."


@pytest.fixture
def two(newsroom: Newsroom) -> Newsroom:
    newsroom.draft(FERRY, quote="", claimant=None)
    newsroom.draft(WEIR, quote="Nobody shall pass the weir", claimant=newsroom.claimant)
    return newsroom


@pytest.mark.parametrize(
    ("words", "statements"),
    [
        ("ferry", [FERRY]),
        ("FERRIES sold", [FERRY]),
        ("fer", [FERRY]),  # the beginning of a word
        ("2014", [FERRY]),
        ("201", []),  # of a number no beginning counts
        ("nobody", [WEIR]),  # exact words
        ("mayor", [WEIR]),  # who said it
        ("mayor weir 2016", [WEIR]),
        ("ferry weir", []),
        ('"closed in 2016"', [WEIR]),
        ('"2016 closed"', []),
        ("the of", [WEIR, FERRY]),  # words too common to tell anything leave nothing out
        ("", [WEIR, FERRY]),
        ("' \\ & | ! :* ( <->", [WEIR, FERRY]),
    ],
)
def test_what_is_found(two: Newsroom, words: str, statements: list[str]) -> None:
    assert found(words) == statements


def test_each_claim_is_searched_in_its_own_language(newsroom: Newsroom) -> None:
    newsroom.draft("Le accuse contro i ministri erano false.", language="it", quote="")
    newsroom.draft("Обвинения против министров были ложными.", language="ru", quote="")
    assert found("ministro") == ["Le accuse contro i ministri erano false."]
    assert found("обвинение") == ["Обвинения против министров были ложными."]


def test_a_claim_is_found_by_its_number(newsroom: Newsroom) -> None:
    claim = newsroom.published(WEIR)
    newsroom.draft(FERRY)
    for words in (str(claim.number), f"No. {claim.number}", f"#{claim.number}"):
        assert WEIR in found(words)


def test_only_so_many_the_newest_first(two: Newsroom) -> None:
    assert [each.statement for each in find_claims(Claim.objects.all(), "", limit=1)] == [WEIR]
