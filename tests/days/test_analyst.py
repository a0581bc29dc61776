"""A whole day of an analyst, through the real pages, each page looked at on the way."""

import re
from typing import TYPE_CHECKING

from claims import fetching
from claims.actions.desk import record_fetch
from claims.actions.review import return_claim
from claims.choices import FetchState, NoticeKind, Status
from claims.merging import merge_in_force
from claims.models import Claim, Comment, ConflictOfInterest, Fetch, Match, Notice, ReplyRequest
from tests.cast import Newsroom, seen
from tests.days.walking import Walker, Walkers

if TYPE_CHECKING:
    from playwright.sync_api import Locator

MILL = "The mill was sold for 2 million euros in 2018."
PARISH = "In 2018 the mill was sold for 3 million euros by the parish."
WEIR = "The weir was closed in 2016 by the council."
TOWER = "The tower was moved 12 metres in 1987."
BRIDGE = "The bridge cost 9 million euros."
PAGE = "https://courier.example/mill"


def test_the_day_of_an_analyst(newsroom: Newsroom, walkers: Walkers) -> None:
    newsroom.published(MILL)
    returned = newsroom.submitted(WEIR)
    return_claim(
        submission=returned, by=newsroom.eva, comment="Which year?", seen_digest=seen(returned.claim)
    )
    ada = walkers()
    ada.signs_in("ada")
    comes_in(ada)
    logs_a_claim_by_keyboard(ada)
    claim = Claim.objects.get(statement=PARISH)
    desk = f"/desk/claims/{claim.pk}/"
    adds_evidence_by_hand(ada)
    adds_evidence_by_its_address(ada)
    asks_for_a_reply(ada)
    assesses(ada)
    talks(ada, newsroom)
    submits(ada, claim)
    logs_many(ada)
    reads_notices(ada, newsroom)
    merges_and_thinks_better_of_it(ada, newsroom)
    ada.opens(f"{desk}history/")
    ada.reads("Submitted")
    ada.looks("the history", narrow=True)
    declares_a_conflict(ada, newsroom)
    assert ada.faults == []


def comes_in(ada: Walker) -> None:
    ada.heading("Returned: an editor asked for changes")
    ada.reads("Which year?", "No drafts.")
    ada.looks("home", narrow=True)


