"""Addresses of the whole site; those of the ledger itself are in `claims.urls`."""

from django.contrib import admin
from django.urls import include, path

from claims.languages import in_each_language
from ledger import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *in_each_language(
        [
            path("admin/", admin.site.urls),
            path("accounts/", include("ledger.account_urls")),
        ]
    ),
    path("", include("claims.urls")),
]

handler400 = "ledger.error_pages.bad_request"
