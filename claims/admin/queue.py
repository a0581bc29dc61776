"""The review queue: what waits for an editor, the longest first, and who may decide it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from claims.admin.base import current_assessment, person_of
from claims.admin.filtering import KnownField, TopicForm, sent_or_blank
from claims.choices import Event
from claims.meanings import contributed
from claims.models import ClaimTopic, Contribution, Person, Submission
from claims.needs import CONTRIBUTED, SUBMITTED_BY_YOU
from claims.workflow import APPROVALS, Case

ROWS = 50
MINE = "mine"
UNKNOWN_PERSON = "“{value}” is nobody who ever submitted a claim. Choose one from the list."


class QueueForm(TopicForm):
    """A topic of the claim, and who submitted it."""

    person = KnownField(label="Submitted by", refusal=UNKNOWN_PERSON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(Exists(Submission.objects.filter(submitted_by=OuterRef("pk"))))
        listed = [(str(pk), name) for pk, name in people.order_by("name").values_list("pk", "name")]
        self.fields["person"].choices = [("", "Everybody"), *listed]  # type: ignore[attr-defined]

    def narrow(self, submissions: QuerySet[Submission]) -> QuerySet[Submission]:
        """The submissions that match; none where a value is not known."""
        if not self.is_valid():
            return submissions.none()
        if topic := self.cleaned_data["topic"]:
            under = ClaimTopic.objects.filter(claim=OuterRef("claim"), topic__slug=topic)
            submissions = submissions.filter(Exists(under))
        if person := self.cleaned_data["person"]:
            submissions = submissions.filter(submitted_by=person)
        return submissions


@dataclass(frozen=True)
class Waiting:
    """One row of the queue. `refusal` says why this person may not decide; "" where they may."""

    submission: Submission
    refusal: str


def review_queue(request: HttpRequest) -> HttpResponseBase:
    """All that waits, or a topic's or a person's; with `?mine=1` only what whoever asks may decide."""
    person = person_of(request)
    only_mine = request.GET.get(MINE) == "1"
    form = QueueForm(sent_or_blank(request))
    asked = form.narrow(Submission.objects.awaiting(person) if only_mine else Submission.objects.waiting())
    assessed = current_assessment("claim", person)
    submissions = (
        asked.select_related("claim__claimant", "submitted_by")
        .prefetch_related("claim__topics")
        .annotate(
            verdict=Subquery(assessed.values("verdict__label")[:1]),
            rating=Subquery(assessed.values("verdict__rating")[:1]),
            code=Subquery(assessed.values("verdict__code")[:1]),
            confidence=Subquery(assessed.values("confidence")[:1]),
        )
    )
    page = Paginator(submissions, ROWS).get_page(request.GET.get("page"))
    rows = list(_rows(page.object_list, person))
    chosen = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        **admin.site.each_context(request),
        "title": "Review queue",
        "form": form,
        "page": page,
        "rows": rows,
        # The longest waiting stands first on the first page.
        "oldest": rows[0].submission if rows and page.number == 1 else asked.first(),
        "only_mine": only_mine,
        "narrowed": bool(chosen),
        "chosen": urlencode(chosen),
        "query": urlencode({**chosen, **({MINE: "1"} if only_mine else {})}),
    }
    return TemplateResponse(request, "admin/review/queue.html", context)


def _rows(submissions: Iterable[Submission], person: Person) -> Iterable[Waiting]:
    """The rows with the workflow's sentence for each refusal, from one query for all of them."""
    listed = list(submissions)
    hands: dict[int, list[str]] = defaultdict(list)
    own = Contribution.objects.filter(
        claim__in=[each.claim_id for each in listed], person=person, since=F("claim__content_index")
    )
    for claim, what in own.order_by("id").values_list("claim", "what"):
        hands[claim].append(what)
    for submission in listed:
        yield Waiting(submission, _refusal(submission, person, hands[submission.claim_id]))


def _refusal(submission: Submission, person: Person, hands: list[str]) -> str:
    if not person.is_editor:
        return APPROVALS[Event(submission.asks)].unmet(Case(submission.claim, person))[0]
    if submission.submitted_by_id == person.pk:
        return SUBMITTED_BY_YOU
    if submission.is_review and hands:
        return CONTRIBUTED.format(what=", ".join(contributed(hands)))
    return ""
