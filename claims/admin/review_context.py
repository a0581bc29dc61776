"""What the review page shows: what is decided on, all that it rests on, and what may be decided."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from claims.choices import Event, Relation
from claims.differences import Difference, differences
from claims.meanings import contributed
from claims.models import Assessment, AssessmentRequest, Claim, Evidence, Person, Submission
from claims.needs import NO_COMMENT, NO_NOTE, contributions_in_work
from claims.records import Json
from claims.workflow import APPROVALS, ASK_SECOND, DECLINE, HOLD, PUBLISH, REJECT, RETURN, Case, Move


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


def moves_of(submission: Submission) -> tuple[Move, ...]:
    """The possible answers, the approving one first."""
    if submission.is_review:
        return (PUBLISH, RETURN, REJECT)
    return (APPROVALS[Event(submission.asks)], DECLINE)


def asks_note(submission: Submission) -> bool:
    """Whether the editor has yet to write what readers are told: a request that a hold opened has no note."""
    return not submission.is_review and not submission.note


def _options(submission: Submission, case: Case) -> list[Option]:
    """Each answer with what stands in its way, apart from what can still be written with the decision."""
    written = {NO_COMMENT, NO_NOTE} if asks_note(submission) else {NO_COMMENT}
    return [
        Option(move, [sentence for sentence in move.unmet(case) if sentence not in written])
        for move in moves_of(submission)
    ]


def context_of(submission: Submission, person: Person) -> dict[str, Any]:
    """What the page shows of a submission to the person who is to decide it."""
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
        "asks_note": asks_note(submission),
        "seen": case.digest,
        "rechecks": claim.rechecks.filter(closed_at__isnull=True).select_related("source"),
        "may_ask": not ASK_SECOND.unmet(Case(claim, person)),
        "asked": AssessmentRequest.objects.open().filter(claim=claim).select_related("analyst").first(),
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
    """Who had a hand in the version in work, and in what."""
    people: dict[int, Person] = {}
    whats: dict[int, list[str]] = defaultdict(list)
    for each in contributions_in_work(claim):
        people[each.person_id] = each.person
        whats[each.person_id].append(each.what)
    return [(person, ", ".join(contributed(whats[pk]))) for pk, person in people.items()]


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
