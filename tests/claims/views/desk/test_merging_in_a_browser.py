"""Merging and its undo as people meet it: wide and narrow, read out, by keyboard."""

from typing import TYPE_CHECKING

from pytest_django.live_server_helper import LiveServer

from claims.actions.desk import judge_match
from claims.merging import merge_in_force
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import page_of
from tests.claims.views.desk.test_in_a_browser import faults_here, faults_of, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_draft_is_merged_and_the_merge_undone(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    draft = newsroom.ready()
    other = newsroom.draft("For two million euros the mill changed hands in 2018.", quote="", parts={})
    judge_match(claim=draft, other=other, sameness="same", by=newsroom.ben)
    page = sign_in(browser_page, live_ledger, newsroom.ada)
    found = faults_of(page, live_ledger, [f"{page_of(draft, 'merge')}?q=hands"])
    page.goto(live_ledger.url + page_of(draft))
    page.get_by_role("link", name="Merge into another claim").click()
    page.get_by_role("link", name="Merge into: For two million").first.click()
    page.get_by_role("heading", name="What becomes of everything").wait_for()
    found += faults_here(page, "the table of a merge")
    page.get_by_label("Why they are one claim").fill("The same sale.")
    page.get_by_role("button", name="Merge them").press("Enter")
    page.get_by_text("Merged into another claim").wait_for()
    found += faults_here(page, "a merged draft")
    found += faults_of(page, live_ledger, [page_of(other), page_of(draft, "unmerge")])
    page.goto(live_ledger.url + page_of(draft, "unmerge"))
    page.get_by_role("button", name="Undo the merge").click()
    page.get_by_text("The draft is open again").wait_for()
    assert found == []
    assert merge_in_force(draft) is None
