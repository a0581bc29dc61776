"""What the database refuses of claims and their parts, with the sentence that it gives."""

from itertools import permutations
from typing import Any

import pytest

from claims import workflow
from claims.choices import Publication, Status
from tests.claims.guards.scene import Raw, Scene, now, publication, refuses

NOBODY = r"ledger: this change names no person; working records change only through an action"
NO_ACCOUNT = r"ledger: this change names person \d+, who has no open account"
BORN = r"ledger: a claim is born a draft, not published and without a number"
NUMBER = r"ledger: the number of claim \d+ is given by its first entry and never changes"
NO_MOVE = r'ledger: no move leads from "{before}" to "{after}" \(claim \d+\)'
FROZEN = (
    r'ledger: {part} of claim \d+ cannot change while its status is "\w+"; it can in draft or when returned'
)
KEPT = r"ledger: the key of claim \d+ and who logged it do not change"
UNKNOWN = r"ledger: how claim \d+ stood when it was opened is not known, so only an entry makes it verified"
CHANGED = r"ledger: claim \d+ was changed since its revision was opened, so the revision is not closed"
CONTENT_INDEX = r"ledger: content_index of claim \d+ must point at its newest entry with content"

# A move that the table has is refused all the same without what makes it true.
WITHOUT_ITS_CAUSE = {
    "in_review": r"ledger: claim \d+ is in review only with an open submission",
    "returned": r"ledger: claim \d+ is returned only by an editor's decision",
    "rejected": r"ledger: claim \d+ is rejected only by an editor's decision",
    "verified": r"ledger: claim \d+ is verified only by an entry that an editor approved",
    "merged": r"ledger: claim \d+ is merged exactly as long as a merge says into which claim",
}
IN_STATUS = {
    "draft": "draft",
    "in_review": "in_review",
    "returned": "returned",
    "rejected": "rejected",
    "verified": "live",
    "merged": "merged_draft",
}


def log(raw: Raw, scene: Scene, **false: Any) -> Any:
    """Ada logs a claim, without an action."""
    row = {
        "statement": "Something was said.",
        "quote": "",
        "language": "en",
        "first_claimed": "",
        "status": "draft",
        "publication": "none",
        "content_index": -1,
        "about_living_person": False,
        "logged_by_id": scene.people["ada"].pk,
        "logged_at": now(),
        "changed_at": now(),
        **false,
    }
    return raw.insert("claims_claim", **row)


def change(raw: Raw, scene: Scene, name: str, **values: Any) -> None:
    """Ada changes columns of a claim, without an action."""
    raw.name(scene.people["ada"])
    columns = ", ".join(f"{column} = %s" for column in values)
    raw.do(f"UPDATE claims_claim SET {columns} WHERE id = %s", *values.values(), scene.claims[name].pk)


def test_a_claim_is_logged_by_a_named_person(raw: Raw, scene: Scene) -> None:
    raw.name(scene.people["ada"])
    assert log(raw, scene)


@pytest.mark.parametrize(
    "false",
    [
        {"status": "verified"},
        {"status": "in_review"},
        {"publication": "live"},
        {"number": 70},
        {"content_index": 0},
        {"status": "verified", "publication": "live", "number": 70},
    ],
    ids=str,
)
def test_a_claim_is_born_a_draft(raw: Raw, scene: Scene, false: dict[str, Any]) -> None:
    raw.name(scene.people["ada"])
    refuses(BORN, lambda: log(raw, scene, **false))


def test_a_claim_is_logged_by_who_signs_it(raw: Raw, scene: Scene) -> None:
    raw.name(scene.people["ben"])
    refuses(r"ledger: a claim is logged by the person who signs it", lambda: log(raw, scene))


def test_a_claim_is_not_deleted(raw: Raw, scene: Scene) -> None:
    error = (
        "permission denied for table claims_claim"
        if raw.role == "app"
        else r"ledger: a claim is never deleted"
    )
    refuses(error, lambda: raw.do("DELETE FROM claims_claim WHERE id = %s", scene.claims["draft"].pk))


