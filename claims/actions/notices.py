"""Telling people: a row for each person and thing, in the transaction of the deed that it is about."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import demo_clock_is_set, now
from claims.actions.mailing import wake
from claims.choices import NoticeKind, Role
from claims.models import AssessmentRequest, Claim, Comment, Notice, NoticeChoice, Person
from claims.workflow import Refused

UNKNOWN_KIND = gettext_noop("There is no kind of notice “{kind}”.")
# Kinds that tell, by their name alone, what became of a verdict that somebody has yet to assess blind.
TELLING = {NoticeKind.COMMENTED, NoticeKind.MENTIONED}


def tell(
    *,
    people: Iterable[Person | None],
    kind: NoticeKind,
    claim: Claim,
    by: Person,
    comment: Comment | None = None,
) -> list[Notice]:
    """Tell these people of something, each once, as each has chosen. Called inside a deed.

    Nobody is told of what they did themselves, and nobody whose account is closed.
    """
    told = {person.pk: person for person in people if person and person.pk != by.pk and person.is_active}
    if kind in TELLING:
        for analyst in AssessmentRequest.objects.open().filter(claim=claim).values_list("analyst", flat=True):
            told.pop(analyst, None)  # a comment may tell of the first assessment
    choices = {each.person_id: each for each in NoticeChoice.objects.filter(person__in=told, kind=kind)}
    moment = now()
    notices = []
    for pk in sorted(told):
        choice = choices.get(pk)
        on_site, by_email = (choice.on_site, choice.by_email) if choice else (True, True)
        if on_site or by_email:
            notices.append(
                Notice(
                    person=told[pk],
                    kind=kind,
                    claim=claim,
                    comment=comment,
                    by=by,
                    at=moment,
                    on_site=on_site,
                    by_email=by_email,
                )
            )
    if any(notice.by_email for notice in notices):
        if demo_clock_is_set():
            for notice in notices:  # what the demo plays is mailed to nobody
                notice.by_email = False
            notices = [notice for notice in notices if notice.on_site]
        else:
            wake()
    return Notice.objects.bulk_create(notices)


def authors_of(claim: Claim) -> list[Person | None]:
    """Who a claim belongs to: who logged it, who it was handed to, and who asked for the open question."""
    asked = Person.objects.filter(submissions__claim=claim, submissions__closed_at__isnull=True)
    return [claim.logged_by, claim.assignee, *asked]


def editors() -> Iterable[Person]:
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
