"""What the database refuses of entries and records, for every role, with the sentence that it gives."""

from typing import Any

import psycopg
import pytest

from claims import records, workflow
from claims.choices import Event, Publication
from tests.claims.guards.scene import Publication as Rows
from tests.claims.guards.scene import Raw, Scene, minutes, now, publication, refuses

NO_APPROVAL = r"ledger: no approval of exactly this record stands behind entry \d+"
OTHER_STATEMENT = r"ledger: the statement of entry \d+ says something else than its row"
OTHER_TREE = r"ledger: frontier and root of entry \d+ do not grow out of the tree before it"
OTHER_RECORD = r"ledger: the record of entry \d+ says something else than its row"
OTHER_DIGEST = r"ledger: the record of entry \d+ does not have the digest that the entry vouches for"
OTHER_CONTENT = r"ledger: entry \d+ holds another content than its approval reviewed"
WRONG_NUMBER = r"ledger: entry \d+ does not carry the number of claim \d+, or the next one"
WRONG_DAY = r"ledger: an entry is published now, neither before the entry ahead of it nor in the future"
NEEDS_NOTE = r"ledger: a change to a published claim needs a public note \(entry \d+\)"
NOT_IN_LINE = r"ledger: claim \d+ was not brought in line with its newest entry"


@pytest.mark.parametrize(
    "name", ["in_review", "revised", "to_retract", "live", "corrected", "held", "held_corrected"]
)
def test_an_honest_publication_goes_through(raw: Raw, scene: Scene, name: str) -> None:
    """Published, corrected, retracted, held, released: so a refusal below is due to what is false."""
    publication(scene, name, by="egon" if name.startswith("held") else "eva").go_through(raw)


# What is false → the sentence. Each starts from the honest publication of the claim named.
FALSE_ENTRIES: dict[str, tuple[str, dict[str, Any], str]] = {
    "an index that leaves a gap": (
        "in_review",
        {"index": 10_000},
        r"ledger: the next entry has index \d+, not 10000",
    ),
    "an index that is taken": ("in_review", {"index": 0}, r"ledger: the next entry has index \d+, not 0"),
    "a leaf hash of something else": (
        "in_review",
        {"leaf_hash": b"\0" * 32},
        r"ledger: the leaf hash of entry \d+ is not that of its statement",
    ),
    "a root of another tree": ("in_review", {"root_hash": b"\0" * 32}, OTHER_TREE),
    "a frontier of another tree": ("in_review", {"frontier": b"\0" * 40}, OTHER_TREE),
    "dated back": ("in_review", {"published_at": now() - minutes(60)}, WRONG_DAY),
    "dated ahead": ("in_review", {"published_at": now() + minutes(600)}, WRONG_DAY),
    "a demo entry after a real one": (
        "in_review",
        {"demo": True},
        r"ledger: a demo entry cannot follow a real one",
    ),
    "a version that leaves a gap": (
        "live",
        {"version": 7},
        r"ledger: claim \d+ is at version 1; entry \d+ does not follow it",
    ),
    "a version that is taken": (
        "live",
        {"version": 1},
        r"ledger: claim \d+ is at version 1; entry \d+ does not follow it",
    ),
    "another number than the claim's": ("live", {"number": 7_000}, WRONG_NUMBER),
    "a number that skips some": ("in_review", {"number": 7_000}, WRONG_NUMBER),
    "another claim's number": ("in_review", {"number": 1}, WRONG_NUMBER),
    "an event that does not lead there": (
        "in_review",
        {"publication": "corrected"},
        r'ledger: "published" does not lead from publication "none" to "corrected" \(claim \d+\)',
    ),
    "a correction hidden by a release": (
        "held_corrected",
        {"publication": "live"},
        r"ledger: claim \d+ was corrected once, and readers go on being told so",
    ),
    "no decision": ("in_review", {"decision_id": None}, NO_APPROVAL),
    "a record that was not approved": ("in_review", {"record_digest": "0" * 64}, NO_APPROVAL),
    "another class of change than was asked for": ("revised", {"correction_class": "typo"}, NO_APPROVAL),
    "another note than was asked for": ("revised", {"note": "Nothing much."}, NO_APPROVAL),
    "another event than was asked for": ("revised", {"event": "updated", "publication": "live"}, NO_APPROVAL),
    "a correction without a note": ("revised", {"note": "  "}, NEEDS_NOTE),
    "a retraction without a note": ("to_retract", {"note": ""}, NEEDS_NOTE),
    "a release without a note": ("held", {"note": ""}, NEEDS_NOTE),
    "a hold without a note": ("live", {"note": ""}, NEEDS_NOTE),
    "signed by somebody else": (
        "in_review",
        {"published_by_id": 0},
        r"ledger: an entry is published by the person who signs it",
    ),
}


