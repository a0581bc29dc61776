"""Checkpoints and receipts: read as written, and anything else refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import merkle
from claims.checkpoint import Checkpoint, SignedCheckpoint, is_origin
from claims.receipt import Receipt
from claims.signed_note import NoteError, Signer, encoded, sign

# The example of C2SP tlog-checkpoint.
EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
signer = Signer.make("example.org/log")


def receipt_of(index: int, size: int, extra: bytes = b"") -> Receipt:
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(size)]
    checkpoint = Checkpoint("example.org/log", size, merkle.root(leaves))
    signed = SignedCheckpoint(checkpoint, sign(str(checkpoint), [signer]))
    return Receipt(index, tuple(merkle.inclusion_proof(leaves, index)), signed, extra)


def test_the_specifications_checkpoint_is_read() -> None:
    found = Checkpoint.parse(EXAMPLE)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert str(found) == EXAMPLE
    assert Checkpoint.parse(f"{EXAMPLE}one more\nand more\n").extensions == ("one more", "and more")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        EXAMPLE[:-1],
        f"{EXAMPLE}\n",
        EXAMPLE.replace("20852163", "020852163"),
        EXAMPLE.replace("20852163", "-1"),
        EXAMPLE.replace("20852163", "٣"),
        EXAMPLE.replace("CsUY", "CsU"),
        EXAMPLE.replace("2I=", "2J="),
        EXAMPLE.replace("example.com/behind-the-sofa", ""),
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match=r"This is no checkpoint: .+\."):
        Checkpoint.parse(text)


def test_an_origin_is_an_address_without_its_scheme() -> None:
    assert is_origin("claims.example.org/log")
    for text in ("", "https://a.org/log", "a.org/log/", "/log", "a.org/a log", "a.org/a+b", "a\n"):
        assert not is_origin(text), text


@given(st.integers(1, 70), st.data())
def test_a_receipt_is_read_as_it_was_written_and_proves_its_entry(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    written = receipt_of(index, size, data.draw(st.binary(max_size=80)))
    found = Receipt.parse(bytes(written))
    assert found == written
    assert found.proves(b"%d" % index)
    assert not found.proves(b"%d" % (index + 1))
    assert found.signed.note.verified([signer.verifier])


@given(st.data())
def test_no_altered_receipt_proves_anything(data: st.DataObject) -> None:
    raw = bytearray(bytes(receipt_of(4, 7, b"4")))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        found = Receipt.parse(bytes(raw))
        stands = bool(found.signed.note.verified([signer.verifier])) and found.proves(found.extra)
    except NoteError:
        return
    assert not stands


def test_what_is_no_receipt_is_refused() -> None:
    whole = bytes(receipt_of(2, 5, b"2")).decode()
    assert whole.startswith(f"c2sp.org/tlog-proof@v1\nextra {encoded(b'2')}\nindex 2\n")
    for text in (
        "",
        whole.replace("@v1", "@v2"),
        whole.replace("index 2", "index 02"),
        whole.replace("index 2\n", ""),
        whole.replace("index 2", "index -2"),
        whole.replace("extra ", "extra  "),
        whole.replace("extra ", "more "),
        whole.replace("index 2\n", "index 2\nAAAA\n"),
        whole.replace("index 2\n", "index 2\n" + f"{encoded(bytes(32))}\n" * 64),
        "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v1\nindex é\n\n",
    ):
        with pytest.raises(NoteError, match=r"This is no (receipt|signed note): .+\."):
            Receipt.parse(text.encode())
