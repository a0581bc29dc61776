"""The pages of signing in: of django-allauth's, those that an invited person needs and no others."""

from allauth.account import views
from allauth.mfa.base.views import reauthenticate as confirm_code
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from django.urls import path, re_path

from ledger import account_views

password = [
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

# Addresses of our own, under allauth's names.
security = [
    path("security/", account_views.security, name="mfa_index"),
    path("security/sessions/<int:pk>/end/", account_views.end_session, name="account_end_session"),
    path("security/sessions/end/", account_views.end_other_sessions, name="account_end_other_sessions"),
    path("security/app/", activate_totp, name="mfa_activate_totp"),
    path("security/app/remove/", deactivate_totp, name="mfa_deactivate_totp"),
    path("security/codes/", account_views.recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/codes/file/", account_views.recovery_codes_file, name="mfa_download_recovery_codes"),
    path("security/passkeys/add/", account_views.add_passkey, name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/", account_views.rename_passkey, name="mfa_edit_webauthn"),
    path("security/passkeys/<int:pk>/remove/", account_views.remove_passkey, name="mfa_remove_webauthn"),
    path("confirm/code/", confirm_code, name="mfa_reauthenticate"),
    path("confirm/passkey/", account_views.confirm_passkey, name="mfa_reauthenticate_webauthn"),
    path("login/second/", account_views.second_step, name="mfa_authenticate"),
    path("login/passkey/", account_views.sign_in_passkey, name="mfa_login_webauthn"),
]

urlpatterns = [
    path("login/", account_views.sign_in, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),  # says that it is closed
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    *password,
    *security,
]
