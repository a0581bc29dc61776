"""What somebody has to do, and a search over everything on the desk."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.choices import Outcome, Status
from claims.desk_search import find_claims
from claims.forms.claims import SearchForm
from claims.models import AssessmentRequest, Claim, Decision, Person, Recheck, Submission
from claims.views.desk.access import DeskRequest, desk_page
from claims.views.desk.keeping import Unsaved, unsaved

MOST = 200  # claims in work that one person's page lists
LATELY = 10
FOUND = 50
# Nobody looks again at what the desk gave up.
ENDED = (Status.REJECTED, Status.MERGED)


@dataclass
class Work:
    """A person's claims, by what is to be done about them."""

    unsaved: list[Unsaved]
    returned: list[Claim]
    look: list[Claim]
    again: list[Recheck]
    second: list[AssessmentRequest]
    assigned: list[Claim]
    drafts: list[Claim]
    waiting: list[Submission]
    decided: list[Claim]

    @property
    def nothing(self) -> bool:
        return not (
            self.unsaved
            or self.returned
            or self.look
            or self.again
            or self.second
            or self.assigned
            or self.drafts
            or self.waiting
            or self.decided
        )


@desk_page("GET", "HEAD")
def desk(request: DeskRequest) -> HttpResponse:
    """My claims; with `?q=`, every claim that holds these words or has this number."""
    person = request.user
    asked = "q" in request.GET
    search = SearchForm(request.GET if asked else None)
    words = search.words if asked else ""
    context = {"search": search, "words": words, "asked": asked, "today": timezone.localdate(), "most": FOUND}
    if asked and not search.errors:
        context["found"] = find_claims(Claim.objects.visible_to(person), words, limit=FOUND)
    if not asked:
        context["work"] = _work(person)
        context["to_review"] = Submission.objects.awaiting(person).count() if person.is_editor else 0
    return render(request, "desk/desk.html", context, status=400 if search.errors else 200)


def _work(person: Person) -> Work:
    # Whoever is asked for a blind assessment reads nothing of what was said about the first.
    blind = AssessmentRequest.objects.awaiting(person).values("claim")
    returns = Decision.objects.filter(outcome=Outcome.RETURNED).exclude(claim__in=blind)
    returns = returns.select_related("editor").order_by("-id")
    mine = Claim.objects.mine(person).for_lists()
    open_ones = (
        mine.filter(status__in=(Status.DRAFT, Status.RETURNED))
        .order_by("-id")
        .prefetch_related(Prefetch("decisions", returns, to_attr="returns"))[:MOST]
    )
    work = Work(
        unsaved=unsaved(person),
        returned=[],
        look=_due_for_a_look(person),
        again=[],
        second=[],
        assigned=[],
        drafts=[],
        waiting=[],
        decided=[],
    )
    for claim in open_ones:
        if claim.status == Status.RETURNED:
            work.returned.append(claim)
        elif claim.assignee_id == person.pk:
            work.assigned.append(claim)
        else:
            work.drafts.append(claim)
    work.assigned.sort(key=lambda claim: (claim.due_on is None, claim.due_on, -claim.pk))
    work.second = list(
        AssessmentRequest.objects.awaiting(person)
        .select_related("claim__claimant", "claim__logged_by", "claim__assignee", "requested_by")
        .order_by("requested_at")
    )
    work.again = _to_look_at_again(person)
    hand_in_it = Q(submitted_by=person) | Q(claim__logged_by=person) | Q(claim__assignee=person)
    work.waiting = list(
        Submission.objects.waiting()
        .filter(hand_in_it)
        .select_related("claim__claimant", "submitted_by")[:MOST]
    )
    decided = mine.filter(status__in=(Status.VERIFIED, Status.REJECTED))
    work.decided = list(decided.order_by("-changed_at")[:LATELY])
    return work


def _due_for_a_look(person: Person) -> list[Claim]:
    """Claims that somebody meant to see again by today: mine, or for an editor all; the longest due first."""
    claims = Claim.objects.visible_to(person) if person.is_editor else Claim.objects.mine(person)
    due = claims.filter(look_again_on__lte=timezone.localdate()).exclude(status__in=ENDED)
    return list(due.for_lists().order_by("look_again_on", "pk")[:MOST])


def _to_look_at_again(person: Person) -> list[Recheck]:
    """Claims that rest on a source that fell: mine, or for an editor all; the longest waiting first."""
    open_ones = Recheck.objects.filter(closed_at__isnull=True)
    if not person.is_editor:
        open_ones = open_ones.filter(Q(claim__logged_by=person) | Q(claim__assignee=person))
    # Somebody wrote the reason who may have known the verdict.
    blind = Exists(AssessmentRequest.objects.awaiting(person).filter(claim=OuterRef("claim")))
    rows = open_ones.annotate(kept_back=blind).select_related(
        "claim__claimant", "claim__logged_by", "claim__assignee", "source", "raised_by"
    )
    return list(rows.order_by("id")[:MOST])
