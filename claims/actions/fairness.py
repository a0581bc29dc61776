"""Conflicts of interest, and waivers of the rules of fairness. Requests for reply are parts of a claim."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import deed, locked, now
from claims.choices import Gate
from claims.models import Claim, Claimant, ConflictOfInterest, Person, Topic, Waiver
from claims.reasons import Reason
from claims.workflow import EDITORS, WAIVE, Case, Refused, lacks_role

NO_REASON = gettext_noop("Say why: readers will see the reason.")
NO_INTEREST = gettext_noop("Name either a claimant or a topic.")
NOT_FOR_OTHERS = gettext_noop("Only an administrator declares a conflict of interest for somebody else.")
ALREADY_DECLARED = gettext_noop("{person} has declared this already.")
NOT_YOUR_OWN_CONFLICT = gettext_noop(
    "Nobody ends a conflict of interest of their own; another administrator does."
)
ADMINISTRATORS_END = gettext_noop("Only an administrator ends a conflict of interest.")
NOT_DECLARED = gettext_noop(
    "{person} has declared no conflict of interest about this claim; there is nothing to waive."
)
NOT_YOUR_OWN_WAIVER = gettext_noop("Nobody waives a conflict of interest of their own; another editor does.")
GRANTER_HAS_CONFLICT = gettext_noop(
    "You have declared a conflict of interest here yourself; another editor decides this."
)
NOT_NEEDED = gettext_noop(
    "This claim has a request for reply, or is not about a living person; nothing is to be waived."
)
ENDED = gettext_noop("This conflict of interest is ended already.")


def declare_conflict(
    *, person: Person, by: Person, reason: str, claimant: Claimant | None = None, topic: Topic | None = None
) -> ConflictOfInterest:
    """Note that a person is not impartial about a claimant or a topic: they decide nothing about it.

    Everybody declares their own; an administrator declares for others.
    """
    if (claimant is None) == (topic is None):
        raise Refused(_(NO_INTEREST))
    if person.pk != by.pk and not by.is_administrator:
        raise Refused(_(NOT_FOR_OTHERS))
    with deed(by=by, why=Reason(gettext_noop("Declared a conflict of interest"))):
        if ConflictOfInterest.objects.of(person).filter(claimant=claimant, topic=topic).exists():
            raise Refused(_(ALREADY_DECLARED).format(person=person))
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
        raise Refused(_(ADMINISTRATORS_END))
    if conflict.person_id == by.pk:
        raise Refused(_(NOT_YOUR_OWN_CONFLICT))
    with deed(by=by, why=Reason(gettext_noop("Ended a conflict of interest"))):
        conflict.refresh_from_db()
        if conflict.closed_at is not None:
            raise Refused(_(ENDED))
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
        raise Refused(_(NO_REASON))
    with deed(by=by, why=Reason(gettext_noop("Waived a rule of fairness"))):
        claim = locked(claim)
        if gate == Gate.CONFLICT:
            _refuse_conflict_waiver(claim, person, by)
        elif not claim.about_living_person or claim.replies.exists():
            raise Refused(_(NOT_NEEDED))
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
        raise Refused(_(NOT_YOUR_OWN_WAIVER))
    if person is None or not Case(claim, person).conflicts:
        raise Refused(_(NOT_DECLARED).format(person=person or _("Nobody")))
    if sentence := lacks_role(EDITORS, person):
        raise Refused(sentence)
    if Case(claim, by).conflicts:
        raise Refused(_(GRANTER_HAS_CONFLICT))
