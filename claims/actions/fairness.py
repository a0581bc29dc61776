"""Conflicts of interest, and waivers of the rules of fairness. Requests for reply are parts of a claim."""

from claims.actions.deed import deed, locked, now
from claims.choices import Gate
from claims.models import Claim, Claimant, ConflictOfInterest, Person, Topic, Waiver
from claims.workflow import NOT_ROLE, WAIVE, Case, Refused

NO_REASON = "Say why: readers will see the reason."
NO_INTEREST = "Name either a claimant or a topic."
NOT_FOR_OTHERS = "Only an administrator declares a conflict of interest for somebody else."
ALREADY_DECLARED = "{person} has declared this already."
NOT_YOUR_OWN_CONFLICT = "Nobody ends a conflict of interest of their own; another administrator does."
ADMINISTRATORS_END = "Only an administrator ends a conflict of interest."
NOT_DECLARED = "{person} has declared no conflict of interest about this claim; there is nothing to waive."
NOT_YOUR_OWN_WAIVER = "Nobody waives a conflict of interest of their own; another editor does."
GRANTER_HAS_CONFLICT = "You have declared a conflict of interest here yourself; another editor decides this."
NOT_NEEDED = "This claim has a request for reply, or is not about a living person; nothing is to be waived."
ENDED = "This conflict of interest is ended already."


def declare_conflict(
    *, person: Person, by: Person, reason: str, claimant: Claimant | None = None, topic: Topic | None = None
) -> ConflictOfInterest:
    """Note that a person is not impartial about a claimant or a topic: they decide nothing about it.

    Everybody declares their own; an administrator declares for others.
    """
    if (claimant is None) == (topic is None):
        raise Refused(NO_INTEREST)
    if person.pk != by.pk and not by.is_administrator:
        raise Refused(NOT_FOR_OTHERS)
    with deed(by=by, why="Declared a conflict of interest"):
        if ConflictOfInterest.objects.of(person).filter(claimant=claimant, topic=topic).exists():
            raise Refused(ALREADY_DECLARED.format(person=person))
        conflict = ConflictOfInterest(
            person=person,
            claimant=claimant,
            topic=topic,
            reason=reason.strip(),
            declared_by=by,
            declared_at=now(),
        )
        conflict.full_clean()
        conflict.save()
    return conflict


def end_conflict(*, conflict: ConflictOfInterest, by: Person) -> ConflictOfInterest:
    """Note that a conflict of interest has ended. An administrator does, and never for themselves."""
    if not by.is_administrator:
        raise Refused(ADMINISTRATORS_END)
    if conflict.person_id == by.pk:
        raise Refused(NOT_YOUR_OWN_CONFLICT)
    with deed(by=by, why="Ended a conflict of interest"):
        conflict.refresh_from_db()
        if conflict.closed_at is not None:
            raise Refused(ENDED)
        conflict.closed_at = now()
        conflict.save(update_fields=["closed_at"])
    return conflict


def waive_gate(*, claim: Claim, gate: str, reason: str, by: Person, person: Person | None = None) -> Waiver:
    """Waive a rule of fairness for the version in work; readers see the reason.

    For Gate.CONFLICT, `person` is the editor who may decide in spite of an interest; somebody else
    waives it. A waiver changes nothing that the review looks at, so whoever grants it may decide.
    """
    WAIVE.require(Case(claim, by))
    if not reason.strip():
        raise Refused(NO_REASON)
    with deed(by=by, why="Waived a rule of fairness"):
        claim = locked(claim)
        if gate == Gate.CONFLICT:
            _refuse_conflict_waiver(claim, person, by)
        elif not claim.about_living_person or claim.replies.exists():
            raise Refused(NOT_NEEDED)
        waiver = Waiver(
            claim=claim,
            gate=gate,
            person=person if gate == Gate.CONFLICT else None,
            reason=reason.strip(),
            granted_by=by,
            granted_at=now(),
            since=claim.content_index,
        )
        waiver.full_clean()
        waiver.save()
    return waiver


def _refuse_conflict_waiver(claim: Claim, person: Person | None, by: Person) -> None:
    if person is not None and person.pk == by.pk:
        raise Refused(NOT_YOUR_OWN_WAIVER)
    if person is None or not Case(claim, person).conflicts:
        raise Refused(NOT_DECLARED.format(person=person or "Nobody"))
    if not person.is_editor:
        raise Refused(NOT_ROLE.format(roles="editor", own=", ".join(sorted(person.roles)) or "none"))
    if Case(claim, by).conflicts:
        raise Refused(GRANTER_HAS_CONFLICT)
