"""The review page: all that an editor needs to see, and the decision. And the hold."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from claims.actions.door import hold_claim, publish_claim, reinstate_claim, release_claim, retract_claim
from claims.actions.review import decline_request, reject_claim, return_claim
from claims.admin.base import ask, not_there, person_of, say, typed
from claims.choices import Event, Relation
from claims.differences import Difference, differences
from claims.models import Assessment, AssessmentRequest, Claim, Evidence, Person, Submission
from claims.needs import CHANGED_SINCE_SEEN, NO_COMMENT, NO_NOTE, contributions_in_work
from claims.records import Json
from claims.workflow import APPROVALS, DECLINE, HOLD, PUBLISH, REJECT, RETURN, Case, Move, Refused

BLIND = "You were asked for a second assessment of this claim. Give it at the desk first; then review opens."
CHOOSE = "Choose what you decide."
# What became of the question, by the verb of the move that answered it.
DONE = {
    "publish_claim": "Published as version {version} of No. {number}.",
    "retract_claim": "No. {number} is retracted.",
    "reinstate_claim": "No. {number} is reinstated.",
    "release_claim": "The hold on No. {number} is lifted.",
    "return_claim": "Returned for changes.",
    "reject_claim": "Rejected.",
    "decline_request": "Declined; the entry stays as it is.",
}
HANDS = {"insert": "added", "update": "changed", "delete": "removed"}
PARTS = {"claimrelation": "related claim", "claimtopic": "topic", "claim": "text of the claim"}


class DecisionForm(forms.Form):
    """What is decided, why, and the digest of what the editor has before them."""

    decision = forms.ChoiceField(error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    comment = forms.CharField(required=False, strip=True, widget=forms.Textarea(attrs={"rows": 6}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, moves: Iterable[Move], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(move.verb, str(move.label)) for move in moves]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Option:
    """A decision that may be taken, or the sentences that stand in its way."""

    move: Move
    blocked: list[str]


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence with its source, as the record says it; `kept` holds what readers will not see."""

    item: Json
    source: Json
    relays: list[Json]
    kept: Evidence | None


def review(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what is asked and take the decision."""
    person = person_of(request)
    submission = _submission(pk)
    if submission is None:
        return not_there(request, "submission")
    if AssessmentRequest.objects.awaiting(person).filter(claim=submission.claim_id).exists():
        messages.warning(request, BLIND)
        return redirect("admin:review_queue")
    form = None
    if request.method == "POST":
        form = DecisionForm(request.POST, moves=_moves(submission))
        if form.is_valid():
            try:
                done = _decide(submission, person, **form.cleaned_data)
            except (Refused, ValidationError) as refusal:
                say(form, refusal)
            else:
                messages.success(request, done)
                return redirect("admin:review_queue")
        submission = _submission(pk)  # as it stands now; the attempt was rolled back
        if submission is None:
            raise Http404
    return TemplateResponse(request, "admin/review/review.html", _context(request, submission, person, form))


def hold(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the public note, then warn readers at once."""
    person = person_of(request)
    claim = Claim.objects.filter(pk=pk).first()
    if claim is None:
        return not_there(request, "claim")
    if not person.is_editor:
        raise PermissionDenied
    case = Case(claim, person)

    def deed(data: dict[str, Any]) -> str:
        entry = hold_claim(claim=claim, by=person, note=data["note"])
        return (
            f"No. {entry.number} is on hold; readers see the note. Another editor decides whether it stays."
        )

    form = HoldForm(typed(request))
    return ask(
        request,
        form=form,
        deed=deed,
        back=reverse("admin:claims_claim_change", args=[pk]),
        title="Put on hold",
        subtitle=str(claim),
        texts=[str(HOLD.rule), *(sentence for sentence in HOLD.unmet(case) if sentence != NO_NOTE)],
        label="Put on hold",
    )


class HoldForm(forms.Form):
    """What readers are told while the entry is looked at again."""

    note = forms.CharField(
        label="Public note",
        help_text="Readers see it on the entry at once.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": NO_NOTE},
    )


# ── Deciding ────────────────────────────────────────────────────────────────────────────────────────


def _moves(submission: Submission) -> tuple[Move, ...]:
    """The possible answers, the approving one first."""
    if submission.is_review:
        return (PUBLISH, RETURN, REJECT)
    return (APPROVALS[Event(submission.asks)], DECLINE)


def _decide(submission: Submission, person: Person, *, decision: str, comment: str, seen: str) -> str:
    """Do what was decided, through its action, and answer the sentence for the person."""
    asked: dict[str, Any] = {"submission": submission, "by": person, "comment": comment}
    looked_at = {**asked, "seen_digest": seen}
    deeds: dict[str, Callable[[], Any]] = {
        "publish_claim": lambda: publish_claim(**looked_at),
        "return_claim": lambda: return_claim(**looked_at),
        "reject_claim": lambda: reject_claim(**looked_at),
        "retract_claim": lambda: retract_claim(**asked),
        "reinstate_claim": lambda: reinstate_claim(**asked),
        "release_claim": lambda: release_claim(**asked),
        "decline_request": lambda: decline_request(**asked),
    }
    done = deeds[decision]()
    return DONE[decision].format(version=getattr(done, "version", ""), number=getattr(done, "number", ""))


