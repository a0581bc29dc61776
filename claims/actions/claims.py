"""Logging a claim and changing its working copy."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from claims.actions.deed import deed, locked
from claims.actions.notices import tell
from claims.actions.parts import PARTS, add_part
from claims.choices import Language, NoticeKind
from claims.models import Claim, Claimant, ClaimTopic, Person, Topic
from claims.reasons import Reason
from claims.workflow import LOG, REVISE_DRAFT, Case

TEXT_FIELDS = ("statement", "quote", "claimant", "language", "first_claimed", "about_living_person")
_KEEP: Any = object()
# Reasons, for the row history.
CHANGED = Reason(gettext_noop("Changed the draft"))
ASSIGNED = Reason(gettext_noop("Assigned the claim"))
PLANNED = Reason(gettext_noop("Planned another look"))


def log_claim(
    *,
    by: Person,
    statement: str,
    quote: str = "",
    claimant: Claimant | None = None,
    language: str = Language.ENGLISH,
    first_claimed: str = "",
    topics: Iterable[Topic] = (),
    parts: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    assignee: Person | None = None,
    due_on: date | None = None,
    about_living_person: bool = False,
) -> Claim:
    """Log a claim as a draft, with whatever is known of it already.

    `parts` maps "figures", "appearances", "relations" and "evidence" to the fields of each part.
    Raises Refused for somebody who may not log, ValidationError (by field) for bad values.
    """
    claim = Claim(
        statement=statement.strip(),
        quote=quote.strip(),
        claimant=claimant,
        language=language,
        first_claimed=first_claimed.strip(),
        logged_by=by,
        assignee=assignee,
        due_on=due_on,
        about_living_person=about_living_person,
    )
    LOG.require(Case(claim, by))
    claim.full_clean()
    with deed(by=by, why=Reason(gettext_noop("Logged the claim"))):
        claim.save()
        _set_topics(claim, topics)
        for kind, rows in (parts or {}).items():
            for fields in rows:
                add_part(claim=claim, kind=kind, by=by, **fields)
        tell(people=[assignee], kind=NoticeKind.ASSIGNED, claim=claim, by=by)
    return claim


def change_claim(
    *,
    claim: Claim,
    by: Person,
    why: str = CHANGED,
    topics: Iterable[Topic] | None = None,
    **fields: Any,
) -> Claim:
    """Change the text of a working copy (TEXT_FIELDS) and its topics; what is not named stays.

    Raises Refused unless the working copy is open to changes, ValidationError (by field) for bad values.
    """
    if unknown := set(fields) - set(TEXT_FIELDS):
        raise TypeError(f"change_claim does not change {', '.join(sorted(unknown))}")
    with deed(by=by, why=why):
        claim = locked(claim)
        REVISE_DRAFT.require(Case(claim, by))
        values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
        changed = [name for name, value in values.items() if getattr(claim, name) != value]
        if changed:
            for name in changed:
                setattr(claim, name, values[name])
            claim.full_clean()
            claim.save(update_fields=[*changed, "changed_at"])
        if topics is not None:
            _set_topics(claim, topics)
    return claim


def assign_claim(
    *,
    claim: Claim,
    by: Person,
    assignee: Person | None,
    due_on: date | None = _KEEP,
    why: str = ASSIGNED,
) -> Claim:
    """Hand a claim to somebody, or to nobody; changes nothing that readers will see."""
    LOG.require(Case(claim, by))
    with deed(by=by, why=why):
        claim = locked(claim)
        claim.assignee = assignee
        if due_on is not _KEEP:
            claim.due_on = due_on
        claim.save(update_fields=["assignee", "due_on", "changed_at"])
        tell(people=[assignee], kind=NoticeKind.ASSIGNED, claim=claim, by=by)
    return claim


def plan_look(*, claim: Claim, by: Person, look_again_on: date | None, why: str = "") -> Claim:
    """Say when somebody should see whether a claim still holds, or that nobody needs to."""
    LOG.require(Case(claim, by))
    with deed(by=by, why=why or PLANNED):
        claim = locked(claim)
        claim.look_again_on = look_again_on
        claim.save(update_fields=["look_again_on", "changed_at"])
    return claim


def _set_topics(claim: Claim, topics: Iterable[Topic]) -> None:
    wanted = {topic.pk for topic in topics}
    present = set(ClaimTopic.objects.filter(claim=claim).values_list("topic", flat=True))
    ClaimTopic.objects.filter(claim=claim, topic__in=present - wanted).delete()
    for pk in sorted(wanted - present):
        ClaimTopic.objects.create(claim=claim, topic_id=pk)


__all__ = ["PARTS", "assign_claim", "change_claim", "log_claim", "plan_look"]
