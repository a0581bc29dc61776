"""Signed notes: the vectors of the specifications and of others, and every altered byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.signed_note import COSIGNATURE, Note, NoteError, Signature, Signer, Verifier, sign

# The example of C2SP signed-note.
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72"
    "IneyaQM=\n"
)
# The vectors of Go's golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_OWN = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ"
    "nAM=\n"
)
BY_ENOCH = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ"
    "=\n"
)

peter, enoch = Verifier.parse(PETER), Verifier.parse(ENOCH)
texts = st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]))).map(
    lambda lines: "\n".join([*lines, ""]) or "\n"
)


def parsed(text: str) -> Note:
    return Note.parse(text.encode())


def test_the_specifications_example_verifies() -> None:
    foo = Verifier.parse(FOO)
    assert foo.id.hex() == "530d903a"
    assert str(foo) == FOO
    note = parsed(FOO_NOTE)
    assert note.text == "This is an example message.\n"
    assert [verifier for verifier, _ in note.verified([foo])] == [foo]
    assert bytes(note) == FOO_NOTE.encode()


def test_what_we_sign_is_byte_for_byte_what_others_sign() -> None:
    signer = Signer.parse(PETERS_OWN)
    assert (str(signer.verifier), signer.text) == (PETER, PETERS_OWN)
    assert bytes(sign(TEXT, [signer])) == f"{TEXT}\n{BY_PETER}".encode()
    assert PETERS_OWN.split("+")[-1] not in repr(signer)


def test_unknown_keys_are_ignored_and_known_ones_are_held_to_it() -> None:
    both = parsed(f"{TEXT}\n{BY_PETER}{BY_ENOCH}")
    assert [verifier for verifier, _ in both.verified([enoch, peter])] == [peter, enoch]
    assert [verifier for verifier, _ in both.verified([enoch])] == [enoch]
    assert [verifier for verifier, _ in parsed(f"{TEXT}\n{BY_PETER}{BY_PETER}").verified([peter])] == [peter]
    with pytest.raises(NoteError, match="No key that is known"):
        both.verified([Verifier.parse(FOO)])
    # The name of one key with the id of another is a key that nobody knows.
    mixed = Note(
        both.text, tuple(Signature("PeterNeumann", each.id, each.signature) for each in both.signatures)
    )
    assert [verifier for verifier, _ in mixed.verified([peter, enoch])] == [peter]
    # One known key did sign, another one is named and did not: the whole note is refused.
    false = Signature("EnochRoot", enoch.id, both.signatures[0].signature)
    with pytest.raises(NoteError, match="The signature by EnochRoot"):
        Note(both.text, (both.signatures[0], false)).verified([peter, enoch])


@given(st.integers(0, len(FOO_NOTE.encode()) - 1), st.integers(1, 255))
def test_every_altered_byte_fails(at: int, flip: int) -> None:
    raw = bytearray(FOO_NOTE.encode())
    raw[at] ^= flip
    with pytest.raises(NoteError):
        Note.parse(bytes(raw)).verified([Verifier.parse(FOO)])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        f"{TEXT}{BY_PETER}".encode(),
        f"{TEXT}\n{BY_PETER}"[:-1].encode(),
        f"{TEXT}\n{BY_PETER}\n".encode(),
        f"{TEXT}\n{BY_PETER}more\n".encode(),
        f"{TEXT}\n{BY_PETER.replace('— ', '- ')}".encode(),
        f"{TEXT}\n— Peter Neumann {BY_PETER.split(' ')[2]}".encode(),
        f"{TEXT}\n— Peter+Neumann {BY_PETER.split(' ')[2]}".encode(),
        f"{TEXT}\n— PeterNeumann AAAA\n".encode(),
        f"{TEXT}\n— PeterNeumann x08go?==\n".encode(),
        f"a\tb\n\n{BY_PETER}".encode(),
        f"a\r\n\n{BY_PETER}".encode(),
        b"\xff\n\n" + BY_PETER.encode(),
        f"{TEXT}\n{BY_PETER * 101}".encode(),
        b"a" * 1_000_001,
    ],
)
def test_what_is_no_note_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(NoteError, match=r"This is no signed note: .+\."):
        Note.parse(raw)


@pytest.mark.parametrize(
    "key",
    [
        "",
        PETER[:-1],
        PETER[1:],
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # of an unknown kind
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        PETERS_OWN,
    ],
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(NoteError, match="This is no key"):
        Verifier.parse(key)
    with pytest.raises(NoteError, match="This is no key"):
        Signer.parse(key if key != PETERS_OWN else PETERS_OWN[:-4])


@given(texts, st.sampled_from(["a", "example.org/log", "né"]))
def test_whatever_is_signed_is_read_back_and_verified(text: str, name: str) -> None:
    signer = Signer.make(name)
    assert Signer.parse(signer.text) == signer
    note = Note.parse(bytes(sign(text, [signer])))
    assert note.text == text
    assert note.verified([signer.verifier]) == [(signer.verifier, note.signatures[0])]
    with pytest.raises(NoteError):
        Note(f"{text}.\n", note.signatures).verified([signer.verifier])


def test_a_witness_signs_the_time_too() -> None:
    witness = Signer.make("witness.example.com/w1", COSIGNATURE)
    known = witness.verifier
    assert Verifier.parse(str(known)) == known
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    made = witness.sign(text, seconds=1679315147)
    note = Note.parse(bytes(sign(text, [Signer.parse(PETERS_OWN)]).also(made, made)))
    assert [(each, line.seconds) for each, line in note.verified([known])] == [(known, 1679315147)]
    assert len(made.signature) == 72
    later = Signature(made.name, made.id, (1679315148).to_bytes(8, "big") + made.signature[8:])
    endless = Signature(made.name, made.id, b"\xff" + made.signature[1:])
    for false in (later, endless, Signature(made.name, made.id, made.signature[8:])):
        with pytest.raises(NoteError, match="The signature by witness"):
            Note(text, (false,)).verified([known])
    # The same key for notes is another key: neither may be taken for the other.
    plain = Signer(witness.name, witness.seed)
    assert plain.verifier.id != known.id
    with pytest.raises(NoteError, match="No key that is known"):
        sign(text, [plain]).verified([known])
    for signer, seconds in ((plain, 1), (witness, None)):
        with pytest.raises(ValueError, match="A cosignature says when"):
            signer.sign(text, seconds=seconds)
