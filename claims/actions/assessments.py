"""Assessing a claim."""

from claims.actions.deed import deed, locked, now
from claims.models import Assessment, Claim, Person, Verdict
from claims.workflow import REVISE_DRAFT, Case


def assess_claim(
    *,
    claim: Claim,
    by: Person,
    verdict: Verdict,
    confidence: str,
    rationale: str,
    likelihood: str = "",
    alternatives: str = "",
    missing: str = "",
    would_change: str = "",
    above_ceiling_reason: str = "",
) -> Assessment:
    """Record an assessment; it supersedes the claim's earlier ones, which stay as they are.

    Raises Refused unless the working copy is open to changes, ValidationError (by field) for bad values.
    """
    with deed(by=by, why="Assessed the claim"):
        claim = locked(claim)
        REVISE_DRAFT.require(Case(claim, by))
        assessment = Assessment(
            claim=claim,
            verdict=verdict,
            confidence=confidence,
            likelihood=likelihood,
            rationale=rationale.strip(),
            alternatives=alternatives.strip(),
            missing=missing.strip(),
            would_change=would_change.strip(),
            above_ceiling_reason=above_ceiling_reason.strip(),
            assessed_by=by,
            assessed_at=now(),
        )
        assessment.full_clean()
        assessment.save()
    return assessment
