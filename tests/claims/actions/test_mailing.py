"""Mailing what people are told: once, gathered, and again where the mail server failed."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from claims.actions.assessments import request_assessment
from claims.actions.claims import assign_claim
from claims.actions.comments import add_comment
from claims.actions.mailing import MAILED_FOR, RETRY, mail_notices, send_notices
from claims.actions.people import change_roles, invite_person
from claims.choices import Role
from claims.models import Notice, Person
from tests.cast import Newsroom
from tests.databases import Places


def sent_to(person: Person) -> list[Any]:
    return [each for each in mail.outbox if each.to == [person.email]]


def waiting() -> list[Any]:
    return list(DBTaskResult.objects.filter(task_path=send_notices.module_path, status="READY"))


class Server:
    """A mail server that refuses somebody's mail, or does not answer at all."""

    def __init__(self, refuses: str = "", down: bool = False) -> None:
        self.refuses, self.down = refuses, down
        self.sent: list[Any] = []

    def send_messages(self, messages: list[Any]) -> int:
        if self.down:
            raise ConnectionRefusedError("no answer")
        for message in messages:
            if self.refuses in message.to:
                raise smtplib.SMTPRecipientsRefused({self.refuses: (550, b"no such box")})
            self.sent.append(message)
        return len(messages)

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr("claims.actions.mailing.get_connection", lambda: made)
    return made


def test_one_mail_gathers_what_is_new(newsroom: Newsroom) -> None:
    claim, other = newsroom.draft(), newsroom.draft("The ferry was sold in 2014 to a bank.")
    assign_claim(claim=claim, by=newsroom.eva, assignee=newsroom.ben)
    assign_claim(claim=other, by=newsroom.ada, assignee=newsroom.ben)
    assert mail_notices() == (1, 0)
    (message,) = sent_to(newsroom.ben)
    assert message.subject == f"{settings.NEWSROOM_NAME}: 2 notices from the desk"
    for words in ("Eva hands you a claim.", "Ada hands you a claim.", claim.statement, other.statement):
        assert words in message.body
    assert f"{settings.SITE_URL}/desk/claims/{claim.pk}/" in message.body
    assert f"{settings.SITE_URL}/desk/notices/choices/" in message.body


def test_a_single_notice_is_told_in_the_subject_without_the_claim(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    assign_claim(claim=claim, by=newsroom.eva, assignee=newsroom.ben)
    mail_notices()
    (message,) = sent_to(newsroom.ben)
    assert message.subject == f"{settings.NEWSROOM_NAME}: Eva hands you a claim"
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}


def test_no_mail_tells_what_was_said_or_judged(newsroom: Newsroom) -> None:
    claim = newsroom.submitted().claim
    add_comment(claim=claim, by=newsroom.eva, text="@ben, Zwirbelfink: I say it is true.")
    mail_notices()
    assert mail.outbox
    for message in mail.outbox:
        text = f"{message.subject} {message.body}"
        for secret in ("Zwirbelfink", "moderate", "The register names price and year."):
            assert secret not in text


def test_nothing_is_mailed_twice(newsroom: Newsroom) -> None:
    assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    assert mail_notices() == (1, 0)
    assert mail_notices() == (0, 0)
    assert Notice.objects.get().emailed_at is not None


def test_nobody_is_mailed_who_left_the_desk(newsroom: Newsroom) -> None:
    assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    change_roles(person=newsroom.ben, by=newsroom.ines, roles=[Role.ADMINISTRATOR])
    assert mail_notices() == (0, 0)


def test_what_is_old_is_mailed_no_more(newsroom: Newsroom) -> None:
    assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    Notice.objects.update(at=timezone.now() - MAILED_FOR - timedelta(minutes=1))
    assert mail_notices() == (0, 0)


