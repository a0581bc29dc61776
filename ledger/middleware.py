"""Keeps whoever needs a second factor and has none from everything but setting it up."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from claims.languages import without_language
from ledger.second_factor import lacks_second_factor

# Public pages read no session, so nothing is asked there.
GUARDED = ("/desk/", "/admin/", "/accounts/")
# What it takes to set a second factor up, to say again who one is, and to leave.
OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_end_session",
        "account_end_other_sessions",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
    }
)


class SecondFactorMiddleware:
    """Sends somebody whose role asks for a second factor to the page where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Asked before every view of desk, admin and account."""
        match = request.resolver_match
        path = without_language(request.path_info)
        if not path.startswith(GUARDED) or (match is not None and match.url_name in OPEN):
            return None
        person = request.user
        if not person.is_authenticated or not lacks_second_factor(person):
            return None
        return redirect("mfa_index")
