"""What the review page shows: what is decided on, all that it rests on, and what may be decided."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from claims.admin.deciding import ANSWERS, Answer, asks_note, moves_of, needs_comment
from claims.admin.review_beside import beside
from claims.admin.review_fairness import fairness_of
from claims.cases import contributions_in_work
from claims.choices import Relation
from claims.conversation import conversation_of
from claims.meanings import contributed
from claims.models import Assessment, AssessmentRequest, Claim, Evidence, Person, Submission
from claims.needs import NO_COMMENT, NO_NOTE
from claims.records import Json
from claims.redaction import outlook_of
from claims.unmerging import table_of
from claims.workflow import ASK_SECOND, HOLD, Case, Move


@dataclass(frozen=True)
class Option:
    """A decision that may be taken, or the sentences that stand in its way."""

    move: Move
    answer: Answer
    blocked: list[str]

    @property
    def needs_comment(self) -> bool:
        return needs_comment(self.move)


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence with its source, as the record says it; `kept` holds what readers will not see."""

    item: Json
    source: Json
    relays: list[Json]
    kept: Evidence | None


def _options(submission: Submission, case: Case) -> list[Option]:
    """Each answer with what stands in its way, apart from what can still be written with the decision."""
    written = {_(NO_COMMENT), _(NO_NOTE)} if asks_note(submission) else {_(NO_COMMENT)}
    return [
        Option(
            move,
            ANSWERS[move.verb],
            [sentence for sentence in move.unmet(case) if sentence not in written],
        )
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
    is_open = submission.closed_at is None
    # Sentences that stand in the way of every answer say why this person may not decide at all.
    common = [each for each in options[0].blocked if all(each in option.blocked for option in options)]
    fates = table_of(submission)
    checklist = options[0].move.checklist(case) if is_open else []
    return {
        "submission": submission,
        "claim": claim,
        "content": content,
        "related": _related(content),
        "rates": [(row, sources[row["source"]]) for row in content.get("rates", ())],
        "evidence": _evidence_rows(content, case if submission.is_review else None),
        **_assessments(claim),
        "beside": beside(submission, case) if is_open else None,
        "fates": fates,
        "outlook": outlook_of(submission, case),
        "raise_by": case.weighing.raise_by if submission.is_review else (),
        "checklist": checklist,
        "met": [rule for rule, unmet in checklist if not unmet],
        "fairness": fairness_of(submission, case),
        "conversation": conversation_of(claim, person),
        "earlier": claim.submissions.exclude(pk=submission.pk).select_related(
            "submitted_by", "decision__editor"
        ),
        "hands": _hands(claim),
        "options": options,
        "common": common if is_open else [],
        "decidable": is_open and any(not option.blocked for option in options),
        "asks_note": asks_note(submission),
        "seen": case.digest,
        "rechecks": claim.rechecks.filter(closed_at__isnull=True).select_related("source"),
        "may_ask": not ASK_SECOND.unmet(Case(claim, person)),
        "asked": AssessmentRequest.objects.open().filter(claim=claim).select_related("analyst").first(),
        "may_hold": set(HOLD.unmet(Case(claim, person))) <= {_(NO_NOTE)},
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


def _hands(claim: Claim) -> list[tuple[Person, str]]:
    """Who had a hand in the version in work, and in what."""
    people: dict[int, Person] = {}
    whats: dict[int, list[str]] = defaultdict(list)
    for each in contributions_in_work(claim):
        people[each.person_id] = each.person
        whats[each.person_id].append(each.what)
    return [(person, ", ".join(contributed(whats[pk]))) for pk, person in people.items()]
