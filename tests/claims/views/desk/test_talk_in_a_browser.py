"""Comments, notices and histories as people meet them: by keyboard, on a phone, read out."""

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from claims.actions.claims import change_claim
from claims.actions.comments import add_comment
from claims.actions.parts import change_part, remove_part
from claims.actions.review import start_revision
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import page_of
from tests.claims.views.desk.test_in_a_browser import faults_here, faults_of, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def ada_signed_in(live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page") -> "Page":
    return sign_in(browser_page, live_ledger, newsroom.ada)


def test_a_comment_by_keyboard_reaches_whom_it_names(
    live_ledger: LiveServer, newsroom: Newsroom, ada_signed_in: "Page"
) -> None:
    claim = newsroom.draft()
    add_comment(claim=claim, by=newsroom.ben, text="Who sold it, @ada?\nThe mayor, or the town?")
    page = ada_signed_in
    page.goto(f"{live_ledger.url}/desk/")
    page.get_by_role("link", name="Notices 1 unread").press("Enter")
    page.get_by_role("link", name="Ben mentions you in a comment").press("Enter")
    page.get_by_text("The mayor, or the town?").wait_for()
    assert page.url.endswith(f"{page_of(claim)}#comment-{claim.comments.get().pk}")
    assert page.get_by_role("link", name="Notices", exact=True).count() == 1
    found = faults_here(page, "the claim with a comment")
    page.get_by_label("Your comment").fill("Ask @nobody.")
    page.get_by_role("button", name="Add the comment").press("Enter")
    page.get_by_text("Nobody at the desk has the handle @nobody.").wait_for()
    found += faults_here(page, "a refused comment")
    page.get_by_label("Your comment").fill("The town, @ben.")
    page.get_by_role("button", name="Add the comment").press("Enter")
    page.get_by_text("The town, @ben.").wait_for()
    assert found == []


def test_notices_choices_and_histories_have_no_fault(
    live_ledger: LiveServer, newsroom: Newsroom, ada_signed_in: "Page"
) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ben)
    change_claim(claim=claim, by=newsroom.ben, statement="The old mill was sold for 3 million euros in 2018.")
    figure = claim.figures.get()
    change_part(part=figure, by=newsroom.ben, role="the whole price, as the register has it " + "x" * 60)
    remove_part(part=figure, by=newsroom.ben)
    add_comment(claim=claim, by=newsroom.ben, text="https://example.org/" + "long" * 60)
    paths = [
        "/desk/notices/",
        "/desk/notices/choices/",
        page_of(claim, "comments"),
        page_of(claim, "history"),
        f"{page_of(claim, 'history')}?before=2020-01-01T00:00:00Z",
        f"/desk/sources/{claim.evidence.get().source_id}/history/",
    ]
    assert faults_of(ada_signed_in, live_ledger, paths) == []


def test_the_history_in_the_admin_has_none_either(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    claim = newsroom.corrected(newsroom.published()).claim
    assert claim is not None
    page = sign_in(browser_page, live_ledger, newsroom.eva)
    path = f"/admin/claims/claim/{claim.pk}/history/"
    assert faults_of(page, live_ledger, [path]) == []
    assert page.get_by_role("heading", name="Published a correction").count() == 1
