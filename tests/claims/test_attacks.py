"""What becomes of a ledger whose owner turns on it: each attack is named, by the verifier and by the audit.

The owner has dropped the triggers here, and holds the log's key. What the database itself refuses, to the
app's role, to the owner with the triggers in place, with TRUNCATE, in replica mode and with
`pgtrigger.ignore`, stands in `guards/test_append_only.py`.
"""

from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from claims import audit, log_file, merkle, verifier
from claims.actions.door import hold_claim
from claims.actions.redacting import redact_claim, request_redaction
from claims.checkpoint import Checkpoint
from claims.interchange import mirror
from claims.models import Entry
from claims.signed_note import Signer, sign
from claims.workflow import Refused
from tests.cast import Newsroom

TABLES = ("entry", "recordbody", "edition", "subject", "tile", "checkpoint")


def findings() -> str:
    return "\n".join(str(each) for each in audit.audit())


class Reader:
    """Somebody who verifies with the printed key, and keeps what was seen."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.key = str(Signer.parse(settings.LOG_KEY).verifier)

    def sees(self, target: Path | str, *arguments: str) -> tuple[int, str]:
        parser = verifier.argparse.ArgumentParser()
        verifier.add_arguments(parser)
        given = [str(target), "--key", self.key, "--state", str(self.state), *arguments]
        out = StringIO()
        code = verifier.check(parser.parse_args(given), verifier.Teller(out, out))
        return code, out.getvalue()


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path / "seen" / "checkpoint")


def signed_again(size: int) -> bytes:
    """A checkpoint that the holder of the key signs over the first entries as they are now."""
    leaves = Entry.objects.filter(index__lt=size).order_by("index").values_list("leaf_hash", flat=True)
    text = Checkpoint(settings.LOG_ORIGIN, size, merkle.root(map(bytes, leaves)))
    return bytes(sign(str(text), [Signer.parse(settings.LOG_KEY)]))


def test_every_attack_is_named(
    newsroom: Newsroom, as_owner: psycopg.Connection, own_database: str, reader: Reader, tmp_path: Path
) -> None:
    mill = newsroom.published()
    newsroom.corrected(mill)
    newsroom.published("The bridge stands.")
    honest = tmp_path / "mirror"
    mirror.export_log(honest)
    old = (honest / "log/checkpoint").read_bytes()
    hold_claim(claim=mill, by=newsroom.egon, note="Disputed.")
    mirror.export_log(honest)
    assert reader.sees(honest)[0] == verifier.HOLDS
    assert findings() == ""
    for table in TABLES:
        as_owner.execute(f"ALTER TABLE claims_{table} DISABLE TRIGGER USER")

    def alter(table: str, index: int, **columns: Any) -> None:
        key = "index" if table == "entry" else "entry_id"
        for column, value in columns.items():
            as_owner.execute(f"UPDATE claims_{table} SET {column} = %s WHERE {key} = %s", [value, index])

    def read(table: str, index: int, *columns: str) -> dict[str, Any]:
        key = "index" if table == "entry" else "entry_id"
        row = as_owner.execute(f"SELECT {', '.join(columns)} FROM claims_{table} WHERE {key} = %s", [index])
        return dict(zip(columns, row.fetchone() or (), strict=True))

    def attack(table: str, index: int, says: str, named: str, **columns: Any) -> None:
        """The owner alters a row; verifier (of a mirror of that) and audit name it; then it is put back."""
        stood = read(table, index, *columns)
        alter(table, index, **columns)
        assert named in findings()
        if says:
            mirror.export_log(honest, everything=True)
            code, said = reader.sees(honest)
            assert (code, says in said) == (verifier.BROKEN, True), said
        alter(table, index, **stood)

    body = bytes(read("recordbody", 1, "body")["body"])
    attack("recordbody", 1, "(claim 1, version 1): the record at claims/1/v1.json is not the one that was",
           "Entry 1 (No. 1, version 1): its record does not have the digest in the log",
           body=body.replace(b"2 million", b"9 million"))  # fmt: skip
    # Record, digest, statement and leaf hash in step: only the tree is left, and it says so.
    forged = body.replace(b"2 million", b"9 million")
    digest = verifier.sha256(forged).hexdigest()
    row = read("entry", 1, "record_digest", "statement", "leaf_hash")
    statement = bytes(row["statement"]).replace(row["record_digest"].encode(), digest.encode())
    alter("recordbody", 1, body=forged)
    attack("entry", 1, "do not come to the root that the checkpoint signs",
           "Entry 1 (No. 1, version 1): its root is not that of the entries up to it",
           record_digest=digest, statement=statement, leaf_hash=merkle.leaf_hash(statement))  # fmt: skip
    alter("recordbody", 1, body=body)
    attack("entry", 2, "", "its statement says something else than its row", note="Hush.", event="updated")
    attack("entry", 2, "", "Entry 2 (No. 1, version 2): its record and its row differ in note", note="Hush.")
    attack("entry", 3, "", "its frontier is not that of the entries", frontier=b"\0" * 8)
    attack("edition", 2, "", "version 2): its edition has verdict 'true', the record says 'false'",
           verdict="true")  # fmt: skip
    early = read("edition", 1, "valid_from")["valid_from"]
    attack("edition", 1, "", "its edition does not end where the next version begins", valid_to=early)
    renamed = "UPDATE claims_subject SET label = %s WHERE kind = 'claimant'"
    as_owner.execute(renamed, ["Nobody"])
    assert (
        "Subject claimant mayor: its description has label 'Nobody', the record says 'The mayor'"
        in findings()
    )
    as_owner.execute(renamed, ["The mayor"])
    as_owner.execute("UPDATE claims_checkpoint SET root = %s WHERE size = 3", [bytes(32)])
    assert "Checkpoint of 3 entries: it has another root" in findings()
    as_owner.execute(
        "UPDATE claims_checkpoint SET root = root_hash FROM claims_entry WHERE size = 3 AND index = 2"
    )

    # Swap two entries.
    one, other = (read("entry", index, "statement", "leaf_hash") for index in (2, 3))
    alter("entry", 3, **one)
    attack("entry", 2, "swapped or dated back", "Entry 2 (No. 1, version 2): its statement says", **other)
    alter("entry", 3, **other)

    # A record goes without a redaction.
    alter("recordbody", 3, body=None)
    assert "Entry 3 (No. 2, version 1): its record is empty, and no later entry redacts it" in findings()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mirror, "PAUSE", 0)
        with pytest.raises(Refused, match="A redaction is under way"):
            mirror.export_log(tmp_path / "fresh")
    alter("recordbody", 3, body=(honest / "claims/2/v1.json").read_bytes())
    assert mirror.export_log(honest, everything=True).size == 5
    assert reader.sees(honest)[0] == verifier.HOLDS
    assert findings() == ""

    # Altered files of the mirror, and an old checkpoint again.
    for path, put, says in (
        (
            "log/tile/0/000.p/5",
            lambda held: held[::-1],
            "(the method, version 1) does not hash to what",
        ),
        ("log/checkpoint", lambda held: old, "4 entries now, 5 when it was seen last time"),
    ):
        file = honest / path
        held = file.read_bytes()
        file.write_bytes(put(held))
        code, said = reader.sees(honest)
        assert (code, says in said) == (verifier.BROKEN, True), said
        file.write_bytes(held)

    # The last entry goes, and the holder of the key signs what is left.
    for table in ("subject", "edition", "recordbody"):
        as_owner.execute(f"DELETE FROM claims_{table} WHERE entry_id = 4")
    as_owner.execute("DELETE FROM claims_entry WHERE index = 4")
    assert "The log told the world of 5 entries" in findings()
    assert "Checkpoint of 5 entries: it has another root than the entries up to it" in findings()
    log_file.path().write_bytes(signed_again(4))
    with pytest.raises(Refused, match="later state of this one"):
        mirror.export_log(honest)
    mirror.export_log(tmp_path / "shorter")
    code, said = reader.sees(tmp_path / "shorter")
    assert code == verifier.BROKEN
    assert "The log is shorter than it was: 4 entries now, 5 when it was seen last time" in said


def test_a_mirror_grows_and_the_site_says_the_same(
    newsroom: Newsroom, live_ledger: LiveServer, reader: Reader, tmp_path: Path
) -> None:
    folder = tmp_path / "mirror"
    mill = newsroom.published()
    call_command("export_log", str(folder), stdout=(said := StringIO()))
    assert said.getvalue() == "2 entries, 2 of them new; 7 files written.\n"
    assert mirror.export_log(folder).files == 0
    before = sorted(path for path in folder.rglob("*") if path.is_file())
    newsroom.corrected(mill)
    progress: list[tuple[int, int]] = []
    written = mirror.export_log(folder, progress=lambda done, total: progress.append((done, total)))
    assert (written.before, written.size, progress) == (2, 3, [(1, 1)])
    assert all(path.exists() for path in before)
    assert reader.sees(folder)[0] == verifier.HOLDS

    # The site serves the same bytes at the same addresses, and holds as well.
    fetched = verifier.Site(live_ledger.url, print)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        assert ("tile" in name and ".p/2" in name) or fetched.read(name) == path.read_bytes(), name
    fetched._close()
    code, said_of_site = reader.sees(live_ledger.url)
    assert code == verifier.HOLDS, said_of_site
    assert "3 entries, of which this log is the continuation" in said_of_site
    receipt, record = tmp_path / "v2.tlog-proof", tmp_path / "v2.json"
    receipt.write_bytes(fetched.read("claims/1/v2.tlog-proof") or b"")
    record.write_bytes(fetched.read("claims/1/v2.json") or b"")
    fetched._close()
    assert reader.sees(receipt, "--record", str(record))[0] == verifier.HOLDS
    call_command("verify_log", str(folder), "--state", str(reader.state))

    # A run that was cut short before its checkpoint goes on; nobody notices.
    newsroom.published("The bridge stands.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mirror, "_tidy", _cut)
        patch.setattr(mirror.log_reading, "key_history", _cut)
        with pytest.raises(KeyboardInterrupt):
            mirror.export_log(folder)
    assert reader.sees(folder)[0] == verifier.HOLDS
    assert mirror.export_log(folder).size == 4
    assert reader.sees(folder)[0] == verifier.HOLDS

    # What a redaction withdraws goes from the mirror, too, and reads as redacted there and on the site.
    asked = request_redaction(claim=mill, versions=[1], by=newsroom.ada, note="A court ordered it.")
    redact_claim(submission=asked, by=newsroom.eva)
    written = mirror.export_log(folder)
    assert (written.size, written.redacted) == (5, 1)
    assert b"They got two million" not in (folder / "claims/1/v1.json").read_bytes()
    for target in (folder, live_ledger.url):
        code, said_of_it = reader.sees(target)
        assert (code, "1 redacted, as the log says" in said_of_it) == (verifier.HOLDS, True), said_of_it
    assert mirror.export_log(tmp_path / "later").redacted == 1
    assert reader.sees(tmp_path / "later")[0] == verifier.HOLDS

    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "holiday.jpg").write_bytes(b"")
    with pytest.raises(Refused, match="holds something else than a mirror"):
        mirror.export_log(tmp_path / "other")
    call_command("audit", stdout=(said := StringIO()))
    assert said.getvalue().endswith("agree.\n")


def _cut(*args: Any) -> Any:
    raise KeyboardInterrupt
