"""What the database refuses of checkpoints and of the log's keys, for every role, with its sentence."""

from dataclasses import dataclass, replace
from typing import Any

from claims import log_keys
from claims.checkpoint import Checkpoint
from claims.signed_note import COSIGNATURE, Signer, Verifier, sign
from tests.claims.guards.scene import Raw, Scene, refuses

NEWEST = r"ledger: a checkpoint is of the newest entry: of size \d+, with its root"
OTHER_TEXT = r"ledger: the checkpoint of size \d+ says something else than its row"
OTHER_KEY = r"ledger: the checkpoint of size \d+ is not signed in the name of the log's newest key"
FIRST = (
    r"ledger: the first checkpoint of a key is of the size where it begins, signed by the key before it too"
)
NO_KEY = r'ledger: ".*" is no verifier key of the log|base64'


@dataclass
class Signing:
    """An honest checkpoint of the scene's log, for a test to falsify."""

    size: int
    root: bytes
    key: int
    signers: tuple[Signer, ...]
    text: Checkpoint

    def insert(self, raw: Raw) -> None:
        note = bytes(sign(str(self.text), self.signers))
        raw.insert("claims_checkpoint", size=self.size, root=self.root, note=note, key_id=self.key)


def honest(raw: Raw, scene: Scene) -> Signing:
    size, root = scene.last.index + 1, bytes(scene.last.root_hash)
    key = raw.do("SELECT max(id) FROM claims_logkey")
    return Signing(size, root, key, tuple(log_keys.signers()), Checkpoint("localhost/log", size, root))


def test_the_same_size_may_be_signed_again(raw: Raw, scene: Scene) -> None:
    honest(raw, scene).insert(raw)
    when = raw.do("SELECT signed_at FROM claims_checkpoint ORDER BY id DESC LIMIT 1")
    # Nobody says when but the database.
    raw.do(
        "INSERT INTO claims_checkpoint (size, root, note, key_id, signed_at)"
        " SELECT size, root, note, key_id, '2020-01-01' FROM claims_checkpoint ORDER BY id DESC LIMIT 1"
    )
    assert raw.do("SELECT signed_at FROM claims_checkpoint ORDER BY id DESC LIMIT 1") >= when


def test_a_false_checkpoint_is_refused(raw: Raw, scene: Scene) -> None:
    true = honest(raw, scene)
    stranger = Signer.make("localhost/log")
    false: list[tuple[dict[str, Any], str]] = [
        ({"size": true.size - 1}, NEWEST),
        ({"size": true.size + 1}, NEWEST),
        ({"root": bytes(32)}, NEWEST),
        ({"text": replace(true.text, size=true.size - 1)}, OTHER_TEXT),
        ({"text": replace(true.text, root=bytes(32))}, OTHER_TEXT),
        ({"text": replace(true.text, extensions=("more",))}, OTHER_TEXT),
        ({"signers": ()}, OTHER_TEXT),
        (
            {"text": replace(true.text, origin="example.org/log")},
            'ledger: the log\'s origin is "localhost/log"',
        ),
        ({"signers": (stranger,)}, OTHER_KEY),
        ({"signers": (Signer("example.org", true.signers[0].seed),)}, OTHER_KEY),
        ({"key": true.key + 1000}, OTHER_KEY),
    ]
    for changes, sentence in false:
        with raw.connection.transaction(force_rollback=True):
            refuses(sentence, lambda changes=changes: replace(true, **changes).insert(raw))  # type: ignore[misc]


def test_a_false_key_is_refused(raw: Raw, scene: Scene) -> None:
    size = scene.last.index + 1
    verifier = str(Signer.make("localhost/log").verifier)
    name, key_id, material = verifier.split("+", 2)
    false: list[tuple[str, int, str]] = [
        (verifier, size - 1, "ledger: a key of the log begins at the log's size now, not at"),
        (verifier, size + 1, "ledger: a key of the log begins at the log's size now, not at"),
        (
            str(Signer.make("example.org/log").verifier),
            size,
            'ledger: the log\'s keys are called "localhost/log"',
        ),
        (f"{name}+00000000+{material}", size, NO_KEY),
        (f"{name}+{key_id}+AAAA", size, NO_KEY),
        (f"{name}+{key_id}", size, NO_KEY),
        (f"+{key_id}+{material}", size, NO_KEY),
        (str(Verifier("localhost/log", bytes(32), COSIGNATURE)), size, NO_KEY),
        (str(next(log_keys.signers()).verifier), size, "claims_logkey_verifier"),
    ]
    for text, first_size, sentence in false:
        with raw.connection.transaction(force_rollback=True):
            refuses(
                sentence,
                lambda text=text, first_size=first_size: raw.insert(  # type: ignore[misc]
                    "claims_logkey", verifier=text, first_size=first_size
                ),
            )


def test_a_key_follows_only_where_the_former_one_vouches_for_it(raw: Raw, scene: Scene) -> None:
    true, following = honest(raw, scene), Signer.make("localhost/log")
    key = raw.insert("claims_logkey", verifier=str(following.verifier), first_size=true.size)
    with raw.connection.transaction(force_rollback=True):
        refuses(r"ledger: the key of the log that begins at size \d+ has signed nothing", raw.commit)
    for changes, sentence in (
        ({"key": key, "signers": (following,)}, FIRST),
        ({"key": key}, OTHER_KEY),
        ({}, OTHER_KEY),
    ):
        with raw.connection.transaction(force_rollback=True):
            refuses(sentence, lambda changes=changes: replace(true, **changes).insert(raw))  # type: ignore[misc]
    replace(true, key=key, signers=(following, *true.signers)).insert(raw)
    raw.commit()
    replace(true, key=key, signers=(following,)).insert(raw)
