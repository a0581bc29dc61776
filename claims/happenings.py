"""What happened to a record and is history in itself: rows that are signed and never edited.

Assessments, questions to editors and their answers, entries, comparisons, merges, waivers, falls of sources
and declared conflicts of interest. Comments are left out: they stand on the page. Floor 3: reads; writes
nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.differences import Difference
from claims.models import (
    Assessment,
    AssessmentRequest,
    Claim,
    Claimant,
    ConflictOfInterest,
    Decision,
    Entry,
    Match,
    Merge,
    Person,
    Recheck,
    Source,
    Submission,
    Topic,
    Waiver,
)
from claims.row_history import NOBODY, Change
from claims.telling import message_told

# What each text is called where it is told.
LABELS = {
    "verdict": gettext_noop("verdict"),
    "confidence": gettext_noop("confidence"),
    "likelihood": gettext_noop("likelihood"),
    "rationale": gettext_noop("rationale"),
    "alternatives_considered": gettext_noop("alternatives considered"),
    "what_is_missing": gettext_noop("what is missing"),
    "what_would_change_it": gettext_noop("what would change it"),
    "reason_for_going_above_the_ceiling": gettext_noop("reason for going above the ceiling"),
    "of": gettext_noop("of"),
    "reason": gettext_noop("reason"),
    "that_this_be": gettext_noop("that this be"),
    "merged_into": gettext_noop("merged into"),
    "versions": gettext_noop("versions"),
    "class_of_change": gettext_noop("class of change"),
    "public_note": gettext_noop("public note"),
    "message_to_the_editor": gettext_noop("message to the editor"),
    "asked_was": gettext_noop("asked was"),
    "outcome": gettext_noop("outcome"),
    "comment": gettext_noop("comment"),
    "event": gettext_noop("event"),
    "rule": gettext_noop("rule"),
    "person": gettext_noop("person"),
    "public_reason": gettext_noop("public reason"),
    "source": gettext_noop("source"),
    "claim": gettext_noop("claim"),
    "of_two": gettext_noop("of two"),
    "judged": gettext_noop("judged"),
    "into": gettext_noop("into"),
    "why": gettext_noop("why"),
    "about": gettext_noop("about"),
}


@dataclass(frozen=True)
class Happening:
    """A kind of thing that happened: its rows, when each was, and what is told of it."""

    rows: QuerySet[Any]
    moment: str  # the field that says when
    told: Callable[[Any], Change]

    def changes(self) -> list[Change]:
        return [self.told(row) for row in self.rows.order_by("pk")]


def happenings_of(obj: models.Model, viewer: Person | None) -> list[Happening]:
    """The kinds of things that can have happened to a record, as far as this person may know of them."""
    if isinstance(obj, Claim):
        if viewer is not None and AssessmentRequest.objects.awaiting(viewer).filter(claim=obj).exists():
            return []  # what was said in review, what readers were told, and why: each may name the verdict
        return _of_claim(obj, viewer)
    if isinstance(obj, Source):
        raised = Recheck.objects.filter(source=obj).select_related("raised_by", "claim")
        if viewer is not None:
            blind = AssessmentRequest.objects.awaiting(viewer).filter(claim=OuterRef("claim"))
            raised = raised.exclude(Exists(blind))
        return [Happening(raised, "raised_at", _fell)]
    declared = ConflictOfInterest.objects.all()
    if isinstance(obj, Person):
        return _conflicts(declared.filter(person=obj))
    if isinstance(obj, Claimant):
        return _conflicts(declared.filter(claimant=obj))
    if isinstance(obj, Topic):
        return _conflicts(declared.filter(topic=obj))
    return []


def _of_claim(claim: Claim, viewer: Person | None) -> list[Happening]:
    assessments = Assessment.objects.filter(claim=claim).select_related("verdict", "assessed_by")
    if viewer is not None:
        assessments = assessments.visible_to(viewer)
    asked = AssessmentRequest.objects.filter(claim=claim).select_related("analyst", "requested_by")
    either = models.Q(claim=claim)
    matches = Match.objects.filter(either | models.Q(other=claim)).select_related(
        "claim", "other", "judged_by"
    )
    merges = Merge.objects.filter(either | models.Q(into=claim)).select_related("claim", "into", "merged_by")
    touching = ConflictOfInterest.objects.filter(pk__in=ConflictOfInterest.objects.about(claim).values("pk"))
    return [
        Happening(assessments, "assessed_at", _assessed),
        Happening(asked, "requested_at", _second_asked),
        Happening(
            asked.filter(closed_at__isnull=False, assessment__isnull=True), "closed_at", _second_closed
        ),
        Happening(
            Submission.objects.filter(claim=claim).select_related("submitted_by", "into"),
            "submitted_at",
            _submitted,
        ),
        Happening(
            Decision.objects.filter(claim=claim).select_related("editor", "submission"),
            "decided_at",
            _decided,
        ),
        Happening(
            Entry.objects.filter(claim=claim)
            .select_related("published_by")
            .defer("statement", "frontier", "leaf_hash", "root_hash"),
            "published_at",
            _entered,
        ),
        Happening(
            Recheck.objects.filter(claim=claim).select_related("raised_by", "source"),
            "raised_at",
            _to_recheck,
        ),
        Happening(
            Waiver.objects.filter(claim=claim).select_related("granted_by", "person"), "granted_at", _waived
        ),
        Happening(matches, "judged_at", _compared),
        Happening(merges, "merged_at", _merged),
        Happening(merges.filter(closed_at__isnull=False), "closed_at", _unmerged),
        *_conflicts(touching),
    ]


def _conflicts(rows: QuerySet[ConflictOfInterest]) -> list[Happening]:
    rows = rows.select_related("person", "claimant", "topic", "declared_by")
    return [
        Happening(rows, "declared_at", _declared),
        Happening(rows.filter(closed_at__isnull=False), "closed_at", _ended),
    ]


def _texts(**texts: Any) -> tuple[Difference, ...]:
    """What is told, under its label, without what is empty."""
    return tuple(Difference(_(LABELS[name]), "", str(text)) for name, text in texts.items() if text)


# ── Judgement ───────────────────────────────────────────────────────────────────────────────────────


def _assessed(row: Assessment) -> Change:
    return Change(
        at=row.assessed_at,
        person=str(row.assessed_by),
        why="",
        label=_("Second assessment given") if row.request_id else _("Assessment given"),
        fields=_texts(
            verdict=row.verdict,
            confidence=row.get_confidence_display(),
            likelihood=row.get_likelihood_display(),
            rationale=row.rationale,
            alternatives_considered=row.alternatives,
            what_is_missing=row.missing,
            what_would_change_it=row.would_change,
            reason_for_going_above_the_ceiling=row.above_ceiling_reason,
        ),
    )


def _second_asked(row: AssessmentRequest) -> Change:
    fields = _texts(of=row.analyst, reason=row.reason)
    return Change(row.requested_at, str(row.requested_by), "", _("Second assessment asked for"), fields)


def _second_closed(row: AssessmentRequest) -> Change:
    assert row.closed_at is not None  # nosec B101: only closed ones are asked for
    label = _("Request for a second assessment withdrawn")
    return Change(row.closed_at, _(NOBODY), "", label, _texts(of=row.analyst))


# ── Review and the log ──────────────────────────────────────────────────────────────────────────────


def _submitted(row: Submission) -> Change:
    return Change(
        at=row.submitted_at,
        person=str(row.submitted_by),
        why="",
        label=_("Editors asked"),
        fields=_texts(
            that_this_be=row.get_asks_display().lower(),
            merged_into=row.into or "",
            versions=", ".join(str(version) for version in row.redacts),
            class_of_change=row.get_correction_class_display(),
            public_note=row.note,
            message_to_the_editor=message_told(row),
        ),
    )


def _decided(row: Decision) -> Change:
    fields = _texts(
        asked_was=row.submission.get_asks_display().lower(),
        outcome=row.get_outcome_display(),
        comment=row.comment,
    )
    return Change(row.decided_at, str(row.editor), "", _("Editor’s decision"), fields)


def _entered(row: Entry) -> Change:
    return Change(
        at=row.published_at,
        person=str(row.published_by),
        why="",
        label=_("Entry %(index)s of the public log: version %(version)s")
        % {"index": row.index, "version": row.version},
        fields=_texts(
            event=row.get_event_display(),
            class_of_change=row.get_correction_class_display(),
            public_note=row.note,
        ),
        address=reverse("claims:version", args=[row.number, row.version]),
    )


def _waived(row: Waiver) -> Change:
    fields = _texts(rule=row.get_gate_display(), person=row.person or "", public_reason=row.reason)
    return Change(row.granted_at, str(row.granted_by), "", _("Rule of fairness waived"), fields)


# ── Sources that fell, claims that look alike, interests ────────────────────────────────────────────


def _to_recheck(row: Recheck) -> Change:
    fields = _texts(source=row.source, reason=row.reason)
    return Change(row.raised_at, str(row.raised_by), "", _("To look at again: a source fell"), fields)


def _fell(row: Recheck) -> Change:
    fields = _texts(claim=row.claim, reason=row.reason)
    return Change(
        row.raised_at, str(row.raised_by), "", _("A claim that rests on it queued to look at again"), fields
    )


def _compared(row: Match) -> Change:
    fields = _texts(of_two=f"{row.claim}\n{row.other}", judged=row.get_sameness_display())
    return Change(row.judged_at, str(row.judged_by), "", _("Compared with another claim"), fields)


def _merged(row: Merge) -> Change:
    fields = _texts(claim=row.claim, into=row.into, why=row.why)
    return Change(row.merged_at, str(row.merged_by), "", _("Merged"), fields)


def _unmerged(row: Merge) -> Change:
    assert row.closed_at is not None  # nosec B101: only undone ones are asked for
    return Change(row.closed_at, _(NOBODY), "", _("Merge undone"), _texts(claim=row.claim, into=row.into))


def _declared(row: ConflictOfInterest) -> Change:
    # The reason stays with the declaration: what somebody's interest is, their colleagues need not read here.
    fields = _texts(person=row.person, about=row.claimant or row.topic)
    return Change(row.declared_at, str(row.declared_by), "", _("Conflict of interest declared"), fields)


def _ended(row: ConflictOfInterest) -> Change:
    assert row.closed_at is not None  # nosec B101: only ended ones are asked for
    fields = _texts(person=row.person, about=row.claimant or row.topic)
    return Change(row.closed_at, _(NOBODY), "", _("Conflict of interest ended"), fields)
