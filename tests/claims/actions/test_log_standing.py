"""At start: what is behind is brought forward, another log is refused; and a new key follows."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from claims import log_file, log_keys, log_reading
from claims.actions import log, log_rotation
from claims.actions.log_keys import new_log_key
from claims.actions.log_rotation import rotate_log_key
from claims.actions.log_standing import check_log
from claims.checkpoint import Checkpoint as Text
from claims.interchange.mirror import export_log
from claims.models import Checkpoint, LogKey
from claims.signed_note import NoteError, Signer, Verifier, sign
from claims.workflow import Refused
from ledger.standing import opened
from tests.cast import Newsroom


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def told_size() -> int:
    told = log_file.read()
    return told.size if told else 0


def ask(path: str) -> str:
    """What the site as a server loads it answers; "" where the application itself would answer."""
    heard: list[str] = []

    def site(environ: object, start_response: object) -> list[bytes]:
        return [b""]

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        heard.append(status)

    body = b"".join(opened(site)({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, start))
    return f"{heard[0] if heard else ''} {body.decode()}".strip()


def test_an_empty_log_stands(own_database: str, client: Client) -> None:
    assert run("check_log") == "The log is empty.\n"
    assert (ask("/"), client.get("/readyz").status_code) == ("", 200)
    with pytest.raises(CommandError, match="The log has signed nothing yet"):
        run("rotate_log_key")


def test_a_database_that_is_ahead_brings_the_file_forward(
    own_database: str, newsroom: Newsroom, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = log_file.path().read_bytes()
    newsroom.published()
    newsroom.published("The bridge stands.")
    log_file.path().write_bytes(first)  # as after a crash between commit and write
    assert client.get("/readyz").status_code == 200
    assert check_log().found == [
        "The checkpoint file told of 1 entries and was brought forward to 3.",
        "The log has 3 entries; the checkpoint file tells of 3.",
    ]
    # A file that is lost is made again from the database, which is a log of its own.
    log_file.path().unlink()
    assert ask("/") == ""
    assert told_size() == 3

    # An entry that was appended past the door has no checkpoint: it gets one.
    monkeypatch.setattr("claims.actions.door.seal", lambda writing, *_: writing.send())
    newsroom.published("The tower leans.")
    assert told_size() == 3
    assert check_log().found[0] == "The log was signed at its size of 4."
    assert told_size() == 4

    def full(_note: bytes) -> None:
        raise OSError(28, "No space left on device")

    log_file.path().write_bytes(first)
    monkeypatch.setattr(log, "write_file", full)
    with pytest.raises(CommandError, match="No space left on device"):
        run("check_log")
    assert ask("/") == ""  # readers are served what was told


def test_an_old_backup_and_another_log_are_refused(
    own_database: str, newsroom: Newsroom, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.published()
    honest = log_file.path().read_bytes()
    (signer,) = log_keys.signers()
    root = bytes(Checkpoint.objects.order_by("-id")[0].root)
    false = {
        "It is older": (
            sign(str(Text("localhost/log", 3, root)), [signer]),
            "it is older than what was published",
        ),
        "It is another": (sign(str(Text("localhost/log", 2, bytes(32))), [signer]), "this is another log"),
        "Not ours": (
            sign(str(Text("localhost/log", 2, root)), [Signer.make("localhost/log")]),
            "is not signed by the log's own key",
        ),
    }
    for note, sentence in false.values():
        log_file.path().write_bytes(bytes(note))
        with pytest.raises(CommandError, match=sentence):
            run("check_log")
        assert ask("/claims/").startswith("503 Service Unavailable")
        assert sentence in ask("/claims/")
        assert ask("/healthz") == "200 OK ok"
        assert log_file.path().read_bytes() == bytes(note)
    log_file.path().write_bytes(bytes(false["It is older"][0]))
    answer = client.get("/readyz")
    assert (answer.status_code, b"docs/operations.md" in answer.content) == (503, True)

    log_file.path().write_bytes(honest)
    monkeypatch.setattr(settings, "LOG_ORIGIN", "example.org/log")
    with pytest.raises(CommandError, match="The log is called “localhost/log”"):
        run("check_log")


def test_a_key_that_is_missing_is_said_and_does_not_close_the_site(
    own_database: str, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LOG_KEY", "")
    with pytest.raises(CommandError, match="The log has no signing key"):
        run("check_log")
    assert ask("/") == ""


# ── A new key ───────────────────────────────────────────────────────────────────────────────────────


def test_a_new_key_follows_and_the_former_one_vouches_for_it(
    own_database: str, newsroom: Newsroom, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = next(log_keys.signers())
    monkeypatch.setattr(settings, "LOG_KEY", "")
    monkeypatch.setattr(settings, "LOG_KEY_FILE", tmp_path / "key")
    (tmp_path / "key").write_text(former.text)
    newsroom.published()
    before = log_file.read()
    assert before is not None

    printed = run("rotate_log_key")
    following = next(log_keys.signers())
    assert str(following.verifier) in printed
    assert following != former
    assert os.listdir(tmp_path) == ["key"]
    told = log_file.read()
    assert told is not None
    assert told.note.text == before.note.text
    assert [verifier for verifier, _ in told.note.verified([former.verifier, following.verifier])] == [
        following.verifier,
        former.verifier,
    ]
    assert client.get("/log/key").content.decode().splitlines() == [
        str(following.verifier),
        f"{former.verifier} until-size 2",
    ]

    newsroom.published("The bridge stands.")
    told = log_file.read()
    assert told is not None
    assert told.note.verified([following.verifier])
    with pytest.raises(NoteError):
        told.note.verified([former.verifier])
    # What was signed before verifies with the former key, for ever.
    for checkpoint in Checkpoint.objects.filter(size__lte=2):
        signed = log.SignedCheckpoint.parse(bytes(checkpoint.note))
        assert signed.note.verified([former.verifier]), checkpoint
    assert check_log().lacks == []
    # A mirror has the same two lines.
    export_log(tmp_path / "mirror")
    assert (tmp_path / "mirror/log/key").read_bytes() == client.get("/log/key").content

    # The former key signs nothing any more.
    (tmp_path / "key").write_text(former.text)
    with pytest.raises(Refused, match="The log is signed with the key"):
        newsroom.published("The tower leans.")


def test_a_rotation_that_was_killed_is_finished_by_the_next_one(
    own_database: str, newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = next(log_keys.signers())
    monkeypatch.setattr(settings, "LOG_KEY", "")
    monkeypatch.setattr(settings, "LOG_KEY_FILE", tmp_path / "key")
    (tmp_path / "key").write_text(former.text)
    with monkeypatch.context() as killed:
        killed.setattr(log_rotation, "settle", lambda: None)
        second = rotate_log_key()
    assert sorted(os.listdir(tmp_path)) == ["key", "key.next"]
    newsroom.published()  # the waiting key is the log's, and is found
    assert LogKey.objects.order_by("-id")[0].verifier == str(second.verifier)
    third = rotate_log_key()
    assert os.listdir(tmp_path) == ["key"]
    assert next(log_keys.signers()) == third
    assert log_reading.verifiers() == [third.verifier, second.verifier, former.verifier]


def test_a_key_of_the_environment_is_followed_by_one_of_the_environment(
    own_database: str, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="LOG_KEY_NEXT"):
        run("rotate_log_key")
    for text, sentence in (
        (settings.LOG_KEY, "signs already"),
        (Signer.make("example.org/log").text, 'The log\'s keys are called "localhost/log"'),
        ("nonsense", "LOG_KEY_NEXT can't be read"),
    ):
        monkeypatch.setattr(settings, "LOG_KEY_NEXT", text)
        with pytest.raises(CommandError, match=sentence):
            run("rotate_log_key")
    following = Signer.parse(run("make_log_key", "--print").strip())
    assert following.name == new_log_key().name
    monkeypatch.setattr(settings, "LOG_KEY_NEXT", following.text)
    assert "Now set LOG_KEY" in run("rotate_log_key")
    newsroom.published()
    told = log_file.read()
    assert told is not None
    assert told.note.verified([following.verifier])
    assert Verifier.parse(LogKey.objects.order_by("-id")[0].verifier) == following.verifier
