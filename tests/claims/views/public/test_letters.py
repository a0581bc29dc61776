"""Readers write to the desk: what gets there, what does not, and what they are told."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from claims.actions.mailing import mail_notices
from claims.models import Letter, Notice
from tests.cast import Newsroom
from tests.claims.views.public.pages import words_of

WRONG = {
    "text": "The price was three million.",
    "shown_at": "https://courier.example/7",
    "email": "z@example.org",
}
SENT = "/letters/sent/"


def sends(client: Client, path: str, fields: dict[str, Any], status: int = 302, **more: Any) -> str:
    answer = client.post(path, fields, **more)
    assert answer.status_code == status, words_of(answer)
    return answer["Location"] if status == 302 else words_of(answer)


def test_a_report_reaches_the_inbox_and_the_editors(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    page = client.get("/report/?entry=1")
    assert "About No. 1: The mill was sold" in words_of(page)
    assert 'name="number" value="1"' in page.content.decode()
    assert "kept for 180 days" in words_of(page)
    assert sends(client, "/report/", {**WRONG, "number": "1"}) == SENT
    letter = Letter.objects.get()
    assert (letter.kind, letter.number, letter.text) == ("error", 1, WRONG["text"])
    assert (letter.shown_at, letter.email, letter.state) == (WRONG["shown_at"], WRONG["email"], "open")
    assert (letter.keep_until - letter.received_at).days == 180
    assert "127.0.0.1" not in letter.sender
    told = Notice.objects.filter(letter=letter).order_by("person__name")
    assert [each.person.name for each in told] == ["Egon", "Eva"]
    Notice.objects.filter(letter=None).delete()
    mail_notices()
    assert {address for sent in mail.outbox for address in sent.to} == {"egon@example.org", "eva@example.org"}
    for sent in mail.outbox:  # a mail leads to the letter and repeats nothing of it
        assert f"/desk/inbox/{letter.pk}/" in sent.body
        assert "three million" not in f"{sent.subject} {sent.body}"
        assert "z@example.org" not in sent.body
    assert "180 days" in words_of(client.get(SENT))


def test_a_suggestion_needs_nothing_but_what_was_claimed(client: Client, newsroom: Newsroom) -> None:
    assert sends(client, "/suggest/", {"text": "The dam is safe.", "said_by": "The minister"}) == SENT
    letter = Letter.objects.get()
    assert (letter.kind, letter.text, letter.said_by, letter.email) == (
        "suggestion",
        "The dam is safe.",
        "The minister",
        "",
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"shown_at": "x" * 1001}, "at most 1000 characters"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"number": "99"}, "There is no entry No. 99."),
        ({"number": "9" * 5000}, "is less than or equal to"),
        ({"number": "minus"}, "Enter a whole number."),
        ({"text": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, newsroom: Newsroom, fields: dict[str, str], said: str
) -> None:
    told = client.post("/report/", {**WRONG, **fields})
    assert told.status_code == 200
    assert said in words_of(told) or "Enter a whole number" in words_of(told)
    assert "This is not sent yet." in words_of(told)
    if "shown_at" not in fields:
        assert WRONG["shown_at"] in told.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("named", ["99", "0", "-1", "x", "9" * 30, "٣", ""])
def test_an_entry_that_is_none_asks_for_the_number(client: Client, newsroom: Newsroom, named: str) -> None:
    page = client.get("/report/", {"entry": named})
    assert page.status_code == 200
    assert "About No." not in words_of(page)


def test_a_machine_that_fills_in_everything_learns_nothing(client: Client, newsroom: Newsroom) -> None:
    assert sends(client, "/suggest/", {"text": "Buy this.", "fax": "yes"}) == SENT
    assert not Letter.objects.exists()


def test_the_limit_holds_for_each_address_and_keeps_what_was_typed(
    client: Client, newsroom: Newsroom
) -> None:
    with override_settings(INBOX_PER_HOUR=2):
        for _ in range(2):
            sends(client, "/suggest/", {"text": "Said once."}, REMOTE_ADDR="2001:db8::1")
        # Another address of the same household, another process: the database counts.
        told = Client().post("/report/", WRONG, REMOTE_ADDR="2001:db8::2")
        assert told.status_code == 429
        assert told["Retry-After"] == "3600"
        assert "From your connection the desk takes 2 letters within an hour" in words_of(told)
        assert WRONG["text"] in told.content.decode()
        sends(client, "/report/", WRONG, REMOTE_ADDR="2001:db8:0:1::1")
    with override_settings(INBOX_PER_HOUR_IN_ALL=3):
        said = sends(client, "/report/", WRONG, 429, REMOTE_ADDR="192.0.2.7")
        assert "has taken as many letters as it takes within an hour" in said
    assert Letter.objects.count() == 3


def test_behind_a_proxy_the_sender_is_whom_the_proxy_names(client: Client, newsroom: Newsroom) -> None:
    for visitor in ("192.0.2.7", "192.0.2.8"):
        sends(client, "/suggest/", {"text": "Said once."}, REMOTE_ADDR=visitor)
    first, second = Letter.objects.values_list("sender", flat=True)
    assert first != second


def test_another_site_can_send_nothing_in_a_readers_name(newsroom: Newsroom) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/report/", WRONG).status_code == 403
    page = strict.get("/report/")
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
    assert sends(strict, "/report/", {**WRONG, "csrfmiddlewaretoken": token}) == SENT


def test_sending_reads_no_session_and_no_account(client: Client, newsroom: Newsroom) -> None:
    client.force_login(newsroom.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    with CaptureQueriesContext(connection) as asked:
        sends(client, "/report/", WRONG)
    assert not [query["sql"] for query in asked if "django_session" in query["sql"]]
    assert set(client.post("/report/", WRONG).cookies) <= {"csrftoken"}


def test_markup_and_addresses_stay_words(client: Client, newsroom: Newsroom) -> None:
    evil = '<script>alert(1)</script> <a href="https://spam.example">win</a>'
    sends(client, "/suggest/", {"text": evil, "shown_at": "javascript:alert(1)", "said_by": evil[:60]})
    client.force_login(newsroom.eva, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/desk/inbox/", f"/desk/inbox/{Letter.objects.get().pk}/", "/desk/notices/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert 'href="https://spam.example' not in page
        assert 'href="javascript' not in page
