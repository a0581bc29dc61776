"""Telling people: a row for each person and thing, in the transaction of the deed that it is about."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import MOMENT
from claims.actions.mailing import note_task, waiting_task
from claims.asking import Asked, ask, statement
from claims.choices import NoticeKind, Role
from claims.models import (
    AssessmentRequest,
    Claim,
    Comment,
    Letter,
    Notice,
    NoticeChoice,
    Person,
    Submission,
)
from claims.workflow import Refused

UNKNOWN_KIND = gettext_noop("There is no kind of notice “{kind}”.")
# Kinds that tell, by their name alone, what became of a verdict that somebody has yet to assess blind.
TELLING = {NoticeKind.COMMENTED, NoticeKind.MENTIONED}


def tell(
    *,
    people: Iterable[Person | None],
    kind: NoticeKind,
    claim: Claim | None = None,
    by: Person | None = None,
    comment: Comment | None = None,
    letter: Letter | None = None,
) -> list[Notice]:
    """Tell these people of something, each once, as each has chosen. Called inside a deed.

    It is about a claim, and somebody of the desk did it; or about a reader's letter, and nobody did.
    Nobody is told of what they did themselves, and nobody whose account is closed.
    """
    telling = Telling(people, kind, claim, by, comment, letter)
    if kind in TELLING:
        for analyst in AssessmentRequest.objects.open().filter(claim=claim).values_list("analyst", flat=True):
            telling.told.pop(analyst, None)  # a comment may tell of the first assessment
    [(moment, demo)], *answers = ask(statement(MOMENT), *telling.questions())
    return Notice.objects.bulk_create(telling.notices(answers, moment, demo=demo))


class Telling:
    """Who is to be told of what, before it is known how each has chosen."""

    def __init__(
        self,
        people: Iterable[Person | None],
        kind: NoticeKind,
        claim: Claim | None,
        by: Person | None,
        comment: Comment | None = None,
        letter: Letter | None = None,
    ) -> None:
        self.told = {each.pk: each for each in people if each and each != by and each.is_active}
        self.kind, self.claim, self.by, self.comment, self.letter = kind, claim, by, comment, letter

    def questions(self) -> list[Asked]:
        """What has to be asked for it; `notices` reads the answers."""
        return [statement(_CHOICES, str(self.kind), list(self.told)), waiting_task()]

    def notices(self, answers: Sequence[list[Any]], moment: datetime, *, demo: bool) -> list[Notice]:
        """The notices, unsaved. Sees to the task that mails them."""
        chosen, task = answers
        choices = {person: choice for person, *choice in chosen}
        notices = []
        for pk in sorted(self.told):
            on_site, by_email = choices.get(pk, (True, True))
            by_email = by_email and not demo  # what the demo plays is mailed to nobody
            if on_site or by_email:
                notices.append(
                    Notice(
                        person=self.told[pk],
                        kind=self.kind,
                        claim=self.claim,
                        comment=self.comment,
                        letter=self.letter,
                        by=self.by,
                        at=moment,
                        on_site=on_site,
                        by_email=by_email,
                    )
                )
        if any(notice.by_email for notice in notices) and not task:
            note_task()
        return notices


_CHOICES = (
    f"SELECT person_id, on_site, by_email FROM {NoticeChoice._meta.db_table}"  # nosec B608
    " WHERE kind = %s AND person_id = ANY (%s)"
)


def authors_of(claim: Claim, waiting: Iterable[Submission] | None = None) -> list[Person | None]:
    """Who a claim belongs to: who logged it, who it was handed to, and who asked for the open questions.

    `waiting` are these, where they are known already.
    """
    if waiting is None:
        waiting = Submission.objects.waiting().filter(claim=claim).select_related("submitted_by")
    return [claim.logged_by, claim.assignee, *(each.submitted_by for each in waiting)]


def editors() -> QuerySet[Person]:
    """All editors whose accounts are open."""
    return Person.objects.filter(is_active=True, groups__name=Role.EDITOR)


def read_notices(*, by: Person, upto: int | None = None, only: int | None = None) -> int:
    """Mark one's own notices as looked at: all, those up to a key, or one; returns how many were new."""
    unread = Notice.objects.of(by).unread()
    if upto is not None:
        unread = unread.filter(pk__lte=upto)
    if only is not None:
        unread = unread.filter(pk=only)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment = cursor.fetchone()[0]
    return unread.order_by().update(read_at=moment)


def choose_notices(*, by: Person, kind: str, on_site: bool, by_email: bool) -> NoticeChoice:
    """Say how one wants to be told of one kind of thing."""
    if kind not in NoticeKind.values:
        raise Refused(_(UNKNOWN_KIND).format(kind=kind))
    choice, _new = NoticeChoice.objects.update_or_create(
        person=by, kind=kind, defaults={"on_site": on_site, "by_email": by_email}
    )
    return choice
