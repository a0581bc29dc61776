"""The review queue: what waits for an editor, the longest first, and who may decide it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.admin.base import current_assessment, person_of
from claims.admin.filtering import sent_or_blank
from claims.admin.queue_age import ages_of_the_queue
from claims.admin.queue_filter import Queue, before_that, beyond, place_of
from claims.choices import Event, Gate
from claims.meanings import contributed
from claims.models import (
    AssessmentRequest,
    ClaimTopic,
    ConflictOfInterest,
    Contribution,
    Person,
    Submission,
    Waiver,
)
from claims.needs import CONFLICT, CONTRIBUTED, SUBMITTED_BY_YOU
from claims.querysets import SubmissionQuerySet
from claims.workflow import APPROVALS, Case

ROWS = 50
AFTER, BEFORE = "after", "before"
BLIND = gettext_noop(
    "You were asked for a second assessment of this claim. Give it at the desk first; then review opens."
)


@dataclass(frozen=True)
class Waiting:
    """One row of the queue. `refusal` says why this person may not decide; "" where they may."""

    submission: Submission
    refusal: str


@dataclass(frozen=True)
class Page:
    """Some rows, and the places that lead on and back: None at the ends."""

    rows: list[Submission]
    after: int | None
    before: int | None


def review_queue(request: HttpRequest) -> HttpResponseBase:
    """What waits, narrowed by the address; with `?mine=1` only what whoever asks may decide."""
    person = person_of(request)
    queue = Queue(sent_or_blank(request), person)
    ages = ages_of_the_queue()
    page = _page(
        queue.waiting(),
        person,
        after=place_of(request.GET.get(AFTER, "")),
        before=place_of(request.GET.get(BEFORE, "")),
    )
    context = {
        **admin.site.each_context(request),
        "title": _("Review queue"),
        "waiting": ages.total,  # counted once for the whole page
        "queue": queue,
        "form": queue.form,
        "ages": ages,
        "rows": [Waiting(each, _refusal(each, person)) for each in page.rows],
        "only_mine": queue.only_mine,
        "query": queue.query(),
        "all_query": queue.query(mine=""),
        "mine_query": queue.query(mine="1"),
        "any_age_query": queue.query(age=""),
        "onward": queue.query(**{AFTER: str(page.after)}) if page.after else "",
        "back": queue.query(**{BEFORE: str(page.before)}) if page.before else "",
    }
    return TemplateResponse(request, "admin/review/queue.html", context)


def _page(waiting: SubmissionQuerySet, person: Person, *, after: int | None, before: int | None) -> Page:
    """One page by keyset: the last is as quick as the first, and nothing is counted."""
    if before:
        rows = _rows(before_that(waiting, before), person)
        if len(rows) > ROWS:
            rows = rows[1:]  # the one too many is the one that waits longest
            return Page(rows, after=rows[-1].pk, before=rows[0].pk)
        after = None  # this is the first page, which is always shown full
    rows = _rows(beyond(waiting, after) if after else waiting, person)
    more, rows = len(rows) > ROWS, rows[:ROWS]
    return Page(rows, after=rows[-1].pk if more else None, before=rows[0].pk if after and rows else None)


def _rows(wanted: SubmissionQuerySet, person: Person) -> list[Submission]:
    """A page and one row more, the longest waiting first. What a row shows is looked up for these alone."""
    page = Submission.objects.filter(pk__in=wanted.values("pk")[: ROWS + 1])
    return list(_shown(page, person).order_by("submitted_at", "id"))


def _shown(waiting: SubmissionQuerySet, person: Person) -> SubmissionQuerySet:
    """With all that a row shows and says, in the one query."""
    assessed = current_assessment("claim", person)
    judgement = JSONObject(
        label="verdict__label", rating="verdict__rating", code="verdict__code", confidence="confidence"
    )
    hands = Contribution.objects.filter(
        claim=OuterRef("claim"), person=person, since=OuterRef("claim__content_index")
    )
    conflicts = ConflictOfInterest.objects.of(person).about(OuterRef("claim")).order_by("id")
    about = Coalesce(Cast("claimant__name", CharField()), Cast("topic__label", CharField()))
    waived = Waiver.objects.filter(
        claim=OuterRef("claim"), gate=Gate.CONFLICT, person=person, since=OuterRef("claim__content_index")
    )
    topics = ClaimTopic.objects.filter(claim=OuterRef("claim")).order_by("topic__label")
    return waiting.select_related("claim__claimant", "submitted_by").annotate(
        judgement=Subquery(assessed.values(data=judgement)[:1]),
        hands=ArraySubquery(hands.order_by("id").values("what")),
        conflicts=ArraySubquery(conflicts.values(what=about)),
        is_waived=Exists(waived),
        is_blind=Exists(AssessmentRequest.objects.awaiting(person).filter(claim=OuterRef("claim"))),
        topics=ArraySubquery(topics.values("topic__label")),
    )


def _refusal(submission: Submission, person: Person) -> str:
    """Why this person may not decide: the workflow's own sentence, from what the row brought along."""
    row: Any = submission
    if not person.is_editor:
        return APPROVALS[Event(submission.asks)].unmet(Case(submission.claim, person))[0]
    if row.is_blind:
        return _(BLIND)
    if submission.submitted_by_id == person.pk:
        return _(SUBMITTED_BY_YOU)
    if submission.is_review and row.hands:
        return _(CONTRIBUTED).format(what=", ".join(contributed(row.hands)))
    if row.conflicts and not row.is_waived:
        return _(CONFLICT).format(what=", ".join(row.conflicts))
    return ""
