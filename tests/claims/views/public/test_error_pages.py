"""Pages that say what went wrong ask the database for nothing: it may be what went wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.claims.views.public.pages import words_of


@pytest.mark.parametrize(
    "template", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]
)
def test_an_error_page_needs_no_database(template: str) -> None:
    # Without the fixture `db` any query fails the test.
    assert "<h1>" in render_to_string(template)


def test_a_form_without_its_protection_gets_a_sentence(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "ada@example.org"})
    assert answer.status_code == 403
    assert "The form was not accepted" in words_of(answer)
