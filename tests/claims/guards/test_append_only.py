"""What is never changed, removed or emptied: the log, the judgements, and every history."""

from functools import partial

import psycopg
import pytest

from tests.claims.guards.scene import Raw, Scene, refuses

# The tables that DESIGN closes by name; the histories are found by their columns.
CLOSED = {
    "claims_entry",
    "claims_recordbody",
    "claims_tile",
    "claims_checkpoint",
    "claims_cosignature",
    "claims_logkey",
    "claims_assessment",
    "claims_decision",
    "claims_contribution",
    "claims_verdict",
    "claims_verdictscheme",
    "claims_move",
    "claims_comment",
    "claims_comment_mentions",
    "claims_match",
    "claims_waiver",
}
# Working tables that nobody may empty at once: TRUNCATE would name nobody.
NEVER_EMPTIED = {
    "claims_claim",
    "claims_evidence",
    "claims_figure",
    "claims_appearance",
    "claims_claimrelation",
    "claims_claimtopic",
    "claims_submission",
    "claims_source",
    "claims_relay",
    "claims_topic",
    "claims_claimant",
    "claims_outlet",
    "claims_person",
    "claims_person_groups",
    "claims_exchangerate",
    "claims_assessmentrequest",
    "claims_recheck",
    "claims_replyrequest",
    "claims_conflictofinterest",
    "claims_merge",
    "claims_signinrule",
}

# Closed once and otherwise unchanging: each row is its own history.
WITHOUT_HISTORY = {
    "claims_submission",
    "claims_assessmentrequest",
    "claims_recheck",
    "claims_conflictofinterest",
    "claims_merge",
}

HISTORIES = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'pgh_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1
"""
FIRST_COLUMN = """
    SELECT quote_ident(attname) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum LIMIT 1
"""


@pytest.fixture(scope="session")
def histories(lines: dict[str, psycopg.Connection]) -> set[str]:
    return {name for (name,) in lines["owner"].execute(HISTORIES)}


def test_every_working_table_has_a_history(histories: set[str]) -> None:
    assert histories == {f"{table}event" for table in NEVER_EMPTIED - WITHOUT_HISTORY}


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_nothing_closed_is_changed(raw: Raw, histories: set[str], verb: str) -> None:
    for table in sorted(CLOSED | histories):
        column = raw.do(FIRST_COLUMN, table)
        attack = {
            "UPDATE": f"UPDATE {table} SET {column} = {column}",
            "DELETE": f"DELETE FROM {table}",
            "TRUNCATE": f"TRUNCATE {table} CASCADE",
        }[verb]
        error = rf"ledger: {table} is append-only; {verb} is refused"
        if raw.role == "app":
            error = f"permission denied for table {table}"
        with raw.connection.transaction(force_rollback=True):
            refuses(error, partial(raw.do, attack))


def test_no_working_table_is_emptied(raw: Raw) -> None:
    for table in sorted(NEVER_EMPTIED):
        error = rf"ledger: {table} is never emptied at once; TRUNCATE is refused"
        if raw.role == "app":
            error = f"permission denied for table {table}"
        with raw.connection.transaction(force_rollback=True):
            refuses(error, partial(raw.do, f"TRUNCATE {table} CASCADE"))


def test_an_upsert_changes_nothing_either(raw: Raw) -> None:
    error = (
        "permission denied for table claims_move"
        if raw.role == "app"
        else "ledger: claims_move is append-only"
    )
    upsert = (
        "INSERT INTO claims_move (kind, event, before, after) VALUES ('status', '', 'draft', 'in_review')"
        " ON CONFLICT (kind, event, before, after) DO UPDATE SET after = 'verified'"
    )
    refuses(error, lambda: raw.do(upsert))


@pytest.mark.parametrize("role", ["app"])
def test_the_app_role_writes_no_history(raw: Raw, histories: set[str]) -> None:
    for table in sorted(histories | {"claims_contribution", "claims_move"}):
        with raw.connection.transaction(force_rollback=True):
            refuses(
                f"permission denied for table {table}", partial(raw.do, f"INSERT INTO {table} DEFAULT VALUES")
            )


# ── Nothing sleeps ──────────────────────────────────────────────────────────────────────────────────

EVERY_TRIGGER = """
    SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace AND tgenabled <> 'A'
"""
TRACKED_BY = """
    SELECT array_agg(tgname::text) FROM pg_trigger
    WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger\\_%%'
"""


def test_every_trigger_is_enabled_always(lines: dict[str, psycopg.Connection]) -> None:
    """The history's triggers as well: ordinary ones sleep in replica mode."""
    assert lines["owner"].execute(EVERY_TRIGGER).fetchall() == []


def test_the_row_history_cannot_be_put_to_sleep(raw: Raw, scene: Scene) -> None:
    raw.name(scene.people["ada"])
    raw.do(
        "SELECT set_config('pgtrigger.ignore', %s::text[]::text, true)", raw.do(TRACKED_BY, "claims_topic")
    )
    refuses(
        r"ledger: the row history of claims_topic cannot be put to sleep; reset pgtrigger.ignore",
        lambda: raw.do("UPDATE claims_topic SET label = 'So'"),
    )


def test_raw_sql_leaves_its_trace(raw: Raw, scene: Scene) -> None:
    raw.name(scene.people["ada"])
    before = raw.do("SELECT count(*) FROM claims_topicevent")
    raw.do("UPDATE claims_topic SET label = 'So'")
    assert raw.do("SELECT count(*) FROM claims_topicevent") == before + 1


def test_our_own_guards_know_no_such_setting(raw: Raw, scene: Scene) -> None:
    raw.do("SELECT set_config('pgtrigger.ignore', '{append_only,guard,touched}', true)")
    error = "permission denied for table" if raw.role == "app" else "ledger: claims_entry is append-only"
    refuses(error, lambda: raw.do("UPDATE claims_entry SET note = 'So.'"))
