#!/usr/bin/env python3
"""Checks a ledger's public log: does each entry stand as it was published, and is none missing?

    python3 verify.py https://claims.example.org                   a site
    python3 verify.py FOLDER                                       a mirror of it
    python3 verify.py receipt.tlog-proof --key KEY --record v1.json    one entry's receipt, offline

One file on purpose: keep it, read it, run it. It needs Python 3.9 or newer and nothing else, and shares no
code with the server: a fault in the one can't hide in the other.

What is checked:
 1. the checkpoint's signature (Ed25519), and which witnesses have cosigned it;
 2. every entry: it is hashed anew, and the tiles and the root must be what comes out (RFC 6962);
 3. the checkpoint that was seen last time: the log may only have grown out of it;
 4. every entry's statement: known format, versions 1, 2, 3 … of each claim, each naming the one before,
    claim numbers without a gap, a clock that never runs backwards;
 5. every record: its SHA-256 is the digest in the log. A record may be gone only where an entry of the log
    says that it was redacted.

Ends with 0 if everything holds, with 1 if something does not, with 2 if it could not be checked.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import http.client
import json
import os
import re
import sys
import time
import urllib.parse
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sha256 = hashlib.sha256

HOLDS, BROKEN, UNCHECKED = 0, 1, 2  # exit codes
HASH = 32  # bytes of a SHA-256
WIDTH = 256  # hashes in a full tile, entries in a full bundle
TIMEOUT = 30  # seconds, for one answer of a site
WAITS = (1, 4, 15)  # seconds before each further try
LONGEST = 32 * 1024 * 1024  # bytes; nothing that a log serves is longer
KEEP_EVERY = 30  # seconds between two savings of how far a long check got
SHOWN = 50  # faults that are printed; the others are counted
AGENT = "ledger-verify/1"


class Broken(Exception):
    """Something does not hold, and nothing after it can be checked."""


class Unchecked(Exception):
    """It could not be checked: no answer, no key, an argument that makes no sense."""


class Gone(Exception):
    """A site says that a record was taken away (410)."""


# ── Ed25519 (RFC 8032 §5.1) ─────────────────────────────────────────────────────────────────────────
# Slow and plain: a run checks a handful of signatures. Only public values are handled, so that the time
# which it takes tells nothing.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z
NEUTRAL: Point = (0, 1, 1, 0)


def _plus(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * CURVE_D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    result = NEUTRAL
    while factor:
        if factor & 1:
            result = _plus(result, point)
        point = _plus(point, point)
        factor >>= 1
    return result


def _same(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % P == 0


def _point(encoded: bytes) -> Point | None:
    """The point that 32 bytes stand for; None where they stand for none, or are not its one spelling."""
    y = int.from_bytes(encoded, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
        if (x * x - square) % P:
            return None
    if x == 0 and odd:
        return None
    if x & 1 != odd:
        x = P - x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the key's signature of the message.

    Strict: each number has one spelling, so that nobody makes a second signature out of a first; and a key
    of small order, under which a signature can be valid for any message, is none.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    response = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or response >= ORDER or _same(_times(8, key), NEUTRAL):
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return BASE is not None and _same(_times(response, BASE), _plus(commitment, _times(challenge, key)))


# ── The tree ────────────────────────────────────────────────────────────────────────────────────────


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def folded(hashes: list[bytes]) -> bytes:
    """The root over some hashes: pair by pair, and one that is left over moves up as it is."""
    while len(hashes) > 1:
        above = [
            sha256(b"\x01" + hashes[at] + hashes[at + 1]).digest() for at in range(0, len(hashes) - 1, 2)
        ]
        if len(hashes) % 2:
            above.append(hashes[-1])
        hashes = above
    return hashes[0]


class Tree:
    """A growing tree as the tiles have it: of each level only the hashes of its last, unfinished tile."""

    def __init__(self) -> None:
        self.bundles = 0  # full ones
        self.levels: list[list[bytes]] = [[]]  # level 0 holds the leaves after the last full bundle

    @property
    def size(self) -> int:
        return self.bundles * WIDTH + len(self.levels[0])

    def fill(self, leaves: list[bytes]) -> Iterator[tuple[int, int, list[bytes]]]:
        """Put these in as the leaves after the last full bundle. Gives each tile above that is now full."""
        self.levels[0] = leaves
        if len(leaves) < WIDTH:
            return
        self.bundles += 1
        number = self.bundles
        for level, hashes in enumerate(self.levels):
            if len(hashes) < WIDTH:
                break
            number //= WIDTH if level else 1
            if level:
                yield level, number - 1, hashes
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(folded(hashes))
            self.levels[level] = []

    def root(self, leaves: Sequence[bytes] = ()) -> bytes:
        """The root; or, where `leaves` are given, as it is with these after the last full bundle."""
        carried: list[bytes] = []
        for level, hashes in enumerate(self.levels):
            whole = [*(hashes if level or not leaves else leaves), *carried]
            carried = [folded(whole)] if whole else []
        return carried[0] if carried else sha256(b"").digest()

    def partial_tiles(self) -> Iterator[tuple[int, int, list[bytes]]]:
        """The unfinished tiles above level 0."""
        number = self.bundles
        for level, hashes in enumerate(self.levels):
            if level:
                number //= WIDTH
                if hashes:
                    yield level, number, hashes


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from this leaf to the root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last = index, size - 1
    found = leaf
    for step in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = node_hash(step, found)
            while at % 2 == 0 and at:
                at //= 2
                last //= 2
        else:
            found = node_hash(found, step)
        at //= 2
        last //= 2
    return last == 0 and found == root


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Where a tile is served under the log's address; `level` is "entries" for a bundle of entries."""
    path = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        path = f"x{number % 1000:03d}/{path}"
    return f"tile/{level}/{path}" + ("" if width == WIDTH else f".p/{width}")


