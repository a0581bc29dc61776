"""What the app role may do with each table, as the database itself answers."""

import psycopg
import pytest

from tests.claims.guards.scene import Raw, Scene, refuses

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
READ = {"SELECT"}
ADD = {"SELECT", "INSERT"}
KEEP = {"SELECT", "INSERT", "UPDATE"}
WORK = {"SELECT", "INSERT", "UPDATE", "DELETE"}

EXPECTED = {
    # the log and the judgements: added to, never changed
    "claims_entry": ADD,
    "claims_recordbody": ADD,
    "claims_tile": ADD,
    "claims_checkpoint": ADD,
    "claims_cosignature": ADD,
    "claims_logkey": ADD,
    "claims_assessment": ADD,
    "claims_decision": ADD,
    "claims_verdict": ADD,
    "claims_verdictscheme": ADD,
    "claims_waiver": ADD,
    "claims_match": ADD,
    "claims_comment": ADD,
    "claims_comment_mentions": ADD,
    # written by triggers and migrations alone
    "claims_contribution": READ,
    "claims_move": READ,
    "django_migrations": READ,
    # the roles: their names are what the guards go by
    "auth_group": READ,
    "auth_permission": READ,
    "auth_group_permissions": READ,
    "django_content_type": READ,
    # never deleted
    "claims_claim": KEEP,
    "claims_submission": KEEP,
    "claims_assessmentrequest": KEEP,
    "claims_recheck": KEEP,
    "claims_conflictofinterest": KEEP,
    "claims_merge": KEEP,
    "claims_signinrule": KEEP,
    # working tables and the projection
    "claims_evidence": WORK,
    "claims_figure": WORK,
    "claims_exchangerate": WORK,
    "claims_replyrequest": WORK,
    "claims_appearance": WORK,
    "claims_claimrelation": WORK,
    "claims_claimtopic": WORK,
    "claims_source": WORK,
    "claims_relay": WORK,
    "claims_topic": WORK,
    "claims_claimant": WORK,
    "claims_outlet": WORK,
    "claims_edition": WORK,
    "claims_lexemes": WORK,
    "claims_subject": WORK,
    # the desk's own: what people are told, left half-typed, or asked to be fetched
    "claims_notice": WORK,
    "claims_noticechoice": WORK,
    "claims_keptinput": WORK,
    "claims_fetch": WORK,
    # readers' letters, which go when their time is up
    "claims_letter": WORK,
    # people, and who has which role
    "claims_person": WORK,
    "claims_person_groups": WORK,
    "claims_person_user_permissions": WORK,
}
# Tables of packages: sessions, sign-in, the admin's own log. Nothing of the ledger's stands in them.
OF_PACKAGES = (
    "account_",
    "axes_",
    "django_",
    "knox_",
    "mfa_",
    "pghistory_",
    "socialaccount_",
    "usersessions_",
)

TABLES = """
    SELECT c.relname,
        ARRAY(SELECT verb FROM unnest(%s::text[]) AS verb WHERE has_table_privilege(c.oid, verb))
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""


@pytest.fixture(scope="session")
def granted(lines: dict[str, psycopg.Connection]) -> dict[str, set[str]]:
    return {table: set(verbs) for table, verbs in lines["app"].execute(TABLES, [list(VERBS)])}


@pytest.mark.parametrize("table", EXPECTED)
def test_the_app_role_may_do_this_and_no_more(granted: dict[str, set[str]], table: str) -> None:
    assert granted[table] == EXPECTED[table]


def test_of_a_history_it_may_read(granted: dict[str, set[str]]) -> None:
    histories = {table: verbs for table, verbs in granted.items() if table.endswith("event")}
    assert histories
    assert {table for table, verbs in histories.items() if verbs != READ} == set()


def test_no_table_is_left_out_of_this_list(granted: dict[str, set[str]]) -> None:
    rest = {table for table in granted if table not in EXPECTED and not table.endswith("event")}
    assert {table for table in rest if not table.startswith(OF_PACKAGES)} == set()
    assert all(granted[table] == WORK for table in rest)


def test_it_may_empty_no_table(granted: dict[str, set[str]]) -> None:
    assert [table for table, verbs in granted.items() if verbs & {"TRUNCATE", "REFERENCES", "TRIGGER"}] == []


def test_it_is_nobody_special(lines: dict[str, psycopg.Connection]) -> None:
    found = lines["app"].execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, has_schema_privilege('public', 'CREATE'),"
        " (SELECT count(*) FROM pg_class WHERE relowner = r.oid), pg_has_role(%s, 'MEMBER')"
        " FROM pg_roles r WHERE rolname = current_user",
        [lines["owner"].info.user],
    )
    assert found.fetchone() == (False, False, False, False, False, 0, False)


@pytest.mark.parametrize("role", ["app"])
@pytest.mark.parametrize(
    "call",
    [
        "ledger_grant(current_user)",
        "ledger_close_histories()",
        "ledger_contribute('{1}', 'nothing')",
        "setval('claims_claim_id_seq', 1)",
    ],
)
def test_what_it_may_not_call(raw: Raw, scene: Scene, call: str) -> None:
    raw.name(scene.people["ada"])
    refuses(r"permission denied for (function|sequence)", lambda: raw.do(f"SELECT {call}"))


@pytest.mark.parametrize("role", ["app"])
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE claims_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER guard ON claims_entry",
        "DROP TABLE claims_entry CASCADE",
        "CREATE TABLE public.shadow ()",
        "CREATE FUNCTION public.ledger_content(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION ledger_clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        "SET session_replication_role = replica",
        "CREATE RULE quiet AS ON INSERT TO claims_contribution DO INSTEAD NOTHING",
    ],
)
def test_it_can_take_no_guard_away(raw: Raw, statement: str) -> None:
    refuses(r"must be owner of|permission denied", lambda: raw.do(statement))


@pytest.mark.parametrize("role", ["app"])
def test_temporary_tables_shadow_nothing(raw: Raw, scene: Scene) -> None:
    """A guard that looked into a table of the session's own would believe what it says."""
    raw.do("CREATE TEMP TABLE claims_person AS SELECT id, true AS is_active FROM public.claims_person")
    raw.name(scene.people["otto"])
    refuses("who has no open account", lambda: raw.do("UPDATE claims_topic SET label = 'So'"))
