"""What somebody sends to the admin after their session ended is not lost: it is shown, to be copied."""

import pytest
from django.test import Client

from claims.models import Submission
from tests.browsers import BACKEND
from tests.cast import Newsroom, newsroom
from tests.claims.views.desk.conftest import text_of

__all__ = ["newsroom"]

COMMENT = "The <third> source does not say so. See page 4."


@pytest.fixture
def page(newsroom: Newsroom) -> str:
    """The review page of a claim that waits."""
    newsroom.submitted()
    return f"/admin/review/{Submission.objects.get().pk}/"


def test_a_decision_sent_without_a_session_shows_its_words(page: str) -> None:
    sent = {"decision": "return_claim", "comment": COMMENT, "seen": "digest", "csrfmiddlewaretoken": "token"}
    answer = Client().post(page, sent)
    assert answer.status_code == 403
    text = text_of(answer.content.decode())
    assert "You are signed out" in text
    assert f"Comment {COMMENT}" in text
    assert "digest" not in text
    assert "token" not in text
    # Where nothing was typed there is nothing to copy.
    assert Client().post(page, {"decision": "return_claim"}).status_code == 302


def test_a_decision_from_before_signing_in_again_shows_its_words_if_it_came_from_here(
    newsroom: Newsroom, page: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(newsroom.eva, BACKEND)
    sent = {"decision": "return_claim", "comment": COMMENT}
    answer = strict.post(page, sent, headers={"origin": "http://testserver"})
    assert answer.status_code == 403
    assert f"Comment {COMMENT}" in text_of(answer.content.decode())
    answer = strict.post(page, sent, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "third" not in answer.content.decode()
    # Passwords are typed elsewhere, and are never shown.
    sign_in = {"login": newsroom.eva.email, "password": "correct horse"}
    answer = Client(enforce_csrf_checks=True).post(
        "/accounts/login/", sign_in, headers={"origin": "http://testserver"}
    )
    assert "correct horse" not in answer.content.decode()
    assert Submission.objects.get().closed_at is None
