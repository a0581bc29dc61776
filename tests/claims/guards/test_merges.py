"""What the database refuses of merges, for every role: unsigned ones, and records that lead elsewhere."""

from dataclasses import replace
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from claims import records
from claims.choices import Event
from claims.models import Claim, Submission
from tests.claims.guards.scene import SALT, Publication, Raw, Scene, minutes, now, refuses

NOTE = "Both say the same."
OTHERWISE = r'ledger: entry \d+ says "merged", and the merges of claim \d+ say otherwise'
STILL_MERGED = r'ledger: entry \d+ says "unmerged", and the merges of claim \d+ say otherwise'
ELSEWHERE = r"ledger: the record of entry \d+ does not lead to the entry that its claim is merged into"
AS_LONG_AS = r"ledger: claim \d+ is merged exactly as long as a merge says into which claim"
SIGNED = r"ledger: a merge is made by the person who signs it"
ONCE = r"ledger: a merge does not change, it is undone once"
NEVER_DELETED = r"ledger: a merge is never deleted, it is undone|permission denied"


def merge(raw: Raw, scene: Scene, claim: str, into: str, *, by: str = "eva", **fields: Any) -> int:
    """Insert a merge of one claim of the scene into another."""
    raw.name(scene.people[by])
    row = {
        "claim_id": scene.claims[claim].pk,
        "into_id": scene.claims[into].pk,
        "fates": Jsonb({"rows": [], "filled": {}, "topics": [], "added": {}}),
        "why": NOTE,
        "merged_by_id": scene.people[by].pk,
        "merged_at": now(),
        **fields,
    }
    return int(raw.insert("claims_merge", **row))


def asked(raw: Raw, scene: Scene, claim: Claim, asks: Event, into: Claim | None = None) -> Submission:
    """Ada's question about an entry."""
    ada = scene.people["ada"]
    raw.name(ada)
    row: dict[str, Any] = {
        "claim_id": claim.pk,
        "asks": str(asks),
        "into_id": into.pk if into else None,
        "correction_class": "",
        "note": NOTE,
        "message": "",
        "submitted_by_id": ada.pk,
        "submitted_at": now() - minutes(1),
    }
    pk = raw.insert("claims_submission", **row)
    return Submission(pk=pk, asks=asks, note=NOTE, claim=claim, into=into, submitted_by=ada)


def merging(
    raw: Raw, scene: Scene, name: str = "live", into: str = "corrected", **fields: Any
) -> Publication:
    """The rows of an honest merge of one entry into another; `fields` replace fields of the record."""
    claim, previous = scene.claims[name], scene.newest[name]
    record = records.claim_record(
        scene.standing[name],
        number=claim.number or 0,
        version=previous.version + 1,
        event=Event.MERGED,
        publication="merged",
        correction_class="",
        note=NOTE,
        salt=SALT,
        waivers=[],
        merged_into=scene.claims[into].number,
    )
    submission = asked(raw, scene, claim, Event.MERGED, scene.claims[into])
    return Publication(
        scene,
        claim,
        scene.people["eva"],
        submission,
        {**record, **fields},
        last=scene.last,
        previous=previous,
    )


def test_an_honest_merge_goes_through(raw: Raw, scene: Scene) -> None:
    rows = merging(raw, scene)
    merge(raw, scene, "live", "corrected")
    rows.go_through(raw)


def test_no_entry_is_merged_without_a_merge(raw: Raw, scene: Scene) -> None:
    rows = merging(raw, scene)
    refuses(OTHERWISE, lambda: rows.go_through(raw))


def test_no_entry_is_merged_by_a_merge_that_was_undone(raw: Raw, scene: Scene) -> None:
    rows = merging(raw, scene)
    pk = merge(raw, scene, "live", "corrected")
    raw.do("UPDATE claims_merge SET closed_at = %s WHERE id = %s", now(), pk)
    refuses(OTHERWISE, lambda: rows.go_through(raw))


@pytest.mark.parametrize("number", [None, 1_000_000])
def test_a_record_leads_where_the_merge_leads(raw: Raw, scene: Scene, number: int | None) -> None:
    rows = merging(raw, scene, merged_into=number)
    merge(raw, scene, "live", "corrected")
    refuses(ELSEWHERE, lambda: rows.go_through(raw))


@pytest.mark.parametrize("into", ["retracted", "held", "draft"])
def test_no_record_leads_to_what_readers_cannot_rely_on(raw: Raw, scene: Scene, into: str) -> None:
    rows = merging(raw, scene, into=into)
    merge(raw, scene, "live", into)
    refuses(ELSEWHERE, lambda: rows.go_through(raw))


def test_no_other_record_leads_anywhere(raw: Raw, scene: Scene) -> None:
    rows = merging(raw, scene)
    merge(raw, scene, "live", "corrected")
    held = {**rows.record, "event": "held", "publication": "held"}
    refuses(ELSEWHERE, lambda: replace(rows, record=held, submission=None).go_through(raw))


def test_nobody_merges_alone(raw: Raw, scene: Scene) -> None:
    rows = merging(raw, scene)
    merge(raw, scene, "live", "corrected")
    refuses(
        r"ledger: no approval of exactly this record stands behind entry \d+",
        lambda: replace(rows, submission=None).go_through(raw),
    )


