"""A whole day of an editor, through the real pages, each page looked at on the way."""

import re

from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.comments import add_comment
from claims.actions.merging import request_merge
from claims.actions.review import request_retraction, start_revision, submit_claim
from claims.choices import Publication, Status
from claims.models import Claim, Notice, Submission
from tests.cast import PASSWORD, Newsroom
from tests.days.walking import Walker, Walkers
from tests.ledger.second_steps import code_of

MILL = "The mill was sold for 2 million euros in 2018."
WEIR = "The weir was closed in 2016 by the council."
FERRY = "The ferry was sold in 2014 to a bank."
TOWER = "The tower was moved 12 metres in 1987."
BRIDGE = "The bridge cost 9 million euros."


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
        request=asked, by=newsroom.ben, verdict=newsroom.verdict("true"), confidence="low",
        rationale="It says so."
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
    confirms(ines)
    ines.reads("It holds from everybody’s next page on.")


def confirms(who: Walker) -> None:
    """That it is still the same person."""
    who.heading("Confirm that it is you")
    who.looks("confirming who it is")
    who.page.locator("input[type=password]").fill(PASSWORD)
    who.clicks("Confirm")


def sets_up_a_second_factor(eva: Walker) -> None:
    page = eva.page
    eva.opens("/admin/review/")
    eva.reads("Set up a second factor first")
    eva.looks("being led to a second factor", narrow=True)
    eva.clicks("Set up an app", role="link")
    confirms(eva)
    eva.heading("Set up an app")
    eva.looks("setting up an app")
    page.get_by_text("Can’t scan it?").click()
    page.locator("input[name=code]").fill(code_of(page.locator(".secret").inner_text()))
    eva.clicks("Turn it on")
    eva.looks("a second factor set up")
    eva.opens("/admin/review/")
    eva.heading("Review queue")
