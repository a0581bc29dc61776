"""Questions that are asked of the working records, named for the people who ask them.

Floor 1: imports no model; a question knows only field names.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from claims.choices import Gate, Publication, Role, Status

if TYPE_CHECKING:
    # Named in strings below, for the type checker alone.
    from claims.models import (  # noqa: F401
        Assessment,
        AssessmentRequest,
        Claim,
        Comment,
        ConflictOfInterest,
        Edition,
        Notice,
        Person,
        Submission,
    )

# What readers find by its number alone.
UNLISTED = (Publication.MERGED, Publication.REDACTED)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims as working records: only people who signed in ever ask these."""

    def visible_to(self, person: "Person") -> Self:
        """Everybody with a role sees every working copy; somebody without one sees none."""
        if person.roles & {Role.ANALYST, Role.EDITOR, Role.ADMINISTRATOR}:
            return self
        return self.none()

    def mine(self, person: "Person") -> Self:
        """What this person logged or was handed."""
        return self.filter(Q(logged_by=person) | Q(assignee=person))

    def open_work(self) -> Self:
        """Claims that somebody still has to do something about."""
        return self.filter(status__in=(Status.DRAFT, Status.RETURNED, Status.IN_REVIEW))

    def in_public(self) -> Self:
        """Claims that readers can open, whatever notice they carry."""
        return self.exclude(publication=Publication.NONE)

    def for_lists(self) -> Self:
        """With what a list row shows, in one query."""
        return self.select_related("claimant", "logged_by", "assignee")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """What editors are asked to decide."""

    def waiting(self) -> Self:
        """Not decided yet, the longest waiting first."""
        return self.filter(closed_at__isnull=True).order_by("submitted_at", "id")

    def awaiting(self, person: "Person") -> Self:
        """Waiting, and this person may decide it: an editor with neither a hand nor an interest in it."""
        return self.free_of(person) if person.is_editor else self.none()

    def free_of(self, person: "Person | OuterRef") -> Self:
        """Waiting, and without a hand or an interest of this person, whatever their roles."""
        # Below, what belongs to the person is one query further in than the submission.
        them: Any = OuterRef(person) if isinstance(person, OuterRef) else person
        own_hand = apps.get_model("claims", "Contribution").objects.filter(
            claim=OuterRef("claim"), person=them, since=OuterRef("claim__content_index")
        )
        conflict = apps.get_model("claims", "ConflictOfInterest").objects.of(them).about(OuterRef("claim"))
        waived = apps.get_model("claims", "Waiver").objects.filter(
            claim=OuterRef("claim"), gate=Gate.CONFLICT, person=them, since=OuterRef("claim__content_index")
        )
        return (
            self.waiting()
            .exclude(submitted_by=person)
            .exclude(Exists(own_hand))
            .exclude(Exists(conflict) & ~Exists(waived))
        )


class ConflictQuerySet(models.QuerySet["ConflictOfInterest"]):
    """Declared conflicts of interest."""

    def open(self) -> Self:
        """Still in force."""
        return self.filter(closed_at__isnull=True)

    def of(self, person: "Person") -> Self:
        """Those of one person, still in force."""
        return self.open().filter(person=person)

    def about(self, claim: "Claim | OuterRef | int") -> Self:
        """Those that touch a claim: its claimant and topics as they are, and as readers have them.

        The published ones count too, so that nobody takes a topic off the working copy to let
        somebody decide about the entry.
        """
        # Each a subquery of its own: a join would go through every claim of the claimant and the topic.
        asked: Any = OuterRef(claim) if isinstance(claim, OuterRef) else getattr(claim, "pk", claim)
        own = apps.get_model("claims", "Claim").objects.filter(pk=asked, claimant=OuterRef("claimant"))
        under = apps.get_model("claims", "ClaimTopic").objects.filter(claim=asked, topic=OuterRef("topic"))
        edition = apps.get_model("claims", "Edition").objects.filter(
            valid_to__isnull=True, entry__claim=asked
        )
        return self.filter(
            Exists(own)
            | Exists(under)
            | Exists(edition.filter(claimant_slug=OuterRef("claimant__slug")))
            | Exists(edition.filter(topics__contains=[OuterRef("topic__slug")]))
        )


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, as far as somebody may see them."""

    def visible_to(self, person: "Person") -> Self:
        """None on a claim that waits for this person's blind assessment: a comment may tell of the first."""
        waiting = apps.get_model("claims", "AssessmentRequest").objects.filter(
            claim=OuterRef("claim"), analyst=person, closed_at__isnull=True
        )
        if not person.roles & {Role.ANALYST, Role.EDITOR}:
            return self.none()
        return self.exclude(Exists(waiting))


class NoticeQuerySet(models.QuerySet["Notice"]):
    """What people are told."""

    def of(self, person: "Person") -> Self:
        """What this person's list shows, newest first."""
        return self.filter(person=person, on_site=True).order_by("-id")

    def unread(self) -> Self:
        """Not looked at yet."""
        return self.filter(read_at__isnull=True)

    def to_mail(self) -> Self:
        """Still to be mailed, the oldest first."""
        return self.filter(by_email=True, emailed_at__isnull=True, person__is_active=True).order_by("id")


class AssessmentRequestQuerySet(models.QuerySet["AssessmentRequest"]):
    """Wishes for a second assessment."""

    def open(self) -> Self:
        """Neither answered nor withdrawn."""
        return self.filter(closed_at__isnull=True)

    def awaiting(self, person: "Person") -> Self:
        """What waits for this person's second assessment."""
        return self.open().filter(analyst=person)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments, as far as somebody may see them."""

    def leading(self) -> Self:
        """Those that can be the current one of their claim; second, blind ones never are."""
        return self.filter(request__isnull=True)

    def visible_to(self, person: "Person") -> Self:
        """All but what a second analyst must not see yet: others' on a claim that waits for theirs."""
        waiting = apps.get_model("claims", "AssessmentRequest").objects.filter(
            claim=OuterRef("claim"), analyst=person, closed_at__isnull=True
        )
        return self.filter(Q(assessed_by=person) | ~Exists(waiting))


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions as readers list them."""

    def current(self) -> Self:
        """The edition of each claim that stands now."""
        return self.filter(valid_to__isnull=True)

    def as_of(self, moment: datetime | None) -> Self:
        """The edition of each claim that stood when this moment came; without one, that stands now."""
        if moment is None:
            return self.current()
        return self.filter(valid_from__lt=moment).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=moment))

    def listed(self, moment: datetime | None = None) -> Self:
        """What lists, counts and searches show: what stands, now or at a moment, and is neither merged away
        nor redacted."""
        return self.as_of(moment).exclude(publication__in=UNLISTED)

    def newest_first(self) -> Self:
        """The order of the public list; the keyset is (valid_from, entry)."""
        return self.order_by("-valid_from", "-entry_id")
