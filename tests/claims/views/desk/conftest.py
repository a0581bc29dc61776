"""Signed-in browsers of the cast, as far as Django's test client is one."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Person
from tests.cast import Newsroom, ada, ben, egon, eva, ines, newsroom

__all__ = ["Newsroom", "ada", "ben", "egon", "eva", "ines", "newsroom"]


class Desk:
    """One person at the desk: opens pages, sends forms, reads what stands there."""

    def __init__(self, person: Person | None) -> None:
        self.client = Client()
        if person is not None:
            self.client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")

    def opens(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.content.decode()[:3000]
        return answer.content.decode()

    def sends(self, path: str, fields: dict[str, Any] | None = None, status: int = 302) -> str:
        """POST; a redirect is followed, and the page it leads to is the answer."""
        answer = self.client.post(path, fields or {})
        assert answer.status_code == status, text_of(answer.content.decode())
        if status == 302:
            return self.opens(answer.headers["Location"].split("#")[0])
        return answer.content.decode()


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send back if nobody touched the page: hidden and filled-in fields."""
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf' {attribute}="([^"]*)"', tag) for attribute in ("name", "value"))
        kind = re.search(r' type="([^"]*)"', tag)
        ticked = "checked" in tag or (kind and kind[1] not in ("checkbox", "radio"))
        if name and ticked and name[1] not in ("csrfmiddlewaretoken", "q"):
            fields.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.S):
        fields[name] = [unescape(text)]
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', page, re.S):
        if chosen := re.search(r'<option value="([^"]*)" selected', options):
            fields[name] = [unescape(chosen[1])]
    return fields


def text_of(page: str) -> str:
    """The words of a page, as somebody reads it."""
    main = re.search(r"<main.*</main>", page, re.S)
    words = re.sub(r"<[^>]+>", " ", main[0] if main else page)
    return " ".join(unescape(words).split())


def error_beside(page: str, field: str) -> str:
    """The error that the field itself names as its description."""
    tag = re.search(
        rf'<(?:input|textarea|select|fieldset)[^>]*aria-describedby="[^"]*id_{field}_error[^"]*"', page
    )
    assert tag, f"no field is described by id_{field}_error"
    found = re.search(rf'id="id_{field}_error">(.*?)</div>', page, re.S)
    assert found
    return text_of(found[1])


@pytest.fixture
def ada_desk(newsroom: Newsroom) -> Desk:
    return Desk(newsroom.ada)


@pytest.fixture
def ben_desk(newsroom: Newsroom) -> Desk:
    return Desk(newsroom.ben)


@pytest.fixture
def eva_desk(newsroom: Newsroom) -> Desk:
    return Desk(newsroom.eva)


def page_of(claim: Claim, *rest: str) -> str:
    """The path of a claim's working page, or of a page below it."""
    return "/".join(["/desk/claims", str(claim.pk), *rest]) + "/"
