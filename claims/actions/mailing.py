"""Mailing what people are told: one mail a person, with all that is new. It never tells a verdict.

The notices themselves are the work list (`Notice.objects.to_mail()`); a task only wakes the worker:

1. `tell` writes the notices of a deed and calls `wake`, which notes the task `send_notices` in the same
   transaction. One that waits already is taken hold of instead: locked, it can't start before this deed is
   committed, and so finds the deed's notices. Hence a hundred deeds at once make one task.
2. The task begins `GATHER` later, so that several things said in a minute make one mail. It takes one person
   after the other: their notices are locked, passing over those that another worker holds, marked as mailed,
   and the mail is sent; then that is committed. Whatever goes wrong undoes the mark.
3. An address that the mail server refuses keeps nobody else from their mail; a server that can't be reached
   ends the round. Either way the rest stays on the list, and the task is noted again, to run `RETRY` later.

People have no language of their own here, and a worker no page whose language it could speak: mails are in
the newsroom's (`NEWSROOM_LANGUAGE`), and so are the pages that they lead to.

A worker that is killed between sending and committing sends that one mail again. What is older than
`MAILED_FOR` is mailed no more; on the site it stands all the same.
"""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from claims import languages
from claims.asking import ask, question
from claims.choices import Role
from claims.models import Notice, Person
from claims.querysets import NoticeQuerySet
from claims.telling import Told, told

GATHER = timedelta(seconds=30)
RETRY = timedelta(minutes=5)
MAILED_FOR = timedelta(days=3)
MOST = 100  # notices in one mail; what is left over comes in the next

log = structlog.get_logger(__name__)


@task()
def send_notices() -> int:
    """Mail what is to be mailed, and come back later if something could not be; returns how many went out."""
    sent, failed = mail_notices()
    if failed:
        with transaction.atomic():
            wake(after=RETRY)
    return sent


def wake(*, after: timedelta = GATHER) -> None:
    """See to it that the worker sends mails soon after this transaction is committed. Called inside one."""
    if not ask(waiting_task())[0]:
        note_task(after=after)


@question
def waiting_task() -> QuerySet[DBTaskResult, tuple[UUID]]:
    """A task that will mail what this transaction tells, taken hold of; none: `note_task` makes one."""
    waiting = DBTaskResult.objects.filter(task_path=send_notices.module_path, status=TaskResultStatus.READY)
    return waiting.order_by("pk").select_for_update(skip_locked=True).values_list("pk")[:1]


def note_task(*, after: timedelta = GATHER) -> None:
    """Note the task, where none waits."""
    send_notices.using(run_after=timezone.now() + after).enqueue()


def mail_notices() -> tuple[int, int]:
    """Send one mail to each person who has something new; returns how many were sent, and how many failed."""
    sent = failed = 0
    people = Person.objects.filter(pk__in=_to_mail().order_by().values("person")).order_by("pk")
    server = get_connection()
    try:
        for person in people:
            try:
                while _mail(person, server):
                    sent += 1
            except (SMTPRecipientsRefused, SMTPDataError) as error:
                failed += 1
                log.warning("mail refused", person=person.pk, error=str(error))
    except (SMTPException, OSError) as error:
        failed += 1
        log.warning("mail server not reached, trying again later", error=str(error))
    finally:
        server.close()
    return sent, failed


def _to_mail() -> NoticeQuerySet:
    """What is to be mailed: not too old, and to people who work at the desk still."""
    at_desk = Person.objects.filter(is_active=True, groups__name__in=(Role.ANALYST, Role.EDITOR))
    recent = timezone.now() - MAILED_FOR
    return Notice.objects.to_mail().filter(at__gte=recent, person__in=at_desk.values("pk"))


def _mail(person: Person, server: BaseEmailBackend) -> bool:
    """Send one mail to a person and mark what it holds; False where nothing is left, or others hold it."""
    with transaction.atomic():
        rows = _to_mail().filter(person=person).select_for_update(skip_locked=True, of=("self",))
        notices = list(rows.select_related("claim", "by")[:MOST])
        if not notices:
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment = cursor.fetchone()[0]
        Notice.objects.filter(pk__in=[each.pk for each in notices]).update(emailed_at=moment)
        with languages.newsroom_words():
            server.send_messages([mail_to(person, told(notices, person), server)])
    return True


def mail_to(person: Person, news: list[Told], server: BaseEmailBackend | None = None) -> EmailMessage:
    """The mail: who did what to which claim, and where to look. The subject names no claim."""
    count = len(news)
    many = ngettext("%(count)s notice from the desk", "%(count)s notices from the desk", count)
    what = news[0].sentence if count == 1 else many % {"count": count}
    text = render_to_string(
        "email/notices.txt",
        {
            "person": person,
            "news": news,
            "newsroom": settings.NEWSROOM_NAME,
            "site": settings.SITE_URL,
            "choices": settings.SITE_URL + reverse("claims:notice_choices"),
        },
    )
    return EmailMessage(
        subject=" ".join(f"{settings.NEWSROOM_NAME}: {what}".split()),
        body=text,
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
        connection=server,
    )
