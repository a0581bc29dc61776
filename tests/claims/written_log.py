"""A small log as files, made without the server: what the verifier is tried on.

`WrittenLog` can be falsified in every way before it is written; `merkle.py` and a package compute what the
verifier computes on its own.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from claims import merkle

ORIGIN = "claims.example.org/log"
SEED = bytes(range(32))


def text_of(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@dataclass
class NoteKey:
    """A signing key: the log's (kind 1), or a witness's (kind 4)."""

    name: str = ORIGIN
    seed: bytes = SEED
    kind: int = 1

    @property
    def _packed(self) -> bytes:
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return bytes([self.kind]) + private.public_key().public_bytes_raw()

    @property
    def _id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self._packed).digest()[:4]

    @property
    def text(self) -> str:
        """The verifier key."""
        return f"{self.name}+{self._id.hex()}+{text_of(self._packed)}"

    def line(self, text: bytes, seconds: int = 0) -> bytes:
        """The signature line under a text."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        if self.kind == 4:
            signed = f"cosignature/v1\ntime {seconds}\n".encode() + text
            signature = seconds.to_bytes(8, "big") + private.sign(signed)
        else:
            signature = private.sign(text)
        return f"— {self.name} {text_of(self._id + signature)}\n".encode()


@dataclass
class WrittenLog:
    """Statements and records, to be written as a mirror."""

    entries: list[bytes] = field(default_factory=list)
    records: dict[str, bytes] = field(default_factory=dict)
    _newest: dict[Any, tuple[int, bytes]] = field(default_factory=dict)

    def add(self, claim: int | None, event: str = "published", **said: Any) -> None:
        """One more entry, honest but for what is `said`."""
        version, previous = self._newest.get(claim, (0, b""))
        index = len(self.entries)
        redacts = said.pop("redacts", [])
        record = rfc8785.dumps(
            {
                "claim": claim,
                "version": version + 1,
                "event": event,
                "salt": f"{index:064x}",
                "redacts": redacts,
            }
        )
        statement: dict[str, Any] = {
            "format": 1,
            "event": event,
            "claim": claim,
            "version": version + 1,
            "record": hashlib.sha256(record).hexdigest(),
            "previous": hashlib.sha256(previous).hexdigest() if version else None,
            "published_at": f"2026-10-{1 + index // 86_400:02d}T{index // 3600 % 24:02d}:"
            f"{index // 60 % 60:02d}:{index % 60:02d}.000000Z",
            **said,
        }
        self.entries.append(rfc8785.dumps(statement))
        self.records[path_of(claim, version + 1)] = record
        self._newest[claim] = (version + 1, self.entries[-1])

    def root(self, size: int) -> bytes:
        return merkle.root(merkle.leaf_hash(entry) for entry in self.entries[:size])

    def checkpoint(self, *keys: NoteKey, size: int | None = None, root: bytes | None = None) -> bytes:
        """A checkpoint of the first `size` entries, signed by these keys (or by the log's own)."""
        size = len(self.entries) if size is None else size
        text = f"{ORIGIN}\n{size}\n{text_of(root or self.root(size))}\n".encode()
        return text + b"\n" + b"".join(key.line(text, 1_790_000_000) for key in keys or (NoteKey(),))

    def write(self, folder: Path, *, size: int | None = None, checkpoint: bytes = b"") -> Path:
        """The mirror of the first `size` entries."""
        size = len(self.entries) if size is None else size
        leaves = [merkle.leaf_hash(entry) for entry in self.entries[:size]]
        for tile in merkle.tiles(size):
            span = merkle.TILE_WIDTH**tile.level
            starts = [(tile.number * merkle.TILE_WIDTH + at) * span for at in range(tile.width)]
            hashes = [leaves[s] if span == 1 else merkle.root(leaves[s : s + span]) for s in starts]
            put(folder, f"log/{merkle.tile_path(*tile)}", b"".join(hashes))
            if tile.level == 0:
                bundle = self.entries[starts[0] : starts[0] + tile.width]
                path = f"log/{merkle.entries_path(tile.number, tile.width)}"
                put(folder, path, b"".join(len(entry).to_bytes(2, "big") + entry for entry in bundle))
        for path, body in self.records.items():
            if not (folder / path).exists() or (folder / path).stat().st_size != len(body):
                put(folder, path, body)
        put(folder, "log/key", NoteKey().text.encode() + b"\n")
        put(folder, "log/checkpoint", checkpoint or self.checkpoint(size=size))
        return folder

    def receipt(self, index: int, *keys: NoteKey) -> bytes:
        """The receipt of an entry."""
        leaves = [merkle.leaf_hash(entry) for entry in self.entries]
        lines = [f"extra {text_of(self.entries[index])}", f"index {index}"]
        lines += [text_of(hash_) for hash_ in merkle.inclusion_proof(leaves, index)]
        return "\n".join(["c2sp.org/tlog-proof@v1", *lines, "", ""]).encode() + self.checkpoint(*keys)


def path_of(claim: int | None, version: int) -> str:
    return f"claims/{claim}/v{version}.json" if claim else f"method/v{version}.json"


def put(folder: Path, path: str, data: bytes) -> None:
    """Write one file of a mirror."""
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)  # it may be a link to another mirror's
    place.write_bytes(data)


def alter(folder: Path, path: str, **said: Any) -> None:
    """Change fields of a record in its file."""
    put(folder, path, rfc8785.dumps({**json.loads((folder / path).read_bytes()), **said}))


def story(size: int) -> WrittenLog:
    """A scheme, then claims, every third entry a new version of an earlier one."""
    log = WrittenLog()
    log.add(None, "scheme_changed")
    claims = 0
    while len(log.entries) < size:
        if len(log.entries) % 3:
            claims += 1
            log.add(claims)
        else:
            log.add(1 + claims // 2, "corrected")
    return log
