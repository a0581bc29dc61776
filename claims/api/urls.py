"""Addresses of the API, below /api/v1/."""

from django.urls import path, re_path

from claims.api import views

urlpatterns = [
    path("claims/", views.ClaimList.as_view(), name="api_claim_list"),
    path("claims/<int:number>/", views.ClaimDetail.as_view(), name="api_claim"),
    path("schema/", views.Schema.as_view(), name="api_schema"),
    path("docs/", views.docs, name="api_docs"),
    path("", views.Nothing.as_view(), name="api_nothing"),
    # only with a slash at the end, so that an address without one is led to where it was meant
    re_path(r"^(?P<rest>.*)/$", views.Nothing.as_view(), name="api_nothing"),
]