# ── Keys, signed notes, checkpoints ─────────────────────────────────────────────────────────────────

LOG_KEY, WITNESS_KEY = 1, 4  # kinds of signature (C2SP signed-note): Ed25519, cosignature/v1
UNTIL = " until-size "


class Key(NamedTuple):
    """A verifier key, as printed: name, key ID and public key. A former one ends at a size of the log."""

    name: str
    key_id: bytes
    public: bytes
    text: str
    until: int | None = None


class Checkpoint(NamedTuple):
    """What a log commits itself to: so many entries, with this root."""

    origin: str
    size: int
    root: bytes
    text: bytes  # what is signed
    signatures: list[tuple[str, bytes]]  # names, and key ID with signature
    note: bytes  # all of it, as served


def decoded(text: str, what: str) -> bytes:
    """The bytes of a base64 text in its one spelling."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not text or base64.b64encode(found).decode() != text:
        raise Broken(f"{what} is not base64: “{text[:80]}”.")
    return found


def parse_key(line: str, kind: int = LOG_KEY) -> Key:
    """A key from its text, `name+hash+base64`, with ` until-size N` where it is a former one."""
    text, _, end = line.strip().partition(UNTIL)
    parts = text.split("+", 2)
    try:
        name, key_hash, encoded = parts
        packed = base64.b64decode(encoded, validate=True)
        key_id = bytes.fromhex(key_hash)
        until = int(end) if end else None
    except (ValueError, binascii.Error):
        raise Unchecked(
            f"“{line.strip()}” is no verifier key. One looks like name+1a2b3c4d+Base64."
        ) from None
    if len(packed) != 33 or packed[0] != kind or not name or re.search(r"\s", name):
        wanted = "a witness's" if kind == WITNESS_KEY else "a log's"
        raise Unchecked(f"“{text}” is not {wanted} Ed25519 key.")
    if key_id != sha256(name.encode() + b"\n" + packed).digest()[:4]:
        raise Unchecked(f"The key “{text}” is misspelt: its short hash belongs to another key.")
    return Key(name, key_id, packed[1:], text, until)


def parse_checkpoint(note: bytes, what: str = "The checkpoint") -> Checkpoint:
    """A signed note that holds a checkpoint. Its signatures are not checked here."""
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise Broken(f"{what} is not text.") from None
    text, gap, tail = whole.rpartition("\n\n")
    lines = text.split("\n")
    if not gap or not tail.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f\x7f]", whole) or len(lines) < 3:
        raise Broken(f"{what} is not a signed note with a checkpoint in it.")
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]) or not lines[0]:
        raise Broken(f"{what} names no log, or no size: “{lines[0][:80]}”, “{lines[1][:80]}”.")
    root = decoded(lines[2], f"The root of {what[0].lower()}{what[1:]}")
    if len(root) != HASH:
        raise Broken(f"The root of {what[0].lower()}{what[1:]} has {len(root)} bytes instead of {HASH}.")
    signatures = []
    for line in tail[:-1].split("\n"):
        found = re.fullmatch("— ([^ +]+) ([A-Za-z0-9+/=]+)", line)
        if not found:
            raise Broken(f"{what} has a line among its signatures that is none: “{line[:80]}”.")
        signatures.append((found[1], decoded(found[2], f"A signature of {what[0].lower()}{what[1:]}")))
    return Checkpoint(lines[0], int(lines[1]), root, (text + "\n").encode(), signatures, note)


def signer(checkpoint: Checkpoint, keys: Sequence[Key], origin: str | None, what: str) -> Key:
    """The key that signed a checkpoint. Raises Broken where none of the keys did as it may."""
    ended: Key | None = None
    good: Key | None = None
    for name, blob in checkpoint.signatures:
        for key in keys:
            if (name, blob[:4]) != (key.name, key.key_id):
                continue
            if not ed25519_verify(key.public, checkpoint.text, blob[4:]):
                raise Broken(f"{what} carries a signature in the name of {key.text} that is not valid: "
                             "it was altered after it was signed, or forged.")  # fmt: skip
            if key.until is not None and checkpoint.size > key.until:
                ended = key
            else:
                good = good or key
    if good is None and ended is not None:
        raise Broken(f"{what} has {checkpoint.size} entries and is signed with {ended.text} alone, "
                     f"which ended at size {ended.until}.")  # fmt: skip
    if good is None:
        known = ", ".join(key.text for key in keys)
        raise Broken(f"{what} is not signed with a key that counts here ({known}): "
                     "it is another log's, or its key was changed.")  # fmt: skip
    if checkpoint.origin != (origin or good.name):
        raise Broken(f"{what} is that of the log “{checkpoint.origin}”, not of “{origin or good.name}”.")
    return good


def cosigned(checkpoint: Checkpoint, witnesses: Sequence[Key]) -> list[tuple[Key, int]]:
    """The witnesses that cosigned a checkpoint, and when (Unix seconds)."""
    found: dict[str, tuple[Key, int]] = {}
    for name, blob in checkpoint.signatures:
        for key in witnesses:
            if (name, blob[:4]) != (key.name, key.key_id):
                continue
            seconds = int.from_bytes(blob[4:12], "big")
            message = f"cosignature/v1\ntime {seconds}\n".encode() + checkpoint.text
            if len(blob) != 76 or not ed25519_verify(key.public, message, blob[12:]):
                raise Broken(f"The checkpoint carries a cosignature of {key.text} that is not valid.")
            found[key.text] = (key, seconds)
    return list(found.values())


# ── Statements and records ──────────────────────────────────────────────────────────────────────────

# The RFC 8785 bytes of a statement of format 1 can look no other way, so one match reads it, checks its
# fields and holds that it is canonical.
STATEMENT = re.compile(
    rb'\{"claim":(null|[1-9][0-9]{0,15}),"event":"([a-z_]{1,20})","format":1,'
    rb'"previous":(?:null|"([0-9a-f]{64})"),"published_at":"([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|'
    rb'3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z)",'
    rb'"record":"([0-9a-f]{64})","version":([1-9][0-9]{0,8})\}'
)
METHOD_EVENTS = (b"scheme_changed", b"method_changed")


def what_is(claim: int, version: int) -> str:
    """An entry in words; claim 0 is the desk's method."""
    return f"claim {claim}, version {version}" if claim else f"the method, version {version}"