@pytest.mark.parametrize("what", FALSE_ENTRIES)
def test_a_false_entry_is_refused(raw: Raw, scene: Scene, what: str) -> None:
    name, false, error = FALSE_ENTRIES[what]
    rows = publication(scene, name, by="egon" if name.startswith("held") else "eva").with_(entry=false)
    refuses(error, lambda: rows.go_through(raw))


@pytest.mark.parametrize(
    ("field", "false"),
    [
        ("format", 2),
        ("event", "updated"),
        ("claim", 700),
        ("version", 2),
        ("record", "0" * 64),
        ("previous", "0" * 64),
        ("published_at", "2020-01-01T00:00:00.000000Z"),
        ("more", "than format 1 has"),
    ],
)
def test_a_statement_that_says_something_else_is_refused(
    raw: Raw, scene: Scene, field: str, false: Any
) -> None:
    rows = publication(scene, "in_review").with_(statement={field: false})
    refuses(OTHER_STATEMENT, lambda: rows.go_through(raw))


FALSE_APPROVALS: dict[str, dict[str, Any]] = {
    "a decision to return": {"outcome": "returned", "record_digest": ""},
    "a decision to reject": {"outcome": "rejected", "record_digest": ""},
    "an approval of another record": {"record_digest": "0" * 64},
}


@pytest.mark.parametrize("what", FALSE_APPROVALS)
def test_an_entry_takes_an_approval_of_exactly_its_record(raw: Raw, scene: Scene, what: str) -> None:
    rows = publication(scene, "in_review").with_(decision=FALSE_APPROVALS[what])
    refuses(NO_APPROVAL, lambda: rows.go_through(raw))


def test_an_approval_is_used_by_the_editor_who_gave_it(raw: Raw, scene: Scene) -> None:
    rows = publication(scene, "in_review")
    decision = rows.decide(raw)
    refuses(NO_APPROVAL, lambda: rows.with_(by=scene.people["egon"]).append(raw, decision))


def test_an_approval_of_another_claim_is_none(raw: Raw, scene: Scene) -> None:
    decision = publication(scene, "revised").decide(raw)
    refuses(NO_APPROVAL, lambda: publication(scene, "in_review").append(raw, decision))


def test_an_approval_is_good_for_one_entry(raw: Raw, scene: Scene) -> None:
    """Replayed, it approves a record of another version: the digest differs, and it is taken besides."""
    used = scene.newest["live"].decision_id
    rows = publication(scene, "live", event="retracted", publication="retracted", note="Replayed.")
    refuses(NO_APPROVAL, lambda: rows.append(raw, used))


def test_an_approval_is_void_once_a_shared_source_changes(raw: Raw, scene: Scene) -> None:
    rows = publication(scene, "in_review")
    decision = rows.decide(raw)
    change_the_source(raw, scene, "in_review", by="ben")
    refuses(
        r"ledger: claim \d+ changed after the approval behind entry \d+",
        lambda: rows.append(raw, decision),
    )


def test_an_editor_who_contributes_after_approving_publishes_nothing(raw: Raw, scene: Scene) -> None:
    rows = publication(scene, "in_review")
    decision = rows.decide(raw)
    change_the_source(raw, scene, "in_review", by="eva")
    refuses(r"ledger: the approval behind entry \d+ names a contributor", lambda: rows.append(raw, decision))


def change_the_source(raw: Raw, scene: Scene, name: str, *, by: str) -> None:
    raw.name(scene.people[by])
    raw.do("UPDATE claims_source SET authors = 'Somebody' WHERE id = %s", scene.evidence[name].source_id)


@pytest.mark.parametrize("who", ["ada", "ines"])
def test_only_an_editor_puts_on_hold(raw: Raw, scene: Scene, who: str) -> None:
    rows = publication(scene, "live", by=who)
    refuses(r"ledger: person \d+ is not an active editor", lambda: rows.go_through(raw))


