"""The second step of signing in: who has one, who lacks one, and how its secrets are kept.

django-allauth does the work (codes of an app, recovery codes, passkeys); here stands what the ledger decides.
"""

import base64
from functools import cache

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.asking import ask, question
from claims.models import Person, SignInRule

# Recovery codes are no second factor of their own: they stand in for one that is lost.
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

NOT_ACCEPTED = gettext_noop("That was not accepted. Try once more.")
LAST_ONE = gettext_noop("Your role asks for a second factor. Set up another one first, then remove this one.")
UNREADABLE = gettext_noop(
    "Your second factor can’t be read any more, as the secret key of this site has changed. "
    "Ask an administrator to remove it, then set up a new one."
)
NO_PASSKEYS = gettext_noop(
    "Passkeys need https and a host name. This site is served at {site}, so it offers none."
)
OTHER_HOST = gettext_noop("Passkeys work at {site} only. Open the site there to use one.")


def has_second_factor(person: Person) -> bool:
    """Whether signing in takes this person more than a password."""
    return Authenticator.objects.filter(user=person, type__in=KINDS).exists()


def lacks_second_factor(person: Person) -> bool:
    """Whether a rule asks this person for a second factor and there is none yet."""
    return person.is_active and ask(asked_in_vain(person.pk))[0] != []


@question
def asked_in_vain(person: int) -> QuerySet[SignInRule, tuple[int]]:
    """The rules for somebody's roles, where they have no second factor. Asked before every page of desk and
    admin.
    """
    has_one = Authenticator.objects.filter(user=person, type__in=KINDS)
    roles = Group.objects.filter(user=person).values("name")
    rules = SignInRule.objects.filter(role__in=roles, second_factor_required=True)
    return rules.exclude(Exists(has_one)).values_list("pk")


def why_no_passkeys(request: HttpRequest) -> str:
    """Why no passkey can be made or used at this address; "" where one can."""
    if not settings.PASSKEYS:
        return _(NO_PASSKEYS).format(site=settings.SITE_URL)
    host = request.get_host().partition(":")[0]
    if host != settings.SITE_HOST and not host.endswith(f".{settings.SITE_HOST}"):
        return _(OTHER_HOST).format(site=settings.SITE_URL)
    return ""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted at rest; the last factor of somebody who needs one stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(NOT_ACCEPTED),
        "cannot_delete_authenticator": gettext_lazy(LAST_ONE),
    }

    def encrypt(self, text: str) -> str:
        """The text under the site's present key."""
        return _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again. Raises InvalidToken where neither the present key nor a former one fits."""
        keys = _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return keys.decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """The name under which an app lists its codes."""
        return settings.NEWSROOM_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the site's own host name, whatever name a request came by."""
        return {"id": settings.SITE_HOST, "name": settings.NEWSROOM_NAME}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        """Who a passkey is for, as the browser shows it."""
        return {
            "id": user_pk_to_url_str(user).encode(),
            "display_name": str(user),
            "name": user.get_username(),
        }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """ "Passkey", "Passkey 2" …"""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(count)s") % {"count": count + 1} if count else _("Passkey")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether its owner would still have what their role asks for."""
        person: Person = authenticator.user
        others = Authenticator.objects.filter(user=person, type__in=KINDS).exclude(pk=authenticator.pk)
        return others.exists() or not person.needs_second_factor


@cache
def _keys(*secrets: str) -> MultiFernet:
    """Encrypts with the first secret, reads what any of them encrypted."""
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    # A key of its own for this one purpose: what leaks here tells nothing of what signs sessions.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ledger: second factors")
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