def logs_a_claim_by_keyboard(ada: Walker) -> None:
    page = ada.page
    page.get_by_role("heading", name="My claims").click()
    page.keyboard.press("n")
    page.wait_for_url("**/desk/claims/new/")
    types_in(ada, page.get_by_label("Statement"), PARISH)
    types_in(ada, page.get_by_label("Exact words"), "Three million, to the parish")
    page.get_by_role("status").get_by_text("1 claim looks like this one.").wait_for()
    alike = page.get_by_role("group", name=f"How it compares: {MILL}")
    ada.reads("Verdict: True, moderate confidence", "No. 1")
    ada.tabs_to(alike.get_by_label("Same claim"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert alike.get_by_label("Different").is_checked()
    types_in(ada, page.get_by_label("Claimant optional", exact=True), "The mayor")
    page.locator(".kept-line").get_by_text("Kept ").wait_for()
    ada.looks("a new claim, half filled in", narrow=True)
    # Half-way she leaves; what she typed waits for her at home.
    ada.opens("/desk/")
    ada.clicks(f"Log a claim: {PARISH[:30]}", role="link")
    ada.reads("You were typing here on")
    assert page.get_by_label("Statement").input_value() == PARISH
    assert page.get_by_label("Claimant optional", exact=True).input_value() == "The mayor"
    assert alike.get_by_label("Different").is_checked()
    types_in(ada, page.get_by_label("First claimed"), "2018-10")
    ada.tabs_to(page.get_by_label("Property"))
    page.keyboard.press("Space")
    ada.tabs_to(page.get_by_label("About a named living person"))
    page.keyboard.press("Space")
    figure, appearance = (page.get_by_role("group", name=name) for name in ("Figure 1", "Appearance 1"))
    types_in(ada, figure.get_by_label("What it counts"), "price")
    types_in(ada, figure.get_by_label("Value, or from"), "3000000")
    types_in(ada, figure.get_by_label("Unit"), "EUR")
    types_in(ada, appearance.get_by_label("Date"), "2018-10-18")
    types_in(ada, appearance.get_by_label("Place"), "Town hall")
    types_in(ada, appearance.get_by_label("Outlet optional", exact=True), "Valley Courier")
    ada.presses(page.get_by_role("button", name="Log the claim"))
    ada.heading(PARISH)
    match = Match.objects.get()
    assert (match.other.statement, match.sameness) == (MILL, "different")
    ada.reads("€3\N{NO-BREAK SPACE}million", "Town hall, Valley Courier")
    ada.looks("a claim just logged", narrow=True)


def types_in(who: Walker, field: "Locator", text: str) -> None:
    """By keyboard alone."""
    who.tabs_to(field)
    who.page.keyboard.type(text)


def picks(who: Walker, start: str) -> None:
    """The one that begins with these words; what it means stands in its label, too."""
    who.page.get_by_role("radio", name=re.compile(f"^{start}")).check()


def adds_evidence_by_hand(ada: Walker) -> None:
    page = ada.page
    ada.clicks("Add evidence", role="link")
    ada.looks("choosing a source")
    ada.clicks("add a new source", role="link")
    page.get_by_label("Kind of source").select_option("primary_record")
    page.get_by_label("Title").fill("Deed of sale")
    picks(ada, "B ·")
    page.get_by_label("Reason for the grade").fill("A notary wrote it.")
    ada.looks("a source by hand", narrow=True)
    ada.clicks("Add the source")
    ada.heading("Add evidence")
    picks(ada, "Supports")
    page.get_by_label("What it says").fill("for three million euros")
    page.get_by_label("Where in the source").fill("page 2")
    picks(ada, "2 ·")
    ada.looks("evidence")
    ada.clicks("Add the evidence")
    ada.reads("for three million euros")


def adds_evidence_by_its_address(ada: Walker) -> None:
    """There is no network: the page says so, and she goes on by hand."""
    page = ada.page
    ada.clicks("Add evidence", role="link")
    page.get_by_label("Address of the page").fill(PAGE)
    ada.clicks("Fetch the page")
    ada.heading("Fetching the page")
    assert page.get_by_role("link", name="Fill it in by hand meanwhile").is_visible()
    ada.looks("a page that is fetched")
    no_network = fetching.UNKNOWN_NAME.format(host="courier.example")
    fetch = record_fetch(fetch=Fetch.objects.get(), problem=no_network)
    assert fetch.state == FetchState.FAILED
    ada.reads("The page was not fetched", no_network)
    assert page.get_by_label("Address optional", exact=True).input_value() == PAGE
    ada.looks("a page that was not fetched")
    page.get_by_label("Kind of source").select_option("news_report")
    page.get_by_label("Title").fill("The sale of the mill")
    page.get_by_label("Outlet optional", exact=True).fill("Valley Courier")
    ada.clicks("Add the source")
    picks(ada, "Refutes")
    ada.clicks("Add the evidence")
    # Graded later, on their pages.
    ada.clicks("Change the evidence from The sale of the mill", role="link")
    picks(ada, "4 ·")
    ada.clicks("Save")
    ada.clicks("The sale of the mill", role="link")
    picks(ada, "C ·")
    page.get_by_label("Reason for the grade").fill("It names no witness.")
    ada.looks("a source")
    ada.clicks("Save")
    ada.opens(f"/desk/claims/{Claim.objects.get(statement=PARISH).pk}/")
    ada.reads("Fairly reliable", "Doubtful")


def asks_for_a_reply(ada: Walker) -> None:
    page = ada.page
    ada.clicks("Add a request", role="link")
    page.get_by_label("Asked of").fill("The mayor’s office")
    page.get_by_label("Asked on").fill("2026-10-01")
    page.get_by_label("How").fill("by e-mail")
    ada.looks("a request for reply")
    ada.clicks("Save")
    ada.reads("The mayor’s office", "No answer yet.")
    assert ReplyRequest.objects.get().claim.statement == PARISH


def assesses(ada: Walker) -> None:
    page = ada.page
    ada.clicks("Assess the claim", role="link")
    picks(ada, "True")
    picks(ada, "Low")
    page.get_by_label("Rationale").fill("The deed names the price.")
    ada.looks("assessing", narrow=True)
    ada.clicks("Record the assessment")
    ada.reads("The deed names the price.")


def talks(ada: Walker, newsroom: Newsroom) -> None:
    page = ada.page
    page.get_by_label("Your comment").fill("The parish, or the town? @eva knows.")
    ada.clicks("Add the comment")
    page.locator(".comment-text", has_text="The parish, or the town?").wait_for()
    assert Comment.objects.get().written_by == newsroom.ada
    assert Notice.objects.of(newsroom.eva).filter(kind=NoticeKind.MENTIONED).count() == 1


def submits(ada: Walker, claim: Claim) -> None:
    ada.clicks("Submit for review", role="link")
    ada.looks("submitting")
    ada.page.get_by_label("Message to the editor").fill("Ready, I think.")
    ada.clicks("Submit for review")
    ada.reads("In review since")
    ada.looks("a claim in review", narrow=True)
    claim.refresh_from_db()
    assert claim.status == Status.IN_REVIEW


def logs_many(ada: Walker) -> None:
    ada.opens("/desk/claims/bulk/")
    ada.page.get_by_label("Table").fill(f"statement,first_claimed\n{TOWER},1987-06\n{BRIDGE},June 87")
    ada.clicks("Look at the rows", exact=True)
    ada.heading("2 rows, 1 without a problem")
    assert not Claim.objects.filter(statement=TOWER).exists()
    ada.looks("a table looked at", narrow=True)
    ada.clicks("Log the ticked rows")
    ada.reads("1 draft")
    assert Claim.objects.filter(statement=TOWER).exists()
    assert not Claim.objects.filter(statement=BRIDGE).exists()


def reads_notices(ada: Walker, newsroom: Newsroom) -> None:
    ada.clicks("Notices", role="link")
    ada.heading("Notices")
    ada.looks("notices")
    ada.page.locator(".notices .work-title").first.click()
    ada.page.wait_for_url("**/desk/claims/**")
    ada.opens("/desk/notices/")
    if ada.page.get_by_role("button", name="Mark all as read").count():
        ada.clicks("Mark all as read")
    ada.page.get_by_role("link", name="Notices", exact=True).first.wait_for()
    assert not Notice.objects.of(newsroom.ada).unread().exists()


def merges_and_thinks_better_of_it(ada: Walker, newsroom: Newsroom) -> None:
    twin = newsroom.draft("For 12 metres the tower was moved in 1987.", quote="", parts={})
    ada.opens(f"/desk/claims/{twin.pk}/")
    ada.clicks("Merge into another claim", role="link")
    ada.page.get_by_label("Find the other claim").fill("tower")
    ada.clicks("Search")
    ada.clicks(f"Merge into: {TOWER}", role="link")
    ada.heading("What becomes of everything")
    ada.page.get_by_label("Why they are one claim").fill("The same move.")
    ada.looks("the table of a merge", narrow=True)
    ada.clicks("Merge them")
    ada.reads("Merged into another claim")
    ada.looks("a merged draft")
    assert merge_in_force(twin) is not None
    ada.clicks("Undo the merge", role="link")
    ada.heading("What comes back, and what stays")
    ada.looks("the undo of a merge")
    ada.clicks("Undo the merge")
    ada.reads("The draft is open again")
    assert merge_in_force(twin) is None


def declares_a_conflict(ada: Walker, newsroom: Newsroom) -> None:
    ada.clicks("Conflicts of interest", role="link")
    ada.page.get_by_label("Or a topic").select_option(label="Property")
    ada.page.get_by_label("Why").fill("I own a house there.")
    ada.clicks("Declare it")
    ada.page.get_by_role("rowheader", name="Property").wait_for()
    ada.looks("conflicts of interest", narrow=True)
    assert ConflictOfInterest.objects.get().person == newsroom.ada
