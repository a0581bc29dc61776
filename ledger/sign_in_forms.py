"""The forms of the second step: codes that may be tried a few times only, and passkeys."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from axes.handlers.proxy import AxesProxyHandler
from cryptography.exceptions import InvalidSignature
from cryptography.fernet import InvalidToken
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ledger.accounts import email_tried
from ledger.second_factor import NOT_ACCEPTED, UNREADABLE

ASK_CODE = gettext_noop("Six digits from your app, or one of your recovery codes.")
ASK_FIRST_CODE = gettext_noop("The six digits that the app shows now.")
TOO_OFTEN = gettext_noop("Too many codes were tried.")


def plain(field: forms.Field, help_text: str) -> None:
    """A field for digits, without a placeholder."""
    field.help_text = help_text
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class CountedCode(BaseAuthenticateForm):
    """A code of somebody who is known: tries are counted for the person, wherever they come from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], _(ASK_CODE))

    def clean_code(self) -> str:
        """The code, if it is right, unused and not one try too many."""
        request = context.request
        tried = {"second_factor": self.user.email}
        code, refusal = "", None
        with transaction.atomic():
            # One try at a time: many at once would all be made before the first is counted.
            list(Authenticator.objects.select_for_update().filter(user=self.user).order_by("pk"))
            if not AxesProxyHandler.is_allowed(request, tried):
                request.axes_locked_out, request.axes_credentials = True, tried
                refusal = ValidationError(_(TOO_OFTEN))
            else:
                try:
                    code = super().clean_code()
                    self._use_once(code)
                except InvalidToken:
                    refusal = ValidationError(_(UNREADABLE))
                except ValidationError as error:
                    refusal = error
                    AxesProxyHandler.user_login_failed(type(self), credentials=tried, request=request)
                else:
                    AxesProxyHandler.reset_attempts(username=email_tried(request, tried))
        if refusal is not None:
            raise refusal  # outside, so that the try stays counted
        return code

    def _use_once(self, code: str) -> None:
        """An app's code is good once, for every process: somebody may have looked on."""
        if self.authenticator.type != Authenticator.Type.TOTP:
            return
        secret = decrypt(self.authenticator.data["secret"])
        fits = (
            step
            for step in yield_hotp_counters_from_time()
            if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
        )
        step = next(fits, 0)
        if step <= self.authenticator.data.get("last_step", 0):
            raise ValidationError(_(NOT_ACCEPTED))
        self.authenticator.data["last_step"] = step
        self.authenticator.save(update_fields=["data"])


class CodeForm(CountedCode, AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(CountedCode, ReauthenticateForm):
    """Confirms that it is still the same person, before something is changed."""


class FirstCodeForm(ActivateTOTPForm):
    """Shows that the app was set up rightly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        plain(self.fields["code"], _(ASK_FIRST_CODE))


# ── Passkeys ────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def as_refusal() -> Iterator[None]:
    """What a browser sends is anybody's invention: where it can't be read, it is not accepted."""
    try:
        yield
    except (AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error) as error:
        raise ValidationError(_(NOT_ACCEPTED)) from error


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey and what to call it. All of ours can sign in by themselves, so nothing is asked."""

    passwordless = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs = {"maxlength": "60"}
        self.fields["name"].help_text = _("So that you know it again: the device or the key it is on.")

    def clean_name(self) -> str:
        return str(super().clean_name())[:60]

    def clean(self) -> dict[str, Any]:
        with as_refusal():
            return super().clean()


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey as the second step of signing in."""

    def clean_credential(self) -> Authenticator:
        with as_refusal():
            return super().clean_credential()


class ConfirmPasskeyForm(PasskeyForm, ReauthenticateWebAuthnForm):
    """Confirms by a passkey that it is still the same person."""


class SignInPasskeyForm(PasskeyForm, LoginWebAuthnForm):
    """A passkey instead of password and code: it asks for a finger or a PIN itself."""