def test_whoever_assesses_blind_by_now_is_mailed_the_bare_fact(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    add_comment(claim=claim, by=newsroom.eva, text="@ben, it is true.")
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    mail_notices()
    (message,) = sent_to(newsroom.ben)
    assert "Eva mentions you in a comment." in message.body
    assert "it is true" not in message.body


# ── Mail servers that fail ──────────────────────────────────────────────────────────────────────────


def test_a_refused_address_keeps_nobody_else_from_their_mail(newsroom: Newsroom, server: Server) -> None:
    claim = newsroom.draft()
    add_comment(claim=claim, by=newsroom.eva, text="@ada and @ben and @egon")
    server.refuses = newsroom.ben.email
    assert mail_notices() == (2, 1)
    assert sorted(message.to[0] for message in server.sent) == [newsroom.ada.email, newsroom.egon.email]
    assert [notice.person for notice in Notice.objects.to_mail()] == [newsroom.ben]


def test_a_server_that_is_down_leaves_all_on_the_list(newsroom: Newsroom, server: Server) -> None:
    add_comment(claim=newsroom.draft(), by=newsroom.eva, text="@ada and @ben")
    server.down = True
    assert mail_notices() == (0, 1)
    assert Notice.objects.to_mail().count() == 2
    server.down = False
    assert mail_notices() == (2, 0)


def test_the_task_comes_back_later_after_a_failure(newsroom: Newsroom, server: Server) -> None:
    assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    DBTaskResult.objects.all().delete()
    server.down = True
    send_notices.call()
    (again,) = waiting()
    assert again.run_after > timezone.now() + RETRY - timedelta(minutes=1)
    DBTaskResult.objects.all().delete()
    server.down = False
    send_notices.call()
    assert waiting() == []


# ── Waking the worker ───────────────────────────────────────────────────────────────────────────────


def test_many_deeds_make_one_task(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    for _ in range(3):
        add_comment(claim=claim, by=newsroom.eva, text="@ada and @ben")
    assert len(waiting()) == 1


def test_what_is_mailed_to_nobody_wakes_nobody(newsroom: Newsroom) -> None:
    newsroom.draft()
    assert waiting() == []


def test_a_task_does_not_begin_before_the_deed_that_counts_on_it_is_committed(
    own_database: str, newsroom: Newsroom, places: Places
) -> None:
    claim = newsroom.draft()
    assign_claim(claim=claim, by=newsroom.eva, assignee=newsroom.ben)
    table = DBTaskResult._meta.db_table
    free = f"SELECT count(*) FROM (SELECT 1 FROM {table} FOR UPDATE SKIP LOCKED) AS free"
    with places.connect("app", own_database) as worker:
        with transaction.atomic():
            add_comment(claim=claim, by=newsroom.ben, text="Thanks, @eva.")
            assert worker.execute(free.encode()).fetchone() == (0,)
        assert worker.execute(free.encode()).fetchone() == (1,)


def test_two_workers_send_no_mail_twice(own_database: str, newsroom: Newsroom, places: Places) -> None:
    assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    with places.connect("app", own_database) as other, other.transaction():
        other.execute("SELECT 1 FROM claims_notice FOR UPDATE")  # another worker holds them
        assert mail_notices() == (0, 0)
    assert mail_notices() == (1, 0)


def test_a_worker_does_it(own_database: str, newsroom: Newsroom) -> None:
    assign_claim(claim=newsroom.draft(), by=newsroom.eva, assignee=newsroom.ben)
    DBTaskResult.objects.update(run_after=timezone.now())
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False)
    assert len(sent_to(newsroom.ben)) == 1


def test_a_mail_speaks_the_newsrooms_language(
    newsroom: Newsroom, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Whoever caused it, and whatever language their page spoke; a language without texts is English."""
    claim = newsroom.draft()
    for own, dear, path, account in (
        ("it", "Gentile Ben", "/it/desk/", "Il suo account"),
        ("de", "Dear Ben", "/desk/", "Your account"),
    ):
        settings.NEWSROOM_LANGUAGE = own
        mail.outbox.clear()
        with translation.override("en-gb" if own == "it" else "it"):
            assign_claim(claim=claim, by=newsroom.eva, assignee=newsroom.ben)
            mail_notices()
            with django_capture_on_commit_callbacks(execute=True):
                invite_person(by=newsroom.ines, email=f"{own}@example.org", name="Nora", roles=[Role.ANALYST])
        told, invited = mail.outbox
        assert dear in told.body
        assert f"{settings.SITE_URL}{path}" in told.body
        assert account in invited.subject
        assert f"{settings.SITE_URL}{path.removesuffix('desk/')}accounts/" in invited.body
