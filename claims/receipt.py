"""Receipts (C2SP tlog-proof): that an entry stands in a log, for checking offline. Floor 0: no Django.

    c2sp.org/tlog-proof@v1
    extra <base64 of the entry's statement>
    index <n>
    <hashes from the leaf to the root, base64, one a line>

    <the signed checkpoint>

In the ledger's receipts `extra` is the statement's bytes (docs/record.md): their leaf hash is what the proof
starts from, and the record's digest stands in them. Whoever has the receipt and the verifier key needs
nothing else.
"""

import re
from dataclasses import dataclass
from typing import Self

from claims import merkle
from claims.checkpoint import SignedCheckpoint
from claims.signed_note import NoteError, decoded, encoded

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 64  # hashes: a tree of 2^64 leaves needs no more
EXTRA = "extra "
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
BAD_RECEIPT = "This is no receipt: {reason}."


@dataclass(frozen=True)
class Receipt:
    """An entry's place in a log, and the proof of it."""

    index: int
    proof: tuple[bytes, ...]
    signed: SignedCheckpoint
    extra: bytes = b""

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a receipt. Anything else raises NoteError."""
        head, blank, signed = raw.partition(b"\n\n")
        lines = head.decode("ascii", "replace").split("\n")
        if lines.pop(0) != FIRST_LINE or not blank:
            raise NoteError(BAD_RECEIPT.format(reason=f"its first line has to be {FIRST_LINE}"))
        try:
            extra = decoded(lines.pop(0).removeprefix(EXTRA)) if lines and lines[0].startswith(EXTRA) else b""
            named = _INDEX.fullmatch(lines.pop(0)) if lines else None
            if named is None:
                raise ValueError("it names no index")
            proof = tuple(decoded(line) for line in lines)
        except ValueError as error:
            raise NoteError(BAD_RECEIPT.format(reason=error)) from error
        if len(proof) > MAX_PROOF or any(len(each) != merkle.HASH_SIZE for each in proof):
            raise NoteError(BAD_RECEIPT.format(reason="its proof is no list of hashes"))
        return cls(int(named[1]), proof, SignedCheckpoint.parse(signed), extra)

    def __bytes__(self) -> bytes:
        lines = [FIRST_LINE]
        if self.extra:
            lines.append(f"{EXTRA}{encoded(self.extra)}")
        lines += [f"index {self.index}", *map(encoded, self.proof), "", ""]
        return "\n".join(lines).encode() + bytes(self.signed)

    def proves(self, entry: bytes) -> bool:
        """Whether the checkpoint's tree has exactly this entry at the index. No signature is looked at."""
        return merkle.verify_inclusion(
            leaf=merkle.leaf_hash(entry),
            index=self.index,
            size=self.signed.size,
            proof=self.proof,
            root_hash=self.signed.root,
        )
