"""The parts of a claim: figures, appearances, related claims, evidence, rates. One mechanism for all."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import deed, locked
from claims.models import (
    Appearance,
    Claim,
    ClaimRelation,
    Evidence,
    ExchangeRate,
    Figure,
    Person,
    ReplyRequest,
    Source,
)
from claims.reasons import Reason
from claims.workflow import REVISE_DRAFT, Case, Refused

Part = Figure | Appearance | ClaimRelation | Evidence | ExchangeRate | ReplyRequest

# By the name under which a claim knows its parts.
PARTS: dict[str, type[Part]] = {
    "figures": Figure,
    "appearances": Appearance,
    "relations": ClaimRelation,
    "evidence": Evidence,
    "rates": ExchangeRate,
    "replies": ReplyRequest,
}

# Reasons, for the row history.
ADDED: dict[type[Part], Reason] = {
    Figure: Reason(gettext_noop("Added a figure")),
    Appearance: Reason(gettext_noop("Added an appearance")),
    ClaimRelation: Reason(gettext_noop("Added a related claim")),
    Evidence: Reason(gettext_noop("Added evidence")),
    ExchangeRate: Reason(gettext_noop("Added an exchange rate")),
    ReplyRequest: Reason(gettext_noop("Added a request for reply")),
}
CHANGED: dict[type[Part], Reason] = {
    Figure: Reason(gettext_noop("Changed a figure")),
    Appearance: Reason(gettext_noop("Changed an appearance")),
    ClaimRelation: Reason(gettext_noop("Changed a related claim")),
    Evidence: Reason(gettext_noop("Changed evidence")),
    ExchangeRate: Reason(gettext_noop("Changed an exchange rate")),
    ReplyRequest: Reason(gettext_noop("Changed a request for reply")),
}
REMOVED: dict[type[Part], Reason] = {
    Figure: Reason(gettext_noop("Removed a figure")),
    Appearance: Reason(gettext_noop("Removed an appearance")),
    ClaimRelation: Reason(gettext_noop("Removed a related claim")),
    Evidence: Reason(gettext_noop("Removed evidence")),
    ExchangeRate: Reason(gettext_noop("Removed an exchange rate")),
    ReplyRequest: Reason(gettext_noop("Removed a request for reply")),
}

COUNTS_BY_EDITOR = gettext_noop("Only an editor, having seen it, says that something withheld counts.")


def add_part(*, claim: Claim, kind: str, by: Person, why: str = "", **fields: Any) -> Part:
    """Add a part to a working copy. `kind` is a key of PARTS, `fields` are those of its model.

    Raises Refused unless the working copy is open to changes, ValidationError (by field) for bad values.
    """
    model = PARTS[kind]
    with deed(by=by, why=why or ADDED[model]):
        claim = locked(claim)
        REVISE_DRAFT.require(Case(claim, by))
        part = model(claim=claim, **fields)
        refuse_counting(by, counted_before=False, counts_now=getattr(part, "withheld_counts", False))
        part.full_clean()
        part.save()
    return part


def change_part(*, part: Part, by: Person, why: str = "", **fields: Any) -> Part:
    """Change fields of a part; what is not named stays. Refuses as `add_part` does."""
    with deed(by=by, why=why or CHANGED[type(part)]):
        claim = locked(part.claim)
        REVISE_DRAFT.require(Case(claim, by))
        part.refresh_from_db()  # a form may have written into it already, and others into the database
        change_fields(part, by, fields)
        part.full_clean()
        part.save()
    return part


def remove_part(*, part: Part, by: Person, why: str = "") -> None:
    """Take a part out of a working copy; the row history keeps it. Refuses as `add_part` does."""
    with deed(by=by, why=why or REMOVED[type(part)]):
        claim = locked(part.claim)
        REVISE_DRAFT.require(Case(claim, by))
        part.delete()


def change_fields(row: Part | Source, by: Person, fields: Mapping[str, Any]) -> None:
    """Set fields of a row that may be withheld.

    An editor's word that something withheld counts holds for what that editor saw: when somebody
    else changes it, the word is taken back.
    """
    counted = getattr(row, "withheld_counts", False)
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    refuse_counting(by, counted_before=counted, counts_now=getattr(row, "withheld_counts", False))
    if counted and not by.is_editor and changed:
        row.withheld_counts = False  # type: ignore[union-attr]


def refuse_counting(by: Person, *, counted_before: bool, counts_now: bool) -> None:
    """Refuse that somebody other than an editor lets something withheld carry a verdict."""
    if counts_now and not counted_before and not by.is_editor:
        raise Refused(_(COUNTS_BY_EDITOR))
