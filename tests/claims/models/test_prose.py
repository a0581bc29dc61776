"""Texts have an end, below what search can take: what is too long is a sentence, never a fault of ours."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models

from claims.actions.claims import change_claim
from claims.models import Assessment, Claim, Comment, Decision, Evidence, ReplyRequest, Source, Submission
from claims.models.prose import LONGEST, ProseField
from claims.projection import MOST_SEARCHED
from tests.cast import Newsroom, newsroom

__all__ = ["newsroom"]


def words(length: int, first: int = 0) -> str:
    """As many different words as this many characters hold, of letters that take two bytes each."""
    digits = str.maketrans("0123456789", "абвгдежзик")
    return " ".join(str(number).translate(digits) for number in range(first, first + length // 5))[:length]


def test_a_text_without_end_is_refused_and_the_longest_is_saved(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    with pytest.raises(ValidationError) as refusal:
        change_claim(claim=claim, by=newsroom.ada, quote="x" * (LONGEST + 1))
    assert refusal.value.message_dict.keys() == {"quote"}
    change_claim(claim=claim, by=newsroom.ada, quote=words(LONGEST), language="ru")


@pytest.mark.parametrize(
    "model", [Claim, Source, Evidence, Assessment, Submission, Decision, ReplyRequest, Comment]
)
def test_every_text_that_people_write_on_a_claim_has_an_end(model: Any) -> None:
    texts = [field for field in model._meta.get_fields() if isinstance(field, models.TextField)]
    assert texts
    assert all(isinstance(field, ProseField) for field in texts)


@pytest.mark.parametrize("language", ["en", "ru", "it"])
def test_search_takes_the_longest_texts_that_an_edition_can_hold(database: None, language: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT length(ledger_search_vector(%s, %s, %s, %s, %s))",
            [
                language,
                words(500, 700_000),
                words(LONGEST, 100_000),
                words(200, 600_000),
                words(MOST_SEARCHED, 200_000),
            ],
        )
        assert cursor.fetchone()[0] > 15_000
