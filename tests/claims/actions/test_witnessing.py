"""The log's witnesses: asked after each publication, from what they know; a fork is refused, and named."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from structlog.testing import capture_logs

from claims import log_file, log_keys, log_reading, merkle, witness_client
from claims.actions.log import write_file
from claims.actions.witnessing import PAUSES, ask_witnesses, have_cosigned
from claims.checkpoint import Checkpoint, SignedCheckpoint
from claims.management.commands import ask_witnesses as command
from claims.models import Cosignature
from claims.signed_note import Verifier, sign
from claims.witnesses import standings
from tests.cast import Newsroom
from tests.claims.witness_server import WitnessServer, witness

Two = tuple[WitnessServer, WitnessServer]


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> Iterator[Two]:
    """Two witnesses that trust the log's key, and are configured."""
    key = next(log_keys.signers()).verifier
    with ExitStack() as stack:
        one, other = (stack.enter_context(witness(f"{name}.example/w", key)) for name in ("one", "two"))
        monkeypatch.setattr(settings, "LOG_WITNESSES", [one.setting, other.setting])
        yield one, other


def told() -> SignedCheckpoint:
    signed = log_file.read()
    assert signed is not None
    return signed


def cosigners() -> list[str]:
    """Who has cosigned what is served; each signature is verified."""
    keys = [Verifier.parse(key) for key, _url in settings.LOG_WITNESSES]
    log = log_reading.verifiers()
    return [verifier.name for verifier, _ in told().note.verified([*log, *keys]) if verifier in keys]


def waiting() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(task_path=ask_witnesses.module_path).order_by("run_after"))