def record_path(claim: int, version: int) -> str:
    return f"claims/{claim}/v{version}.json" if claim else f"method/v{version}.json"


def marker(claim: int, version: int) -> bytes:
    """What a mirror puts in the place of a record that was redacted."""
    return json.dumps({"claim": claim or None, "redacted": True, "version": version}).encode() + b"\n"


def why_no_statement(entry: bytes) -> str:
    """What is wrong with an entry that is no statement of format 1."""
    try:
        said = json.loads(entry)
    except ValueError:
        return "it is not JSON"
    if not isinstance(said, dict):
        return "it is no statement"
    if said.get("format") != 1:
        return f"its format is {said.get('format')!r}, which this verifier does not know: get the newest one"
    return "it is not the canonical JSON of a statement of format 1"


def why_another_record(body: bytes, claim: int, version: int, event: str) -> tuple[str, Any]:
    """What a record says otherwise than the statement that vouches for it, and the record."""
    try:
        record = json.loads(body)
    except ValueError:
        return "is not JSON", None
    if not isinstance(record, dict):
        return "is no record", None
    for name, wanted in (("claim", claim or None), ("version", version), ("event", event)):
        if record.get(name, "") != wanted:
            return f"says {name} {record.get(name)!r} where the log says {wanted!r}", record
    return "", record


# ── Where a log is read from ────────────────────────────────────────────────────────────────────────


class Place(ABC):
    """Something that serves the addresses of a log."""

    name = ""

    @abstractmethod
    def read(self, path: str) -> bytes | None:
        """The bytes at an address; None where there is nothing. Raises Gone where it was taken away."""


