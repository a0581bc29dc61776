"""Questions that are asked of the working records, named for the people who ask them.

Floor 1: imports no model; a question knows only field names.
"""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from claims.choices import Publication, Role, Status

if TYPE_CHECKING:
    # Named in strings below, for the type checker alone.
    from claims.models import Assessment, AssessmentRequest, Claim, Edition, Person, Submission  # noqa: F401


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
        """Waiting, and this person may decide it: they are an editor and had no hand in it."""
        if not person.is_editor:
            return self.none()
        own_hand = apps.get_model("claims", "Contribution").objects.filter(
            claim=OuterRef("claim"), person=person, since=OuterRef("claim__content_index")
        )
        return self.waiting().exclude(submitted_by=person).exclude(Exists(own_hand))


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

    def newest_first(self) -> Self:
        """The order of the public list; the keyset is (valid_from, entry)."""
        return self.order_by("-valid_from", "-entry_id")
