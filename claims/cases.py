"""One person asking for one move on one claim, with all that the needs look at. Floor 3: reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from claims import grading, records
from claims.asking import Asked, ask, question, statement
from claims.choices import Event, Gate
from claims.models import (
    Assessment,
    AssessmentRequest,
    Claim,
    ConflictOfInterest,
    Contribution,
    Entry,
    Person,
    RecordBody,
    Submission,
    Waiver,
)
from claims.working_copy import WorkingCopy


@dataclass
class Case:
    """One person asking for one move on one claim, with all that the needs look at."""

    claim: Claim
    person: Person
    submission: Submission | None = None
    seen_digest: str | None = None
    comment: str = ""
    note: str = ""
    correction_class: str = ""
    into: Claim | None = None  # of a merge that is only being asked for
    redacts: Sequence[int] = ()  # the versions of a redaction that is only being asked for

    @cached_property
    def copy(self) -> WorkingCopy:
        return WorkingCopy.of(self.claim)

    @cached_property
    def beside(self) -> "Beside":
        return Beside(*ask(*Beside.questions(self.claim.pk, self.person.pk)))

    @cached_property
    def content(self) -> records.Json:
        return records.content_of(self.copy)

    @cached_property
    def digest(self) -> str:
        return records.content_digest(self.content)

    @cached_property
    def reviewed_digest(self) -> str:
        """The digest of what a decision is about: the working copy, or, for a request, what stands; for a
        redaction, what is left for readers.
        """
        if self.submission is not None and self.submission.asks == Event.REDACTED:
            return records.digest(records.canonical(self.left_content))
        if self.submission is not None and not self.submission.is_review:
            return records.content_digest(self.standing_content or {})
        return self.digest

    @cached_property
    def weighing(self) -> grading.Weighing:
        return self.copy.weighing()

    @property
    def newest(self) -> Entry | None:
        """The newest entry of the claim, whatever its event, with its record."""
        return self.beside.entries[0] if self.beside.entries else None

    @cached_property
    def standing_content(self) -> records.Json | None:
        """The content that readers have now, or None before the first publication or after redaction."""
        return _content_in(self.newest)

    @cached_property
    def as_opened(self) -> bool | None:
        """Whether the claim's own rows are those with which its revision was opened; None if that is unknown.

        The database says so, by the digest that it keeps and by which it lets the revision be closed or not.
        """
        found = ask(statement(_AS_OPENED, self.claim.pk))[0]
        same: bool | None = found[0][0] if found else None
        return same

    @cached_property
    def versions_asked(self) -> list[int]:
        """The versions that a redaction is to withdraw, the first one first."""
        return sorted(self.submission.redacts if self.submission is not None else self.redacts)

    @property
    def left_content(self) -> records.Json | None:
        """The content that readers have after the redaction that is asked for; None where it goes."""
        takes_it = self.newest is None or self.newest.version in self.versions_asked
        return None if takes_it else self.standing_content

    @cached_property
    def waivers(self) -> list[Waiver]:
        """What is waived for the version in work: rules in general, and this person's own conflict."""
        return [
            each
            for each in self.beside.waivers
            if each.gate == Gate.REPLY or each.person_id == self.person.pk
        ]

    @property
    def conflicts(self) -> list[ConflictOfInterest]:
        """What this person has declared that touches the claim, waived or not."""
        return self.beside.conflicts


@dataclass(frozen=True)
class Beside:
    """What a decision looks at besides the working copy, in the order of `questions`."""

    contributions: list[Contribution]  # to the version in work, with their people; the oldest first
    requests: list[Any]  # AssessmentRequests for a second assessment of it; `answered`: it is in
    waivers: list[Waiver]  # for that version
    conflicts: list[ConflictOfInterest]  # of the person, touching the claim
    waiting: list[Submission]  # on the claim, with who submitted them; the longest waiting first
    entries: list[Entry]  # the newest of the claim, with its record, if there is any
    schemes: list[tuple[bytes | memoryview]]  # records of published verdict schemes, the newest first

    @staticmethod
    def questions(claim: int | None, person: int | None) -> list[Asked]:
        """What has to be asked for it."""
        return [
            _contributions(claim),
            _requests(claim),
            _waivers(claim),
            _conflicts(claim, person),
            _waiting(claim),
            _newest(claim),
            _schemes(),
        ]


