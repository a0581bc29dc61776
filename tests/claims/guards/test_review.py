"""What the database refuses of assessments, submissions and decisions, with the sentence that it gives."""

from typing import Any

import pytest

from tests.claims.guards.scene import Raw, Scene, minutes, now, publication, refuses

NOT_EDITOR = r"ledger: person \d+ is not an active editor"
NO_ACCOUNT = r"ledger: this change names person \d+, who has no open account"
NOBODY = r"ledger: this change names no person; working records change only through an action"
CONTRIBUTED = r"ledger: person \d+ contributed to claim \d+ since its last entry and cannot decide on it"
SUBMITTED = r"ledger: person \d+ submitted this and cannot decide it"
OTHER_QUESTION = r"ledger: a decision answers an open submission of the same claim"
UNCHANGING = r"ledger: a submission does not change, it is closed once \(submission \d+\)"


# Who decides on what → the sentence.
DECIDING: dict[str, tuple[str, str, str]] = {
    "an analyst": ("in_review", "ben", NOT_EDITOR),
    "an administrator": ("in_review", "ines", NOT_EDITOR),
    "an editor who left": ("in_review", "otto", NO_ACCOUNT),
    "an editor who contributed": ("touched", "egon", CONTRIBUTED),
    "the editor who submitted it": ("asked_by_eva", "eva", SUBMITTED),
}


@pytest.mark.parametrize("outcome", ["approved", "returned", "rejected"])
@pytest.mark.parametrize("who", DECIDING)
def test_who_may_not_decide(raw: Raw, scene: Scene, who: str, outcome: str) -> None:
    name, person, error = DECIDING[who]
    false = {"outcome": outcome, **({} if outcome == "approved" else {"record_digest": ""})}
    rows = publication(scene, name, by=person).with_(decision=false)
    refuses(error, lambda: rows.decide(raw))


# What is false of a decision → the sentence.
FALSE_DECISIONS: dict[str, tuple[dict[str, Any], str]] = {
    "signed by another editor": ({"editor_id": 0}, r"ledger: a decision is made by the editor who signs it"),
    "on another claim": ({"claim_id": 0}, OTHER_QUESTION),
    "on no submission": ({"submission_id": 0}, OTHER_QUESTION),
    "dated back": ({"decided_at": now() - minutes(60)}, r"ledger: a decision is made now, not at "),
    "dated ahead": ({"decided_at": now() + minutes(600)}, r"ledger: a decision is made now, not at "),
}


@pytest.mark.parametrize("what", FALSE_DECISIONS)
def test_a_false_decision_is_refused(raw: Raw, scene: Scene, what: str) -> None:
    false, error = FALSE_DECISIONS[what]
    refuses(error, lambda: publication(scene, "in_review").with_(decision=false).decide(raw))


def test_a_decision_on_another_claims_submission_is_refused(raw: Raw, scene: Scene) -> None:
    false = {"submission_id": scene.submissions["revised"].pk}
    refuses(OTHER_QUESTION, lambda: publication(scene, "in_review").with_(decision=false).decide(raw))


def test_a_decision_on_a_closed_submission_is_refused(raw: Raw, scene: Scene) -> None:
    rows = publication(scene, "in_review").with_(
        submission=scene.submissions["returned"], claim=scene.claims["returned"]
    )
    refuses(OTHER_QUESTION, lambda: rows.decide(raw))


def test_a_submission_is_decided_once(raw: Raw, scene: Scene) -> None:
    rows = publication(scene, "in_review")
    rows.decide(raw)
    refuses(
        r"duplicate key value violates unique constraint",
        lambda: rows.with_(by=scene.people["egon"]).decide(raw),
    )


def test_a_decision_without_a_person_is_refused(raw: Raw, scene: Scene) -> None:
    rows = publication(scene, "in_review")
    raw.name = lambda person: None  # type: ignore[method-assign]
    refuses(NOBODY, lambda: rows.decide(raw))


@pytest.mark.parametrize("name", ["draft", "returned", "rejected", "live"])
def test_only_what_is_in_review_is_decided(raw: Raw, scene: Scene, name: str) -> None:
    submission = submit(raw, scene, name)
    row = {
        "submission_id": submission,
        "claim_id": scene.claims[name].pk,
        "editor_id": scene.people["eva"].pk,
        "outcome": "approved",
        "comment": "",
        "reviewed_digest": "0" * 64,
        "record_digest": "0" * 64,
        "decided_at": now(),
    }
    raw.name(scene.people["eva"])
    refuses(
        r'ledger: claim \d+ is not in review \(it is "\w+"\), so there is nothing to decide',
        lambda: raw.insert("claims_decision", **row),
    )


# ── Submissions ─────────────────────────────────────────────────────────────────────────────────────


def submit(raw: Raw, scene: Scene, name: str, **false: Any) -> Any:
    """Ada asks to publish a claim, without an action."""
    raw.name(scene.people["ada"])
    row = {
        "claim_id": scene.claims[name].pk,
        "asks": "published",
        "correction_class": "",
        "note": "",
        "message": "",
        "submitted_by_id": scene.people["ada"].pk,
        "submitted_at": now(),
        **false,
    }
    return raw.insert("claims_submission", **row)


@pytest.mark.parametrize(
    "false", [{"submitted_by_id": 0}, {"closed_at": now()}], ids=["signed by another", "born closed"]
)
def test_a_false_submission_is_refused(raw: Raw, scene: Scene, false: dict[str, Any]) -> None:
    refuses(
        r"ledger: a submission is made open, by the person who signs it",
        lambda: submit(raw, scene, "draft", **false),
    )


