"""Signed notes (C2SP signed-note) and witness cosignatures (C2SP tlog-cosignature). Floor 0: no Django.

1. A note is a text that ends in a newline, an empty line, and signature lines:
   `— <name> <base64(key id, 4 bytes || signature)>`.
2. A key is known by its name and its id, the first four bytes of SHA-256(name || 0x0A || type || public key).
   Both together; a signature by any other key is ignored.
3. A signature that a known key did not make spoils the whole note, and a note without any by a known key
   says nothing.
4. A cosignature is a witness's signature of type 0x04. It carries the time at which the witness looked, and
   signs that too.

Ed25519 is the only algorithm here: RFC 8032 signatures are the same bytes at every signing.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04  # cosignature/v1, by witnesses
TYPES = (ED25519, COSIGNATURE)

KEY_BYTES = 32  # of a public key, and of the seed that a private one is made from
ID_BYTES = 4
SIGNATURE_BYTES = 64
TIME_BYTES = 8
MAX_TIME = 2**63 - 1  # as the specification has it
MAX_SIGNATURES = 100
MAX_NOTE = 1_000_000  # bytes: a checkpoint with every witness that there is has far fewer

DASH = "— "
PRIVATE = "PRIVATE+KEY+"
_FORBIDDEN_IN_NAMES = re.compile(r"[\s+]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_ID = re.compile(r"[0-9a-f]{8}")

BAD_NOTE = "This is no signed note: {reason}."
BAD_KEY = "This is no key of a signed note: {reason}."
FALSE_SIGNATURE = "The signature by {name} is not one that its key made."
UNSIGNED = "No key that is known here signed this note."


class NoteError(ValueError):
    """What was read is not what it should be; the message is a sentence."""


def is_name(text: str) -> bool:
    """Whether a key may be called so: something, without blanks, control characters and "+"."""
    return bool(text) and not _FORBIDDEN_IN_NAMES.search(text) and not _CONTROL.search(text)


def encoded(raw: bytes) -> str:
    """Standard base64 (RFC 4648 §4)."""
    return base64.b64encode(raw).decode("ascii")


def decoded(text: str) -> bytes:
    """Read standard base64 as only one text spells it. Anything else raises ValueError."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("it is not base64") from error
    if encoded(raw) != text:  # bits that are left over have to be zero
        raise ValueError("its base64 is not spelt in the one right way")
    return raw


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:ID_BYTES]


@dataclass(frozen=True)
class Verifier:
    """A public key, by the name of who signs with it."""

    name: str
    public: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise NoteError(BAD_KEY.format(reason="a name has no blanks and no “+”, and is not empty"))
        if self.kind not in TYPES:
            raise NoteError(BAD_KEY.format(reason=f"keys of the kind {self.kind} are not known here"))
        if len(self.public) != KEY_BYTES:
            raise NoteError(BAD_KEY.format(reason=f"a public key has {KEY_BYTES} bytes"))

    @cached_property
    def id(self) -> bytes:
        """The key's id."""
        return key_id(self.name, self.kind, self.public)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `name+id+base64`, as `str` writes it. Anything else raises NoteError."""
        name, _, rest = text.partition("+")
        id_hex, _, material = rest.partition("+")
        try:
            raw = decoded(material)
        except ValueError as error:
            raise NoteError(BAD_KEY.format(reason=error)) from error
        if not raw or not _ID.fullmatch(id_hex):
            raise NoteError(BAD_KEY.format(reason="it has to be name+id+base64"))
        made = cls(name, raw[1:], raw[0])
        if made.id.hex() != id_hex:
            raise NoteError(BAD_KEY.format(reason="its id is that of another key"))
        return made

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    def made(self, signature: bytes, text: str) -> bool:
        """Whether this key made this signature (without the id) over the text."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            time, signature = signature[:TIME_BYTES], signature[TIME_BYTES:]
            seconds = int.from_bytes(time, "big")
            if len(time) != TIME_BYTES or seconds > MAX_TIME:
                return False
            message = _cosigned(seconds, text)
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key. Its seed shows in `text` and nowhere else."""

    name: str
    seed: bytes = field(repr=False)
    kind: int = ED25519

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_BYTES:
            raise NoteError(BAD_KEY.format(reason=f"a private key has {KEY_BYTES} bytes"))
        self.verifier  # noqa: B018  (refuses a bad name and an unknown kind)

    @classmethod
    def make(cls, name: str, kind: int = ED25519) -> Self:
        """A new key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw(), kind)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `PRIVATE+KEY+name+id+base64`, as `text` and other tools write it. Else raises NoteError."""
        if not text.startswith(PRIVATE):
            raise NoteError(BAD_KEY.format(reason=f"a private key begins with {PRIVATE}"))
        name, _, rest = text.removeprefix(PRIVATE).partition("+")
        id_hex, _, material = rest.partition("+")
        try:
            raw = decoded(material)
        except ValueError as error:
            raise NoteError(BAD_KEY.format(reason=error)) from error
        if not raw:
            raise NoteError(BAD_KEY.format(reason=f"it has to be {PRIVATE}name+id+base64"))
        made = cls(name, raw[1:], raw[0])
        if made.verifier.id.hex() != id_hex:
            raise NoteError(BAD_KEY.format(reason="its id is that of another key"))
        return made

    @property
    def text(self) -> str:
        """The private key in writing."""
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{encoded(bytes([self.kind]) + self.seed)}"

    @cached_property
    def verifier(self) -> Verifier:
        """The public key to it."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw(), self.kind)

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, text: str, *, seconds: int | None = None) -> "Signature":
        """Sign a text; a witness's key says at which second (of Unix time) it does."""
        if (self.kind == COSIGNATURE) != (seconds is not None):
            raise ValueError("A cosignature says when it was made, every other signature does not.")
        message, time = text.encode(), b""
        if seconds is not None:
            message, time = _cosigned(seconds, text), seconds.to_bytes(TIME_BYTES, "big")
        made = self._key.sign(message)
        return Signature(self.name, self.verifier.id, time + made)