def newest_entry(claim: Claim) -> Entry | None:
    """The newest entry of a claim, whatever its event."""
    entries: list[Entry] = ask(_newest(claim.pk))[0]
    return entries[0] if entries else None


def standing_content(claim: Claim) -> records.Json | None:
    """The content in the newest entry of a claim; None where there is none (or it was redacted)."""
    return _content_in(newest_entry(claim))


def contributions_in_work(claim: Claim) -> Iterable[Contribution]:
    """Who had a hand in the version in work, and in what; the oldest first."""
    return (
        Contribution.objects.filter(claim=claim, since=claim.content_index)
        .select_related("person")
        .order_by("id")
    )


def _content_in(entry: Entry | None) -> records.Json | None:
    body: bytes | memoryview | None = entry.record_body.body if entry else None
    if body is None:
        return None
    content: records.Json | None = records.parse(body)["content"]
    return content


# ── What is asked for it ────────────────────────────────────────────────────────────────────────────

_AS_OPENED = (
    f"SELECT opened_with = ledger_working_rows(claim) FROM {Claim._meta.db_table} AS claim"  # nosec B608
    " WHERE id = %s AND opened_with <> ''"
)


@question
def _contributions(claim: int) -> QuerySet[Contribution]:
    in_work = Contribution.objects.filter(claim=claim, since=F("claim__content_index"))
    return in_work.select_related("person").order_by("id")


@question
def _requests(claim: int) -> QuerySet[AssessmentRequest]:
    answer = Assessment.objects.filter(request=OuterRef("pk"))
    in_work = AssessmentRequest.objects.filter(claim=claim, since=F("claim__content_index"))
    return in_work.annotate(answered=Exists(answer)).select_related("analyst").order_by("-id")


@question
def _waivers(claim: int) -> QuerySet[Waiver]:
    return Waiver.objects.filter(claim=claim, since=F("claim__content_index")).order_by("id")


@question
def _conflicts(claim: int, person: int) -> QuerySet[ConflictOfInterest]:
    declared = ConflictOfInterest.objects.open().filter(person=person).about(claim)
    return declared.select_related("claimant", "topic").order_by("id")


@question
def _waiting(claim: int) -> QuerySet[Submission]:
    return Submission.objects.waiting().filter(claim=claim).select_related("submitted_by")


@question
def _newest(claim: int) -> QuerySet[Entry]:
    return Entry.objects.filter(claim=claim).select_related("record_body").order_by("-version")[:1]


@question
def _schemes() -> QuerySet[RecordBody, tuple[bytes | memoryview | None]]:
    # Entries of no claim are few, and an index leads to them; nothing leads to an event.
    published = RecordBody.objects.filter(
        entry__claim__isnull=True, entry__event=Event.SCHEME_CHANGED, body__isnull=False
    )
    return published.order_by("-entry").values_list("body")


def questions(claim: int | None, person: int | None) -> list[Asked]:
    """What has to be asked for a whole case; `answered` reads the answers."""
    return [*WorkingCopy.questions(claim), *Beside.questions(claim, person)]


def answered(claim: Claim, person: Person, answers: Sequence[list[Any]], **said: Any) -> Case:
    """A case for which `questions` were asked already."""
    beside = len(fields(Beside))  # one of its questions for each of its fields
    case = Case(claim, person, **said)
    case.copy = WorkingCopy.answered(claim, answers[:-beside])
    case.beside = Beside(*answers[-beside:])
    return case