class Folder(Place):
    """A mirror: the files as a web server would serve them."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._prefix = f"{path}{os.sep}"

    def read(self, path: str) -> bytes | None:
        """The bytes at an address; None where there is nothing."""
        try:
            with open(self._prefix + path, "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise Unchecked(f"{self._prefix}{path} can't be read: {error.strerror}.") from None


class Site(Place):
    """A site over HTTP: one question after the other on one connection, and again if it fails."""

    def __init__(self, address: str, say: Any) -> None:
        parts = urllib.parse.urlsplit(address.rstrip("/"))
        if not parts.hostname or parts.query or parts.fragment or parts.username:
            raise Unchecked(f"“{address}” is no address of a site. Write it like https://claims.example.org.")
        self._kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        try:
            self._host, self._port = parts.hostname, parts.port
        except ValueError:
            raise Unchecked(f"“{address}” has no valid port.") from None
        self._base = parts.path[: -len("/log")] if parts.path.endswith("/log") else parts.path
        self.name = f"{parts.scheme}://{parts.netloc}{self._base}"
        self._say = say
        self._line: http.client.HTTPConnection | None = None

    def read(self, path: str) -> bytes | None:
        """The bytes at an address; None where there is nothing. Raises Gone where it was taken away."""
        address = f"{self.name}/{path}"
        for wait in (*WAITS, None):
            try:
                status, body, to = self._ask(f"{self._base}/{path}")
            except (OSError, http.client.HTTPException) as error:
                trouble = f"no answer ({error or type(error).__name__})"
                self._close()
            else:
                if status == 200:
                    return body
                if status == 404:
                    return None
                if status == 410:
                    raise Gone
                if to:
                    raise Unchecked(f"{address} sends on to {to}. If that is the site, check it there.")
                trouble = f"the answer was {status}"
                if status != 429 and status < 500:
                    raise Unchecked(f"{address} could not be read: {trouble}.")
            if wait is None:
                break
            self._say(f"{address}: {trouble}. Trying again in {wait} s.")
            time.sleep(wait)
        raise Unchecked(f"{address} could not be read after {len(WAITS) + 1} tries: {trouble}.")

    def _ask(self, target: str) -> tuple[int, bytes, str]:
        if self._line is None:
            self._line = self._kind(self._host, self._port, timeout=TIMEOUT)
        self._line.request("GET", target, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})
        answer = self._line.getresponse()
        body = answer.read(LONGEST + 1)
        if len(body) > LONGEST:
            self._close()
            raise Unchecked(f"{self.name}{target} answers with more than {LONGEST} bytes.")
        moved = answer.status in (301, 302, 303, 307, 308)
        return answer.status, body, answer.getheader("Location", "") if moved else ""

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


# ── What is said, and how far it got ────────────────────────────────────────────────────────────────


class Teller:
    """Prints findings, and on a terminal a line that says how far it got."""

    def __init__(self, out: Any = None, err: Any = None) -> None:
        self._out, self._err = out or sys.stdout, err or sys.stderr
        self._shows = hasattr(self._err, "isatty") and self._err.isatty()
        self._began = time.monotonic()
        self._first = 0
        self._next = 0.0
        self.faults = 0

    def say(self, sentence: str) -> None:
        self._clear()
        self._out.write(sentence + "\n")

    def aside(self, sentence: str) -> None:
        self._clear()
        self._err.write(sentence + "\n")

    def fault(self, sentence: str) -> None:
        self.faults += 1
        if self.faults <= SHOWN:
            self.say(f"FAULT: {sentence}")

    def begin(self, first: int) -> None:
        self._began, self._first = time.monotonic(), first

    def progress(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._shows or now < self._next:
            return
        self._next = now + 0.2
        share = done / total
        bar = "█" * int(share * 30)
        rate = (done - self._first) / max(now - self._began, 0.001)
        left = f", {(total - done) / rate:,.0f} s left" if rate else ""
        self._err.write(f"\r{bar:·<30} {done:,} of {total:,} entries{left}\x1b[K")
        self._err.flush()

    def _clear(self) -> None:
        if self._shows:
            self._err.write("\r\x1b[K")
            self._err.flush()


# What an entry can be charged with.
GAP = "a new claim has the number {number} here: an entry before it is missing"
NO_SUCCESSOR = "version {version} should stand here: an entry was removed, added or moved"
OTHER_PREVIOUS = "it does not follow from version {version} as that stands here: one of them was altered"
NO_PREVIOUS = "it names an earlier version, and there is none: an entry was removed"
OTHER_EVENT = "it can't be “{event}”"
BACKWARDS = "it was published at {at}, the entry ahead of it at {before}: they were swapped or dated back"
MISSING = "its record is not at {path}, and no later entry of the log redacts it: it was taken away"
ALTERED = "the record at {path} is not the one that was published: its SHA-256 is not the digest in the log"
STILL_SERVED = "Note: {what}, was redacted by entry {index}, and its record is still served here."


class Walk:
    """The check of a whole log, entry by entry, in memory that grows by 36 bytes a claim."""

    SLOT = 36  # bytes kept of each claim: its newest version (4) and the digest of that statement (32)

    def __init__(self, place: Place, teller: Teller, *, records: bool) -> None:
        self.place = place
        self.teller = teller
        self.records = records
        self.tree = Tree()
        self.clock = b""
        self.chains = bytearray(self.SLOT)  # by claim number; the first slot is the method's
        self.pending: dict[tuple[int, int], int] = {}  # records that are gone, until an entry redacts them
        self.redacted: set[tuple[int, int]] = set()
        self.good = 0
        self.begun = 0  # where this run starts
        self.tile_faults = 0
        self.grown = True  # out of the checkpoint seen last time, as far as it was compared
        self.passed: list[Any] = []  # size and root of the checkpoint of last time, once it was compared

    def to(self, checkpoint: Checkpoint, seen: Checkpoint | None, kept: Kept | None) -> None:
        """Check everything up to a checkpoint, and that the log grew out of the one seen last time."""
        size = checkpoint.size
        while self.tree.size < size:
            number = self.tree.bundles
            start = number * WIDTH
            count = min(WIDTH, size - start)
            entries = self._bundle(number, count)
            leaves = [sha256(b"\x00" + entry).digest() for entry in entries]
            known = self.tree.levels[0]
            if leaves[: len(known)] != known:
                at = next(at for at, hash_ in enumerate(known) if leaves[at] != hash_)
                raise Broken(f"Entry {start + at} is not the one that was seen last time. "
                             "An entry of the log was replaced.")  # fmt: skip
            self._compare_leaves(number, entries, leaves)
            if seen and start < seen.size <= start + count:
                self.grown = self.tree.root(leaves[: seen.size - start]) == seen.root
                self.passed = [seen.size, seen.root.hex()]
            for at in range(len(known), count):
                self._entry(start + at, entries[at])
            for level, place, hashes in self.tree.fill(leaves):
                self._compare_tile(level, place, hashes)
            self.teller.progress(start + count, size)
            if kept and self.grown and not self.teller.faults:
                kept.now_and_then(self)
        for level, place, hashes in self.tree.partial_tiles():
            self._compare_tile(level, place, hashes)
        if self.tree.root() != checkpoint.root:
            self.teller.fault(
                f"The {size} entries do not come to the root that the checkpoint signs: one was changed, "
                "removed, added or moved after it was signed."
            )
        elif seen and not self.grown:
            self.teller.fault(
                f"The log was rewritten: the checkpoint seen last time, of {seen.size} entries, is no "
                f"beginning of this one, of {size}. Keep both; together they prove it."
            )
        elif self.tile_faults:
            self.teller.say(
                "The entries themselves are those that the checkpoint signs: the tiles were altered."
            )

    def _bundle(self, number: int, count: int) -> list[bytes]:
        """The entries of a bundle, the first `count` of them."""
        path = tile_path("entries", number, count)
        data = self._read(f"log/{path}")
        if data is None and count < WIDTH:  # the log has grown, and the full one took the partial one's place
            path = tile_path("entries", number)
            data = self._read(f"log/{path}")
        if data is None:
            first, last = number * WIDTH, number * WIDTH + count - 1
            raise Broken(f"The entries {first} to {last} are not there ({path}): they were removed, or "
                         "the log is not served whole.")  # fmt: skip
        entries: list[bytes] = []
        at = 0
        while len(entries) < count and at + 2 <= len(data):
            end = at + 2 + (data[at] << 8 | data[at + 1])
            if end > len(data):
                break
            entries.append(data[at + 2 : end])
            at = end
        if len(entries) < count:
            raise Broken(f"The bundle {path} ends after {len(entries)} entries instead of {count}, "
                         f"at entry {number * WIDTH + len(entries)}.")  # fmt: skip
        if at < len(data) and (count == WIDTH or ".p/" in path):
            self.teller.fault(f"The bundle {path} goes on after its {count} entries: something was added.")
        return entries

    def _tile(self, level: int, number: int, width: int) -> bytes | None:
        """The hashes of a tile; where a partial one is gone, the beginning of the full one."""
        found = self._read(f"log/{tile_path(level, number, width)}")
        if found is None and width < WIDTH:
            full = self._read(f"log/{tile_path(level, number)}")
            found = full and full[: width * HASH]
        return found

    def _read(self, path: str) -> bytes | None:
        try:
            return self.place.read(path)
        except Gone:
            return None

    def _compare_leaves(self, number: int, entries: list[bytes], leaves: list[bytes]) -> None:
        path = tile_path(0, number, len(leaves))
        found = self._tile(0, number, len(leaves))
        if found == b"".join(leaves):
            return
        self.tile_faults += 1
        if found is None:
            self.teller.fault(f"The tile {path} is not there.")
            return
        if len(found) != len(leaves) * HASH:
            self.teller.fault(f"The tile {path} has {len(found)} bytes instead of {len(leaves) * HASH}.")
        for at, leaf in enumerate(leaves):
            if found[at * HASH : (at + 1) * HASH] != leaf:
                said = STATEMENT.fullmatch(entries[at])
                what = (
                    f" ({what_is(int(said[1]) if said[1] != b'null' else 0, int(said[6]))})" if said else ""
                )
                self.teller.fault(f"Entry {number * WIDTH + at}{what} does not hash to what the tile {path} "
                                  "holds: the entry or the tile was altered.")  # fmt: skip

    def _compare_tile(self, level: int, number: int, hashes: list[bytes]) -> None:
        found = self._tile(level, number, len(hashes))
        if found != b"".join(hashes):
            self.tile_faults += 1
            what = "is not there" if found is None else "holds other hashes than the entries come to"
            self.teller.fault(f"The tile {tile_path(level, number, len(hashes))} {what}.")

    def _entry(self, index: int, entry: bytes) -> None:
        """One statement: its form, its place in its claim's chain and in time; then its record."""
        said = STATEMENT.fullmatch(entry)
        if said is None:
            self.teller.fault(f"Entry {index} can't be read: {why_no_statement(entry)}.")
            return
        name, event, previous, published_at, record, digits = said.groups()
        claim = 0 if name == b"null" else int(name)
        version = int(digits)
        at = claim * self.SLOT
        chains = self.chains
        faults = []
        if at >= len(chains):
            if at > len(chains):
                faults.append(GAP.format(number=len(chains) // self.SLOT))
            if claim > index + 1:  # there can't be so many
                self._faults(index, claim, version, faults)
                return
            chains.extend(bytes(at + self.SLOT - len(chains)))
        newest = int.from_bytes(chains[at : at + 4], "big")
        if version != newest + 1:
            faults.append(NO_SUCCESSOR.format(version=newest + 1))
        elif newest and (previous is None or bytes.fromhex(previous.decode()) != chains[at + 4 : at + 36]):
            faults.append(OTHER_PREVIOUS.format(version=newest))
        elif not newest and previous is not None:
            faults.append(NO_PREVIOUS)
        if (event in METHOD_EVENTS) == bool(claim):
            faults.append(OTHER_EVENT.format(event=event.decode()))
        if published_at < self.clock:
            faults.append(BACKWARDS.format(at=published_at.decode(), before=self.clock.decode()))
        if faults:
            self._faults(index, claim, version, faults)
        self.clock = published_at
        chains[at : at + self.SLOT] = version.to_bytes(4, "big") + sha256(entry).digest()
        if self.records:
            self._record(index, claim, version, event.decode(), record.decode())

    def _record(self, index: int, claim: int, version: int, event: str, digest: str) -> None:
        path = record_path(claim, version)
        try:
            body = self.place.read(path)
        except Gone:
            body = None
        if body is None or body == marker(claim, version):
            self.pending[claim, version] = index
            return
        if sha256(body).hexdigest() != digest:
            self._faults(index, claim, version, [ALTERED.format(path=path)])
            return
        why, record = why_another_record(body, claim, version, event)
        if why:
            self._faults(index, claim, version, [f"the record at {path} {why}"])
            return
        self.good += 1
        if event == "redacted":
            self._redaction(index, claim, record)

    def _redaction(self, index: int, claim: int, record: Any) -> None:
        """What an entry says to be redacted: all that is, so versions come again in a later one."""
        versions = record.get("redacts")
        for version in versions if isinstance(versions, list) else ():
            if not isinstance(version, int) or (claim, version) in self.redacted:
                continue
            if self.pending.pop((claim, version), None) is not None:
                self.redacted.add((claim, version))
            elif not self.begun:
                self.teller.say(STILL_SERVED.format(what=what_is(claim, version), index=index))

    def _faults(self, index: int, claim: int, version: int, faults: list[str]) -> None:
        for fault in faults:
            self.teller.fault(f"Entry {index} ({what_is(claim, version)}): {fault}.")

    def close(self) -> None:
        """At the end of the log: what is gone and was never redacted."""
        for (claim, version), index in self.pending.items():
            self._faults(index, claim, version, [MISSING.format(path=record_path(claim, version))])


# ── What is kept from one run to the next ───────────────────────────────────────────────────────────


class Kept:
    """Two files: the last checkpoint that held, as it was signed, and how far a check got."""

    def __init__(self, path: Path, origin: str, teller: Teller) -> None:
        self.path = path
        self._origin = origin
        self._walked = path.with_name(path.name + ".walked")
        self._teller = teller
        self._next = time.monotonic() + KEEP_EVERY

    def checkpoint(self) -> Checkpoint | None:
        """The checkpoint of the last run."""
        try:
            note = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unchecked(f"The checkpoint seen last time can't be read: {error}.") from None
        try:
            return parse_checkpoint(note)
        except Broken as error:
            raise Unchecked(f"{self.path} should hold the checkpoint seen last time. {error}") from None

    def resume(self, walk: Walk, checkpoint: Checkpoint, seen: Checkpoint | None) -> bool:
        """Take up the check where the last one ended. False where nothing fitting is kept."""
        try:
            with open(self._walked, "rb") as file:
                head = json.loads(file.readline())
                tree = Tree()
                tree.bundles = head["bundles"]
                tree.levels = [[file.read(HASH) for _ in range(count)] for count in head["levels"]]
                chains = bytearray(file.read())
            fits = (
                head["origin"] == self._origin
                and tree.size <= checkpoint.size
                and (head["records"] or not walk.records)
                and len(chains) == head["chains"]
                and all(len(hash_) == HASH for hashes in tree.levels for hash_ in hashes)
                and _leads_on(tree, head["passed"], seen)
            )
            if not fits:
                return False
            walk.pending = {(claim, version): index for claim, version, index in head["pending"]}
            walk.clock = head["clock"].encode()
            walk.passed = head["passed"]
        except FileNotFoundError:
            return False
        except (OSError, ValueError, KeyError, TypeError):
            self._teller.aside(f"{self._walked} can't be read; the check starts from the first entry.")
            return False
        walk.tree, walk.chains, walk.begun = tree, chains, tree.size
        return True

    def now_and_then(self, walk: Walk) -> None:
        """Save how far it got, if some time has passed."""
        if time.monotonic() >= self._next:
            self.walked(walk)
            self._next = time.monotonic() + KEEP_EVERY

    def walked(self, walk: Walk) -> None:
        head = {
            "origin": self._origin,
            "bundles": walk.tree.bundles,
            "levels": [len(hashes) for hashes in walk.tree.levels],
            "records": walk.records,
            "clock": walk.clock.decode(),
            "passed": walk.passed,
            "pending": [[claim, version, index] for (claim, version), index in walk.pending.items()],
            "chains": len(walk.chains),
        }
        hashes = b"".join(hash_ for level in walk.tree.levels for hash_ in level)
        self._write(self._walked, json.dumps(head).encode() + b"\n" + hashes + bytes(walk.chains))

    def remember(self, checkpoint: Checkpoint, walk: Walk) -> None:
        """The check is through and everything held."""
        self.walked(walk)
        self._write(self.path, checkpoint.note)

    def _write(self, path: Path, data: bytes) -> None:
        new = path.with_name(path.name + ".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(data)
            os.replace(new, path)
        except OSError as error:
            self._teller.aside(
                f"{path} could not be written ({error}): next time nothing is there to compare."
            )


def _leads_on(tree: Tree, passed: list[Any], seen: Checkpoint | None) -> bool:
    """Whether a tree that was kept grew out of the checkpoint seen last time, or has yet to reach it."""
    if seen is None or tree.size < seen.size:
        return True
    return tree.root() == seen.root if tree.size == seen.size else passed == [seen.size, seen.root.hex()]


def kept_for(origin: str) -> Path:
    """Where the checkpoint of a log is kept unless the reader says otherwise."""
    home = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return Path(home) / "ledger-verify" / (re.sub(r"[^A-Za-z0-9.-]+", "_", origin)[:150] + ".checkpoint")


# ── A whole log, a receipt ──────────────────────────────────────────────────────────────────────────

FROM_ITSELF = (
    "This key was read from what is being checked, so what follows proves only that it agrees with itself.\n"
    "Compare the key with the one that the newsroom prints, and give that with --key."
)


def check_log(place: Place, options: argparse.Namespace, teller: Teller) -> None:
    """Check a site or a mirror. Raises Broken or Unchecked where it can't go on."""
    keys, witnesses = _keys(place, options), _witnesses(options)
    checkpoint = _checkpoint(place)
    key = signer(checkpoint, keys, options.origin, "The checkpoint")
    teller.say(f"Log:          {checkpoint.origin}, {checkpoint.size:,} entries, read from {place.name}")
    teller.say(f"Signed with:  {key.text}")
    if not options.key:
        teller.say(FROM_ITSELF)
    _tell_witnesses(checkpoint, witnesses, options.witnesses_needed, teller)

    path = Path(options.state) if options.state else kept_for(checkpoint.origin)
    kept = Kept(path, checkpoint.origin, teller)
    seen = kept.checkpoint()
    if seen:
        _compare(checkpoint, seen, path)
        if not options.key:
            signer(seen, keys, seen.origin, f"The checkpoint seen last time ({path})")
    walk = Walk(place, teller, records=not options.no_records)
    if options.from_saved and not kept.resume(walk, checkpoint, seen):
        teller.say("Nothing that fits was kept of an earlier check, so this one starts at the first entry.")
    teller.begin(walk.begun)
    walk.to(checkpoint, seen, kept)
    while walk.pending and isinstance(place, Site) and not teller.faults:
        # A record may have been redacted while this ran; the entry that says so is then in the log by now.
        newer = _checkpoint(place)
        if newer.size <= checkpoint.size:
            break
        signer(newer, keys, options.origin, "The checkpoint")
        checkpoint = newer
        walk.to(checkpoint, None, kept)
    walk.close()
    if teller.faults:
        return
    kept.remember(checkpoint, walk)
    _tell(walk, checkpoint, seen, path, teller)


def _keys(place: Place, options: argparse.Namespace) -> list[Key]:
    if options.key:
        return [parse_key(text) for text in options.key]
    served = place.read("log/key")
    if served is None:
        raise Unchecked(f"{place.name} has no key at log/key. Give the printed one with --key.")
    return [parse_key(line) for line in served.decode(errors="replace").splitlines() if line.strip()]


def _witnesses(options: argparse.Namespace) -> list[Key]:
    witnesses = [parse_key(text, WITNESS_KEY) for text in options.witness or ()]
    if options.witnesses_needed > len(witnesses):
        raise Unchecked(f"--witnesses-needed is {options.witnesses_needed}, and {len(witnesses)} are named.")
    return witnesses


def _checkpoint(place: Place) -> Checkpoint:
    note = place.read("log/checkpoint")
    if note is None:
        raise Unchecked(f"{place.name} has no checkpoint at log/checkpoint: no log is served there.")
    return parse_checkpoint(note)


def _compare(checkpoint: Checkpoint, seen: Checkpoint, path: Path) -> None:
    if seen.origin != checkpoint.origin:
        raise Unchecked(f"{path} holds a checkpoint of another log, “{seen.origin}”.")
    if checkpoint.size < seen.size:
        raise Broken(
            f"The log is shorter than it was: {checkpoint.size} entries now, {seen.size} when it was seen "
            f"last time ({path}). Entries were removed, or an old copy is served."
        )
    if checkpoint.size == seen.size and checkpoint.root != seen.root:
        raise Broken(
            f"The log was rewritten: {checkpoint.size} entries now, {seen.size} when it was seen last time "
            f"({path}), and another root. Keep both checkpoints; together they prove it."
        )


def _tell_witnesses(checkpoint: Checkpoint, witnesses: list[Key], needed: int, teller: Teller) -> None:
    found = cosigned(checkpoint, witnesses)
    for key, seconds in found:
        when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(min(seconds, 2**40)))
        teller.say(f"Cosigned by:  {key.name}, {when}")
    for key in witnesses:
        if key.text not in {each.text for each, _ in found}:
            teller.say(f"Not cosigned by {key.name}.")
    if len(found) < needed:
        teller.fault(
            f"The checkpoint is cosigned by {len(found)} of the named witnesses; {needed} are needed."
        )


def _tell(walk: Walk, checkpoint: Checkpoint, seen: Checkpoint | None, path: Path, teller: Teller) -> None:
    since = f" since entry {walk.begun}" if walk.begun else ""
    teller.say(f"Entries:      {checkpoint.size - walk.begun:,} hashed{since}; they come to the signed root")
    if walk.clock:
        teller.say(f"Newest entry: {walk.clock.decode()}")
    if walk.records:
        gone = f"; {len(walk.redacted):,} redacted, as the log says" if walk.redacted else ""
        teller.say(f"Records:      {walk.good:,} with the digest in the log{since}{gone}")
    else:
        teller.say("Records:      not looked at")
    if seen:
        teller.say(f"Last time:    {seen.size:,} entries, of which this log is the continuation")
    else:
        teller.say(f"Last time:    nothing was kept; from now on {path} is compared")
    teller.say("Everything holds.")


PROOF_HEAD = "c2sp.org/tlog-proof@v1"


class Receipt(NamedTuple):
    """One entry, and the proof that it is in the log."""

    entry: bytes
    position: int
    proof: list[bytes]
    checkpoint: Checkpoint


def parse_receipt(data: bytes) -> Receipt:
    """A receipt from its file."""
    head, gap, note = data.partition(b"\n\n")
    lines = head.decode(errors="replace").split("\n")
    if lines[0] != PROOF_HEAD or not gap:
        raise Broken(f"This is no receipt: it does not begin with “{PROOF_HEAD}”.")
    if len(lines) < 3 or not lines[1].startswith("extra "):
        raise Broken("The receipt does not hold the entry that it is for (its line “extra”).")
    if not re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines[2]):
        raise Broken("The receipt does not say at which index its entry stands.")
    return Receipt(
        decoded(lines[1][len("extra ") :], "The entry in the receipt"),
        int(lines[2][len("index ") :]),
        [decoded(line, "A hash of the proof") for line in lines[3:]],
        parse_checkpoint(note, "The receipt's checkpoint"),
    )


def check_receipt(path: Path, options: argparse.Namespace, teller: Teller) -> None:
    """Check a receipt, and a record that is said to be its own. Needs no network."""
    if not options.key:
        raise Unchecked("A receipt is checked against the newsroom's printed key: give it with --key.")
    keys, witnesses = [parse_key(text) for text in options.key], _witnesses(options)
    receipt = parse_receipt(_file(path))
    checkpoint = receipt.checkpoint
    key = signer(checkpoint, keys, options.origin, "The receipt's checkpoint")
    said = STATEMENT.fullmatch(receipt.entry)
    if said is None:
        raise Broken(f"The entry in the receipt can't be read: {why_no_statement(receipt.entry)}.")
    claim, version = int(said[1]) if said[1] != b"null" else 0, int(said[6])
    what = f"Entry {receipt.position} ({what_is(claim, version)})"
    if any(len(step) != HASH for step in receipt.proof) or not included(
        leaf_hash(receipt.entry), receipt.position, checkpoint.size, receipt.proof, checkpoint.root
    ):
        raise Broken(
            f"{what}: the proof does not lead from it to the root that the checkpoint signs. The receipt was "
            "altered, or the entry is not in this log."
        )
    teller.say(f"Log:          {checkpoint.origin}, {checkpoint.size:,} entries")
    teller.say(f"Signed with:  {key.text}")
    _tell_witnesses(checkpoint, witnesses, options.witnesses_needed, teller)
    teller.say(f"{what}: {said[2].decode()} at {said[4].decode()}. It is in the log.")
    digest = said[5].decode()
    if options.record is None:
        teller.say(f"Its record has the SHA-256 {digest}. Give the file with --record to compare it.")
    elif sha256(_file(Path(options.record))).hexdigest() == digest:
        teller.say(f"The record {options.record} is the one that the log vouches for.")
    else:
        teller.fault(
            f"{what}: {options.record} is not the record that was published: its SHA-256 is not {digest}."
        )
    if not teller.faults:
        teller.say("Everything holds.")


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unchecked(f"{path} can't be read: {error.strerror}.") from None


# ── The command ─────────────────────────────────────────────────────────────────────────────────────


def add_arguments(parser: argparse.ArgumentParser, **target: Any) -> None:
    """The command's arguments; `target` says more about the first of them."""
    add = parser.add_argument
    add("target", help="a site's address, a folder with its mirror, or a receipt (.tlog-proof)", **target)
    add("--key", action="append", metavar="KEY", help="the log's printed key; again for a further one")
    add("--origin", help="the log's name, where it is not the key's")
    add("--witness", action="append", metavar="KEY", help="a witness's key; again for a further one")
    add("--witnesses-needed", type=int, default=0, metavar="N", help="fail if fewer of these have cosigned")
    add("--state", metavar="FILE", help="where the checkpoint is kept from one run to the next")
    add("--record", metavar="FILE", help="with a receipt: the record that it is for")
    add("--no-records", action="store_true", help="check the log alone, not the records")
    add("--from-saved", action="store_true", help="go on where the last check ended")


def check(options: argparse.Namespace, teller: Teller) -> int:
    """Check what the options say. Gives the exit code."""
    target: str = options.target
    try:
        if re.match(r"https?://", target):
            check_log(Site(target, teller.aside), options, teller)
        elif os.path.isdir(target):
            check_log(Folder(Path(target)), options, teller)
        elif os.path.isfile(target):
            check_receipt(Path(target), options, teller)
        else:
            raise Unchecked(f"“{target}” is no address (https://…), no folder and no file.")
    except Broken as fault:
        teller.fault(str(fault))
    except Unchecked as trouble:
        teller.aside(f"Could not be checked: {trouble}")
        return BROKEN if teller.faults else UNCHECKED
    if teller.faults:
        teller.say(f"{teller.faults} faults." if teller.faults > 1 else "1 fault.")
    return BROKEN if teller.faults else HOLDS


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description="Checks a ledger's public log: the whole of it, or one entry's receipt.",
        epilog="Ends with 0 if everything holds, 1 if something does not, 2 if it could not be checked.",
    )
    add_arguments(parser)
    try:
        return check(parser.parse_args(arguments), Teller())
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. --from-saved goes on from where the check was saved last.\n")
        return UNCHECKED


if __name__ == "__main__":
    sys.exit(main())
