"""The verifier against logs of every kind: honest, grown, cut, rewritten, redacted, falsified."""

import ast
import http.server
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import merkle, verifier
from tests.claims.written_log import ORIGIN, NoteKey, WrittenLog, alter, path_of, put, story, text_of

HOLDS, BROKEN, UNCHECKED = verifier.HOLDS, verifier.BROKEN, verifier.UNCHECKED


class Check:
    """Runs the verifier with a state of its own, and keeps what it said."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.said = ""

    def __call__(self, target: Path | str, *arguments: str, key: str = NoteKey().text) -> int:
        keys = ["--key", key] if key else []
        parser = verifier.argparse.ArgumentParser()
        verifier.add_arguments(parser)
        options = parser.parse_args([str(target), *keys, "--state", str(self.state), *arguments])
        out = StringIO()
        code = verifier.check(options, verifier.Teller(out, out))
        self.said = out.getvalue()
        return code


@pytest.fixture
def check(tmp_path: Path) -> Check:
    return Check(tmp_path / "seen.checkpoint")


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A log of 300 entries: one full bundle and a partial one."""
    return story(300).write(tmp_path / "mirror")


def test_it_is_one_file_for_python_3_9_and_nothing_else() -> None:
    source = Path(verifier.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        )
        if name
    }
    assert imported <= sys.stdlib_module_names


# ── The tree, against the server's own and each against the other ───────────────────────────────────


@given(st.integers(1, 700), st.data())
def test_tree_and_proofs_agree_with_the_servers(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(size)]
    tree = verifier.Tree()
    while tree.size < size:
        list(tree.fill(leaves[tree.bundles * 256 : (tree.bundles + 1) * 256]))
    root = merkle.root(leaves)
    assert tree.root() == root
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(leaves, index)
    assert verifier.included(leaves[index], index, size, proof, root)
    assert not verifier.included(leaves[index], index, size + 1, [*proof, root], root)
    bad = [bytes(32), *proof[1:]] if proof else [root]
    assert not verifier.included(leaves[index], index, size, bad, root)


def test_tiles_of_three_levels() -> None:
    size = 256 * 257 + 3
    leaves = [number.to_bytes(32, "big") for number in range(size)]
    tree = verifier.Tree()
    found = {}
    while tree.size < size:
        for tile in tree.fill(leaves[tree.bundles * 256 : (tree.bundles + 1) * 256]):
            found[tile[:2]] = tile[2]
    found.update({(level, number): hashes for level, number, hashes in tree.partial_tiles()})
    bundles = [merkle.root(leaves[at * 256 : (at + 1) * 256]) for at in range(257)]
    assert found == {(1, 0): bundles[:256], (1, 1): bundles[256:], (2, 0): [merkle.root(bundles[:256])]}
    assert tree.root() == merkle.root(leaves)
    for number in (0, 67, 1234067):
        assert verifier.tile_path(0, number, 3) == merkle.tile_path(0, number, 3)
        assert verifier.tile_path("entries", number) == merkle.entries_path(number)


# ── Logs that hold ──────────────────────────────────────────────────────────────────────────────────


def test_a_log_holds_and_may_grow(check: Check, tmp_path: Path) -> None:
    log = story(700)
    for size in (0, 1, 256, 300, 700):
        mirror = log.write(tmp_path / "mirror", size=size)
        assert check(mirror) == HOLDS, check.said
    assert "300 entries, of which this log is the continuation" in check.said
    assert check(mirror, "--from-saved") == HOLDS
    assert "0 hashed since entry 700" in check.said


def test_only_what_is_new_is_read(check: Check, tmp_path: Path) -> None:
    log = story(700)
    mirror = log.write(tmp_path / "mirror", size=300)
    assert check(mirror) == HOLDS
    log.write(mirror)
    shutil.rmtree(mirror / "log/tile/entries/000.p", ignore_errors=True)
    (mirror / "log/tile/entries/000").unlink()  # nobody asks for it
    assert check(mirror, "--from-saved") == HOLDS, check.said
    assert "400 hashed since entry 300" in check.said
    assert check(mirror) == BROKEN
    assert "The entries 0 to 255 are not there" in check.said


