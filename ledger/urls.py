"""Addresses of the whole site; those of the ledger itself are in `claims.urls`."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from ledger import health

# One sign-in for desk and admin: the one that locks out and resets passwords.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("ledger.account_urls")),
    path("", include("claims.urls")),
]