def _options(submission: Submission, case: Case) -> list[Option]:
    """Each answer with what stands in its way, apart from the comment, which can still be written."""
    return [
        Option(move, [sentence for sentence in move.unmet(case) if sentence != NO_COMMENT])
        for move in _moves(submission)
    ]


# ── Seeing ──────────────────────────────────────────────────────────────────────────────────────────


def _submission(pk: int) -> Submission | None:
    found = Submission.objects.filter(pk=pk)
    return found.select_related(
        "claim__claimant", "claim__logged_by", "submitted_by", "decision__editor"
    ).first()


def _context(
    request: HttpRequest, submission: Submission, person: Person, form: DecisionForm | None
) -> dict[str, Any]:
    claim = submission.claim
    case = Case(
        claim,
        person,
        submission=submission,
        note=submission.note,
        correction_class=submission.correction_class,
    )
    case.seen_digest = case.digest
    # A request is about the entry as readers have it; a review about the working copy.
    content = case.content if submission.is_review else case.standing_content or case.content
    sources = {source["ref"]: source for source in content["sources"]}
    options = _options(submission, case)
    decidable = submission.closed_at is None and any(not option.blocked for option in options)
    # Sentences that stand in the way of every answer say why this person may not decide at all.
    common = [each for each in options[0].blocked if all(each in option.blocked for option in options)]
    return {
        **admin.site.each_context(request),
        "title": "Review",
        "subtitle": None,
        "submission": submission,
        "claim": claim,
        "content": content,
        "related": _related(content),
        "rates": [(row, sources[row["source"]]) for row in content.get("rates", ())],
        "evidence": _evidence_rows(content, case if submission.is_review else None),
        **_assessments(claim),
        "changes": _changes(submission, case),
        "raise_by": case.weighing.raise_by if submission.is_review else (),
        "checklist": options[0].move.checklist(case) if submission.closed_at is None else [],
        "earlier": claim.submissions.exclude(pk=submission.pk).select_related(
            "submitted_by", "decision__editor"
        ),
        "hands": _hands(claim),
        "options": options,
        "common": common if submission.closed_at is None else [],
        "decidable": decidable,
        "form": form or DecisionForm(moves=[option.move for option in options]),
        "chosen": form.data.get("decision", "") if form else "",
        "seen": case.digest,
        "changed_meanwhile": form is not None and CHANGED_SINCE_SEEN in form.non_field_errors(),
        "may_hold": set(HOLD.unmet(Case(claim, person))) <= {NO_NOTE},
        **_neighbours(submission),
    }


def _evidence_rows(content: Json, case: Case | None) -> list[EvidenceRow]:
    sources = {source["ref"]: source for source in content["sources"]}
    kept: list[Evidence | None] = [None] * len(content["evidence"])
    if case is not None:  # the record lists the evidence in the order of the working copy
        for place, item in enumerate(case.copy.evidence):
            if content["evidence"][place]["withheld"]:
                item.source = case.copy.sources[item.source_id]
                kept[place] = item
    return [
        EvidenceRow(
            item,
            sources[item["source"]],
            [sources[ref] for ref in sources[item["source"]].get("relays", ())],
            hidden,
        )
        for item, hidden in zip(content["evidence"], kept, strict=True)
    ]


def _assessments(claim: Claim) -> dict[str, list[Assessment]]:
    """The leading assessments, the newest first; and the blind second ones of the version in work."""
    found = list(
        claim.assessments.select_related("verdict__scheme", "assessed_by", "request").order_by("-id")
    )
    return {
        "assessments": [each for each in found if each.request is None],
        "second": [each for each in found if each.request and each.request.since == claim.content_index],
    }


def _related(content: Json) -> list[tuple[str, int, str]]:
    """The related claims that readers can open: relation, number and how they are worded now."""
    numbers = {row["claim"] for row in content["related"]}
    wording = dict(Claim.objects.filter(number__in=numbers).values_list("number", "statement"))
    return [
        (str(Relation(row["relation"]).label), row["claim"], wording.get(row["claim"], ""))
        for row in content["related"]
    ]


def _changes(submission: Submission, case: Case) -> list[Difference] | None:
    """What differs from what readers have; None where there is nothing to compare with."""
    if not submission.is_review or case.standing_content is None or submission.closed_at is not None:
        return None
    return differences(case.standing_content, case.content)


def _hands(claim: Claim) -> list[tuple[Person, str]]:
    """Who had a hand in the version in work, and in what, in words."""
    people: dict[int, Person] = {}
    whats: dict[int, dict[str, None]] = defaultdict(dict)
    for each in contributions_in_work(claim):
        people[each.person_id] = each.person
        part, _, verb = each.what.partition(" ")
        words = f"{PARTS.get(part, part)} {HANDS.get(verb, verb)}".strip()
        whats[each.person_id][words] = None
    return [(person, ", ".join(whats[pk])) for pk, person in people.items()]


def _neighbours(submission: Submission) -> dict[str, int | None]:
    """The submissions before and after this one in the queue."""
    waiting = Submission.objects.waiting().exclude(pk=submission.pk)
    here = submission.submitted_at
    earlier = Q(submitted_at__lt=here) | Q(submitted_at=here, pk__lt=submission.pk)
    return {
        "previous_pk": waiting.filter(earlier)
        .order_by("-submitted_at", "-id")
        .values_list("pk", flat=True)
        .first(),
        "next_pk": waiting.exclude(earlier).values_list("pk", flat=True).first(),
    }
