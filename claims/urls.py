"""Addresses of the ledger: public pages, desk, API."""

from django.urls import URLPattern, URLResolver, include, path

from claims.views.desk import claims as desk_claims
from claims.views.desk import evidence, falls, parts, review, second, sources
from claims.views.desk import home as desk_home
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

desk = [
    path("desk/", desk_home.desk, name="desk"),
    path("desk/claims/new/", desk_claims.log_claim, name="log_claim"),
    path("desk/claims/<int:pk>/", desk_claims.desk_claim, name="desk_claim"),
    path("desk/claims/<int:pk>/text/", desk_claims.change_claim, name="change_claim"),
    path("desk/claims/<int:pk>/hand-on/", desk_claims.assign_claim, name="assign_claim"),
    path("desk/claims/<int:pk>/assess/", review.assess_claim, name="assess_claim"),
    path("desk/claims/<int:pk>/second/", second.request_assessment, name="request_assessment"),
    path("desk/claims/<int:pk>/second/withdraw/", second.withdraw_assessment, name="withdraw_assessment"),
    path("desk/claims/<int:pk>/submit/", review.submit_claim, name="submit_claim"),
    path("desk/claims/<int:pk>/revise/", review.start_revision, name="start_revision"),
    *(
        path(f"desk/claims/<int:pk>/{asks}/", review.request_change, {"asks": asks}, name=f"request_{asks}")
        for asks in review.REQUESTS
    ),
    path("desk/claims/<int:pk>/relations/new/", parts.add_relation, name="add_relation"),
    path("desk/claims/<int:pk>/evidence/source/", evidence.choose_source, name="choose_source"),
    path(
        "desk/claims/<int:pk>/evidence/source/new/", evidence.new_evidence_source, name="add_evidence_source"
    ),
    path("desk/claims/<int:pk>/evidence/new/<int:source_pk>/", evidence.add_evidence, name="add_evidence"),
    path("desk/claims/<int:pk>/evidence/<int:part_pk>/", evidence.change_evidence, name="change_evidence"),
    path("desk/claims/<int:pk>/<str:kind>/new/", parts.add_part, name="add_part"),
    path("desk/claims/<int:pk>/<str:kind>/<int:part_pk>/", parts.change_part, name="change_part"),
    path("desk/claims/<int:pk>/<str:kind>/<int:part_pk>/remove/", parts.remove_part, name="remove_part"),
    path("desk/sources/", sources.desk_sources, name="desk_sources"),
    path("desk/sources/new/", sources.new_source, name="new_source"),
    path("desk/sources/<int:pk>/falls/", falls.source_falls, name="source_falls"),
    path("desk/sources/<int:pk>/", sources.desk_source, name="desk_source"),
]

urlpatterns: list[URLPattern | URLResolver] = [*public, *desk, path("api/v1/", include("claims.api.urls"))]