# Of which claim, and what is done to its submission → the sentence.
SUBMISSION_CHANGES: dict[str, tuple[str, str, str]] = {
    "the question is changed": ("in_review", "SET asks = 'updated'", UNCHANGING),
    "the note is changed": ("in_review", "SET note = 'All is well.'", UNCHANGING),
    "the submitter is changed": ("in_review", "SET submitted_by_id = submitted_by_id + 1", UNCHANGING),
    "the note is changed while closing": ("in_review", "SET note = 'So.', closed_at = now()", UNCHANGING),
    "a closed one is opened": ("returned", "SET closed_at = NULL", UNCHANGING),
    "a closed one is closed later": ("returned", "SET closed_at = now()", UNCHANGING),
    "closed without a decision": (
        "in_review",
        "SET closed_at = now()",
        r"ledger: a submission is closed only by a decision \(submission \d+\)",
    ),
    "a request closed without a decision": (
        "to_retract",
        "SET closed_at = now()",
        r"ledger: a submission is closed only by a decision \(submission \d+\)",
    ),
}


@pytest.mark.parametrize("what", SUBMISSION_CHANGES)
def test_a_submission_does_not_change(raw: Raw, scene: Scene, what: str) -> None:
    name, change, error = SUBMISSION_CHANGES[what]
    raw.name(scene.people["ada"])
    submission = scene.submissions[name].pk
    refuses(error, lambda: raw.do(f"UPDATE claims_submission {change} WHERE id = %s", submission))


def test_a_submission_is_not_deleted(raw: Raw, scene: Scene) -> None:
    error = "permission denied for table" if raw.role == "app" else "ledger: a submission is never deleted"
    submission = scene.submissions["in_review"].pk
    refuses(error, lambda: raw.do("DELETE FROM claims_submission WHERE id = %s", submission))


# ── Assessments ─────────────────────────────────────────────────────────────────────────────────────


def assess(raw: Raw, scene: Scene, name: str, by: str = "ada", **more: Any) -> Any:
    row = {
        "claim_id": scene.claims[name].pk,
        "verdict_id": scene.verdict,
        "confidence": "low",
        "likelihood": "",
        "rationale": "So.",
        "alternatives": "",
        "missing": "",
        "would_change": "",
        "above_ceiling_reason": "",
        "assessed_by_id": scene.people[by].pk,
        "assessed_at": now(),
        **more,
    }
    return raw.insert("claims_assessment", **row)


def test_an_assessment_is_made_by_who_signs_it(raw: Raw, scene: Scene) -> None:
    raw.name(scene.people["ben"])
    refuses(r"ledger: an assessment is made by the person who signs it", lambda: assess(raw, scene, "draft"))


@pytest.mark.parametrize("name", ["in_review", "rejected", "live"])
def test_an_assessment_is_added_only_to_an_open_working_copy(raw: Raw, scene: Scene, name: str) -> None:
    raw.name(scene.people["ada"])
    refuses(
        r'ledger: the assessment of claim \d+ cannot change while its status is "\w+"; it can in draft',
        lambda: assess(raw, scene, name),
    )


# ── What is made open, and closed once ──────────────────────────────────────────────────────────────


def ask(raw: Raw, scene: Scene, **false: Any) -> Any:
    """Eva asks Ben for a second assessment of the draft, without an action."""
    raw.name(scene.people["eva"])
    row = {
        "claim_id": scene.claims["draft"].pk,
        "analyst_id": scene.people["ben"].pk,
        "reason": "",
        "requested_by_id": scene.people["eva"].pk,
        "requested_at": now(),
        "since": -1,
        **false,
    }
    return raw.insert("claims_assessmentrequest", **row)


def test_a_request_for_a_second_assessment_is_made_open(raw: Raw, scene: Scene) -> None:
    refuses(
        "ledger: a row of claims_assessmentrequest is made open", lambda: ask(raw, scene, closed_at=now())
    )


@pytest.mark.parametrize("change", ["analyst_id = analyst_id + 1", "reason = 'So.', closed_at = now()"])
def test_a_request_for_a_second_assessment_does_not_change(raw: Raw, scene: Scene, change: str) -> None:
    request = ask(raw, scene)
    refuses(
        "ledger: a row of claims_assessmentrequest does not change, it is closed once",
        lambda: raw.do(f"UPDATE claims_assessmentrequest SET {change} WHERE id = %s", request),
    )


def test_a_request_for_a_second_assessment_is_not_deleted(raw: Raw, scene: Scene) -> None:
    ask(raw, scene)
    error = "ledger: a row of claims_assessmentrequest is never deleted"
    if raw.role == "app":
        error = "permission denied for table claims_assessmentrequest"
    refuses(error, lambda: raw.do("DELETE FROM claims_assessmentrequest"))


@pytest.mark.parametrize("false", ["another analyst", "another claim", "closed", "none at all"])
def test_a_second_assessment_answers_a_request_to_who_makes_it(raw: Raw, scene: Scene, false: str) -> None:
    """It may come while the claim is in review, so it must be the one that was asked for."""
    request = ask(raw, scene) if false != "none at all" else 0
    if false == "closed":
        raw.do("UPDATE claims_assessmentrequest SET closed_at = now() WHERE id = %s", request)
    name = "returned" if false == "another claim" else "draft"
    who = "ada" if false == "another analyst" else "ben"
    raw.name(scene.people[who])
    refuses(
        "ledger: a second assessment answers an open request to the person who makes it",
        lambda: assess(raw, scene, name, by=who, request_id=request),
    )