# What is changed of which claim → the sentence.
CHANGES: dict[str, tuple[str, dict[str, Any], str]] = {
    "a number before the first entry": ("draft", {"number": 70}, NUMBER),
    "another number": ("live", {"number": 70}, NUMBER),
    "no number any more": ("live", {"number": None}, NUMBER),
    "another key": ("draft", {"id": 10_000}, KEPT),
    "another logger": ("draft", {"logged_by_id": 0}, KEPT),
    "another content_index": ("live", {"content_index": 0}, CONTENT_INDEX),
    "no content_index any more": ("live", {"content_index": -1}, CONTENT_INDEX),
    "a content_index before the first entry": ("draft", {"content_index": 1}, CONTENT_INDEX),
    "the statement in review": (
        "in_review",
        {"statement": "Something else."},
        FROZEN.format(part="the text"),
    ),
    "the statement when verified": ("live", {"statement": "Something else."}, FROZEN.format(part="the text")),
    "whether it is about a living person, in review": (
        "in_review",
        {"about_living_person": True},
        FROZEN.format(part="the text"),
    ),
    "the quote when rejected": ("rejected", {"quote": "Something else."}, FROZEN.format(part="the text")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_of_a_claim_does_not_change(raw: Raw, scene: Scene, what: str) -> None:
    name, values, error = CHANGES[what]
    refuses(error, lambda: change(raw, scene, name, **values))


# ── Status and publication: every pair ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("before", "after"), list(permutations(Status.values, 2)))
@pytest.mark.parametrize("role", ["app", "owner", "asleep"])
def test_no_status_is_reached_without_its_cause(raw: Raw, scene: Scene, before: str, after: str) -> None:
    """The one exception is reopening a verified or rejected claim: readers see nothing of that."""
    name = IN_STATUS[before]
    if (before, after) in {("verified", "draft"), ("rejected", "draft")}:
        change(raw, scene, name, status=after)
        return
    known = (before, after) in workflow.STATUS_MOVES
    cause = after if before != "merged" else "merged"  # leaving it takes the undoing of the merge
    if after == "verified" and before in ("draft", "returned"):
        refuses(UNKNOWN, lambda: change(raw, scene, name, status=after))
        return
    error = WITHOUT_ITS_CAUSE[cause] if known else NO_MOVE.format(before=before, after=after)
    refuses(error, lambda: change(raw, scene, name, status=after))


def opened(raw: Raw, scene: Scene, name: str) -> None:
    """Ada opens a revision, past the action."""
    change(raw, scene, name, status="draft")


@pytest.mark.parametrize("role", ["app", "owner", "asleep"])
@pytest.mark.parametrize("name", ["live", "corrected", "held", "retracted"])
def test_a_revision_is_closed_as_it_was_opened(raw: Raw, scene: Scene, name: str, role: str) -> None:
    opened(raw, scene, name)
    change(raw, scene, name, statement="Something else.")
    change(raw, scene, name, statement=scene.claims[name].statement)
    change(raw, scene, name, status="verified")


# What differs since the opening, as SQL about the claim.
DIFFERENT = {
    "the text": "UPDATE claims_claim SET quote = 'Else.' WHERE id = %s",
    "what no record tells": "UPDATE claims_claim SET about_living_person = true WHERE id = %s",
    "a topic": "DELETE FROM claims_claimtopic WHERE claim_id = %s",
    "a figure": "UPDATE claims_figure SET role = 'other' WHERE claim_id = %s",
    "an appearance": "UPDATE claims_appearance SET place = 'Elsewhere' WHERE claim_id = %s",
    "evidence": "UPDATE claims_evidence SET locator = 'page 70' WHERE claim_id = %s",
    "a request for reply": (
        "INSERT INTO claims_replyrequest (claim_id, asked_of, asked_on, how, answer, answered_on) "
        "VALUES (%s, 'The mayor', '2018', 'By letter', '', '')"
    ),
    "the publication, which is its entries'": "UPDATE claims_claim SET publication = 'none' WHERE id = %s",
    "what it was opened with": "UPDATE claims_claim SET opened_with = '', quote = 'Else.' WHERE id = %s",
}


@pytest.mark.parametrize("role", ["app", "asleep"])
@pytest.mark.parametrize("what", DIFFERENT)
def test_a_revision_in_which_something_differs_is_not_closed(
    raw: Raw, scene: Scene, what: str, role: str
) -> None:
    opened(raw, scene, "live")
    if "publication" in what:
        refuses(r"ledger: publication of claim", lambda: raw.do(DIFFERENT[what], scene.claims["live"].pk))
        return
    raw.do(DIFFERENT[what], scene.claims["live"].pk)
    refuses(CHANGED, lambda: change(raw, scene, "live", status="verified"))


def test_text_that_changes_with_the_closing_keeps_a_revision_open(raw: Raw, scene: Scene) -> None:
    opened(raw, scene, "live")
    refuses(CHANGED, lambda: change(raw, scene, "live", status="verified", statement="Something else."))


def test_text_that_changed_with_the_opening_keeps_a_revision_open(raw: Raw, scene: Scene) -> None:
    change(raw, scene, "live", status="draft", statement="Something else.")
    refuses(CHANGED, lambda: change(raw, scene, "live", status="verified"))


def test_who_writes_nothing_closes_no_revision(raw: Raw, scene: Scene) -> None:
    opened(raw, scene, "live")
    raw.name(scene.people["ines"])
    statement = "UPDATE claims_claim SET status = 'verified' WHERE id = %s"
    refuses(
        r"ledger: person \d+ is neither analyst nor editor",
        lambda: raw.do(statement, scene.claims["live"].pk),
    )


def test_a_redacted_entry_keeps_no_digest_and_is_not_closed(raw: Raw, scene: Scene) -> None:
    """From the digest of words that were withdrawn, somebody could guess them."""
    assert scene.claims["redacted"].opened_with == ""
    refuses(UNKNOWN, lambda: change(raw, scene, "redacted", status="verified"))


@pytest.mark.parametrize(("before", "after"), list(permutations(Publication.values, 2)))
@pytest.mark.parametrize("role", ["app", "owner", "asleep"])
def test_publication_is_what_the_newest_entry_says(raw: Raw, scene: Scene, before: str, after: str) -> None:
    name = {"none": "in_review"}.get(before, before)
    error = rf'ledger: publication of claim \d+ is what its newest entry says \("{before}"\), not "{after}"'
    refuses(error, lambda: change(raw, scene, name, publication=after))


def test_a_status_is_one_of_the_six(raw: Raw, scene: Scene) -> None:
    error = NO_MOVE.format(before="draft", after="published")
    refuses(error, lambda: change(raw, scene, "draft", status="published"))


def test_a_decision_to_return_does_not_reject(raw: Raw, scene: Scene) -> None:
    false = {"outcome": "returned", "record_digest": ""}
    publication(scene, "in_review").with_(decision=false).decide(raw)
    refuses(WITHOUT_ITS_CAUSE["rejected"], lambda: change(raw, scene, "in_review", status="rejected"))


def test_an_approval_without_its_entry_does_not_verify(raw: Raw, scene: Scene) -> None:
    publication(scene, "in_review").decide(raw)
    refuses(WITHOUT_ITS_CAUSE["verified"], lambda: change(raw, scene, "in_review", status="verified"))


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────

PARTS = {
    "evidence": "(claim_id, source_id, stance, credibility, quote, locator, note, withheld_reason,"
    " withheld_counts) SELECT %s, min(id), 'context', '', '', '', '', '', false FROM claims_source",
    "figure": "(claim_id, role, low, high, unit, approximate, as_of)"
    " VALUES (%s, 'price', 1, 1, 'EUR', false, '')",
    "appearance": "(claim_id, date, place, url, archived_url, note) VALUES (%s, '', 'Here', '', '', '')",
    "claimrelation": "(claim_id, relation, other_id) SELECT %s, 'repeats', min(id) FROM claims_claim",
    "claimtopic": "(claim_id, topic_id) SELECT %s, max(id) FROM claims_topic",
    "replyrequest": "(claim_id, asked_of, asked_on, how, answer, answered_on)"
    " VALUES (%s, 'The mayor', '2026', 'by letter', '', '')",
    "exchangerate": '(claim_id, base, quote, rate, "on", source_id)'
    " SELECT %s, 'EUR', 'USD', 1.1, '2018', min(id) FROM claims_source",
}
PRESENT = {
    "evidence": "note = 'So'",
    "figure": "unit = 'USD'",
    "appearance": "note = 'So'",
    "claimtopic": "topic_id = 0",
}
CLOSED = ["in_review", "rejected", "live"]


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", ["app", "owner", "asleep"])
def test_no_part_is_added_to_a_closed_working_copy(raw: Raw, scene: Scene, part: str, name: str) -> None:
    raw.name(scene.people["ada"])
    raw.do("INSERT INTO claims_topic (slug, label, description) VALUES ('new', 'New', '')")
    adding = f"INSERT INTO claims_{part} {PARTS[part]}"
    refuses(FROZEN.format(part=part), lambda: raw.do(adding, scene.claims[name].pk))


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("part", PRESENT)
@pytest.mark.parametrize("role", ["app", "owner", "asleep"])
def test_no_part_of_a_closed_working_copy_is_changed_or_removed(
    raw: Raw, scene: Scene, part: str, name: str
) -> None:
    claim = scene.claims[name].pk
    for attack in (
        f"UPDATE claims_{part} SET {PRESENT[part]} WHERE claim_id = %s",
        f"DELETE FROM claims_{part} WHERE claim_id = %s",
    ):
        with raw.connection.transaction(force_rollback=True):
            raw.name(scene.people["ada"])
            refuses(FROZEN.format(part=part), lambda attack=attack: raw.do(attack, claim))  # type: ignore[misc]


def test_evidence_does_not_move_to_another_claim(raw: Raw, scene: Scene) -> None:
    raw.name(scene.people["ada"])
    item, other = scene.evidence["draft"].pk, scene.claims["returned"].pk
    refuses(
        r"ledger: evidence cannot move from claim \d+ to claim \d+",
        lambda: raw.do("UPDATE claims_evidence SET claim_id = %s WHERE id = %s", other, item),
    )


# ── Nobody ──────────────────────────────────────────────────────────────────────────────────────────

NAMELESS = {
    "a claim": "UPDATE claims_claim SET statement = 'Something else.' WHERE status = 'draft'",
    "a claim's assignee": "UPDATE claims_claim SET assignee_id = NULL",
    "a claim's status": "UPDATE claims_claim SET status = 'draft' WHERE status = 'rejected'",
    "evidence": "UPDATE claims_evidence SET note = 'So.'",
    "a figure": "DELETE FROM claims_figure",
    "an appearance": "DELETE FROM claims_appearance",
    "a topic's claim": "DELETE FROM claims_claimtopic",
    "a source": "UPDATE claims_source SET reliability = 'A'",
    "a new source": "INSERT INTO claims_source (kind, title, authors, url, archived_url, published, accessed,"
    " reliability, reliability_reason, standing, withheld_reason, withheld_counts)"
    " VALUES ('dataset', 'T', '', '', '', '', '', '', '', 'in_force', '', false)",
    "a relay": "INSERT INTO claims_relay (source_id, original_id) SELECT max(id), min(id) FROM claims_source",
    "a topic": "UPDATE claims_topic SET label = 'So'",
    "a claimant": "UPDATE claims_claimant SET name = 'So'",
    "an outlet": "UPDATE claims_outlet SET name = 'So'",
    "a removed outlet": "DELETE FROM claims_outlet",
}


@pytest.mark.parametrize("what", NAMELESS)
def test_no_working_row_changes_without_a_person(raw: Raw, scene: Scene, what: str) -> None:
    refuses(NOBODY, lambda: raw.do(NAMELESS[what]))


@pytest.mark.parametrize("pk", ["otto", "nobody"])
def test_who_has_no_account_changes_nothing(raw: Raw, scene: Scene, pk: str) -> None:
    key = scene.people[pk].pk if pk in scene.people else 10_000
    raw.do("SELECT set_config('ledger.person', %s, true)", str(key))
    refuses(NO_ACCOUNT, lambda: raw.do("UPDATE claims_topic SET label = 'So'"))
