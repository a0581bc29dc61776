"""The parts of a claim: figures, appearances, related claims, evidence, rates. One mechanism for all."""

from typing import Any

from claims.actions.deed import deed, locked
from claims.models import Appearance, Claim, ClaimRelation, Evidence, ExchangeRate, Figure, Person
from claims.workflow import REVISE_DRAFT, Case, Refused

Part = Figure | Appearance | ClaimRelation | Evidence | ExchangeRate

# By the name under which a claim knows its parts.
PARTS: dict[str, type[Part]] = {
    "figures": Figure,
    "appearances": Appearance,
    "relations": ClaimRelation,
    "evidence": Evidence,
    "rates": ExchangeRate,
}

COUNTS_BY_EDITOR = "Only an editor, having seen it, says that something withheld counts."


def add_part(*, claim: Claim, kind: str, by: Person, why: str = "", **fields: Any) -> Part:
    """Add a part to a working copy. `kind` is a key of PARTS, `fields` are those of its model.

    Raises Refused unless the working copy is open to changes, ValidationError (by field) for bad values.
    """
    model = PARTS[kind]
    with deed(by=by, why=why or f"Added to {kind}"):
        claim = locked(claim)
        REVISE_DRAFT.require(Case(claim, by))
        part = model(claim=claim, **fields)
        refuse_counting(by, counted_before=False, counts_now=getattr(part, "withheld_counts", False))
        part.full_clean()
        part.save()
    return part


def change_part(*, part: Part, by: Person, why: str = "", **fields: Any) -> Part:
    """Change fields of a part; what is not named stays. Refuses as `add_part` does."""
    with deed(by=by, why=why or f"Changed {part._meta.verbose_name}"):
        claim = locked(part.claim)
        REVISE_DRAFT.require(Case(claim, by))
        part.refresh_from_db()  # a form may have written into it already, and others into the database
        counted = getattr(part, "withheld_counts", False)
        for name, value in fields.items():
            setattr(part, name, value)
        refuse_counting(by, counted_before=counted, counts_now=getattr(part, "withheld_counts", False))
        part.full_clean()
        part.save()
    return part


def remove_part(*, part: Part, by: Person, why: str = "") -> None:
    """Take a part out of a working copy; the row history keeps it. Refuses as `add_part` does."""
    with deed(by=by, why=why or f"Removed {part._meta.verbose_name}"):
        claim = locked(part.claim)
        REVISE_DRAFT.require(Case(claim, by))
        part.delete()


def refuse_counting(by: Person, *, counted_before: bool, counts_now: bool) -> None:
    """Refuse that somebody other than an editor lets something withheld carry a verdict."""
    if counts_now and not counted_before and not by.is_editor:
        raise Refused(COUNTS_BY_EDITOR)
