"""The witnesses of the log, as LOG_WITNESSES names them: each a verifier key, a blank, and an address."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from claims.signed_note import COSIGNATURE, NoteError, Verifier

LOOPBACK = ("localhost", "127.0.0.1", "::1")
HOW = "Write each witness as its verifier key, a blank and its address; commas stand between witnesses."
NOT_TWO = "LOG_WITNESSES has “{text}”. {how}"
BAD_KEY = "LOG_WITNESSES has the key “{key}”. {reason}"
NO_WITNESS = "it is not a witness’s: such a key is for cosignatures (type 4), and this one is of type {kind}."
BAD_URL = "LOG_WITNESSES has the address “{url}”. Write it like https://witness.example.org/prefix."
TWICE = "LOG_WITNESSES names the witness {name} twice."


def witnesses_of(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Key and address of each witness. Raises ImproperlyConfigured with a sentence."""
    found: dict[str, str] = {}
    for text in filter(None, map(str.strip, texts)):
        key, _, url = text.partition(" ")
        url = url.strip().rstrip("/")
        if not url or " " in url:
            raise ImproperlyConfigured(NOT_TWO.format(text=text, how=HOW))
        try:
            verifier = Verifier.parse(key)
        except NoteError as error:
            raise ImproperlyConfigured(BAD_KEY.format(key=key, reason=error)) from error
        if verifier.kind != COSIGNATURE:
            reason = NO_WITNESS.format(kind=verifier.kind)
            raise ImproperlyConfigured(BAD_KEY.format(key=key, reason=reason))
        if not _may_be_asked(url):
            raise ImproperlyConfigured(BAD_URL.format(url=url))
        if key in found:
            raise ImproperlyConfigured(TWICE.format(name=verifier.name))
        found[key] = url
    return list(found.items())


def _may_be_asked(url: str) -> bool:
    """Whether it is an address over TLS, or one of this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018  (refuses what is no port)
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    return bool(host) and plain and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
