"""Asking a witness (C2SP tlog-witness, "add-checkpoint"). Floor 3: asks, and writes nothing.

1. `old N`, the proof that the log of N entries is the beginning of this one, an empty line, the checkpoint.
2. N is what the witness has seen last. Where we are wrong about it, it answers 409 and the size that it
   knows; then it is asked again, from there.
3. It answers 200 and its cosignature, which is verified before anybody sees it.

Only the configured address is spoken to: no redirect is followed, and no proxy is asked.
"""

import re
import time
from collections.abc import Callable

import urllib3
from urllib3.exceptions import HTTPError

from claims.checkpoint import SignedCheckpoint
from claims.signed_note import MAX_SIGNATURES, Note, NoteError, Signature, Verifier, encoded

MAX_PROOF = 63  # hashes, fixed by tlog-witness
CONNECT_SECONDS, READ_SECONDS, MOST_SECONDS = 5.0, 15.0, 30.0
MOST_TIMES = 3  # somebody else may ask it at the same time
MOST_BYTES = 64 * 1024  # of an answer: a cosignature has less than 200
SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\n?")

UNREACHED = "{name} could not be reached ({reason})."
REDIRECTS = "{name} answers with {status}, which leads elsewhere; only the configured address is asked."
TOO_LONG = "{name} takes too long to answer, or answers far too much."
UNKNOWN_LOG = "{name} does not know this log (404): give its operator the log's verifier key and origin."
UNKNOWN_KEY = (
    "{name} does not trust the key that signed this checkpoint (403): give its operator the new key."
)
BAD_ANSWER = "{name} answered {status}: {said}"
NO_COSIGNATURE = "{name} answered without a cosignature of its own that is valid ({reason})."
FORK = (
    "{name} knows another log of {known} entries than the one whose {size} entries are signed here: two "
    "machines have signed under one name, or entries were changed. Publish nothing; see “Witnesses” in "
    "docs/operations.md."
)
AHEAD = (
    "{name} knows this log at {known} entries, and here it has {size}: another machine goes on with it, or "
    "this one was restored from an old backup. Publish nothing; see “Witnesses” in docs/operations.md."
)

Prove = Callable[
    [int, int], list[bytes]
]  # the proof that the log of the first size begins that of the second


class NotCosigned(Exception):
    """A witness gave no cosignature; the message is a sentence that names it."""


class Forked(NotCosigned):
    """A witness knows a log that this one did not grow out of. Nothing that is tried again helps."""


def cosigned(signed: SignedCheckpoint, *, verifier: Verifier, url: str, seen: int, prove: Prove) -> Signature:
    """Ask a witness, who has presumably seen the log at the size `seen`, to cosign this checkpoint.

    Raises NotCosigned, and Forked where the witness knows another log.
    """
    name, old = verifier.name, min(seen, signed.size)
    for _ in range(MOST_TIMES):
        status, said = _asked(name, url, _request(signed, old, prove))
        if status != 409:
            break
        known = _size(said)
        if known is None:
            raise NotCosigned(BAD_ANSWER.format(name=name, status=status, said=_shown(said)))
        if known > signed.size:
            raise Forked(AHEAD.format(name=name, known=known, size=signed.size))
        if known == old:  # asked from the size that it knows, it still knows something else
            raise Forked(FORK.format(name=name, known=known, size=signed.size))
        old = known
    if status == 422:
        raise Forked(FORK.format(name=name, known=old, size=signed.size))
    if status == 200:
        return _cosignature(signed, verifier, said)
    sentence = {403: UNKNOWN_KEY, 404: UNKNOWN_LOG}.get(status, BAD_ANSWER)
    if 300 <= status < 400:
        sentence = REDIRECTS
    raise NotCosigned(sentence.format(name=name, status=status, said=_shown(said)))


def _request(signed: SignedCheckpoint, old: int, prove: Prove) -> bytes:
    """What add-checkpoint is sent."""
    proof = prove(old, signed.size)
    lines = [f"old {old}", *map(encoded, proof), "", ""]
    return "\n".join(lines).encode() + bytes(signed)


def _asked(name: str, url: str, body: bytes) -> tuple[int, bytes]:
    """Status and body of the answer; whatever goes wrong on the way is a sentence."""
    deadline = time.monotonic() + MOST_SECONDS
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    with urllib3.PoolManager(timeout=timeout, retries=False) as pool:
        try:
            answer = pool.request(
                "POST",
                f"{url.rstrip('/')}/add-checkpoint",
                body=body,
                headers={"Content-Type": "text/plain; charset=utf-8", "User-Agent": "ledger-log/1"},
                redirect=False,
                preload_content=False,
            )
            said = b""
            while part := answer.read1(4096):
                said += part
                if len(said) > MOST_BYTES or time.monotonic() > deadline:
                    raise NotCosigned(TOO_LONG.format(name=name))
        except (HTTPError, OSError, ValueError) as error:
            raise NotCosigned(UNREACHED.format(name=name, reason=error)) from error
    return answer.status, said


def _cosignature(signed: SignedCheckpoint, verifier: Verifier, said: bytes) -> Signature:
    """The witness's own cosignature in its answer, verified."""
    try:
        if said.count(b"\n") > MAX_SIGNATURES:
            raise NoteError("it has too many lines")
        note = Note.parse(signed.note.text.encode() + b"\n" + said)
        return dict(note.verified([verifier]))[verifier]
    except NoteError as error:
        raise NotCosigned(NO_COSIGNATURE.format(name=verifier.name, reason=error)) from error


def _size(said: bytes) -> int | None:
    found = SIZE.fullmatch(said.decode("ascii", "replace"))
    return int(found[1]) if found else None


def _shown(said: bytes) -> str:
    """The beginning of what somebody else's server says, on one line."""
    return " ".join(said[:200].decode("utf-8", "replace").split()) or "nothing more"
