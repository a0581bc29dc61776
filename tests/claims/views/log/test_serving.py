"""The log's addresses: what clients of C2SP logs ask for, exactly as they expect it."""

import struct
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from claims import log_file, merkle
from claims.actions import log
from claims.checkpoint import SignedCheckpoint
from claims.models import Entry, LogKey
from claims.receipt import Receipt
from claims.signed_note import Verifier
from tests.cast import Newsroom

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def told(newsroom: Newsroom, settings: Settings, tmp_path: Path) -> SignedCheckpoint:
    """A log of three entries, of which the world was told; a fourth one, of which it was not."""
    settings.LOG_DIR = tmp_path
    newsroom.published()
    newsroom.published("The bridge stands.")
    log.acknowledge()
    newsroom.published("The tower leans.")
    found = log_file.read()
    assert found is not None
    assert found.size == 3
    return found


def test_before_the_first_checkpoint_there_is_a_sentence(
    database: None, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.LOG_DIR = tmp_path
    for address in ("/log/checkpoint", "/log/key"):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
        assert answer.content == b"The log has published no checkpoint yet: its first entry brings it.\n"
    assert client.get("/log/tile/0/000.p/1").status_code == 404
    (tmp_path / "checkpoint").write_bytes(b"nothing")
    answer = client.get("/log/checkpoint")
    assert (answer.status_code, b"can't be read" in answer.content) == (503, True)
    assert client.get("/log/tile/0/000.p/1").status_code == 404
    assert client.get("/").status_code == 200


def test_whoever_asks_can_verify_everything_without_us(client: Client, told: SignedCheckpoint) -> None:
    answer = client.get("/log/checkpoint")
    assert answer.content == log_file.path().read_bytes()
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Cache-Control"] == "public, max-age=5"
    (line,) = client.get("/log/key").content.decode().splitlines()
    signed = SignedCheckpoint.parse(answer.content)
    assert signed.note.verified([Verifier.parse(line)])

    hashes = client.get("/log/tile/0/000.p/3")
    bundle = client.get("/log/tile/entries/000.p/3")
    for each in (hashes, bundle):
        assert (each["Content-Type"], each["Cache-Control"]) == ("application/octet-stream", FOR_EVER)
    statements, rest = [], bundle.content
    while rest:
        (length,) = struct.unpack(">H", rest[:2])
        statements.append(rest[2 : 2 + length])
        rest = rest[2 + length :]
    leaves = [merkle.leaf_hash(statement) for statement in statements]
    assert b"".join(leaves) == hashes.content
    assert merkle.root(leaves) == signed.root
    for index, (number, version) in enumerate([(1, 1), (2, 1)], start=1):
        file = client.get(f"/claims/{number}/v{version}.tlog-proof")
        assert "attachment" in file["Content-Disposition"]
        receipt = Receipt.parse(file.content)
        assert (receipt.index, receipt.extra) == (index, statements[index])
        assert receipt.proves(receipt.extra)
        assert receipt.signed == signed
        record = client.get(f"/claims/{number}/v{version}.json")
        assert record["ETag"].strip('"') in receipt.extra.decode()


def test_what_the_world_was_not_told_of_is_not_served(client: Client, told: SignedCheckpoint) -> None:
    assert Entry.objects.count() == 4
    answer = client.get("/claims/3/v1.tlog-proof")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert b"newer than the published checkpoint" in answer.content
    for address in (
        "/log/tile/0/000.p/4",
        "/log/tile/0/000",
        "/log/tile/0/001.p/1",
        "/log/tile/1/000.p/1",
        "/log/tile/entries/000.p/4",
        "/log/tile/0/000.p/0",
        "/log/tile/0/000.p/01",
        "/log/tile/0/000.p/256",
        "/log/tile/0/000.p/1/",
        "/log/tile/00/000.p/1",
        "/log/tile/64/000.p/1",
        "/log/tile/63/000.p/1",
        "/log/tile/0/x000/000.p/1",
        "/log/tile/0/0.p/1",
        "/log/tile/0/x999/x999/x999/x999/x999/x999/999",
        "/log/tile/0/" + "x001/" * 30 + "000",
        "/log/tile/" + "9" * 5000 + "/000",
        "/log/tile/data/000.p/1",
        "/log/tile/0/٠٠٠.p/1",
        "/claims/9/v1.tlog-proof",
        "/claims/1/v2.tlog-proof",
    ):
        assert client.get(address).status_code == 404, address


def test_head_is_get_without_the_body_and_nothing_else_is_allowed(
    client: Client, told: SignedCheckpoint
) -> None:
    for address in (
        "/log/checkpoint",
        "/log/key",
        "/log/tile/0/000.p/3",
        "/log/tile/entries/000.p/2",
        "/claims/1/v1.tlog-proof",
    ):
        got, head = client.get(address), client.head(address)
        assert head.content == b""
        assert head["Content-Length"] == str(len(got.content))
        assert {**head.headers} == {**got.headers}
        assert client.post(address).status_code == 405
        assert "ETag" not in got  # the page cache, which hangs on the newest entry, has no part in it


def test_addresses_are_those_of_the_specification(database: None) -> None:
    assert reverse("claims:log_checkpoint") == "/log/checkpoint"
    assert reverse("claims:log_tile", args=(3, (1234067, 256))) == "/log/tile/3/x001/x234/067"
    assert reverse("claims:log_entries", args=((67, 12),)) == "/log/tile/entries/067.p/12"


def test_the_key_stands_at_the_foot_of_every_page(client: Client, told: SignedCheckpoint) -> None:
    verifier = LogKey.objects.get().verifier
    name, key_id, _ = verifier.split("+", 2)
    page = client.get("/")
    assert f'<a href="/log/key"><code>{name}+{key_id}</code></a>' in page.content.decode()
    # A key that follows shows at once, though no entry was added.
    raw = log_file.path().read_text()
    log_file.path().unlink()
    log_file.path().write_text(raw.replace(raw.split(" ")[-1][:6], "AAAAAA"))
    assert client.get("/")["ETag"] != page["ETag"]
    assert "+00000000</code>" in client.get("/").content.decode()
