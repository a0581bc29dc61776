"""Redaction in the database: what is emptied, by what, and that nothing else ever is."""

from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
import pytest

from claims import records
from claims.choices import Event
from claims.models import Submission
from tests.cast import Newsroom
from tests.claims.actions.test_redacting import cleaned, named, redact
from tests.claims.guards.scene import SALT, Publication, Raw, Scene, minutes, now, refuses

NOTE = "A court ordered it."
OTHERS = r"ledger: entry \d+ redacts other versions than were approved and went before"
LEAVES = r"ledger: entry \d+ leaves a version that says the same as one that it redacts"
REPEATS = r"ledger: a redaction repeats the content that stands, or leaves none where it takes it"
NONE_LEFT = r"ledger: entry \d+ has no content exactly if it leaves readers none"
BODIES = """
    SELECT array_agg(b.body IS NULL ORDER BY e.version)
    FROM claims_recordbody b JOIN claims_entry e ON e.index = b.entry_id WHERE e.claim_id = %s
"""


def redaction(raw: Raw, scene: Scene, name: str, *asked: int, **fields: Any) -> Publication:
    """The rows of an honest redaction of these versions; `fields` replace fields of the record."""
    claim, previous, ada = scene.claims[name], scene.newest[name], scene.people["ada"]
    takes = previous.version in asked
    raw.name(ada)
    pk = raw.insert(
        "claims_submission", claim_id=claim.pk, asks="redacted", redacts=list(asked), correction_class="",
        note=NOTE, message="", submitted_by_id=ada.pk, submitted_at=now() - minutes(1),
    )  # fmt: skip
    record = records.claim_record(
        None if takes else scene.standing[name],
        number=claim.number or 0,
        version=previous.version + 1,
        event=Event.REDACTED,
        publication="redacted" if takes else previous.publication,
        correction_class="",
        note=NOTE,
        salt=SALT,
        waivers=[],
        redacts=asked,
    )
    submission = Submission(pk=pk, asks="redacted", note=NOTE, claim=claim, submitted_by=ada)
    return Publication(
        scene,
        claim,
        scene.people["eva"],
        submission,
        {**record, **fields},
        last=scene.last,
        previous=previous,
    )


@pytest.mark.parametrize(("name", "asked", "gone"), [
    ("live", (1,), [True, False]),
    ("corrected", (1,), [True, False, False]),
    ("held", (1, 2), [True, True, False]),
])  # fmt: skip
def test_an_honest_redaction_empties_what_it_names(
    raw: Raw, scene: Scene, name: str, asked: tuple[int, ...], gone: list[bool]
) -> None:
    """As the app role too, which may empty nothing itself: storing the record does it."""
    empty = "SELECT count(*) FROM claims_recordbody WHERE body IS NULL"
    before = raw.do(empty)
    redaction(raw, scene, name, *asked).go_through(raw)
    assert raw.do(BODIES, scene.claims[name].pk) == gone
    assert raw.do(empty) == before + sum(gone)


