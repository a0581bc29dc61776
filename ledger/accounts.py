"""Signing in: nobody signs up, and who fails too often waits."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.choices import Role


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


def email_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address that somebody tried to sign in with, by whichever form."""
    if credentials:
        tried = credentials.get("email") or credentials.get("username") or credentials.get("login")
        if tried:
            return str(tried).strip().lower()
    if request is None:
        return ""
    return str(request.POST.get("login") or request.POST.get("username") or "").strip().lower()


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page for somebody who has failed too often: it says how long to wait."""
    wait: timedelta = settings.AXES_COOLOFF_TIME
    context = {"minutes": int(wait.total_seconds() // 60), "failures": settings.AXES_FAILURE_LIMIT}
    answer = render(request, "account/locked_out.html", context, status=429)
    answer["Retry-After"] = str(int(wait.total_seconds()))
    return answer
