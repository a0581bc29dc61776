"""Making the log's private key, and letting a new one follow it."""

import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from claims import log_keys
from claims.signed_note import Signer
from claims.workflow import Refused

KEY_IN_ENVIRONMENT = _("LOG_KEY is set, so the log has a signing key; none is made.")
KEY_EXISTS = _(
    "There is a signing key in {path}; it is not replaced. To let a new one follow: rotate_log_key."
)
KEY_UNWRITABLE = _("The signing key can't be written to {path} ({reason}).")


def new_log_key() -> Signer:
    """A new key for a log of this origin, kept nowhere."""
    return Signer.make(settings.LOG_ORIGIN)


def make_log_key() -> Signer:
    """Make the log's first key in LOG_KEY_FILE. Raises Refused where there is one."""
    if settings.LOG_KEY:
        raise Refused(str(KEY_IN_ENVIRONMENT))
    signer = new_log_key()
    try:
        write_key(settings.LOG_KEY_FILE, signer)
    except FileExistsError as error:
        raise Refused(KEY_EXISTS.format(path=settings.LOG_KEY_FILE)) from error
    except OSError as error:
        raise Refused(
            KEY_UNWRITABLE.format(path=settings.LOG_KEY_FILE, reason=error.strerror or error)
        ) from error
    return log_keys.signer_of(str(signer.verifier))


def write_key(path: Path, signer: Signer) -> None:
    """Write a private key for its owner's eyes (mode 600). Raises FileExistsError where there is a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{signer.text}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # a link never replaces
    finally:
        draft.unlink()