@pytest.mark.parametrize("who", ["ada", "eva"])
def test_only_an_administrator_publishes_a_scheme(raw: Raw, scene: Scene, who: str) -> None:
    rows = publication(scene, "live", by=who).with_(
        entry={
            "claim_id": None,
            "number": None,
            "version": 2,
            "event": "scheme_changed",
            "publication": "none",
        },
        previous=scene.newest["method"],
    )
    refuses(r"ledger: person \d+ is not an active administrator", lambda: rows.append(raw, None))


# ── Records ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_record_has_the_digest_that_its_entry_vouches_for(raw: Raw, scene: Scene) -> None:
    rows = publication(scene, "in_review").with_(body=b"{}")
    refuses(OTHER_DIGEST, lambda: rows.go_through(raw))


def test_a_record_without_an_entry_is_refused(raw: Raw) -> None:
    refuses(
        OTHER_DIGEST, lambda: raw.insert("claims_recordbody", key="entry_id", entry_id=10_000, body=b"{}")
    )


@pytest.mark.parametrize(
    ("field", "false"), [("publication", "live"), ("note", "All is well."), ("correction_class", "typo")]
)
def test_a_record_that_says_something_else_than_the_entry_is_refused(
    raw: Raw, scene: Scene, field: str, false: str
) -> None:
    honest = publication(scene, "to_retract")
    rows = publication(scene, "to_retract", **{field: false}).with_(
        entry={name: honest.record[name] or "" for name in ("publication", "note", "correction_class")}
    )
    refuses(OTHER_RECORD, lambda: rows.go_through(raw))


def test_what_is_published_is_what_was_reviewed(raw: Raw, scene: Scene) -> None:
    content = {**scene.contents["in_review"], "statement": "Nobody has seen this sentence."}
    rows = publication(scene, "in_review", content=content).with_(
        decision={"reviewed_digest": records.content_digest(scene.contents["in_review"])}
    )
    refuses(OTHER_CONTENT, lambda: rows.go_through(raw))


@pytest.mark.parametrize("name", ["live", "to_retract", "held"])
def test_what_only_changes_the_publication_repeats_the_content(raw: Raw, scene: Scene, name: str) -> None:
    """A hold takes one editor alone, so it could otherwise carry anything past the second pair of eyes."""
    content = {**scene.standing[name], "statement": "Smuggled in."}
    rows = publication(scene, name, content=content, by="egon")
    refuses(
        r'ledger: an entry that says "\w+" repeats the content that stands \(entry \d+\)',
        lambda: rows.go_through(raw),
    )


# ── At commit ───────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_without_its_record_is_not_committed(raw: Raw, scene: Scene) -> None:
    rows = publication(scene, "in_review")
    rows.append(raw, rows.decide(raw))
    rows.bring_in_line(raw)
    refuses(r"ledger: entry \d+ has no record", raw.commit)


@pytest.mark.parametrize("name", ["in_review", "revised", "live"])
def test_a_claim_says_what_its_newest_entry_says(raw: Raw, scene: Scene, name: str) -> None:
    rows = publication(scene, name)
    rows.append(raw, rows.decide(raw) if rows.submission else None)
    rows.store(raw)
    refuses(NOT_IN_LINE, raw.commit)


# ── Every event, from every publication to every other ──────────────────────────────────────────────

STANDS = {
    "none": "in_review",
    "live": "live",
    "corrected": "corrected",
    "retracted": "retracted",
    "held": "held",
}
CLAIM_EVENTS = [event for event in Event if event not in ("scheme_changed", "method_changed")]


@pytest.mark.parametrize("before", STANDS)
@pytest.mark.parametrize("role", ["owner"])
def test_only_the_tables_moves_lead_from_one_publication_to_another(
    raw: Raw, scene: Scene, before: str
) -> None:
    rows = publication(scene, STANDS[before], by="egon")
    allowed = {
        (str(event), str(after))
        for event, moves in workflow.PUBLICATION_MOVES.items()
        for after in moves.get(Publication(before), ())
    }
    found = set()
    for event in CLAIM_EVENTS:
        for after in Publication.values:
            false = rows.with_(entry={"event": str(event), "publication": after, "note": "So."})
            with pytest.raises(psycopg.Error) as refusal, raw.connection.transaction(force_rollback=True):
                goes_this_far(false, raw)
            if "does not lead from publication" not in str(refusal.value):
                found.add((str(event), after))
    assert found == allowed


def goes_this_far(rows: Rows, raw: Raw) -> None:
    rows.append(raw, None)
    raise psycopg.Error("the entry stands")
