"""The review page: what an editor sees, and what each decision does."""

import re
from typing import Any

import pytest
from django.urls import reverse

from claims.actions.assessments import assess_claim, give_second_assessment, request_assessment
from claims.actions.comments import add_comment
from claims.actions.door import hold_claim
from claims.actions.merging import TABLE_CHANGED, request_merge, request_unmerge
from claims.actions.parts import add_part
from claims.actions.redacting import request_redaction
from claims.actions.reference import add_topic
from claims.actions.review import (
    request_reinstatement,
    request_release,
    request_retraction,
    return_claim,
    start_revision,
    submit_claim,
)
from claims.actions.sources import change_source
from claims.admin.deciding import ANSWERS, moves_of
from claims.admin.review_page import BLIND, LAST_ONE
from claims.choices import Outcome, Publication, Status
from claims.models import Claim, Decision, Entry, Evidence, Submission
from claims.needs import CHANGED_SINCE_SEEN, NO_COMMENT, NO_NOTE, NO_OPEN_SUBMISSION, NOTHING_CHANGED
from claims.workflow import APPROVALS
from tests.cast import Newsroom, seen
from tests.claims.admin.conftest import SignIn, said


def address(submission: Submission) -> str:
    return reverse("admin:review", args=[submission.pk])


def decision(submission: Submission, verb: str, **fields: str) -> dict[str, Any]:
    return {"decision": verb, "comment": "", "seen": seen(submission.claim), **fields}


