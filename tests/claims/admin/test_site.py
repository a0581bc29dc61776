"""Who comes in, that every page answers, and that nobody gets power by Django's own permissions."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from claims.actions.assessments import request_assessment
from claims.actions.door import hold_claim
from claims.actions.fairness import declare_conflict, waive_gate
from claims.actions.parts import add_part
from claims.actions.people import require_second_factor
from claims.actions.review import submit_claim
from claims.actions.sources import change_source, mark_source_fallen
from claims.admin.base import ReadOnlyAdmin
from claims.admin.site import LedgerAdminSite
from claims.choices import Role
from claims.models import Claim, Person
from tests.cast import Newsroom, make_person
from tests.claims.admin.conftest import SignIn, said

MODELS = sorted(admin.site._registry, key=lambda model: model.__name__)


def page_of(model: type[Model], name: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def everything(newsroom: Newsroom) -> Newsroom:
    """At least one row of every record."""
    first = newsroom.published()
    newsroom.corrected(first)
    newsroom.draft("The mill stood empty.", parts={"relations": [{"relation": "part_of", "other": first}]})
    original, relaying = newsroom.source("Wire report"), newsroom.source("Paper report")
    change_source(source=relaying, by=newsroom.ada, relays=[original])
    draft = newsroom.draft(
        "The mill was sold in dollars.",
        parts={"rates": [{"base": "EUR", "quote": "USD", "rate": "1.1", "on": "2018", "source": original}]},
    )
    add_part(claim=draft, kind="evidence", by=newsroom.ada, source=relaying, stance="context")
    asked = {"asked_of": "The mayor’s office", "asked_on": "2026-10", "how": "by post"}
    add_part(claim=draft, kind="replies", by=newsroom.ada, **asked)
    request_assessment(claim=draft, analyst=newsroom.ben, by=newsroom.eva)
    mark_source_fallen(
        source=original, by=newsroom.ada, reason="Withdrawn by its agency.", standing="retracted"
    )
    submit_claim(claim=newsroom.ready("The mill was burnt down in 2020."), by=newsroom.ada)
    hold_claim(claim=Claim.objects.get(pk=first.pk), by=newsroom.eva, note="Looked at again.")
    egon = newsroom.egon
    declare_conflict(person=egon, by=egon, reason="A cousin.", topic=newsroom.topic)
    waive_gate(claim=first, gate="conflict", reason="Nobody else.", by=newsroom.eva, person=egon)
    require_second_factor(role=Role.ANALYST, by=newsroom.ines, required=True)
    return newsroom


def test_the_site_is_ours_and_holds_only_our_pages() -> None:
    assert isinstance(admin.site._wrapped, LedgerAdminSite)  # type: ignore[attr-defined]
    assert {model._meta.app_label for model in MODELS} == {"claims"}


def first_row(model: type[Model]) -> Model:
    row = model._default_manager.order_by("pk").first()
    assert row is not None, f"no {model.__name__} to look at"
    return row


def test_every_list_and_page_answers_editor_and_administrator(
    everything: Newsroom, signed_in: SignIn
) -> None:
    for person in (everything.eva, everything.ines):
        client = signed_in(person)
        for model in MODELS:
            row = first_row(model)
            lists = [page_of(model), f"{page_of(model)}?q=mill", f"{page_of(model)}?q=12"]
            for address in (*lists, page_of(model, "change", row.pk), page_of(model, "history", row.pk)):
                assert client.get(address).status_code == 200, address


def test_nothing_is_deleted_and_only_work_is_handed_on_in_bulk(
    everything: Newsroom, signed_in: SignIn
) -> None:
    for person in (everything.eva, everything.ines, make_person("Sue", is_superuser=True, is_staff=True)):
        client = signed_in(person)
        for model in MODELS:
            address = page_of(model, "delete", first_row(model).pk)
            assert client.post(address, {"post": "yes"}).status_code == 403, address
            page = client.get(page_of(model))
            actions = page.context["cl"].model_admin.get_actions(page.wsgi_request)
            assert list(actions) == (["hand_on"] if model is Claim and person == everything.eva else [])


def test_lists_ask_few_questions(
    everything: Newsroom, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(everything.eva)
    for model in MODELS:
        with django_assert_max_num_queries(10, info=model.__name__):
            client.get(page_of(model))


def test_what_is_never_edited_refuses_every_write(everything: Newsroom, signed_in: SignIn) -> None:
    read_only = [model for model in MODELS if isinstance(admin.site._registry[model], ReadOnlyAdmin)]
    names = {model.__name__ for model in read_only}
    assert names >= {
        "Assessment",
        "Contribution",
        "Decision",
        "Edition",
        "Entry",
        "RecordBody",
        "Submission",
        "ClaimEvent",
    }
    for person in (everything.eva, everything.ines, make_person("Sue", is_superuser=True, is_staff=True)):
        client = signed_in(person)
        for model in read_only:
            assert client.get(page_of(model, "add")).status_code == 403
            assert client.post(page_of(model, "add"), {}).status_code == 403
            address = page_of(model, "change", first_row(model).pk)
            assert client.post(address, {"comment": "x"}).status_code == 403, address


@pytest.mark.parametrize(
    "address",
    ["/admin/", "/admin/claims/", "/admin/review/", "/admin/claims/claim/", "/admin/claims/claim/1/change/"],
)
def test_analysts_are_kept_out(newsroom: Newsroom, signed_in: SignIn, address: str) -> None:
    assert signed_in(newsroom.ada).get(address, follow=True).status_code == 403


def test_visitors_are_sent_to_the_sign_in(client: Client, newsroom: Newsroom) -> None:
    answer = client.get("/admin/review/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_a_superuser_without_a_role_looks_and_changes_nothing(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    draft = newsroom.draft()
    client = signed_in(make_person("Sue", is_superuser=True, is_staff=True))
    assert client.get(page_of(Claim)).status_code == 200
    assert client.get(page_of(Claim, "add")).status_code == 403
    assert (
        client.post(page_of(Claim, "change", draft.pk), {"statement": "Something else entirely."}).status_code
        == 403
    )
    page = client.post(
        reverse("admin:review", args=[submission.pk]), {"decision": "publish_claim", "seen": "x"}
    )
    assert "This takes the role of editor; you have none." in said(page)
    assert client.get(page_of(Person, "add")).status_code == 403
    assert client.get(reverse("admin:hold", args=[draft.pk])).status_code == 403


def test_a_superuser_who_is_an_editor_is_bound_by_four_eyes(newsroom: Newsroom, signed_in: SignIn) -> None:
    sue = make_person("Sue", Role.EDITOR, is_superuser=True)
    submission = submit_claim(claim=newsroom.ready(), by=sue)
    page = signed_in(sue).get(reverse("admin:review", args=[submission.pk]))
    assert "You submitted this; another editor decides." in said(page)


def test_the_index_names_the_sections_and_the_queue(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.submitted()
    page = said(signed_in(newsroom.eva).get("/admin/"))
    for words in (
        "Claims",
        "Shared records",
        "The public log",
        "Row history",
        "1 submission waits for an editor",
    ):
        assert words in page
    assert reverse("admin:review_queue") in page
    assert "Row history" in said(signed_in(newsroom.eva).get("/admin/claims/"))
    assert signed_in(newsroom.eva).get("/admin/auth/").status_code == 404


def test_django_keeps_no_log_beside_ours(newsroom: Newsroom, signed_in: SignIn) -> None:
    signed_in(newsroom.eva).post(
        page_of(type(newsroom.topic), "add"), {"label": "Mills", "slug": "mills", "description": ""}
    )
    assert not LogEntry.objects.exists()


def test_the_password_is_changed_on_the_one_page_for_it(newsroom: Newsroom, signed_in: SignIn) -> None:
    answer = signed_in(newsroom.eva).get("/admin/password_change/")
    assert answer.headers["Location"] == reverse("account_change_password")


BAD_ADDRESSES = [
    "/admin/claims/claim/abc/change/",
    "/admin/claims/claim/99999999999999999999999/change/",
    "/admin/claims/claim/99999999/history/",
    "/admin/claims/claim/?status__exact=nonsense",
    "/admin/claims/claim/?logged_by=nonsense",
    "/admin/claims/claim/?logged_by=99999999999999999999999",
    "/admin/claims/claim/?topic=nonsense",
    "/admin/claims/claim/?nonsense=1",
    "/admin/claims/claim/?p=nonsense",
    "/admin/claims/claim/?p=100000",
    "/admin/claims/claim/?o=99.-3.x",
    "/admin/claims/claim/?q=%00",
    "/admin/claims/claim/?topic=%00",
    "/admin/claims/claim/?status__exact=%00",
    "/admin/autocomplete/?app_label=claims&model_name=evidence&field_name=source&term=%00",
    "/admin/claims/claim/?q=99999999999999999999999999",
    "/admin/claims/claim/?q=No.%2012",
    "/admin/claims/claimevent/?q=99999999999999999999999999",
    "/admin/claims/entry/?q=99999999999999999999999999",
    "/admin/claims/person/?role=nonsense",
    "/admin/review/?page=nonsense",
    "/admin/review/99999999999999999999/",
    "/admin/review/hold/99999999999999999999/",
    "/admin/review/second/99999999999999999999/",
    "/admin/review/withdraw/99999999999999999999/",
    "/admin/review/source/99999999999999999999/",
    "/admin/claims/verdictscheme/99999999999999/publish/",
    "/admin/claims/submission/?decided=maybe",
]


def test_bad_addresses_are_explained(newsroom: Newsroom, signed_in: SignIn) -> None:
    for person in (newsroom.eva, newsroom.ines):
        client = signed_in(person)
        for address in BAD_ADDRESSES:
            assert client.get(address, follow=True).status_code in (200, 403), address


def test_other_columns_cannot_be_reached_through_a_filter(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.eva)
    assert client.get("/admin/claims/claim/?logged_by__password__startswith=x").status_code == 400
