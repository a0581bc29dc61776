"""The whole story of one claim, and who was refused what on the way."""

import pytest
from django.test import Client

from claims import needs, workflow
from claims.actions.assessments import assess_claim
from claims.actions.claims import change_claim, log_claim
from claims.actions.door import hold_claim, publish_claim, release_claim, retract_claim
from claims.actions.parts import add_part, change_part
from claims.actions.review import (
    request_release,
    request_retraction,
    return_claim,
    start_revision,
    submit_claim,
)
from claims.actions.sources import change_source
from claims.choices import Event, Publication, Status
from claims.models import Claim, Entry, Evidence, Submission
from claims.workflow import Refused
from tests.cast import Newsroom, seen


def test_the_whole_story(newsroom: Newsroom, client: Client) -> None:
    ada, ben, eva, egon, ines = newsroom.ada, newsroom.ben, newsroom.eva, newsroom.egon, newsroom.ines

    # Logged. An administrator who is neither analyst nor editor may not.
    with pytest.raises(Refused, match="takes the role of analyst or editor; you have administrator"):
        log_claim(by=ines, statement="The bridge cost 9 million euros.")
    claim = log_claim(
        by=ada,
        statement="The bridge cost 9 million euros.",
        quote="Nine million, that is what they spent",
        claimant=newsroom.claimant,
        first_claimed="2024-05",
        topics=[newsroom.topic],
        parts={"figures": [{"role": "cost", "low": 9_000_000, "high": 9_000_000, "unit": "EUR"}]},
    )
    assert (claim.status, claim.publication, claim.number) == (Status.DRAFT, Publication.NONE, None)

    # Submitting says everything that is missing, at once.
    with pytest.raises(Refused) as missing:
        submit_claim(claim=claim, by=ada)
    assert missing.value.sentences == (needs.NO_EVIDENCE, needs.NO_ASSESSMENT)

    # Evidenced: one report, not graded yet.
    report = newsroom.source("Report of the building office", kind="official_statement", reliability="")
    item = add_part(claim=claim, kind="evidence", by=ada, source=report, stance="supports", credibility="2")
    assert isinstance(item, Evidence)

    # Assessed above what one origin can carry.
    assess_claim(
        claim=claim,
        by=ada,
        verdict=newsroom.verdict("true"),
        confidence="high",
        rationale="The office says so.",
    )
    with pytest.raises(Refused) as ungraded:
        submit_claim(claim=claim, by=ada)
    assert ungraded.value.sentences[0].startswith("Grade every source first: 1 source has no reliability")
    assert ungraded.value.sentences[1].startswith(
        "The confidence (high) is above what the evidence can carry (low)"
    )
    change_source(source=report, by=ada, reliability="B", reliability_reason="Its figures have held before.")
    newsroom.assess(claim, confidence="moderate")

    # Submitted by Ada.
    submission = submit_claim(claim=claim, by=ada, message="Ready, I think.")
    with pytest.raises(Refused, match="working copy is “In review”"):
        change_part(part=item, by=ben, credibility="3")
    with pytest.raises(Refused, match="takes the role of editor; you have analyst"):
        publish_claim(submission=submission, by=ben, seen_digest=seen(claim))
    assert client.get("/claims/1/").status_code == 404  # nothing of it is public

    # Returned by Eva.
    with pytest.raises(Refused, match=needs.NO_COMMENT):
        return_claim(submission=submission, by=eva, comment=" ", seen_digest=seen(claim))
    return_claim(submission=submission, by=eva, comment="Say where in the report.", seen_digest=seen(claim))
    claim.refresh_from_db()
    assert claim.status == Status.RETURNED
    with pytest.raises(Refused, match="working copy is “Returned”"):
        return_claim(submission=submission, by=egon, comment="Again", seen_digest=seen(claim))

    # Egon, an editor, mends it himself; so he can't decide.
    change_part(part=item, by=egon, locator="page 12")
    submission = submit_claim(claim=claim, by=ada)
    with pytest.raises(Refused, match="You contributed to this version"):
        publish_claim(submission=submission, by=egon, seen_digest=seen(claim))

    # Changed in a shared source between review and decision: the review is void.
    looked_at = seen(claim)
    change_source(source=report, by=ben, authors="Building office, road department")
    with pytest.raises(Refused, match=needs.CHANGED_SINCE_SEEN):
        publish_claim(submission=submission, by=eva, seen_digest=looked_at)

    # Published by Eva, who had no hand in it; once.
    entry = publish_claim(submission=submission, by=eva, seen_digest=seen(claim), comment="Good.")
    claim.refresh_from_db()
    assert (claim.status, claim.publication, claim.number) == (Status.VERIFIED, Publication.LIVE, 1)
    assert (entry.index, entry.version, entry.event) == (1, 1, Event.PUBLISHED)
    with pytest.raises(Refused, match="working copy is “Verified”"):
        publish_claim(submission=submission, by=eva, seen_digest=seen(claim))

    # Read.
    page = client.get("/claims/1/", follow=True)
    assert page.status_code == 200
    assert "The bridge cost 9 million euros." in page.content.decode()

    # Revised: readers go on seeing the entry.
    start_revision(claim=claim, by=ben)
    change_claim(claim=claim, by=ben, statement="The bridge cost 11 million euros.")
    audit = newsroom.source("Audit of 2025")
    add_part(claim=claim, kind="evidence", by=ben, source=audit, stance="refutes", credibility="2")
    newsroom.assess(claim, "false", by=ben, rationale="The audit adds the approach roads.")
    assert "The bridge cost 9 million" in client.get("/claims/1/", follow=True).content.decode()

    # Corrected: with a class, a note, and by somebody else than who revised.
    with pytest.raises(Refused, match=needs.NO_CLASS):
        submit_claim(claim=claim, by=ben)
    with pytest.raises(Refused, match=needs.NO_NOTE):
        submit_claim(claim=claim, by=ben, correction_class="factual")
    with pytest.raises(Refused, match=needs.VERDICT_CLASS):
        submit_claim(claim=claim, by=ben, correction_class="factual", note="The roads were left out.")
    submission = submit_claim(
        claim=claim, by=ben, correction_class="verdict", note="The roads were left out."
    )
    publish_claim(submission=submission, by=egon, seen_digest=seen(claim))
    claim.refresh_from_db()
    assert (claim.publication, claim.entries.count()) == (Publication.CORRECTED, 2)
    corrected = client.get("/claims/1/", follow=True).content.decode()
    assert "The roads were left out." in corrected
    assert "The bridge cost 9 million" in client.get("/claims/1/v1/").content.decode()

    # Held by one editor alone, at once; lifting it takes another.
    with pytest.raises(Refused, match="takes the role of editor"):
        hold_claim(claim=claim, by=ada, note="The audit is disputed.")
    hold_claim(claim=claim, by=eva, note="The audit is disputed.")
    claim.refresh_from_db()
    assert claim.publication == Publication.HELD
    assert "The audit is disputed." in client.get("/claims/1/", follow=True).content.decode()
    opened = Submission.objects.waiting().get(claim=claim)
    with pytest.raises(Refused, match=needs.SUBMITTED_BY_YOU):
        release_claim(submission=opened, by=eva)

    # Released by Egon.
    with pytest.raises(Refused, match=needs.NO_NOTE):
        release_claim(submission=opened, by=egon)
    release_claim(submission=opened, by=egon, note="The audit office stands by its audit.")
    claim.refresh_from_db()
    assert claim.publication == Publication.CORRECTED
    with pytest.raises(Refused, match="The entry is “Corrected”"):
        request_release(claim=claim, by=ada, note="Again")

    # Retracted: asked for by Ada, done by Eva, while a revision is in progress and stays as it is.
    start_revision(claim=claim, by=ben)
    with pytest.raises(Refused, match=needs.NO_NOTE):
        request_retraction(claim=claim, by=ada, note="")
    asked = request_retraction(claim=claim, by=ada, note="The audit was withdrawn by its authors.")
    with pytest.raises(Refused, match="takes the role of editor"):
        retract_claim(submission=asked, by=ada)
    retract_claim(submission=asked, by=eva)
    claim.refresh_from_db()
    assert (claim.status, claim.publication) == (Status.DRAFT, Publication.RETRACTED)
    assert "withdrawn by its authors" in client.get("/claims/1/", follow=True).content.decode()

    # The log has all of it, without a gap; the working copy can't be published past the retraction.
    events = list(Entry.objects.order_by("index").values_list("index", "event"))
    assert [index for index, _ in events] == [0, 1, 2, 3, 4, 5]
    assert [event for _, event in events] == [
        Event.SCHEME_CHANGED, Event.PUBLISHED, Event.CORRECTED, Event.HELD, Event.RELEASED, Event.RETRACTED,
    ]  # fmt: skip
    with pytest.raises(Refused, match="The entry is “Retracted”"):
        submit_claim(claim=Claim.objects.get(pk=claim.pk), by=ben, correction_class="factual", note="No.")
    assert workflow.publication_after(claim, Event.REINSTATED) == Publication.CORRECTED