def now(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


# ── What it shows ──


def test_it_shows_all_that_the_decision_rests_on(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    wire = newsroom.source("Wire report", reliability="B")
    source = Evidence.objects.get(claim=claim).source
    change_source(source=source, by=newsroom.ada, relays=[wire])
    submission = submit_claim(claim=claim, by=newsroom.ada, message="Please look at the price.")
    page = said(signed_in(newsroom.eva).get(address(submission)))
    for words in (
        "The mill was sold for 2 million euros in 2018.",
        "They got two million for the mill",
        "The mayor",
        "October 2018",
        "Property",
        "€2\N{NO-BREAK SPACE}million",
        "Town hall",
        "Land registry extract",
        "Valley Courier",
        "Completely reliable",
        "Probably true",
        "Purchase price EUR 2,000,000",
        "page 3",
        "Relays “Wire report”",
        "Origins: 1 supporting, 0 refuting.",
        "The register names price and year.",
        "Please look at the price.",
        "Ada</strong>: text,",
        "There is at least one piece of evidence.",
    ):
        assert words in page, words


def test_the_current_assessment_stands_before_the_earlier_ones(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    newsroom.assess(claim, "mixed", rationale="On second thoughts.", confidence="low")
    page = signed_in(newsroom.eva).get(address(submit_claim(claim=claim, by=newsroom.ada)))
    assert [each.rationale for each in page.context["assessments"]] == [
        "On second thoughts.",
        "The register names price and year.",
    ]
    assert "Earlier assessments (1)" in said(page)


def test_a_revision_shows_what_changed_word_by_word(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="The register names price and buyer.")
    submission = submit_claim(
        claim=claim, by=newsroom.ada, correction_class="update", note="The buyer is named."
    )
    page = signed_in(newsroom.eva).get(address(submission))
    assert [each.label for each in page.context["beside"].rows]
    for words in ("<ins", "<del", "Update", "The buyer is named."):
        assert words in said(page)


def test_a_withheld_source_is_shown_to_the_editor_as_withheld(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    source = Evidence.objects.get(claim=claim).source
    change_source(
        source=source,
        by=newsroom.egon,
        withheld_reason="The source would be in danger.",
        withheld_counts=True,
    )
    page = said(signed_in(newsroom.eva).get(address(submit_claim(claim=claim, by=newsroom.ada))))
    assert "Readers see: The source would be in danger." in page
    assert "Not published: “Land registry extract”" in page


def test_a_second_assessment_stands_beside_the_first(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    asked = request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.egon)
    judgement = {
        "verdict": newsroom.verdict("mixed"),
        "confidence": "low",
        "rationale": "The buyer disputes it.",
    }
    give_second_assessment(request=asked, by=newsroom.ben, **judgement)
    page = signed_in(newsroom.eva).get(address(submit_claim(claim=claim, by=newsroom.ada)))
    assert [each.rationale for each in page.context["assessments"]] == ["The register names price and year."]
    assert [each.rationale for each in page.context["second"]] == ["The buyer disputes it."]
    assert "Second assessment, made without sight of the first" in said(page)


def test_an_editor_asked_for_a_second_assessment_sees_no_first_one(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.ready()
    request_assessment(claim=claim, analyst=newsroom.egon, by=newsroom.eva)
    submission = submit_claim(claim=claim, by=newsroom.ada, message="Surely true.")
    client = signed_in(newsroom.egon)
    answer = client.get(address(submission), follow=True)
    assert BLIND in said(answer)
    for place in (
        "/admin/review/",
        "/admin/claims/claim/",
        "/admin/claims/assessment/?q=register",
        "/admin/claims/submission/",
        reverse("admin:claims_claim_change", args=[claim.pk]),
        reverse("admin:claims_claim_history", args=[claim.pk]),
    ):
        page = re.sub(r"<option[^>]*>[^<]*</option>", "", said(client.get(place)))
        for words in ("oderate confidence", "names price and year", "Surely true", ">True<"):
            assert words not in page, (place, words)
    for model, row in (("assessment", claim.assessments.get()), ("submission", submission)):
        there = client.get(reverse(f"admin:claims_{model}_change", args=[row.pk]), follow=True)
        assert "doesn’t exist" in said(there)


def test_earlier_submissions_and_their_decisions_are_listed(newsroom: Newsroom, signed_in: SignIn) -> None:
    first = newsroom.submitted()
    return_claim(submission=first, by=newsroom.eva, comment="Name the notary.", seen_digest=seen(first.claim))
    newsroom.assess(first.claim, rationale="The notary is named.")
    again = submit_claim(claim=first.claim, by=newsroom.ada)
    page = said(signed_in(newsroom.egon).get(address(again)))
    assert "Name the notary." in page
    assert "Returned for changes" in page


def test_it_leads_on_through_the_queue(newsroom: Newsroom, signed_in: SignIn) -> None:
    first, second, third = (newsroom.submitted(f"The mill was sold {n} times.") for n in range(3))
    page = signed_in(newsroom.eva).get(address(second))
    assert (page.context["previous_pk"], page.context["next_pk"]) == (first.pk, third.pk)


def test_it_leads_on_through_the_queue_as_it_was_narrowed(newsroom: Newsroom, signed_in: SignIn) -> None:
    roads = add_topic(by=newsroom.ada, slug="roads", label="Roads")
    first = newsroom.submitted("The mill was sold once.", topics=[roads])
    newsroom.submitted("The mill was sold twice.")
    third = newsroom.submitted("The mill was sold thrice.", topics=[roads])
    client = signed_in(newsroom.eva)
    page = client.get(f"{address(first)}?topic=roads")
    assert (page.context["previous_pk"], page.context["next_pk"]) == (None, third.pk)
    assert f"{address(third)}?topic=roads" in said(page)
    assert "/admin/review/?topic=roads" in said(page)


def test_what_waits_for_a_blind_assessment_is_no_neighbour(newsroom: Newsroom, signed_in: SignIn) -> None:
    first, second, third = (newsroom.submitted(f"The mill was sold {n} times.") for n in range(3))
    request_assessment(claim=second.claim, analyst=newsroom.egon, by=newsroom.eva)
    page = signed_in(newsroom.egon).get(address(first))
    assert page.context["next_pk"] == third.pk


def test_after_a_decision_the_next_stands_there(newsroom: Newsroom, signed_in: SignIn) -> None:
    first, second, third = (newsroom.submitted(f"The mill was sold {n} times.") for n in range(3))
    client = signed_in(newsroom.eva)
    sent = decision(second, "return_claim", comment="Name the notary.")
    answer = client.post(f"{address(second)}?topic=property", sent)
    assert answer.headers["Location"] == f"{address(third)}?topic=property"
    answer = client.post(address(third), decision(third, "reject_claim", comment="Not checkable."))
    assert answer.headers["Location"] == address(first)  # from the start again
    answer = client.post(address(first), decision(first, "publish_claim"), follow=True)
    assert answer.redirect_chain[-1][0] == "/admin/review/"
    assert LAST_ONE in said(answer)


def test_the_next_is_one_that_this_person_may_decide(newsroom: Newsroom, signed_in: SignIn) -> None:
    first = newsroom.submitted()
    other = newsroom.ready("The bridge was closed in winter.")
    add_part(claim=other, kind="figures", by=newsroom.eva, role="days", low=4, high=4, unit="days")
    submit_claim(claim=other, by=newsroom.ada)
    third = newsroom.submitted("The weir was closed by the council.")
    answer = signed_in(newsroom.eva).post(address(first), decision(first, "publish_claim"))
    assert answer.headers["Location"] == address(third)


# ── Deciding on the working copy ──


def test_approving_publishes(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    client = signed_in(newsroom.eva)
    page = client.get(address(submission))
    answer = client.post(
        address(submission),
        {"decision": "publish_claim", "comment": "", "seen": page.context["seen"]},
        follow=True,
    )
    assert "Published as version 1 of No. 1." in said(answer)
    assert now(submission.claim).status == Status.VERIFIED
    assert Entry.objects.filter(claim=submission.claim).get().published_by == newsroom.eva


def test_returning_says_what_has_to_change(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    sent = decision(submission, "return_claim", comment="Name the notary.")
    assert signed_in(newsroom.eva).post(address(submission), sent).status_code == 302
    assert now(submission.claim).status == Status.RETURNED
    assert Decision.objects.get().comment == "Name the notary."


def test_rejecting_closes_the_question(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    client = signed_in(newsroom.eva)
    client.post(address(submission), decision(submission, "reject_claim", comment="Not checkable."))
    assert now(submission.claim).status == Status.REJECTED
    page = said(client.get(address(submission)))
    assert "Not checkable." in page
    assert 'name="decision"' not in page


@pytest.mark.parametrize("verb", ["return_claim", "reject_claim"])
def test_sending_back_needs_a_comment(newsroom: Newsroom, signed_in: SignIn, verb: str) -> None:
    submission = newsroom.submitted()
    page = signed_in(newsroom.eva).post(address(submission), decision(submission, verb))
    assert page.context["form"].non_field_errors() == [NO_COMMENT]
    assert not Decision.objects.exists()


def test_without_a_choice_nothing_is_decided(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    for choice in ("", "retract_claim", "nonsense"):
        page = signed_in(newsroom.eva).post(address(submission), decision(submission, choice, comment="Kept"))
        assert "Choose what you decide." in said(page)
        assert "Kept</textarea>" in said(page)
    assert not Decision.objects.exists()


def test_a_contributor_is_refused_with_the_sentence(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    add_part(claim=claim, kind="figures", by=newsroom.egon, role="rooms", low=4, high=4, unit="rooms")
    submission = submit_claim(claim=claim, by=newsroom.ada)
    client = signed_in(newsroom.egon)
    sentence = "You contributed to this version (figures); an editor who did not decides."
    assert sentence in said(client.get(address(submission)))
    assert 'name="decision"' not in said(client.get(address(submission)))
    page = client.post(address(submission), decision(submission, "publish_claim"))
    assert sentence in page.context["form"].non_field_errors()
    assert now(claim).publication == Publication.NONE


def test_a_change_in_between_is_refused_shown_and_the_comment_kept(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    submission = newsroom.submitted()
    client = signed_in(newsroom.eva)
    old = client.get(address(submission)).context["seen"]
    source = Evidence.objects.get(claim=submission.claim).source
    change_source(source=source, by=newsroom.ben, title="Land registry extract, second page")
    page = client.post(
        address(submission), {"decision": "publish_claim", "comment": "My long thought", "seen": old}
    )
    assert CHANGED_SINCE_SEEN in page.context["form"].non_field_errors()
    assert "Land registry extract, second page" in said(page)
    assert "My long thought</textarea>" in said(page)
    assert page.context["seen"] == seen(submission.claim) != old
    assert now(submission.claim).status == Status.IN_REVIEW
    again = client.post(
        address(submission), {"decision": "publish_claim", "comment": "", "seen": page.context["seen"]}
    )
    assert again.status_code == 302


def test_what_is_unmet_blocks_publishing_and_leaves_returning(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="Another reason.")
    submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="update", note="Reworded.")
    source = Evidence.objects.get(claim=claim).source
    change_source(source=source, by=newsroom.ada, reliability="")
    page = signed_in(newsroom.eva).get(address(submission))
    publish, back, _ = page.context["options"]
    assert publish.blocked
    assert not back.blocked
    assert NOTHING_CHANGED not in said(page)
    assert "1 source has no reliability" in said(page)


def test_what_somebody_else_decided_is_decided(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    newsroom.publish(submission)
    late = decision(submission, "return_claim", comment="The price is in another register.")
    page = signed_in(newsroom.egon).post(address(submission), late)
    # He reads that his answer was not taken, and has his words back.
    assert "This was not done." in said(page)
    assert late["comment"] in said(page)
    assert NO_OPEN_SUBMISSION in str(page.context["form"].non_field_errors()) or "needs it to be" in str(
        page.context["form"].non_field_errors()
    )
    assert Decision.objects.get().editor == newsroom.eva


def test_a_second_click_is_answered_by_what_the_first_one_did(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    sent = decision(submission, "return_claim", comment="Which price?")
    browser = signed_in(newsroom.eva)
    assert browser.post(address(submission), sent).status_code == 302
    again = said(browser.post(address(submission), sent))
    assert "This was not done." not in again
    assert "Which price?" in again


# ── Deciding on the entry ──


def test_a_retraction_is_granted_by_another_editor(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    asked = request_retraction(claim=claim, by=newsroom.eva, note="The register was forged.")
    own = signed_in(newsroom.eva).post(address(asked), decision(asked, "retract_claim"))
    assert "You submitted this; another editor decides." in said(own)
    page = signed_in(newsroom.egon).get(address(asked))
    assert "The register was forged." in said(page)
    assert signed_in(newsroom.egon).post(address(asked), decision(asked, "retract_claim")).status_code == 302
    assert now(claim).publication == Publication.RETRACTED


def test_a_request_is_declined_with_a_comment(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    asked = request_retraction(claim=claim, by=newsroom.ada, note="The register was forged.")
    client = signed_in(newsroom.egon)
    assert NO_COMMENT in said(client.post(address(asked), decision(asked, "decline_request")))
    client.post(address(asked), decision(asked, "decline_request", comment="It was not."))
    assert now(claim).publication == Publication.LIVE
    assert Decision.objects.filter(submission=asked).get().outcome == Outcome.REJECTED


def test_a_retracted_entry_is_reinstated(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    retraction = request_retraction(claim=claim, by=newsroom.ada, note="The register was forged.")
    client = signed_in(newsroom.egon)
    client.post(address(retraction), decision(retraction, "retract_claim"))
    asked = request_reinstatement(claim=claim, by=newsroom.ada, note="It was genuine.")
    client.post(address(asked), decision(asked, "reinstate_claim"))
    assert now(claim).publication == Publication.LIVE


def test_a_request_shows_the_entry_and_not_the_revision_in_work(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, "mixed", rationale="Being rewritten.")
    asked = request_retraction(claim=claim, by=newsroom.ada, note="The register was forged.")
    page = signed_in(newsroom.egon).get(address(asked))
    assert page.context["content"]["assessment"]["rationale"] == "The register names price and year."


# ── The hold ──


def test_one_editor_holds_at_once_and_another_releases(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    hold = reverse("admin:hold", args=[claim.pk])
    eva, egon = signed_in(newsroom.eva), signed_in(newsroom.egon)
    assert "Warns readers at once." in said(eva.get(hold))
    assert eva.post(hold, {"note": "The price is doubted."}).status_code == 302
    assert now(claim).publication == Publication.HELD
    asked = Submission.objects.waiting().get()
    assert "You submitted this; another editor decides." in said(eva.get(address(asked)))
    assert NO_NOTE in said(egon.post(address(asked), decision(asked, "release_claim", comment="Kept")))
    egon.post(address(asked), decision(asked, "release_claim", note="The price stands."))
    assert now(claim).publication == Publication.LIVE
    assert Entry.objects.filter(claim=claim).latest("version").note == "The price stands."


def test_a_request_that_lapsed_says_so(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="The price is doubted.")
    release = Submission.objects.waiting().get()
    retraction = request_retraction(claim=claim, by=newsroom.ada, note="The register was forged.")
    client = signed_in(newsroom.egon)
    client.post(address(retraction), decision(retraction, "retract_claim"))
    assert "without a decision" in said(client.get(address(release)))


def test_keeping_the_hold_is_declining_its_release(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="The price is doubted.")
    asked = Submission.objects.waiting().get()
    signed_in(newsroom.egon).post(
        address(asked), decision(asked, "decline_request", comment="Not settled yet.")
    )
    assert now(claim).publication == Publication.HELD
    again = request_release(claim=claim, by=newsroom.eva, note="Settled.")
    signed_in(newsroom.egon).post(address(again), decision(again, "release_claim"))
    assert now(claim).publication == Publication.LIVE


def test_a_hold_needs_its_note_and_a_published_claim(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    client = signed_in(newsroom.eva)
    page = client.post(reverse("admin:hold", args=[claim.pk]), {"note": "  "})
    assert NO_NOTE in said(page)
    draft = newsroom.draft("The bridge was closed in winter.")
    page = client.post(reverse("admin:hold", args=[draft.pk]), {"note": "Typed and kept"})
    assert "The entry is “Not published”" in said(page)
    assert "Typed and kept" in said(page)


def test_a_note_that_is_read_otherwise_than_it_is_written_is_refused(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.published()
    client = signed_in(newsroom.eva)
    page = said(client.post(reverse("admin:hold", args=[claim.pk]), {"note": "This is not\u202e eurt."}))
    assert "turns the order of letters around" in page
    claim.refresh_from_db()
    assert claim.publication == Publication.LIVE


def test_an_administrator_holds_nothing(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    assert (
        signed_in(newsroom.ines).post(reverse("admin:hold", args=[claim.pk]), {"note": "x"}).status_code
        == 403
    )


def test_the_page_asks_a_bounded_number_of_questions(
    newsroom: Newsroom, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    claim = newsroom.ready()
    for place in range(5):
        add_part(
            claim=claim,
            kind="evidence",
            by=newsroom.ada,
            source=newsroom.source(f"Source {place}"),
            stance="context",
            credibility="3",
        )
        assess_claim(
            claim=claim, by=newsroom.ada, verdict=newsroom.verdict("true"), confidence="low", rationale="r"
        )
    submission = submit_claim(claim=claim, by=newsroom.ada)
    client = signed_in(newsroom.eva)
    with django_assert_max_num_queries(50):
        client.get(address(submission))


def test_which_source_relays_which_is_drawn_and_told(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    cited = Evidence.objects.get(claim=claim).source
    change_source(source=cited, by=newsroom.ada, relays=[newsroom.source("Wire report")])
    submission = submit_claim(claim=claim, by=newsroom.ada)
    page = said(signed_in(newsroom.eva).get(reverse("admin:review", args=[submission.pk])))
    assert "Supporting side: 1 outlet, 1 origin." in page
    assert "<title>" in page.partition('<figure class="origins-picture">')[2].partition("</figure>")[0]
    assert "relays “Wire report”." in page


# ── Merging ──


def merge_asked(newsroom: Newsroom) -> Submission:
    newsroom.published("The mill was sold for 2 million euros.", quote="")
    kept, goes = (
        newsroom.published(),
        newsroom.published("The mill changed hands in 2018."),
    )
    return request_merge(claim=goes, into=kept, by=newsroom.ada, note="The two are one claim.")


def test_a_merge_is_decided_with_both_entries_in_view(newsroom: Newsroom, signed_in: SignIn) -> None:
    asked = merge_asked(newsroom)
    client = signed_in(newsroom.egon)
    page = client.get(address(asked))
    assert "No. 3, which goes" in said(page)
    assert "No. 2, which stays" in said(page)
    assert "Statement" in [row.label for row in page.context["beside"].rows]
    sent = decision(asked, "merge_claim", fates=page.context["fates"].digest)
    assert "No. 3 is merged; its address leads to No. 2 now." in said(
        client.post(address(asked), sent, follow=True)
    )
    assert now(asked.claim).publication == Publication.MERGED


def test_a_merge_is_undone_by_another_editor(newsroom: Newsroom, signed_in: SignIn) -> None:
    asked = merge_asked(newsroom)
    client = signed_in(newsroom.egon)
    client.post(address(asked), decision(asked, "merge_claim"))
    undo = request_unmerge(claim=asked.claim, by=newsroom.ada, note="They are two after all.")
    page = client.get(address(undo))
    sent = decision(undo, "unmerge_claim", fates=page.context["fates"].digest)
    assert "No. 3 stands for itself again." in said(client.post(address(undo), sent, follow=True))
    assert now(asked.claim).publication == Publication.LIVE


def test_a_table_that_changed_meanwhile_refuses_the_merge(newsroom: Newsroom, signed_in: SignIn) -> None:
    asked = merge_asked(newsroom)
    page = signed_in(newsroom.egon).post(address(asked), decision(asked, "merge_claim", fates="0" * 64))
    assert TABLE_CHANGED in page.context["form"].non_field_errors()
    assert now(asked.claim).publication == Publication.LIVE


def test_an_editor_who_assesses_the_other_claim_blind_sees_no_merge(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    asked = merge_asked(newsroom)
    assert asked.into is not None
    start_revision(claim=asked.into, by=newsroom.ada)
    request_assessment(claim=asked.into, analyst=newsroom.egon, by=newsroom.eva)
    assert BLIND in said(signed_in(newsroom.egon).get(address(asked), follow=True))


# ── One table of answers ──


def test_every_question_has_an_answer_and_every_answer_a_deed() -> None:
    approving = {move.verb for move in APPROVALS.values()}
    assert approving | {"return_claim", "reject_claim", "decline_request"} == set(ANSWERS)


def test_answers_on_one_page_have_keys_of_their_own() -> None:
    for asks in APPROVALS:
        keys = [ANSWERS[move.verb].key for move in moves_of(Submission(asks=asks))]
        assert len(set(keys)) == len(keys)
        assert not {"n", "p", "s", "h"} & set(keys)


# ── Comments ──


def test_what_the_desk_says_stands_there_and_an_editor_answers(newsroom: Newsroom, signed_in: SignIn) -> None:
    submission = newsroom.submitted()
    add_comment(claim=submission.claim, by=newsroom.ada, text="The notary rings back on Monday.")
    client = signed_in(newsroom.eva)
    page = said(client.get(address(submission)))
    assert "The notary rings back on Monday." in page
    there = reverse("claims:claim_comments", args=[submission.claim_id])
    answer = client.post(there, {"text": "Then we wait.", "back": address(submission)}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(address(submission))
    assert "Then we wait." in said(answer)


# ── Redaction ──


def test_a_redaction_is_decided_in_sight_of_what_goes_and_what_stays(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.published("The mill of somebody was sold.")
    newsroom.corrected(claim)
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, "false", rationale="A clerk says so.")
    asked = request_redaction(claim=claim, versions=[1, 2], by=newsroom.ada, note="A court ordered it.")
    client = signed_in(newsroom.egon)
    page = client.get(address(asked))
    words = said(page)
    assert "Readers would have no text any more" in words
    assert "What the working copy still says of it" in words
    # Statement and quote are shared with the working copy, the rationale is not any more.
    assert "The mill of somebody was sold." in page.context["outlook"].still_said
    assert "The deed names another price." not in page.context["outlook"].still_said
    assert "No. 1: the text is withdrawn." in said(
        client.post(address(asked), decision(asked, "redact_claim"), follow=True)
    )
    assert now(claim).publication == Publication.REDACTED
    assert client.get(address(asked)).status_code == 200


def test_a_redaction_is_declined_with_the_reason(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    asked = request_redaction(claim=claim, versions=[1], by=newsroom.ada, note="A court ordered it.")
    client = signed_in(newsroom.egon)
    assert "The entry as it stands stays" in said(client.get(address(asked)))
    client.post(address(asked), decision(asked, "decline_request", comment="Which court?"))
    assert now(claim).publication == Publication.CORRECTED
    assert Decision.objects.get(submission=asked).outcome == Outcome.REJECTED
