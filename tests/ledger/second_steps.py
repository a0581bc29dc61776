"""What tests of the second step share: signing in, and the codes that an app would show."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from claims.models import Person
from ledger.second_factor import SecondFactorAdapter
from tests.cast import PASSWORD

PERIOD = 30
WRONG = "000000"


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an app shows for this secret now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + steps))


def wrong_code(secret: str) -> str:
    """Six digits that are no code of these minutes."""
    near = {code_of(secret, steps=steps) for steps in range(-2, 3)}
    return next(code for code in (f"{number:06}" for number in range(9)) if code not in near)


def secret_of(person: Person) -> str:
    """The secret that a person's app holds."""
    held = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    return SecondFactorAdapter().decrypt(held.data["secret"])


def give_app(person: Person) -> str:
    """A second factor that was set up before the test; gives its secret."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def recovery_codes_of(person: Person) -> list[str]:
    """The codes on somebody's paper."""
    codes: list[str] = (
        Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
        .wrap()
        .get_unused_codes()
    )
    return codes


def first_step(client: Client, person: Person, onward: str = "") -> str:
    """The password; gives the address that it leads to."""
    sent = {"login": person.email, "password": PASSWORD, **({"next": onward} if onward else {})}
    return str(client.post("/accounts/login/", sent)["Location"])


def second_step(client: Client, code: str) -> tuple[int, str]:
    """The code; gives the status and the address that it leads to."""
    answer = client.post("/accounts/login/second/", {"code": code})
    return answer.status_code, answer.get("Location", "")


def confirm(client: Client) -> None:
    """Says once more that it is the same person."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return "_auth_user_id" in client.session


def shown_secret(page: str) -> str:
    """The key on the page on which an app is set up."""
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found is not None
    return found[1]
