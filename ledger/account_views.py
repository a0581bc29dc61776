"""Sign-in and security: a person's own page, and allauth's views with what the ledger adds to them."""

import json
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa import app_settings
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.internal.flows.sessions import end_other_sessions as end_others
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ledger.accounts import browser_words
from ledger.second_factor import (
    LAST_ONE,
    SecondFactorAdapter,
    has_second_factor,
    lacks_second_factor,
    why_no_passkeys,
)

CODES_UNREADABLE = gettext_noop(
    "These codes can’t be read any more: the secret key of this site has changed. Make new ones."
)


class SignInView(LoginView):
    """By password, or by a passkey where one works."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "takes_passkeys": not why_no_passkeys(self.request)}


class SecurityView(IndexView):
    """How somebody signs in: password, second factor, and where they are signed in now."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        person = self.request.user
        held = Authenticator.objects.filter(user=person).order_by("created_at")
        by_type = {authenticator.type: authenticator for authenticator in held}
        codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
        sessions = sorted(UserSession.objects.purge_and_list(person), key=lambda each: each.created_at)[::-1]
        here = self.request.session.session_key
        found.update(
            lacks=lacks_second_factor(person),
            protected=has_second_factor(person),
            app=by_type.get(Authenticator.Type.TOTP),
            passkeys=[each for each in held if each.type == Authenticator.Type.WEBAUTHN],
            codes=codes,
            codes_left=_codes_left(codes),
            no_passkeys=why_no_passkeys(self.request),
            sessions=[(each, browser_words(each.user_agent), each.session_key == here) for each in sessions],
            elsewhere=sum(each.session_key != here for each in sessions),
        )
        return found


def _codes_left(codes: Authenticator | None) -> int:
    """How many recovery codes are unused, without reading them."""
    if codes is None:
        return 0
    return app_settings.RECOVERY_CODE_COUNT - int(codes.data.get("used_mask", 0)).bit_count()


# ── Sessions ────────────────────────────────────────────────────────────────────────────────────────


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one browser; this one too."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    end_sessions(request, [session])
    if request.user.is_authenticated:
        messages.success(request, _("That browser is signed out."))
    return redirect("mfa_index")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    end_others(request, request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("mfa_index")


# ── Recovery codes ──────────────────────────────────────────────────────────────────────────────────


class RecoveryCodesView(ViewRecoveryCodesView):
    """The codes that are left, for somebody who has just confirmed that it is them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except InvalidToken:
            messages.error(request, _(CODES_UNREADABLE))
            return redirect("mfa_index")


class RecoveryCodesFileView(DownloadRecoveryCodesView):
    """The same as a file."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except InvalidToken:
            messages.error(request, _(CODES_UNREADABLE))
            return redirect("mfa_index")


# ── The second step, and passkeys ───────────────────────────────────────────────────────────────────


def as_text(options: Any) -> str:
    """What the browser needs to know about a passkey, for an attribute of its form."""
    return json.dumps(options, cls=DjangoJSONEncoder)


class SecondStepView(AuthenticateView):
    """After the password: a code, or a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        user = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        offered = Authenticator.Type.WEBAUTHN in kinds and not why_no_passkeys(self.request)
        found["takes_codes"] = bool(kinds - {Authenticator.Type.WEBAUTHN})
        found["passkey_options"] = as_text(found["js_data"]["request_options"]) if offered else ""
        return found


class AddPasskeyView(AddWebAuthnView):
    """Make a passkey. Each of ours can sign in by itself, so it has to ask for a finger or a PIN."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if why_no_passkeys(request):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The form that was judged, rather than a second one judged by the next challenge.
        found = {**super().get_context_data(**kwargs), **kwargs}
        found["passkey_options"] = as_text(passkeys.begin_registration(self.request.user, True))
        return found


class RenamePasskeyView(EditWebAuthnView):
    """Call a passkey something else."""

    success_url = reverse_lazy("mfa_index")


class RemovePasskeyView(RemoveWebAuthnView):
    """Remove a passkey, unless it is the last factor of somebody who needs one."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        if not SecondFactorAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, _(LAST_ONE))
            return redirect("mfa_index")
        return super().form_valid(form)


class ConfirmPasskeyView(ReauthenticateWebAuthnView):
    """Confirm by a passkey that it is still the same person."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, refused=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = {**super().get_context_data(**kwargs), **kwargs}
        found["passkey_options"] = as_text(found["js_data"]["request_options"])
        return found


class SignInPasskeyView(LoginWebAuthnView):
    """Sign in by a passkey alone, which asks for a finger or a PIN itself."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if why_no_passkeys(request):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


sign_in = SignInView.as_view()
security = never_cache(SecurityView.as_view())
second_step = never_cache(SecondStepView.as_view())
recovery_codes = never_cache(RecoveryCodesView.as_view())
recovery_codes_file = RecoveryCodesFileView.as_view()
add_passkey = never_cache(AddPasskeyView.as_view())
rename_passkey = RenamePasskeyView.as_view()
remove_passkey = RemovePasskeyView.as_view()
confirm_passkey = never_cache(ConfirmPasskeyView.as_view())
sign_in_passkey = SignInPasskeyView.as_view()
