"""Pages that say what went wrong ask the database for nothing: it may be what went wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.claims.views.public.pages import words_of

FORM = "application/x-www-form-urlencoded"


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


def test_a_form_that_is_too_large_is_said_to_be_so_in_the_language_of_the_page(client: Client) -> None:
    for path, said in (("/report/", "This was too much at once"), ("/it/report/", "troppo in una volta")):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies["csrftoken"] = "x" * 32
        answer = strict.post(path, "text=" + "x" * 3_000_000, FORM)
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert "This address can’t be read" in client.get("/claims/?" + "&a=1" * 2000).content.decode()
