"""The admin in a browser: without JavaScript, under the security policy, and for screen readers."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.claims import change_claim
from claims.actions.fairness import declare_conflict
from claims.actions.review import start_revision, submit_claim
from claims.choices import Publication
from claims.models import Claim, Decision, Evidence, Person, Submission
from tests import axe
from tests.browsers import NARROW, WIDE, come_in, scrolls_sideways
from tests.cast import Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def sign_in(page: "Page", live_ledger: LiveServer) -> None:
    """As Eva."""
    come_in(page, live_ledger, Person.objects.get(name="Eva"), "/admin/review/")


def serious(page: "Page", rules: dict[str, Any] | None = None) -> list[str]:
    """What a checker of accessibility calls serious or worse."""
    return [str(each) for each in axe.faults(page, rules) if each.is_serious]


def test_an_editor_reviews_and_publishes_without_javascript(
    live_ledger: LiveServer, newsroom: Newsroom, browser: "Browser"
) -> None:
    submission = newsroom.submitted()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_ledger)
    page.get_by_role("link", name="Yes, review it").click()
    assert not page.get_by_role("button", name="Publish now").is_visible()
    assert not page.get_by_label("Keyboard shortcuts").is_visible()
    page.locator("summary", has_text="Approve and publish").click()
    page.get_by_role("button", name="Publish now").click()
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


def review_in(page: "Page", live_ledger: LiveServer, submission: Submission) -> None:
    page.goto(live_ledger.url + reverse("admin:review", args=[submission.pk]))


def focused(page: "Page") -> str:
    found: str = page.evaluate("document.activeElement.id || document.activeElement.textContent")
    return found


def test_a_key_opens_a_decision_and_sends_none(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    submission = newsroom.submitted()
    sign_in(browser_page, live_ledger)
    review_in(browser_page, live_ledger, submission)
    browser_page.keyboard.press("a")
    assert focused(browser_page) == "Publish now"
    browser_page.keyboard.press("r")
    assert focused(browser_page) == "comment_return_claim"
    browser_page.keyboard.type("x marks a rather apt spot")  # each of these letters is a key, too
    assert browser_page.get_by_label("Comment", exact=True).first.input_value().startswith("x marks")
    assert not Decision.objects.exists()
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("Returned for changes.").wait_for()
    assert Decision.objects.get().comment == "x marks a rather apt spot"


def test_keys_lead_through_the_queue(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    first, second = newsroom.submitted(), newsroom.submitted("The bridge was closed in winter.")
    sign_in(browser_page, live_ledger)
    review_in(browser_page, live_ledger, first)
    browser_page.keyboard.press("n")
    browser_page.wait_for_url(f"**{reverse('admin:review', args=[second.pk])}")
    browser_page.keyboard.press("p")
    browser_page.wait_for_url(f"**{reverse('admin:review', args=[first.pk])}")
    browser_page.keyboard.press("Control+a")
    assert not browser_page.get_by_role("button", name="Publish now").is_visible()


def test_keys_can_be_turned_off_for_good(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    submission = newsroom.submitted()
    sign_in(browser_page, live_ledger)
    review_in(browser_page, live_ledger, submission)
    assert browser_page.locator("[data-key-hint]:visible").count() > 0
    browser_page.get_by_label("Keyboard shortcuts").uncheck()
    for _again in range(2):
        browser_page.keyboard.press("a")
        assert not browser_page.get_by_role("button", name="Publish now").is_visible()
        assert browser_page.locator("[data-key-hint]:visible").count() == 0
        assert browser_page.locator("[aria-keyshortcuts]").count() == 0
        review_in(browser_page, live_ledger, submission)
    browser_page.get_by_label("Keyboard shortcuts").check()
    browser_page.locator("h1").click()
    browser_page.keyboard.press("a")
    assert browser_page.get_by_role("button", name="Publish now").is_visible()


def test_the_whole_review_by_keyboard_alone(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    submission = newsroom.submitted(about_living_person=True)
    ask = request_assessment(claim=submission.claim, analyst=newsroom.ben, by=newsroom.egon)
    so_it_is: dict[str, Any] = {"confidence": "low", "rationale": "So it is."}
    so_it_is["verdict"] = newsroom.verdict("true")
    give_second_assessment(request=ask, by=newsroom.ben, **so_it_is)
    sign_in(browser_page, live_ledger)
    review_in(browser_page, live_ledger, submission)
    browser_page.get_by_role("link", name="Waive the request for reply, in public").focus()
    browser_page.keyboard.press("Enter")
    browser_page.get_by_label("Public reason").focus()
    browser_page.keyboard.type("The office is closed until spring.")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("heading", name="Waived for this version").wait_for()
    browser_page.keyboard.press("a")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("Published as version 1 of No. 1.").wait_for()


def test_queue_review_page_and_history_are_accessible_and_never_scroll_sideways(
    live_ledger: LiveServer, newsroom: Newsroom, browser_page: "Page"
) -> None:
    """In light; then in dark on a phone."""
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, quote="They got three million", about_living_person=True)
    submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="factual", note="Three.")
    declare_conflict(person=newsroom.egon, by=newsroom.egon, reason="A cousin.", claimant=newsroom.claimant)
    sign_in(browser_page, live_ledger)
    for address in (
        "/admin/",
        reverse("admin:review_queue"),
        reverse("admin:review", args=[submission.pk]),
        reverse("admin:hold", args=[submission.claim_id]),
        reverse("admin:waive", args=[submission.pk]),
        "/admin/claims/claim/",
        "/desk/conflicts/",
        reverse("claims:desk_claim", args=[claim.pk]),
        reverse("admin:claims_claim_history", args=[submission.claim_id]),
    ):
        answer = browser_page.goto(live_ledger.url + address)
        assert answer is not None
        assert answer.ok, address
        browser_page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        assert serious(browser_page) == [], address
        browser_page.emulate_media(color_scheme="dark")
        assert not scrolls_sideways(browser_page, NARROW), address
        assert serious(browser_page, axe.SEEN) == [], f"{address}, dark"
        browser_page.emulate_media(color_scheme="light")
        assert not scrolls_sideways(browser_page, WIDE), address


def test_forms_with_boxes_that_complete_are_accessible(
    live_ledger: LiveServer, newsroom: Newsroom, browser: "Browser"
) -> None:
    claim = newsroom.ready()
    # The checker itself writes inline styles on these boxes, which the policy would stop.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    sign_in(page, live_ledger)
    for address in (
        "/admin/claims/conflictofinterest/add/",
        reverse("admin:claims_claim_change", args=[claim.pk]),
    ):
        page.goto(live_ledger.url + address)
        page.locator("[role=combobox][aria-label]").first.wait_for()
        assert serious(page) == [], address
    context.close()
