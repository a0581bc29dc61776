"""The log's private key: from the environment or from a file, never from the database. Floor 3: reads.

While one key follows another there may be two of them, LOG_KEY_NEXT or the file's neighbour "key.next"
beside the current one; the database says which of them signs (its newest `LogKey`).
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from claims.signed_note import NoteError, Signer, Verifier
from claims.workflow import Refused

NO_KEY = _(
    "The log has no signing key, so nothing can be published. Run “manage.py make_log_key”, or set LOG_KEY "
    "(docs/operations.md)."
)
BAD_KEY = _("The log's signing key in {place} can't be read: {reason}")
OTHER_KEY = _(
    "The log is signed with the key {expected}, and the one that is set here is {found}. Set LOG_KEY or "
    "LOG_KEY_FILE to the log's own key (docs/operations.md)."
)


def next_file() -> Path:
    """Where a new key waits while it takes over from the one in the file."""
    return settings.LOG_KEY_FILE.with_name(f"{settings.LOG_KEY_FILE.name}.next")


def signers() -> Iterator[Signer]:
    """The keys that are set here, the current one first. Raises Refused where one can't be read."""
    if settings.LOG_KEY:
        yield _parsed(settings.LOG_KEY, "LOG_KEY")
        if settings.LOG_KEY_NEXT:
            yield _parsed(settings.LOG_KEY_NEXT, "LOG_KEY_NEXT")
        return
    for path in (settings.LOG_KEY_FILE, next_file()):
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(BAD_KEY.format(place=path, reason=error)) from error
        yield _parsed(text.strip(), str(path))


def signer_of(verifier: str) -> Signer:
    """The private key to a verifier key of the log; "" for whichever a new log begins with. Else Refused."""
    found = list(signers())
    if not found:
        raise Refused(str(NO_KEY))
    for signer in found:
        if verifier in ("", str(signer.verifier)):
            return signer
    raise Refused(OTHER_KEY.format(expected=short(verifier), found=short(str(found[0].verifier))))


def short(verifier: str) -> str:
    """A key's name and id, as people compare them."""
    known = Verifier.parse(verifier)
    return f"{known.name}+{known.id.hex()}"


def _parsed(text: str, place: str) -> Signer:
    try:
        return _signer(text)
    except NoteError as error:
        raise Refused(BAD_KEY.format(place=place, reason=error)) from error


@lru_cache(maxsize=8)
def _signer(text: str) -> Signer:
    return Signer.parse(text)
