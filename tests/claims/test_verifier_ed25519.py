"""The verifier's own Ed25519 against the RFC's vectors, against a well-known library, and against tricks."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import verifier
from claims.verifier import ORDER, ed25519_verify

# RFC 8032 §7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd2"
        "5bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c38"
        "7b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a"
        "7c15e9716ed28dc027beceea1ec40a",
    ),
]
P = verifier.P


def library_says(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def packed(number: int) -> bytes:
    return number.to_bytes(32, "little")


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc(public: str, message: str, signature: str) -> None:
    key, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519_verify(key, text, signed)
    assert not ed25519_verify(key, text + b"!", signed)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), bit=st.integers(0, 96 * 8 - 1)
)
def test_it_says_what_the_library_says(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert ed25519_verify(public, message, signature)
    altered = bytearray(public + signature)
    altered[bit // 8] ^= 1 << bit % 8
    key, signed = bytes(altered[:32]), bytes(altered[32:])
    assert not ed25519_verify(key, message, signed)
    assert not library_says(key, message, signed)


@settings(max_examples=60, deadline=None)
@given(public=st.binary(min_size=32, max_size=32), signature=st.binary(min_size=64, max_size=64))
def test_noise_is_refused_without_a_complaint(public: bytes, signature: bytes) -> None:
    assert not ed25519_verify(public, b"text", signature)


@settings(max_examples=20, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), times=st.integers(1, 15))
def test_a_signature_has_no_second_spelling(seed: bytes, times: int) -> None:
    """S + L signs the same by arithmetic; accepting it would make signatures malleable."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    signature = private.sign(b"text")
    other = int.from_bytes(signature[32:], "little") + times * ORDER
    if other < 2**256:
        forged = signature[:32] + packed(other)
        assert not ed25519_verify(private.public_key().public_bytes_raw(), b"text", forged)


def test_points_of_small_order_and_other_spellings_are_no_keys() -> None:
    """Under such a key a signature that nobody made (R = A or neutral, S = 0) can be valid for a text."""
    root = _order_eight()
    ys = {0, 1, P - 1, root, P - root, P, P + 1, *range(P, 2**255)}
    for y in ys:
        for sign in (0, 1):
            key = packed(y | sign << 255)
            for commitment in (key, packed(1)):
                forged = commitment + bytes(32)
                assert not any(ed25519_verify(key, bytes([text]), forged) for text in range(4))


def test_wrong_lengths_are_refused() -> None:
    public, message, signature = (bytes.fromhex(part) for part in VECTORS[1])
    assert not ed25519_verify(public[:-1], message, signature)
    assert not ed25519_verify(public, message, signature[:-1])
    assert not ed25519_verify(public, message, signature + b"\0")


def _order_eight() -> int:
    """The y of a point of order eight: some point, times the order of the base."""
    y = 2
    while True:
        point = verifier._point(packed(y))
        if point is not None:
            small = verifier._times(ORDER, point)
            if not verifier._same(verifier._times(4, small), verifier.NEUTRAL):
                return int(small[1] * pow(small[2], -1, P) % P)
        y += 1