def commanded() -> tuple[str, str]:
    """What the command says on both channels, and that its exit code fits."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("ask_witnesses", stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(str(ended.code))
    assert code == bool(err.getvalue())
    return out.getvalue().strip(), err.getvalue().strip()


def test_witnesses_follow_the_log(own_database: str, newsroom: Newsroom, two: Two) -> None:
    one, other = two
    newsroom.published()
    newsroom.published("The bridge was built in 1904.")
    assert len(waiting()) == 1  # one task for both
    assert cosigners() == []
    size = told().size

    assert ask_witnesses.call() == 2
    assert cosigners() == ["one.example/w", "two.example/w"]
    assert [row.asked for row in two] == [["old 0"], ["old 0"]]
    assert {row.size for row in Cosignature.objects.all()} == {size}
    assert len(waiting()) == 1  # nothing failed, so nothing is noted anew

    # Who has cosigned is not asked again; a line that the file lost is put back.
    signed = told()
    write_file(bytes(sign(signed.note.text, list(log_keys.signers()))))
    assert cosigners() == []
    assert [answer.why_not for answer in have_cosigned()] == ["", ""]
    assert (cosigners(), one.asked) == (["one.example/w", "two.example/w"], ["old 0"])

    # The next checkpoint: from what each knows, and where we are wrong about that, from what it says.
    newsroom.published("The town has a station.")
    assert cosigners() == []
    other.known.clear()
    assert [row.behind for row in standings(told().size)] == [1, 1]
    assert have_cosigned()[1].why_not == ""
    assert (one.asked, other.asked) == (["old 0", f"old {size}"], ["old 0", f"old {size}", "old 0"])
    assert [(row.name, row.size, row.behind) for row in standings(told().size)] == [
        ("one.example/w", size + 1, 0),
        ("two.example/w", size + 1, 0),
    ]
    assert commanded()[0].splitlines() == [
        command.COSIGNED.format(name=name, size=size + 1) for name in ("one.example/w", "two.example/w")
    ]

    # One that does not answer keeps nobody else; it is asked again, after pauses that grow.
    newsroom.published("The station has a clock.")
    DBTaskResult.objects.all().delete()
    other.instead = (503, b"Busy.\n")
    for tries, pause in enumerate(PAUSES):
        with capture_logs() as said:
            assert ask_witnesses.call(tries) == 1
        assert [(line["event"], line["witness"], line["why"]) for line in said if "why" in line] == [
            ("not cosigned", "two.example/w", "two.example/w answered 503: Busy.")
        ]
        again = waiting()[-1]
        assert again.args_kwargs["args"] == [tries + 1]
        assert abs(again.run_after - timezone.now() - pause) < timedelta(seconds=30)
        DBTaskResult.objects.all().delete()
    assert cosigners() == ["one.example/w"]
    assert [row.behind for row in standings(told().size)] == [0, 1]


def test_a_fork_is_refused_by_the_witness_and_named(own_database: str, newsroom: Newsroom, two: Two) -> None:
    one, other = two
    newsroom.published()
    newsroom.published("The bridge was built in 1904.")
    have_cosigned()
    signed, origin, signers = told(), settings.LOG_ORIGIN, list(log_keys.signers())
    size = signed.size

    # A second machine with the same key publishes something else at the same place, then goes on.
    leaves = [merkle.leaf_hash(f"another entry {index}".encode()) for index in range(size + 3)]
    ask = partial(
        witness_client.cosigned,
        verifier=one.signer.verifier,
        url=one.setting[1],
        prove=lambda old, new: merkle.consistency_proof(leaves[:new], old),
    )
    for forked in (size, size + 3):
        text = str(Checkpoint(origin, forked, merkle.root(leaves[:forked])))
        for seen in (0, size):
            with pytest.raises(witness_client.Forked) as refused:
                ask(SignedCheckpoint.parse(bytes(sign(text, signers))), seen=seen)
            assert str(refused.value) == witness_client.FORK.format(
                name="one.example/w", known=size, size=forked
            )
    assert one.known[origin] == (size, signed.root)

    # Where that machine came first, we are told; and nothing is tried again by itself.
    one.known[origin] = (size + 3, merkle.root(leaves))
    other.known[origin] = (size, merkle.root(leaves[:size]))
    newsroom.published("The town has a station.")
    DBTaskResult.objects.all().delete()
    with capture_logs() as said:
        assert ask_witnesses.call() == 0
    ahead = witness_client.AHEAD.format(name="one.example/w", known=size + 3, size=size + 1)
    fork = witness_client.FORK.format(name="two.example/w", known=size, size=size + 1)
    assert [(line["log_level"], line["why"]) for line in said] == [("error", ahead), ("error", fork)]
    assert (waiting(), cosigners()) == ([], [])
    assert commanded() == ("", f"{ahead}\n{fork}")
    assert [row.behind for row in standings(told().size)] == [1, 1]

    # A file that is not this log's is told to no witness at all.
    write_file(bytes(sign(str(Checkpoint(origin, size + 9, merkle.root(leaves))), signers)))
    before = list(one.asked)
    with pytest.raises(CommandError, match="older than what was published"):
        call_command("ask_witnesses")
    assert ask_witnesses.call() == 0
    assert one.asked == before
    assert len(waiting()) == 1  # somebody may put the file right


def test_what_is_no_cosignature_is_not_kept(own_database: str, newsroom: Newsroom, two: Two) -> None:
    one, other = two
    newsroom.published()
    text = told().note.text
    stranger = witness_client.NO_COSIGNATURE
    by_other = f"{other.signer.sign(text, seconds=7)}\n".encode()
    false = f"{one.signer.sign(text.replace('localhost', 'elsewhere'), seconds=7)}\n".encode()
    for instead, sentence in (
        (
            (200, by_other),
            stranger.format(name="one.example/w", reason="No key that is known here signed this note."),
        ),
        ((200, false), "valid (The signature by one.example/w is not one that its key made.)"),
        ((200, b""), "answered without a cosignature"),
        ((200, b"\xff\n\n"), "answered without a cosignature"),
        ((200, b"x" * (witness_client.MOST_BYTES + 1)), "answers far too much"),
        ((302, b"http://127.0.0.1:9/"), "which leads elsewhere; only the configured address is asked"),
        ((403, b""), "does not trust the key"),
        ((404, b""), "does not know this log"),
        ((409, b"many"), "answered 409: many"),
        ((500, b""), "answered 500: nothing more"),
    ):
        one.instead = instead
        answer = have_cosigned()[0]
        assert sentence in answer.why_not, instead
        assert answer.again
    one.instead = None
    one.trusted.clear()
    assert "does not know this log" in have_cosigned()[0].why_not
    settings.LOG_WITNESSES[0] = (one.setting[0], "http://127.0.0.1:9/nobody")
    assert "could not be reached" in have_cosigned()[0].why_not
    assert cosigners() == ["two.example/w"]

    # Nor does the database keep what says otherwise than its row, or belongs to nothing.
    good = Cosignature.objects.get()
    fields = {"size": good.size, "witness": str(one.signer.verifier), "cosigned_at": good.cosigned_at}
    seconds = int(good.cosigned_at.timestamp())
    line = str(one.signer.sign(text, seconds=seconds))
    for wrong, refusal in (
        ({"size": good.size + 1}, "no checkpoint of size"),
        ({"cosigned_at": good.cosigned_at + timedelta(seconds=1)}, "says another time than its row"),
        ({"line": good.line}, "one line in the name of its witness"),
        ({"line": f"{line}\n{line}"}, "one line in the name of its witness"),
        ({"line": line[:-8]}, "says another time than its row|one line in the name"),
        ({"witness": good.witness, "line": good.line}, "cosignature_once"),
    ):
        with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
            Cosignature.objects.create(**{**fields, "line": line, **wrong})
    Cosignature.objects.create(**fields, line=line)


def test_a_log_without_witnesses_notes_nothing(newsroom: Newsroom) -> None:
    newsroom.published()
    assert waiting() == []
    with pytest.raises(CommandError, match="No witness is configured"):
        call_command("ask_witnesses")
