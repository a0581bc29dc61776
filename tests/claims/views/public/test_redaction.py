"""A redacted record: the version's page and its bytes say so, and keep the text back."""

import psycopg
import pytest
from django.test import Client

from claims.models import Claim, Entry
from tests.cast import Newsroom
from tests.claims.views.public.pages import address, words_of


@pytest.fixture
def redacted(newsroom: Newsroom, as_superuser: psycopg.Connection) -> Claim:
    """An entry whose record's bytes were emptied, as the owner's function will do it."""
    claim = newsroom.published()
    entry = Entry.objects.get(number=claim.number)
    as_superuser.execute("ALTER TABLE claims_recordbody DISABLE TRIGGER ALL")
    as_superuser.execute("UPDATE claims_recordbody SET body = NULL WHERE entry_id = %s", [entry.pk])
    return claim


def test_the_bytes_are_gone(client: Client, redacted: Claim) -> None:
    answer = client.get(f"/claims/{redacted.number}/v1.json")
    assert answer.status_code == 410
    assert "has been redacted" in answer.content.decode()
    assert "immutable" not in answer.get("Cache-Control", "")


def test_the_page_keeps_the_text_back(client: Client, redacted: Claim) -> None:
    answer = client.get(address(redacted))
    assert answer.status_code == 410
    assert "The mill" not in words_of(answer)
