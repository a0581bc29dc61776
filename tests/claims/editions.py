"""Editions made cheaply, for tests of lists that need many and no records behind them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache

from claims.models import Edition, Subject
from claims.models.dates import first_and_last_day

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
MakeEdition = Callable[..., Edition]


@pytest.fixture
def make_edition(db: None) -> Iterator[MakeEdition]:
    """Makes the current edition of another claim, an hour newer than the one before, and names its subjects.

    No entry stands behind it. The database asks for one only at commit, which never comes; whatever is
    left is removed before the test's own check of constraints.
    """
    numbers = count(1)

    def make(**fields: Any) -> Edition:
        number = fields.pop("number", next(numbers))
        moment = fields.pop("valid_from", START + timedelta(hours=number))
        first_claimed = fields.get("first_claimed", "")
        earliest, latest = first_and_last_day(first_claimed) if first_claimed else (None, None)
        made = Edition.objects.create(
            **{
                "entry_id": 1_000_000 + number,
                "number": number,
                "version": 1,
                "valid_from": moment,
                "first_published_at": moment,
                "event": "published",
                "publication": "live",
                "record_digest": f"{number:064x}",
                "slug": f"claim-{number}",
                "language": "en",
                "statement": f"Statement {number}",
                "first_claimed_from": earliest,
                "first_claimed_to": latest,
                "verdict": "unproven",
                "verdict_label": "Unproven",
                "confidence": "low",
                **fields,
            }
        )
        name_subjects(made)
        return made

    cache.clear()
    yield make
    Edition.objects.all().delete()
    Subject.objects.all().delete()
    cache.clear()


def name_subjects(edition: Edition) -> None:
    """What the entry of this edition would have said of its topics, claimant, outlets and verdict."""
    named = [
        *(("topic", slug, slug.title()) for slug in edition.topics),
        *(("outlet", slug, slug.title()) for slug in edition.outlets),
        ("verdict", edition.verdict, edition.verdict_label),
    ]
    if edition.claimant_slug:
        named.append(("claimant", edition.claimant_slug, edition.claimant_name))
    for kind, slug, label in named:
        Subject.objects.get_or_create(kind=kind, slug=slug, defaults={"label": label, "entry_id": edition.pk})
