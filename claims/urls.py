"""Addresses of the ledger: public pages, desk, API."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from claims import feeds
from claims.languages import in_each_language
from claims.views.desk import (
    alike,
    bulk,
    comments,
    conflicts,
    evidence,
    falls,
    fetches,
    history,
    inbox,
    keeping,
    merging,
    notices,
    parts,
    redacting,
    review,
    second,
    sources,
)
from claims.views.desk import claims as desk_claims
from claims.views.desk import home as desk_home
from claims.views.log import converters, receipts, serving
from claims.views.log import page as log_page
from claims.views.log import verifier as log_verifier
from claims.views.public import (
    about,
    citing,
    claims,
    corrections,
    crawlers,
    exports,
    home,
    letters,
    method,
    method_versions,
    subjects,
)
from claims.views.public import history as public_history

app_name = "claims"

# Pages for people are there in every language of the interface, addresses for machines once.
pages = [
    path("", home.home, name="home"),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/feed/", feeds.claim_feed, name="claim_feed"),
    path("claims/<int:number>/", claims.claim_number, name="claim_number"),
    path("claims/<int:number>/v<int:version>/", claims.version, name="version"),
    path("claims/<int:number>/history/", public_history.history, name="history"),
    path("claims/<int:number>/<slug:slug>/", claims.claim, name="claim"),
    path("topics/", subjects.topic_list, name="topic_list"),
    path("topics/<slug:slug>/", subjects.topic, name="topic"),
    path("outlets/", subjects.outlet_list, name="outlet_list"),
    path("outlets/<slug:slug>/", subjects.outlet, name="outlet"),
    path("claimants/", subjects.claimant_list, name="claimant_list"),
    path("claimants/<slug:slug>/", subjects.claimant, name="claimant"),
    path("method/", method.method, name="method"),
    path("method/history/", method_versions.method_history, name="method_history"),
    path("method/v<int:version>/", method_versions.method_version, name="method_version"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/feed/", feeds.corrections_feed, name="corrections_feed"),
    path("corrections/policy/", about.corrections_policy, name="corrections_policy"),
    path("contact/", about.contact, name="contact"),
    path("letters/sent/", letters.letter_sent, name="letter_sent"),
]

machines = [
    path("claims.json", exports.claim_list_json, name="claim_list_json"),
    path("claims.csv", exports.claim_list_csv, name="claim_list_csv"),
    path("claims/<int:number>/v<int:version>.json", claims.version_json, name="version_json"),
    path("claims/<int:number>/v<int:version>.bib", citing.version_bib, name="version_bib"),
    path("claims/<int:number>/v<int:version>.csl.json", citing.version_csl, name="version_csl"),
    path("method/v<int:version>.json", method_versions.method_json, name="method_json"),
    path("datafeed.json", exports.datafeed, name="datafeed"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap/pages.xml", crawlers.sitemap_pages, name="sitemap_pages"),
    path("sitemap/claims-<int:part>.xml", crawlers.sitemap_claims, name="sitemap_claims"),
    path("sitemap/subjects-<int:part>.xml", crawlers.sitemap_subjects, name="sitemap_subjects"),
]

public = [*pages, *machines]

register_converter(converters.Level, "level")
register_converter(converters.TileNumber, "tile")

# The log itself. Its answers hang on the checkpoint file, not on the newest entry, so they are kept apart
# from `public`, whose pages are cached by the root.
log = [
    path("log/checkpoint", serving.log_checkpoint, name="log_checkpoint"),
    path("log/key", serving.log_key, name="log_key"),
    path("log/verify.py", log_verifier.log_verifier, name="log_verifier"),
    path("log/tile/entries/<tile:where>", serving.log_entries, name="log_entries"),
    path("log/tile/<level:level>/<tile:where>", serving.log_tile, name="log_tile"),
    path("claims/<int:number>/v<int:version>.tlog-proof", receipts.version_proof, name="version_proof"),
]

# The same told to people.
log_pages = [path("log/", log_page.log, name="log")]

# Public too, but not answered by the log: each visitor's form has a token of its own against forgery.
forms = [
    path("report/", letters.report, name="report"),
    path("suggest/", letters.suggest, name="suggest"),
]

desk = [
    path("desk/", desk_home.desk, name="desk"),
    path("desk/claims/new/", desk_claims.log_claim, name="log_claim"),
    path("desk/claims/bulk/", bulk.bulk_claims, name="bulk_claims"),
    path("desk/claims/bulk/template.csv", bulk.bulk_template, name="bulk_template"),
    path("desk/claims/<int:pk>/", desk_claims.desk_claim, name="desk_claim"),
    path("desk/claims/<int:pk>/comments/", comments.claim_comments, name="claim_comments"),
    path("desk/claims/<int:pk>/history/", history.claim_history, name="claim_history"),
    path("desk/keep/", keeping.keep, name="keep_input"),
    path("desk/claims/<int:pk>/look-again/", desk_claims.plan_look, name="plan_look"),
    path("desk/claims/<int:pk>/matches/", alike.judge_matches, name="judge_matches"),
    path("desk/claims/<int:pk>/text/", desk_claims.change_claim, name="change_claim"),
    path("desk/claims/<int:pk>/hand-on/", desk_claims.assign_claim, name="assign_claim"),
    path("desk/claims/<int:pk>/assess/", review.assess_claim, name="assess_claim"),
    path("desk/claims/<int:pk>/second/", second.request_assessment, name="request_assessment"),
    path("desk/claims/<int:pk>/second/withdraw/", second.withdraw_assessment, name="withdraw_assessment"),
    path("desk/claims/<int:pk>/submit/", review.submit_claim, name="submit_claim"),
    path("desk/claims/<int:pk>/revise/", review.start_revision, name="start_revision"),
    path("desk/claims/<int:pk>/close-revision/", review.close_revision, name="close_revision"),
    *(
        path(f"desk/claims/<int:pk>/{asks}/", review.request_change, {"asks": asks}, name=f"request_{asks}")
        for asks in review.REQUESTS
    ),
    path("desk/claims/<int:pk>/redaction/", redacting.request_redaction, name="request_redaction"),
    path("desk/claims/<int:pk>/merge/", merging.merge_claim, name="merge_claim"),
    path("desk/claims/<int:pk>/merge/<int:into_pk>/", merging.merge_into, name="merge_into"),
    path("desk/claims/<int:pk>/unmerge/", merging.unmerge_claim, name="unmerge_claim"),
    path("desk/claims/<int:pk>/relations/new/", parts.add_relation, name="add_relation"),
    path("desk/claims/<int:pk>/evidence/source/", evidence.choose_source, name="choose_source"),
    path(
        "desk/claims/<int:pk>/evidence/source/new/", evidence.new_evidence_source, name="add_evidence_source"
    ),
    path("desk/claims/<int:pk>/evidence/source/fetch/", fetches.fetch_source, name="fetch_source_for"),
    path(
        "desk/claims/<int:pk>/evidence/source/fetch/<int:fetch_pk>/",
        fetches.fetched_page,
        name="fetched_page_for",
    ),
    path("desk/sources/fetch/", fetches.fetch_source, name="fetch_source"),
    path("desk/sources/fetch/<int:fetch_pk>/", fetches.fetched_page, name="fetched_page"),
    path("desk/claims/<int:pk>/evidence/new/<int:source_pk>/", evidence.add_evidence, name="add_evidence"),
    path("desk/claims/<int:pk>/evidence/<int:part_pk>/", evidence.change_evidence, name="change_evidence"),
    path("desk/claims/<int:pk>/<str:kind>/new/", parts.add_part, name="add_part"),
    path("desk/claims/<int:pk>/<str:kind>/<int:part_pk>/", parts.change_part, name="change_part"),
    path("desk/claims/<int:pk>/<str:kind>/<int:part_pk>/remove/", parts.remove_part, name="remove_part"),
    path("desk/sources/", sources.desk_sources, name="desk_sources"),
    path("desk/sources/new/", sources.new_source, name="new_source"),
    path("desk/conflicts/", conflicts.desk_conflicts, name="desk_conflicts"),
    path("desk/inbox/", inbox.inbox, name="inbox"),
    path("desk/inbox/<int:pk>/", inbox.letter, name="letter"),
    path("desk/notices/", notices.notices, name="notices"),
    path("desk/notices/choices/", notices.notice_choices, name="notice_choices"),
    path("desk/notices/read/", notices.mark_read, name="mark_read"),
    path("desk/notices/<int:pk>/", notices.open_notice, name="open_notice"),
    path("desk/sources/<int:pk>/history/", history.source_history, name="source_history"),
    path("desk/sources/<int:pk>/falls/", falls.source_falls, name="source_falls"),
    path("desk/sources/<int:pk>/", sources.desk_source, name="desk_source"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *machines,
    *log,
    path("api/v1/", include("claims.api.urls")),
    *in_each_language([*pages, *log_pages, *forms, *desk]),
]
