"""How a row is checked: by few questions, and no less."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claims.models import Claim, Comment
from tests.cast import Newsroom

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_what_was_loaded_is_not_looked_up_again(newsroom: Newsroom, django_assert_num_queries: Any) -> None:
    comment = Comment(claim=newsroom.draft(), written_by=newsroom.ada, text="Which year?", written_at=NOW)
    with django_assert_num_queries(0):
        comment.clean_fields()


def test_what_is_not_there_is_found(newsroom: Newsroom) -> None:
    """A key that leads nowhere, even where it takes the place of one that led to a row; a row that was never
    written; and none at all.
    """
    claim = newsroom.draft()
    comment = Comment(claim=claim, written_by=newsroom.ada, text="Which year?", written_at=NOW)
    comment.claim_id = claim.pk + 1000
    unwritten = Comment(
        claim=Claim(pk=claim.pk + 1000), written_by=newsroom.ada, text="Which year?", written_at=NOW
    )
    for each in (comment, unwritten, Comment(written_by=newsroom.ada, text="Which year?", written_at=NOW)):
        with pytest.raises(ValidationError) as refused:
            each.clean_fields()
        assert set(refused.value.message_dict) == {"claim"}
