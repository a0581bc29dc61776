"""The admin in a browser: without JavaScript, under the security policy, and for screen readers."""

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from claims.choices import Publication
from claims.models import Claim, Evidence
from tests.cast import PASSWORD, Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NARROW = {"width": 360, "height": 800}


def sign_in(page: "Page", live_ledger: LiveServer) -> None:
    """As Eva."""
    page.goto(f"{live_ledger.url}{reverse('account_login')}?next=/admin/review/")
    page.get_by_label("Email").fill("eva@example.org")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Review queue").wait_for()


def serious(page: "Page") -> list[str]:
    """What a checker of accessibility calls serious or worse."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html']}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def test_an_editor_reviews_and_publishes_without_javascript(
    live_ledger: LiveServer, newsroom: Newsroom, browser: "Browser"
) -> None:
    submission = newsroom.submitted()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_ledger)
    page.get_by_role("link", name="Yes, review it").click()
    page.get_by_role("radio", name="Approve and publish").check()
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Published as version 1 of No. 1.").wait_for()
    context.close()
    assert Claim.objects.get(pk=submission.claim_id).publication == Publication.LIVE


def test_evidence_is_added_on_the_claims_page_under_the_policy(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    claim = newsroom.ready()
    newsroom.source("Deed of sale")
    sign_in(browser_page, live_ledger)
    browser_page.goto(live_ledger.url + reverse("admin:claims_claim_change", args=[claim.pk]))
    browser_page.get_by_text("Add another Evidence").click()
    row = browser_page.locator("#evidence-1")
    row.locator(".select2-selection").click()
    browser_page.locator(".select2-search__field").last.fill("Deed")
    browser_page.locator(".select2-results__option", has_text="Deed of sale").click()
    row.get_by_label("Stance").select_option("refutes")
    browser_page.get_by_role("button", name="Save", exact=True).click()
    browser_page.get_by_text("was changed successfully").wait_for()
    assert Evidence.objects.filter(claim=claim, source__title="Deed of sale", stance="refutes").exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_queue_review_page_and_history_are_accessible(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page", scheme: Any
) -> None:
    submission = newsroom.submitted()
    browser_page.emulate_media(color_scheme=scheme)
    sign_in(browser_page, live_ledger)
    for address in (
        "/admin/",
        reverse("admin:review_queue"),
        reverse("admin:review", args=[submission.pk]),
        reverse("admin:hold", args=[submission.claim_id]),
        reverse("admin:claims_claim_history", args=[submission.claim_id]),
    ):
        answer = browser_page.goto(live_ledger.url + address)
        assert answer is not None
        assert answer.ok, address
        assert serious(browser_page) == [], address


def test_nothing_scrolls_sideways_on_a_phone(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    submission = newsroom.submitted()
    browser_page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    sign_in(browser_page, live_ledger)
    for address in (
        reverse("admin:review_queue"),
        reverse("admin:review", args=[submission.pk]),
        "/admin/claims/claim/",
    ):
        browser_page.goto(live_ledger.url + address)
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address
