"""The parts of a claim: figures, appearances, related claims and evidence. One mechanism for all four."""

from typing import Any

from claims.actions.deed import deed, locked
from claims.models import Appearance, Claim, ClaimRelation, Evidence, Figure, Person
from claims.workflow import REVISE_DRAFT, Case

Part = Figure | Appearance | ClaimRelation | Evidence

# By the name under which a claim knows its parts.
PARTS: dict[str, type[Part]] = {
    "figures": Figure,
    "appearances": Appearance,
    "relations": ClaimRelation,
    "evidence": Evidence,
}


def add_part(*, claim: Claim, kind: str, by: Person, why: str = "", **fields: Any) -> Part:
    """Add a part to a working copy. `kind` is a key of PARTS, `fields` are those of its model.

    Raises Refused unless the working copy is open to changes, ValidationError (by field) for bad values.
    """
    model = PARTS[kind]
    with deed(by=by, why=why or f"Added to {kind}"):
        claim = locked(claim)
        REVISE_DRAFT.require(Case(claim, by))
        part = model(claim=claim, **fields)
        part.full_clean()
        part.save()
    return part


def change_part(*, part: Part, by: Person, why: str = "", **fields: Any) -> Part:
    """Change fields of a part; what is not named stays. Refuses as `add_part` does."""
    with deed(by=by, why=why or f"Changed {part._meta.verbose_name}"):
        claim = locked(part.claim)
        REVISE_DRAFT.require(Case(claim, by))
        for name, value in fields.items():
            setattr(part, name, value)
        part.full_clean()
        part.save()
    return part


def remove_part(*, part: Part, by: Person, why: str = "") -> None:
    """Take a part out of a working copy; the row history keeps it. Refuses as `add_part` does."""
    with deed(by=by, why=why or f"Removed {part._meta.verbose_name}"):
        claim = locked(part.claim)
        REVISE_DRAFT.require(Case(claim, by))
        part.delete()