Falsified = Callable[[Raw, Scene], Publication]
FALSE: dict[str, tuple[str, Falsified]] = {
    "names another version": (OTHERS, lambda raw, scene: redaction(raw, scene, "corrected", 1, redacts=[2])),
    "names one more": (OTHERS, lambda raw, scene: redaction(raw, scene, "corrected", 1, redacts=[1, 2])),
    "names none": (OTHERS, lambda raw, scene: redaction(raw, scene, "live", 1, redacts=[])),
    "names one twice": (OTHERS, lambda raw, scene: redaction(raw, scene, "live", 1, redacts=[1, 1])),
    "is not in order": (OTHERS, lambda raw, scene: redaction(raw, scene, "corrected", 1, 2, redacts=[2, 1])),
    "names itself": (OTHERS, lambda raw, scene: redaction(raw, scene, "live", 1, 2)),
    "leaves the hold": (LEAVES, lambda raw, scene: redaction(raw, scene, "held", 1)),
    "keeps what goes": (
        NONE_LEFT, lambda raw, scene: redaction(raw, scene, "live", 1, content=scene.standing["live"]),
    ),
    "shows what goes": (
        REPEATS,
        lambda raw, scene: redaction(
            raw, scene, "live", 1, content=scene.standing["live"], publication="live"
        ),
    ),
    "takes what stays": (
        REPEATS,
        lambda raw, scene: redaction(raw, scene, "corrected", 1, content=None, publication="redacted"),
    ),
    "leaves nothing, and calls it live": (
        NONE_LEFT, lambda raw, scene: redaction(raw, scene, "live", 1, publication="live"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("lie", FALSE)
@pytest.mark.parametrize("role", ["app", "asleep"])
def test_a_dishonest_one_is_refused(raw: Raw, scene: Scene, lie: str) -> None:
    error, rows = FALSE[lie]
    falsified = rows(raw, scene)
    refuses(error, lambda: falsified.go_through(raw))


@pytest.mark.parametrize("role", ["app", "superuser"])
def test_nobody_redacts_alone_or_by_another_event(raw: Raw, scene: Scene) -> None:
    rows = redaction(raw, scene, "live", 1)
    with raw.connection.transaction(force_rollback=True):
        refuses(
            r"ledger: no approval of exactly this record stands behind entry \d+",
            lambda: rows.with_(submission=None).append(raw, None),
        )
    with raw.connection.transaction(force_rollback=True):
        own = rows.with_(by=scene.people["ada"])
        refuses("ledger: person .* is not an active editor", lambda: own.go_through(raw))
    held = {**rows.record, "event": "held", "publication": "held", "content": scene.standing["live"]}
    refuses(
        r'ledger: entry \d+ says "held", and redacts nothing',
        lambda: rows.with_(record=held, submission=None).go_through(raw),
    )


@pytest.mark.parametrize("role", ["owner", "superuser", "asleep"])
def test_within_a_redaction_nothing_else_is_emptied_or_changed(raw: Raw, scene: Scene) -> None:
    """Not even by the owner, in the very transaction of a redaction."""
    redaction(raw, scene, "live", 1).go_through(raw)
    claim = scene.claims["live"].pk
    own = f"(SELECT index FROM claims_entry WHERE claim_id = {claim} AND version = 1)"
    for attack, error in (
        ("UPDATE claims_recordbody SET body = NULL WHERE body IS NOT NULL", r"no redaction names entry \d+"),
        (f"UPDATE claims_recordbody SET body = 'x' WHERE entry_id = {own}", "a redaction empties"),
        ("UPDATE claims_entry SET note = ''", r"no redaction names entry \d+"),
        (f"UPDATE claims_entry SET note = 'So.' WHERE index = {own}", "a redaction empties claims_entry"),
        (f"UPDATE claims_entry SET event = '' WHERE index = {own}", "a redaction empties claims_entry"),
        ("UPDATE claims_decision SET record_digest = ''", "a redaction empties claims_decision"),
        ("UPDATE claims_claimevent SET status = ''", "a redaction empties claims_claimevent"),
        ("UPDATE claims_contribution SET what = ''", "claims_contribution is append-only"),
        ("DELETE FROM claims_recordbody", "claims_recordbody is append-only; DELETE is refused"),
        ("TRUNCATE claims_recordbody", "claims_recordbody is append-only; TRUNCATE is refused"),
        (f"UPDATE claims_submission SET note = 'So.' WHERE claim_id = {claim}", "a submission does not"),
    ):  # fmt: skip
        with raw.connection.transaction(force_rollback=True):
            refuses(f"ledger: {error}", partial(raw.do, attack))


@pytest.mark.parametrize("role", ["app"])
def test_the_app_role_empties_nothing_itself(raw: Raw, scene: Scene) -> None:
    redaction(raw, scene, "live", 1).go_through(raw)
    for table, column in (
        ("claims_recordbody", "body"), ("claims_entry", "note"), ("claims_comment", "text"),
        ("claims_claimevent", "statement"), ("claims_assessment", "rationale"),
    ):  # fmt: skip
        with raw.connection.transaction(force_rollback=True):
            refuses(
                f"permission denied for table {table}",
                partial(raw.do, f"UPDATE {table} SET {column} = NULL"),
            )
    refuses(
        "permission denied for function ledger_forget",
        lambda: raw.do("SELECT ledger_forget('claims_claimevent', '{1}', 'id')"),
    )


def test_once_it_is_committed_everything_is_closed_again(
    newsroom: Newsroom, as_superuser: psycopg.Connection
) -> None:
    claim = cleaned(newsroom, named(newsroom))
    redact(newsroom, claim, 1)
    for attack in (
        "UPDATE claims_recordbody SET body = NULL", "UPDATE claims_entry SET note = ''",
        "UPDATE claims_recordbody SET body = 'x' WHERE body IS NULL",
        "UPDATE claims_claimevent SET quote = ''",
    ):  # fmt: skip
        with pytest.raises(psycopg.Error, match="is append-only; UPDATE is refused"):
            as_superuser.execute(attack)
