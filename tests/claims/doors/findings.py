"""What the doors were tried with, and what came out wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.template.response import SimpleTemplateResponse
from django.test import Client

from claims.admin import review_page
from claims.admin.queue_filter import Queue
from claims.models import Person
from tests.claims.doors.situations import Place, fingerprint
from tests.claims.doors.truth import says

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# How many cases each door is tried with at least, so that none is lost unnoticed.
CASES = {
    "desk": 400,
    "admin form": 300,
    "admin bulk action": 200,
    "API": 70,
    "shell": 300,
    "raw SQL": 400,
}


class Findings:
    """What was tried and what came out wrong."""

    def __init__(self, door: str) -> None:
        self.door = door
        self.tried = 0
        self.wrong: list[str] = []

    def case(self, what: str, fault: str) -> None:
        self.tried += 1
        if fault:
            self.wrong.append(f"{self.door}: {what}: {fault}")

    def settle(self, here: Place) -> None:
        """Nothing came out wrong, nothing was left out, and nothing that was tried is left."""
        assert not self.wrong, "\n".join(self.wrong)
        assert self.tried >= CASES[self.door], f"{self.door} was tried only {self.tried} times"
        for at in here.situations.values():
            assert fingerprint(at.claim) == at.stands, f"{at.name} does not stand as it stood"


def enter(person: Person) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


@contextmanager
def unread() -> Iterator[None]:
    """Nobody reads the pages that answer inside, so none is filled or drawn: all else is done as ever."""
    with (
        mock.patch.object(SimpleTemplateResponse, "rendered_content", ""),
        mock.patch.object(review_page, "context_of", return_value={}),
        mock.patch.object(Queue, "neighbours", return_value=(None, None)),
    ):
        yield


def fault_of(expected: str, before: Any, after: Any, page: str) -> str:
    """What is wrong with an answer: allowed must change something, refused nothing, and must say why."""
    if not expected:
        return "" if before != after else f"should be done, and was not: {page[:300]}"
    if before != after:
        return f"should be refused ({expected}), and was done"
    return "" if says(page, expected) else f"should say “{expected}”: {page[:300]}"
