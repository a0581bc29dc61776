"""Signing in: nobody signs up, who fails too often waits, and changes to an account are told by mail."""

import logging
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Role

logger = logging.getLogger(__name__)

# What its owner is told of by mail, by allauth's names for these changes.
TOLD = {
    "account/email/password_changed": gettext_noop("The password was changed."),
    "account/email/password_reset": gettext_noop("A new password was set through a mailed link."),
    "account/email/password_set": gettext_noop("A password was set."),
    "mfa/email/totp_activated": gettext_noop("An app that makes codes was added as a second factor."),
    "mfa/email/totp_deactivated": gettext_noop("The app that makes codes was removed as a second factor."),
    "mfa/email/webauthn_added": gettext_noop("A passkey was added."),
    "mfa/email/webauthn_removed": gettext_noop("A passkey was removed."),
    "mfa/email/recovery_codes_generated": gettext_noop(
        "New recovery codes were made; the earlier ones no longer work."
    ),
}
# Before the address, where what was tried is a code or passkey of somebody whose password was right.
SECOND = "second factor of "


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, by invitation; the sign-up page says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk for those who write and decide; the admin for whoever only administers."""
        roles: frozenset[str] = getattr(request.user, "roles", frozenset())
        if roles == {Role.ADMINISTRATOR}:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner of an account what was changed, and from where; failing mail stops nothing."""
        if template_prefix not in TOLD:
            return
        words = {
            "what": _(TOLD[template_prefix]),
            "when": timezone.localtime(),
            "ip": self.get_client_ip(self.request),
            "browser": browser_words(self.get_http_user_agent(self.request)),
            "newsroom": settings.NEWSROOM_NAME,
            "link": f"{settings.SITE_URL}{reverse('mfa_index')}",
        }
        try:
            send_mail(
                subject=_("A change to your account at %(NEWSROOM_NAME)s")
                % {"NEWSROOM_NAME": settings.NEWSROOM_NAME},
                message=render_to_string("email/account_changed.txt", words),
                from_email=None,
                recipient_list=[email or user.get_username()],
            )
        except OSError as error:
            logger.warning("Nobody was told by mail that an account was changed: %s", error)


def email_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address that somebody tried to sign in with, by whichever form."""
    if credentials:
        if "second_factor" in credentials:
            return f"{SECOND}{credentials['second_factor']}".lower()[:255]
        tried = credentials.get("email") or credentials.get("username") or credentials.get("login")
        if tried:
            return str(tried).strip().lower()
    if request is None:
        return ""
    return str(request.POST.get("login") or request.POST.get("username") or "").strip().lower()


def counted_by(attempt: Any, credentials: dict[str, Any] | None = None) -> list[list[str]]:
    """What failures are counted by: address and place, so that nobody can lock out somebody elsewhere.

    A second factor is only asked for after the right password: there the person alone counts, or else
    whoever has the password could guess on from one place after another.
    """
    name = email_tried(attempt, credentials) if isinstance(attempt, HttpRequest) else attempt.username or ""
    return [["username"]] if name.startswith(SECOND) else [["username", "ip_address"]]


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page for somebody who has failed too often: it says how long to wait."""
    wait: timedelta = settings.AXES_COOLOFF_TIME
    words = {
        "minutes": int(wait.total_seconds() // 60),
        "failures": settings.AXES_FAILURE_LIMIT,
        "second": "second_factor" in (credentials or {}),
    }
    answer = render(request, "account/locked_out.html", words, status=429)
    answer["Retry-After"] = str(int(wait.total_seconds()))
    return answer


BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_words(user_agent: str) -> str:
    """What a browser says it is, in words: "Firefox on Linux"."""
    browser = next((name for mark, name in BROWSERS.items() if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    named = browser or _("A browser")
    return _("%(browser)s on %(system)s") % {"browser": named, "system": system} if system else named