def test_a_check_that_was_cut_short_goes_on(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = story(900)
    mirror = log.write(tmp_path / "mirror")
    monkeypatch.setattr(verifier, "KEEP_EVERY", 0)
    held = (mirror / "log/tile/entries/002").read_bytes()
    (mirror / "log/tile/entries/002").unlink()
    assert check(mirror) == BROKEN
    put(mirror, "log/tile/entries/002", held)
    assert check(mirror, "--from-saved") == HOLDS, check.said
    assert "388 hashed since entry 512" in check.said
    # What was kept is worth nothing for another log, or without what this run wants to see.
    assert check(mirror, "--no-records") == HOLDS
    assert check(mirror, "--from-saved") == HOLDS
    assert "starts at the first entry" in check.said


def test_a_key_from_the_site_itself_proves_little(check: Check, mirror: Path) -> None:
    assert check(mirror, key="") == HOLDS
    assert "agrees with itself" in check.said
    assert NoteKey().text in check.said


def test_a_redacted_record_is_redacted_and_not_broken(check: Check, tmp_path: Path) -> None:
    log = story(20)
    log.add(1, "held")
    log.add(1, "redacted", redacts=[1])
    log.add(1, "redacted", redacts=[1, 2])
    mirror = log.write(tmp_path / "mirror")
    assert check(mirror) == HOLDS
    assert "claim 1, version 1, was redacted by entry 21, and its record is still served" in check.said
    for version in (1, 2):
        put(mirror, path_of(1, version), verifier.marker(1, version))
    assert check(mirror) == HOLDS, check.said
    assert "2 redacted, as the log says" in check.said
    (mirror / path_of(1, 1)).unlink()  # nothing at all will do as well
    assert check(mirror) == HOLDS, check.said
    # A marker alone explains nothing, nor does one for another record, nor a file that is not there.
    put(mirror, path_of(2, 1), verifier.marker(2, 1))
    put(mirror, path_of(3, 1), verifier.marker(2, 1))
    (mirror / path_of(4, 1)).unlink()
    assert check(mirror) == BROKEN
    assert "(claim 2, version 1): its record is not at claims/2/v1.json, and no later entry" in check.said
    assert "(claim 3, version 1): the record at claims/3/v1.json is not the one" in check.said
    assert "(claim 4, version 1): its record is not at claims/4/v1.json" in check.said


# ── Logs that don't ─────────────────────────────────────────────────────────────────────────────────


def test_a_log_that_was_cut_or_rewritten(check: Check, tmp_path: Path) -> None:
    log = story(300)
    assert check(log.write(tmp_path / "mirror")) == HOLDS
    assert check(log.write(tmp_path / "old", size=290)) == BROKEN
    assert "290 entries now, 300 when it was seen last time" in check.said
    other = story(299)
    other.add(None, "method_changed")
    assert check(other.write(tmp_path / "other")) == BROKEN
    assert "rewritten: 300 entries now, 300 when" in check.said
    other.add(None, "method_changed")
    for more in ((), ("--from-saved",)):
        assert check(other.write(tmp_path / "longer"), *more) == BROKEN
        assert (
            "of 300 entries, is no beginning of this one, of 301" in check.said
            or "Entry 299 is not" in check.said
        )
    assert check(tmp_path / "mirror") == HOLDS


def flip(folder: Path, path: str, at: int) -> None:
    data = bytearray((folder / path).read_bytes())
    data[at] ^= 1
    put(folder, path, bytes(data))


def swap(log: WrittenLog, one: int, other: int) -> None:
    log.entries[one], log.entries[other] = log.entries[other], log.entries[one]


def test_each_altered_file_is_named(check: Check, mirror: Path, tmp_path: Path) -> None:
    attacks: list[tuple[Callable[[Path], Any], str]] = [
        (lambda at: flip(at, "log/tile/0/000", 40), "Entry 1 (claim 1, version 1) does not hash to what"),
        (lambda at: flip(at, "log/tile/0/000", 40), "the tiles were altered"),
        (
            lambda at: flip(at, "log/tile/1/000.p/1", 0),
            "The tile tile/1/000.p/1 holds other hashes than the entries",
        ),
        (lambda at: (at / "log/tile/0/001.p/44").unlink(), "The tile tile/0/001.p/44 is not there"),
        (lambda at: flip(at, "log/tile/entries/000", 60), "Entry 0"),
        (lambda at: flip(at, "log/tile/entries/000", 60), "do not come to the root that the checkpoint"),
        (
            lambda at: put(at, "log/tile/entries/001.p/44", b""),
            "ends after 0 entries instead of 44, at entry 256",
        ),
        (lambda at: alter(at, path_of(7, 1), salt="0"), "(claim 7, version 1): the record at claims/7/v1"),
        (lambda at: (at / path_of(7, 1)).unlink(), "(claim 7, version 1): its record is not at"),
        (lambda at: flip(at, "log/checkpoint", 25), "a signature in the name of"),
        (lambda at: put(at, "log/checkpoint", b"soup"), "is not a signed note"),
        (lambda at: put(at, "log/checkpoint", b"\xff"), "is not text"),
    ]  # fmt: skip
    for attack, sentence in attacks:
        falsified = tmp_path / "falsified"
        shutil.copytree(mirror, falsified, copy_function=os.link)
        attack(falsified)
        assert check(falsified) == BROKEN, sentence
        assert sentence in check.said, check.said
        shutil.rmtree(falsified)
    assert check(mirror) == HOLDS


def test_each_falsified_log_is_named_though_it_is_signed(tmp_path: Path, check: Check) -> None:
    """Whoever holds the key can sign anything: what the entries say still has to fit."""

    def last(**said: Any) -> Callable[[WrittenLog], Any]:
        return lambda log: log.add(said.pop("claim", 1), said.pop("event", "held"), **said)

    def raw(entry: bytes) -> Callable[[WrittenLog], Any]:
        return lambda log: log.entries.append(entry)

    def lose_one(log: WrittenLog) -> None:
        log.add(1, "held")
        log.add(1, "held")
        log.entries.pop(40)

    attacks: list[tuple[Callable[[WrittenLog], Any], str]] = [
        (lambda log: log.entries.pop(1), "Entry 1 (claim 2, version 1): a new claim has the number 1 here"),
        (
            lose_one,
            "version 2 should stand here: an entry was removed",
        ),
        (
            lambda log: swap(log, 4, 5),
            "Entry 5 (claim 3, version 1): it was published at 2026-10-01T00:00:04",
        ),
        (last(previous="0" * 64), "does not follow from version"),
        (last(previous=None), "does not follow from version"),
        (last(claim=30, previous="0" * 64), "it names an earlier version, and there is none"),
        (last(version=9), "should stand here"),
        (last(published_at="2026-09-01T00:00:00.000000Z"), "swapped or dated back"),
        (last(event="method_changed"), "it can't be “method_changed”"),
        (last(claim=None, event="published"), "it can't be “published”"),
        (last(record="0" * 64), "its SHA-256 is not the digest in the log"),
        (last(format=2), "its format is 2, which this verifier does not know"),
        (last(published_at="2026-13-01T00:00:00.000000Z"), "Entry 40 can't be read"),
        (raw(b'{"format": 1}'), "it is not the canonical JSON of a statement"),
        (raw(b"soup"), "Entry 40 can't be read: it is not JSON"),
        (raw(b"[1]"), "it is no statement"),
        (lambda log: log.add(10**9), "a new claim has the number"),
    ]
    for number, (attack, sentence) in enumerate(attacks):
        log = story(40)
        attack(log)
        assert check(log.write(tmp_path / str(number))) == BROKEN, sentence
        assert sentence in check.said, (sentence, check.said)


def test_a_record_that_says_something_else_than_the_log(tmp_path: Path, check: Check) -> None:
    for body, sentence in (
        (b'{"claim":1,"event":"held","version":1}', "says event 'held' where the log says 'published'"),
        (b'{"claim":2,"event":"published","version":1}', "says claim 2 where the log says 1"),
        (b"soup", "is not JSON"),
        (b"[]", "is no record"),
    ):
        log = WrittenLog()
        log.add(1, record=verifier.sha256(body).hexdigest())
        log.records[path_of(1, 1)] = body
        assert check(log.write(tmp_path / "mirror")) == BROKEN
        assert f"Entry 0 (claim 1, version 1): the record at claims/1/v1.json {sentence}" in check.said


# ── Keys and witnesses ──────────────────────────────────────────────────────────────────────────────


def test_which_keys_count(check: Check, tmp_path: Path) -> None:
    log = story(300)
    new = NoteKey(seed=b"n" * 32)
    stranger = NoteKey(name="elsewhere.example.org/log", seed=b"s" * 32)
    mirror = log.write(tmp_path / "mirror", checkpoint=log.checkpoint(stranger, new))
    put(mirror, "log/key", f"{new.text}\n{NoteKey().text} until-size 299\n".encode())
    assert check(mirror, key=new.text) == HOLDS
    assert check(mirror, key="") == HOLDS
    assert check(mirror) == BROKEN
    assert "is not signed with a key that counts here" in check.said
    assert check(mirror, key=stranger.text) == BROKEN
    assert f"is that of the log “{ORIGIN}”" in check.said
    put(mirror, "log/checkpoint", log.checkpoint())
    assert check(mirror, key="") == BROKEN
    assert "which ended at size 299" in check.said
    for key in ("soup", NoteKey().text.replace("+", "+0", 1), NoteKey(kind=4).text, NoteKey().text[:-1]):
        assert check(mirror, key=key) == UNCHECKED, key


def test_a_site_that_exchanged_its_key_in_silence(check: Check, tmp_path: Path) -> None:
    log = story(30)
    mirror = log.write(tmp_path / "mirror")
    assert check(mirror, key="") == HOLDS
    new = NoteKey(seed=b"n" * 32)
    put(mirror, "log/checkpoint", log.checkpoint(new))
    put(mirror, "log/key", new.text.encode())
    assert check(mirror, key="") == BROKEN
    assert "The checkpoint seen last time" in check.said
    assert "its key was changed" in check.said
    put(mirror, "log/key", f"{new.text}\n{NoteKey().text} until-size 30\n".encode())
    assert check(mirror, key="") == HOLDS


def test_witnesses(check: Check, tmp_path: Path) -> None:
    log = story(5)
    far = NoteKey(name="witness.example.net", seed=b"w" * 32, kind=4)
    near = NoteKey(name="near.example.net", seed=b"x" * 32, kind=4)
    mirror = log.write(tmp_path / "mirror", checkpoint=log.checkpoint(NoteKey(), far))
    both = ["--witness", far.text, "--witness", near.text]
    assert check(mirror, *both, "--witnesses-needed", "1") == HOLDS
    assert "Cosigned by:  witness.example.net, 2026-09-21 14:13:20 UTC" in check.said
    assert "Not cosigned by near.example.net" in check.said
    assert check(mirror, *both, "--witnesses-needed", "2") == BROKEN
    assert check(mirror, *both, "--witnesses-needed", "3") == UNCHECKED
    text, lines = log.checkpoint().split(b"\n\n")
    forged = far.line(text + b"\nmore\n", 1)
    put(mirror, "log/checkpoint", text + b"\n\n" + lines + forged)
    assert check(mirror, *both) == BROKEN
    assert "a cosignature of witness.example.net" in check.said


# ── Receipts ────────────────────────────────────────────────────────────────────────────────────────


def test_receipts(check: Check, tmp_path: Path) -> None:
    log = story(40)
    place, record = tmp_path / "v.tlog-proof", tmp_path / "v.json"
    for index in (0, 1, 31, 39):
        place.write_bytes(log.receipt(index))
        assert check(place) == HOLDS, check.said
    place.write_bytes(log.receipt(1))
    record.write_bytes(log.records[path_of(1, 1)])
    assert check(place, "--record", str(record)) == HOLDS
    assert (
        "Entry 1 (claim 1, version 1): published at 2026-10-01T00:00:01.000000Z. It is in the log"
        in check.said
    )
    record.write_bytes(log.records[path_of(2, 1)])
    assert check(place, "--record", str(record)) == BROKEN
    assert "is not the record that was published" in check.said
    assert check(place, "--record", str(tmp_path / "nothing")) == UNCHECKED
    assert check(place, key="") == UNCHECKED
    assert "printed key" in check.said
    assert check(place, key=NoteKey(seed=b"n" * 32).text) == BROKEN


def test_every_altered_line_of_a_receipt_fails(check: Check, tmp_path: Path) -> None:
    receipt = story(40).receipt(5)
    place = tmp_path / "v.tlog-proof"
    lines = receipt.decode().split("\n")
    for number, line in enumerate(lines[:-1]):
        for other in (
            line[: len(line) // 2] + ("A" if line[len(line) // 2 : len(line) // 2 + 1] != "A" else "B")
            + line[len(line) // 2 + 1 :],
            None,
        ):  # fmt: skip
            altered = [*lines[:number], *([] if other is None else [other]), *lines[number + 1 :]]
            place.write_text("\n".join(altered))
            assert check(place) == BROKEN, (number, other)


# ── Sites ───────────────────────────────────────────────────────────────────────────────────────────


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves a mirror; what `answers` names is answered so instead, each once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    answers: dict[str, list[int]] = {}

    def do_GET(self) -> None:
        if self.answers.get(self.path):
            status = self.answers[self.path].pop(0)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if status == 302:
                self.send_header("Location", "https://elsewhere.example.org/")
            self.end_headers()
            return
        super().do_GET()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    mirror = story(20).write(tmp_path / "mirror")
    monkeypatch.setattr(verifier, "WAITS", (0, 0))
    monkeypatch.setattr(Server, "answers", {})

    def handler(*args: Any) -> Server:
        return Server(*args, directory=str(mirror))

    with http.server.ThreadingHTTPServer(("localhost", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_site_over_http(check: Check, site: str) -> None:
    for address in (site, f"{site}/log/"):
        assert check(address, key="") == HOLDS, check.said
    Server.answers["/log/tile/0/000.p/20"] = [503, 429]
    assert check(site) == HOLDS
    assert "/log/tile/0/000.p/20: the answer was 503. Trying again in 0 s." in check.said
    Server.answers["/log/tile/0/000.p/20"] = [503, 503, 503]
    assert check(site) == UNCHECKED
    assert "after 3 tries: the answer was 503" in check.said
    Server.answers["/log/checkpoint"] = [302]
    assert check(site) == UNCHECKED
    assert "sends on to https://elsewhere.example.org/" in check.said
    Server.answers["/claims/1/v1.json"] = [410]
    assert check(site) == BROKEN
    assert "(claim 1, version 1): its record is not at" in check.said


def test_a_redaction_while_the_check_runs(check: Check, site: str, tmp_path: Path) -> None:
    log, mirror = story(20), tmp_path / "mirror"
    old = log.checkpoint()
    log.add(1, "redacted", redacts=[1])
    log.write(mirror)
    put(mirror, path_of(1, 1), verifier.marker(1, 1))
    newer = (mirror / "log/checkpoint").read_bytes()
    put(mirror, "log/checkpoint", old)
    assert check(site) == BROKEN
    reads = verifier.Site.read
    served = iter([old, newer])

    class Racing(verifier.Site):
        def read(self, path: str) -> bytes | None:
            return next(served) if path == "log/checkpoint" else reads(self, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifier, "Site", Racing)
        assert check(site) == HOLDS, check.said
    assert "1 redacted, as the log says" in check.said


def test_what_can_not_be_checked_says_so(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "WAITS", ())
    (tmp_path / "empty").mkdir()
    for target, sentence in (
        ("http://localhost:1", "could not be read after 1 tries: no answer"),
        ("https://", "no address of a site"),
        ("http://localhost:soup", "no valid port"),
        (tmp_path / "nowhere", "no folder and no file"),
        (tmp_path / "empty", "no checkpoint at log/checkpoint"),
    ):
        assert check(target) == UNCHECKED
        assert sentence in check.said, check.said
    assert check(tmp_path / "empty", key="") == UNCHECKED
    assert "Give the printed one with --key" in check.said


def test_a_state_of_another_log_or_of_none(check: Check, mirror: Path) -> None:
    text = f"elsewhere.example.org/log\n1\n{text_of(bytes(32))}\n".encode()
    check.state.write_bytes(text + b"\n" + NoteKey().line(text))
    assert check(mirror) == UNCHECKED
    assert "another log, “elsewhere.example.org/log”" in check.said
    check.state.write_bytes(b"soup")
    assert check(mirror) == UNCHECKED
    assert "should hold the checkpoint seen last time" in check.said
