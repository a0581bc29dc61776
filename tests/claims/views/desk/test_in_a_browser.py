"""The desk as people meet it: by keyboard, on a phone, read out; without JavaScript of ours."""

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.parts import add_part
from claims.actions.review import return_claim, start_revision
from claims.models import Claim, Person
from tests import axe
from tests.browsers import ENDLESS, NARROW, WIDE, come_in, scrolls_sideways
from tests.cast import Newsroom, seen
from tests.claims.views.desk.conftest import page_of

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def signed_in(live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page") -> "Page":
    """Ada, at her page of the desk."""
    return sign_in(browser_page, live_ledger, newsroom.ada)


def sign_in(page: "Page", site: LiveServer, person: Person) -> "Page":
    return come_in(page, site, person, "/desk/")


def faults_of(page: "Page", site: LiveServer, paths: list[str]) -> list[str]:
    """What axe finds on the pages, and which of them scroll sideways, wide and narrow."""
    found = []
    for path in paths:
        page.goto(site.url + path)
        found += faults_here(page, path)
    return found


def faults_here(page: "Page", name: str) -> list[str]:
    """By all rules in light; by what is seen in dark. Every rule of a page is tried where it is narrow."""
    found = [
        f"{name} at {width}: scrolls sideways" for width in (WIDE, NARROW) if scrolls_sideways(page, width)
    ]
    found += [f"{name}: {fault}" for fault in axe.faults(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"{name}, dark: {fault}" for fault in axe.faults(page, axe.SEEN)]
    page.emulate_media(color_scheme="light")
    return found


def test_no_page_of_the_desk_has_a_fault_or_scrolls_sideways(
    live_ledger: LiveServer, newsroom: Newsroom, signed_in: "Page"
) -> None:
    draft = newsroom.ready(f"The ferry was sold in 2014 to {ENDLESS}.", quote=ENDLESS)
    returned = newsroom.submitted("The weir was closed in 2016 by the council.")
    return_claim(submission=returned, by=newsroom.eva, comment="Which?", seen_digest=seen(returned.claim))
    public = newsroom.published()
    start_revision(claim=public, by=newsroom.ada)
    newsroom.assess(public, "false", rationale="Another price.", confidence="low")
    item = draft.evidence.get()
    rate = add_part(
        claim=draft, kind="rates", by=newsroom.ada, source=item.source, base="EUR", quote="USD", rate="1.5",
        on="2018",
    )  # fmt: skip
    add_part(claim=draft, kind="relations", by=newsroom.ada, relation="variant_of", other=returned.claim)
    second_opinion(newsroom, draft)
    paths = [
        "/desk/",
        "/desk/?q=the",
        "/desk/claims/new/",
        f"/desk/sources/{item.source.pk}/",
        "/desk/sources/",
        page_of(draft),
        page_of(returned.claim),
        page_of(public),
        page_of(draft, "text"),
        page_of(draft, "assess"),
        page_of(public, "submit"),
        page_of(public, "retraction"),
        page_of(draft, "hand-on"),
        page_of(draft, "look-again"),
        page_of(draft, "figures/new"),
        page_of(draft, "rates/new"),
        page_of(draft, "rates", str(rate.pk)),
        "/desk/sources/new/",
        f"/desk/sources/{item.source.pk}/falls/",
        page_of(draft, "appearances/new"),
        f"{page_of(draft, 'relations/new')}?q=weir",
        page_of(draft, "evidence/source"),
        page_of(draft, "evidence/source/new"),
        page_of(draft, "evidence/new", str(item.source.pk)),
        page_of(draft, "evidence", str(item.pk)),
    ]
    assert faults_of(signed_in, live_ledger, paths) == []


def test_what_only_an_editor_sees_has_no_fault_either(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    claim, answered = newsroom.ready(), newsroom.ready("The ferry was sold in 2014 to a bank.")
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva, reason="A case is near.")
    second_opinion(newsroom, answered)
    register = claim.evidence.get().source
    page = sign_in(browser_page, live_ledger, newsroom.eva)
    paths = [page_of(claim), page_of(answered), page_of(answered, "second"), f"/desk/sources/{register.pk}/"]
    found = faults_of(page, live_ledger, paths)
    page.goto(f"{live_ledger.url}/desk/sources/{register.pk}/falls/")
    page.get_by_label("Retracted by its publisher").check()
    page.get_by_label("What happened").fill("It was forged.")
    page.get_by_role("button", name="See what rests on it").click()
    page.get_by_role("heading", name="1 claim rests on it").wait_for()
    found += faults_here(page, "the list of what rests on a source")
    page.get_by_role("button", name="Note it and queue 1 claim").click()
    page.get_by_text("To look at again: 1 claim.").wait_for()
    assert found + faults_of(page, live_ledger, ["/desk/", page_of(claim)]) == []


def second_opinion(newsroom: Newsroom, claim: Claim) -> None:
    """Ben's, which differs from Ada's."""
    asked = request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    give_second_assessment(
        request=asked, by=newsroom.ben, verdict=newsroom.verdict("false"), confidence="low",
        rationale="One page says so.",
    )  # fmt: skip


def test_a_claim_is_logged_by_keyboard_alone(live_ledger: LiveServer, signed_in: "Page") -> None:
    signed_in.goto(f"{live_ledger.url}/desk/claims/new/")
    signed_in.get_by_label("Statement").focus()
    signed_in.keyboard.type("The tower was moved 12 metres in 1987.")
    signed_in.get_by_label("First claimed").focus()
    signed_in.keyboard.type("June 87")
    signed_in.keyboard.press("Enter")
    # Enter saves rather than adding a row; the summary leads to the field, which holds what was typed.
    signed_in.get_by_role("alert").get_by_role("link", name="First claimed").press("Enter")
    field = signed_in.get_by_label("First claimed")
    assert field.input_value() == "June 87"
    assert field.evaluate("field => field === document.activeElement || location.hash === '#' + field.id")
    field.fill("1987-06")
    field.press("Enter")
    signed_in.get_by_role("heading", name="The tower was moved 12 metres in 1987.").wait_for()
