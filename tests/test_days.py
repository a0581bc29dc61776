"""A whole day of an analyst and one of an editor, through the real pages, each page looked at on the way."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from claims import fetching
from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.comments import add_comment
from claims.actions.desk import record_fetch
from claims.actions.merging import request_merge
from claims.actions.review import request_retraction, return_claim, start_revision, submit_claim
from claims.choices import FetchState, NoticeKind, Publication, Status
from claims.merging import merge_in_force
from claims.models import Claim, Comment, ConflictOfInterest, Fetch, Match, Notice, ReplyRequest, Submission
from tests.cast import Newsroom, seen
from tests.ledger.second_steps import PASSWORD, code_of
from tests.walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MILL = "The mill was sold for 2 million euros in 2018."
PARISH = "In 2018 the mill was sold for 3 million euros by the parish."
WEIR = "The weir was closed in 2016 by the council."
FERRY = "The ferry was sold in 2014 to a bank."
TOWER = "The tower was moved 12 metres in 1987."
BRIDGE = "The bridge cost 9 million euros."
PAGE = "https://courier.example/mill"

Walkers = Callable[[], Walker]


@pytest.fixture
def walkers(live_ledger: LiveServer, browser_pages: Callable[[], "Page"]) -> Walkers:
    """Makes people at browsers of their own."""
    return lambda: Walker(browser_pages(), live_ledger)


# ── The analyst ─────────────────────────────────────────────────────────────────────────────────────


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


# ── The editor ──────────────────────────────────────────────────────────────────────────────────────


def test_the_day_of_an_editor(newsroom: Newsroom, walkers: Walkers) -> None:
    queue = what_waits(newsroom)
    eva, reader = walkers(), walkers()
    eva.signs_in("eva")
    comes_in_to_review(eva)
    narrows_the_queue(eva)
    returns_one(eva, queue["weir"])
    publishes_one(eva, reader, queue["ferry"])
    waives_a_request_for_reply(eva, reader, queue["mayor"])
    asks_for_a_second_assessment(eva, newsroom, queue["bridge"])
    publishes_a_correction(eva, reader, queue["mill"])
    retracts(eva, reader, queue["tower"])
    merges(eva, reader, queue["twin"])
    egon = walkers()
    holds(eva, reader, queue["mill"].claim)
    lifts_the_hold(egon, reader, queue["mill"].claim)
    ines = walkers()
    requires_second_factors(ines)
    sets_up_a_second_factor(eva)
    assert [*eva.faults, *egon.faults, *ines.faults, *reader.faults] == []


def what_waits(newsroom: Newsroom) -> dict[str, Submission]:
    """The queue as Eva finds it, the longest waiting first. Three of its claims readers know already."""
    mill, tower, twin = (newsroom.published(each) for each in (MILL, TOWER, f"{TOWER[:-1]} by the council."))
    weir = newsroom.submitted(WEIR)
    ferry = newsroom.submitted(FERRY)
    bridge = newsroom.submitted(BRIDGE)
    mayor = newsroom.submitted("The mayor owns the mill.", about_living_person=True)
    asked = request_assessment(claim=mayor.claim, analyst=newsroom.ben, by=newsroom.egon)
    give_second_assessment(
        request=asked, by=newsroom.ben, verdict=newsroom.verdict("true"), confidence="low", rationale="It says so."
    )  # fmt: skip
    start_revision(claim=mill, by=newsroom.ada)
    newsroom.assess(mill, "mixed", confidence="low", rationale="The year is not right.")
    correction = submit_claim(
        claim=mill, by=newsroom.ada, correction_class="verdict", note="The register names another year."
    )  # fmt: skip
    add_comment(claim=weir.claim, by=newsroom.ada, text="Which council, @eva?")
    return {
        "weir": weir,
        "ferry": ferry,
        "mayor": mayor,
        "bridge": bridge,
        "mill": correction,
        "tower": request_retraction(claim=tower, by=newsroom.ada, note="The tower never moved."),
        "twin": request_merge(claim=twin, into=mill, by=newsroom.ada, note="Both are of the same sale."),
    }


def of(submission: Submission) -> str:
    return f"/admin/review/{submission.pk}/"


def comes_in_to_review(eva: Walker) -> None:
    page = eva.page
    eva.reads("submissions wait for a decision that you may take")
    page.get_by_role("link", name="Notices").first.click()
    eva.reads("Ada mentions you in a comment")
    eva.looks("an editor’s notices")
    eva.opens("/desk/")
    eva.looks("an editor’s home")
    page.get_by_role("link", name="for a decision that you may take").click()
    eva.heading("Review queue")


def narrows_the_queue(eva: Walker) -> None:
    page = eva.page
    eva.clicks("All that wait", role="link")
    assert page.get_by_role("img", name="7 submissions wait, by how long").is_visible()
    eva.looks("the queue", narrow=True)
    page.get_by_label("Verdict", exact=True).select_option(label="Mixed")
    eva.clicks("Show", exact=True)
    page.get_by_role("link", name=MILL, exact=True).wait_for()
    assert page.get_by_role("link", name=WEIR, exact=True).count() == 0
    eva.clicks("Show all", role="link")
    page.get_by_label("Asks for").select_option(label="To be published")
    page.get_by_label("Submitted by").select_option(label="Ada")
    eva.clicks("Show", exact=True)
    eva.presses(page.get_by_role("link", name=re.compile(f"Yes, review it.*{WEIR}")))
    eva.heading(WEIR)


def returns_one(eva: Walker, submission: Submission) -> None:
    """By keys: on to the next and back, then the answer."""
    page = eva.page
    eva.reads("Which council, @eva?")
    page.keyboard.press("n")
    eva.heading(FERRY)
    page.keyboard.press("p")
    eva.heading(WEIR)
    eva.looks("a review", narrow=True)
    page.keyboard.press("r")
    page.keyboard.type("Name the council, and the day.")
    eva.looks("a review with an answer open")
    eva.presses(page.get_by_role("button", name="Return it"))
    eva.reads("Returned for changes.")
    eva.heading(FERRY)
    submission.claim.refresh_from_db()
    assert submission.claim.status == Status.RETURNED


def publishes_one(eva: Walker, reader: Walker, submission: Submission) -> None:
    """The queue led on to it. The key opens the answer, and nothing more."""
    eva.page.keyboard.press("a")
    assert eva.page.get_by_role("button", name="Publish now").is_visible()
    submission.claim.refresh_from_db()
    assert submission.claim.publication == Publication.NONE
    eva.presses(eva.page.get_by_role("button", name="Publish now"))
    eva.reads("Published as version 1 of No. 4.")
    reader.opens_anew("/claims/4/")
    reader.heading(FERRY)
    reader.reads("True")
    reader.looks("a claim as readers see it", narrow=True)


def waives_a_request_for_reply(eva: Walker, reader: Walker, submission: Submission) -> None:
    page = eva.page
    eva.opens(of(submission))
    eva.reads("not now")
    eva.clicks("Waive the request for reply, in public", role="link")
    page.get_by_label("Public reason").fill("The office is closed until spring.")
    eva.looks("a waiver", narrow=True)
    eva.clicks("Waive it in public")
    eva.reads("Readers see the reason.", "Waived for this version")
    eva.looks("a review with a waiver")
    answers(eva, "a", "Publish now", "Published as version 1 of No. 5.")
    reader.opens_anew("/claims/5/")
    reader.heading("Exceptions made for this entry")
    reader.reads("The office is closed until spring.")
    reader.looks("an entry with a waiver")


def answers(who: Walker, key: str, button: str, done: str, note: str = "") -> None:
    """Open an answer by its key, and send it."""
    who.page.get_by_role("heading", level=1).first.click()
    who.page.keyboard.press(key)
    if note:
        who.page.get_by_label("Public note").fill(note)
    who.clicks(button)
    who.reads(done)


def asks_for_a_second_assessment(eva: Walker, newsroom: Newsroom, submission: Submission) -> None:
    eva.opens(of(submission))
    eva.heading(BRIDGE)
    eva.page.keyboard.press("s")
    eva.page.get_by_label("Second analyst").select_option(label="Ben")
    eva.page.get_by_label("Reason").fill("A case is near.")
    eva.looks("asking for a second assessment")
    eva.clicks("Ask", exact=True)
    eva.reads("Ben was asked for a second assessment")
    assert Notice.objects.of(newsroom.ben).filter(claim=submission.claim).exists()


def publishes_a_correction(eva: Walker, reader: Walker, submission: Submission) -> None:
    eva.opens(of(submission))
    eva.heading("What changed since the last entry")
    eva.reads("Verdict change", "The register names another year.")
    assert eva.page.locator("del").first.is_visible()
    assert eva.page.locator("ins").first.is_visible()
    eva.looks("the review of a correction", narrow=True)
    answers(eva, "a", "Publish now", "Published as version 2 of No. 1.")
    reader.opens_anew("/claims/1/")
    reader.reads("Mixed", "Verdict change: The register names another year.")
    reader.looks("a corrected entry")


def retracts(eva: Walker, reader: Walker, submission: Submission) -> None:
    eva.opens(of(submission))
    answers(eva, "a", "Retract now", "No. 2 is retracted.")
    reader.opens_anew("/claims/2/")
    reader.reads("The tower never moved.", "It stays readable below")
    reader.looks("a retracted entry")


def merges(eva: Walker, reader: Walker, submission: Submission) -> None:
    eva.opens(of(submission))
    eva.heading("What becomes of everything")
    eva.heading("The two entries")
    eva.looks("the review of a merge", narrow=True)
    answers(eva, "a", "Merge now", "No. 3 is merged; its address leads to No. 1 now.")
    reader.opens_anew("/claims/3/")
    reader.heading(MILL)
    reader.reads("No. 3 was merged into this entry")
    reader.looks("an entry with another merged into it")


def holds(eva: Walker, reader: Walker, claim: Claim) -> None:
    eva.opens(f"/admin/review/hold/{claim.pk}/")
    eva.page.get_by_label("Public note").fill("The register is disputed.")
    eva.looks("the hold")
    eva.clicks("Put on hold")
    eva.reads("is on hold; readers see the note.")
    eva.looks("a claim’s record")
    reader.opens_anew("/claims/1/")
    reader.reads("The register is disputed.", "until the hold is lifted")


def lifts_the_hold(egon: Walker, reader: Walker, claim: Claim) -> None:
    """All editors are told; another one than Eva decides whether it stays."""
    egon.signs_in("egon", onward="/desk/notices/")
    egon.reads("on hold")
    egon.opens(of(Submission.objects.get(claim=claim, closed_at=None)))
    egon.looks("the review of a hold")
    answers(egon, "a", "Lift the hold now", "The hold on No. 1 is lifted.", note="The register stands.")
    reader.opens_anew("/claims/1/")
    assert reader.page.get_by_text("until the hold is lifted").count() == 0


def requires_second_factors(ines: Walker) -> None:
    ines.signs_in("ines", onward="/admin/sign-in/")
    ines.looks("the rules of signing in")
    ines.page.get_by_label("Editors").check()
    ines.clicks("Save")
    ines.reads("It holds from everybody’s next page on.")


def sets_up_a_second_factor(eva: Walker) -> None:
    page = eva.page
    eva.opens("/admin/review/")
    eva.reads("Set up a second factor first")
    eva.looks("being led to a second factor", narrow=True)
    eva.clicks("Set up an app", role="link")
    if page.get_by_role("heading", name="Confirm that it is you").count():
        page.locator("input[type=password]").fill(PASSWORD)
        eva.clicks("Confirm")
    eva.heading("Set up an app")
    eva.looks("setting up an app")
    page.get_by_text("Can’t scan it?").click()
    page.locator("input[name=code]").fill(code_of(page.locator(".secret").inner_text()))
    eva.clicks("Turn it on")
    eva.looks("a second factor set up")
    eva.opens("/admin/review/")
    eva.heading("Review queue")
