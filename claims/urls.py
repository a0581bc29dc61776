"""Addresses of the ledger: public pages, desk, API."""

from django.urls import URLPattern, URLResolver, path

from claims.views.public import claims, home, method, subjects

app_name = "claims"

public = [
    path("", home.home, name="home"),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/<int:number>/", claims.claim_number, name="claim_number"),
    path("claims/<int:number>/v<int:version>/", claims.version, name="version"),
    path("claims/<int:number>/v<int:version>.json", claims.version_json, name="version_json"),
    path("claims/<int:number>/<slug:slug>/", claims.claim, name="claim"),
    path("topics/", subjects.topic_list, name="topic_list"),
    path("topics/<slug:slug>/", subjects.topic, name="topic"),
    path("outlets/", subjects.outlet_list, name="outlet_list"),
    path("outlets/<slug:slug>/", subjects.outlet, name="outlet"),
    path("claimants/", subjects.claimant_list, name="claimant_list"),
    path("claimants/<slug:slug>/", subjects.claimant, name="claimant"),
    path("method/", method.method, name="method"),
    path("corrections/", home.corrections, name="corrections"),
]

urlpatterns: list[URLPattern | URLResolver] = [*public]