@dataclass(frozen=True)
class Signature:
    """One signature line: who says to have signed, and with what. Not verified yet."""

    name: str
    id: bytes
    signature: bytes

    @property
    def seconds(self) -> int | None:
        """When a cosignature says that it was made (Unix time); None where it is no cosignature's length."""
        if len(self.signature) != TIME_BYTES + SIGNATURE_BYTES:
            return None
        return int.from_bytes(self.signature[:TIME_BYTES], "big")

    def is_by(self, verifier: Verifier) -> bool:
        """Whether it says to be by this key."""
        return (self.name, self.id) == (verifier.name, verifier.id)

    def __str__(self) -> str:
        return f"{DASH}{self.name} {encoded(self.id + self.signature)}"


@dataclass(frozen=True)
class Note:
    """A text and its signature lines, in order."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or _CONTROL.search(self.text):
            raise NoteError(BAD_NOTE.format(reason="its text has to be lines without control characters"))

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a note. Anything else raises NoteError."""
        if len(raw) > MAX_NOTE:
            raise NoteError(BAD_NOTE.format(reason=f"it is longer than {MAX_NOTE} bytes"))
        try:
            whole = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NoteError(BAD_NOTE.format(reason="it is not UTF-8")) from error
        text, blank, signed = whole.rpartition("\n\n")
        if not blank or not signed.endswith("\n"):
            raise NoteError(BAD_NOTE.format(reason="it lacks an empty line and signatures after it"))
        lines = signed[:-1].split("\n")
        if len(lines) > MAX_SIGNATURES:
            raise NoteError(BAD_NOTE.format(reason=f"it has more than {MAX_SIGNATURES} signatures"))
        return cls(f"{text}\n", tuple(_signature(line) for line in lines))

    def __bytes__(self) -> bytes:
        return "".join([self.text, "\n", *(f"{line}\n" for line in self.signatures)]).encode()

    def also(self, *signatures: Signature) -> "Note":
        """The same text with more signatures; one that stands there already is not repeated."""
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *signatures))))

    def verified(self, known: Iterable[Verifier]) -> list[tuple[Verifier, Signature]]:
        """Who of those known signed, each once, in the order of the lines.

        Raises NoteError where a line names a known key that did not make it, and where no known key signed.
        """
        verifiers = list(known)
        found: dict[Verifier, Signature] = {}
        for line in self.signatures:
            for verifier in verifiers:
                if line.is_by(verifier):
                    if not verifier.made(line.signature, self.text):
                        raise NoteError(FALSE_SIGNATURE.format(name=line.name))
                    found.setdefault(verifier, line)
        if not found:
            raise NoteError(UNSIGNED)
        return list(found.items())


def sign(text: str, signers: Sequence[Signer]) -> Note:
    """A note of this text, signed by these keys in order."""
    return Note(text, tuple(signer.sign(text) for signer in signers))


def _cosigned(seconds: int, text: str) -> bytes:
    """What a witness signs."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _signature(line: str) -> Signature:
    name, blank, material = line.removeprefix(DASH).partition(" ")
    try:
        raw = decoded(material)
    except ValueError:
        raw = b""
    if not line.startswith(DASH) or not blank or not is_name(name) or len(raw) <= ID_BYTES:
        raise NoteError(BAD_NOTE.format(reason="what follows its last empty line are not signatures"))
    return Signature(name, raw[:ID_BYTES], raw[ID_BYTES:])