def test_no_entry_is_unmerged_while_its_merge_is_in_force(raw: Raw, scene: Scene) -> None:
    rows = merging(raw, scene)
    pk = merge(raw, scene, "live", "corrected")
    rows.go_through(raw)
    back = unmerging(raw, scene, rows)
    refuses(STILL_MERGED, lambda: back.go_through(raw))
    assert pk


def test_an_honest_undo_goes_through(raw: Raw, scene: Scene) -> None:
    rows = merging(raw, scene)
    pk = merge(raw, scene, "live", "corrected")
    rows.go_through(raw)
    back = unmerging(raw, scene, rows)
    raw.name(scene.people["eva"])
    raw.do("UPDATE claims_merge SET closed_at = %s WHERE id = %s", now(), pk)
    back.go_through(raw)


def unmerging(raw: Raw, scene: Scene, merged: Publication) -> Publication:
    """The rows of the undo that follows a merge which went through in this transaction."""
    raw.do("SET CONSTRAINTS ALL DEFERRED")
    row = raw.connection.execute(
        "SELECT index, version, statement, frontier FROM claims_entry ORDER BY index DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    index, version, statement, frontier = row
    newest = type(merged.last)(index=index, version=version, statement=statement, frontier=frontier)
    submission = asked(raw, scene, merged.claim, Event.UNMERGED)
    record = {**merged.record, "event": "unmerged", "publication": "live", "version": version + 1}
    return replace(
        merged, submission=submission, record={**record, "merged_into": None}, last=newest, previous=newest
    )


# ── Drafts ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_merged_with_a_merge(raw: Raw, scene: Scene) -> None:
    merge(raw, scene, "draft", "live")
    raw.do("UPDATE claims_claim SET status = 'merged' WHERE id = %s", scene.claims["draft"].pk)


def test_no_draft_is_merged_without_a_merge(raw: Raw, scene: Scene) -> None:
    raw.name(scene.people["ada"])
    refuses(
        AS_LONG_AS,
        lambda: raw.do("UPDATE claims_claim SET status = 'merged' WHERE id = %s", scene.claims["draft"].pk),
    )


def test_no_draft_is_opened_while_its_merge_is_in_force(raw: Raw, scene: Scene) -> None:
    merge(raw, scene, "draft", "live")
    pk = scene.claims["draft"].pk
    raw.do("UPDATE claims_claim SET status = 'merged' WHERE id = %s", pk)
    refuses(AS_LONG_AS, lambda: raw.do("UPDATE claims_claim SET status = 'draft' WHERE id = %s", pk))


@pytest.mark.parametrize("status", ["verified", "in_review", "rejected"])
def test_a_merged_draft_becomes_nothing_but_a_draft(raw: Raw, scene: Scene, status: str) -> None:
    key = merge(raw, scene, "draft", "live")
    pk = scene.claims["draft"].pk
    raw.do("UPDATE claims_claim SET status = 'merged' WHERE id = %s", pk)
    raw.do("UPDATE claims_merge SET closed_at = %s WHERE id = %s", now(), key)
    refuses(
        rf'ledger: no move leads from "merged" to "{status}" \(claim \d+\)',
        lambda: raw.do("UPDATE claims_claim SET status = %s WHERE id = %s", status, pk),
    )


# ── The merge itself ────────────────────────────────────────────────────────────────────────────────


def test_a_merge_is_signed_by_whoever_makes_it(raw: Raw, scene: Scene) -> None:
    refuses(
        SIGNED,
        lambda: merge(raw, scene, "draft", "live", by="ada", merged_by_id=scene.people["ben"].pk),
    )


def test_no_merge_is_born_undone(raw: Raw, scene: Scene) -> None:
    refuses(SIGNED, lambda: merge(raw, scene, "draft", "live", closed_at=now()))


@pytest.mark.parametrize("change", ["why = 'Something else'", "into_id = claim_id + 1", "fates = '{}'"])
def test_a_merge_does_not_change(raw: Raw, scene: Scene, change: str) -> None:
    pk = merge(raw, scene, "draft", "live")
    refuses(ONCE, lambda: raw.do(f"UPDATE claims_merge SET {change} WHERE id = %s", pk))


def test_a_merge_is_undone_once(raw: Raw, scene: Scene) -> None:
    pk = merge(raw, scene, "draft", "live")
    raw.do("UPDATE claims_merge SET closed_at = %s WHERE id = %s", now(), pk)
    refuses(ONCE, lambda: raw.do("UPDATE claims_merge SET closed_at = NULL WHERE id = %s", pk))


def test_a_merge_is_never_deleted(raw: Raw, scene: Scene) -> None:
    pk = merge(raw, scene, "draft", "live")
    refuses(NEVER_DELETED, lambda: raw.do("DELETE FROM claims_merge WHERE id = %s", pk))


def test_one_merge_is_in_force_at_a_time(raw: Raw, scene: Scene) -> None:
    merge(raw, scene, "draft", "live")
    refuses("duplicate key", lambda: merge(raw, scene, "draft", "corrected"))


def test_no_claim_is_merged_into_itself(raw: Raw, scene: Scene) -> None:
    refuses("merge_into_another", lambda: merge(raw, scene, "draft", "draft"))


def test_a_question_of_a_merge_names_the_other_claim(raw: Raw, scene: Scene) -> None:
    refuses("submission_merge_into", lambda: asked(raw, scene, scene.claims["live"], Event.MERGED))
