"""Each need with its sentence: what is missing, and nothing when it is there."""

from typing import Any

import pytest

from claims import needs
from claims.actions.assessments import assess_claim
from claims.actions.claims import change_claim
from claims.actions.parts import add_part, remove_part
from claims.actions.reference import add_scheme
from claims.actions.review import start_revision, submit_claim
from claims.actions.sources import change_source
from claims.cases import Case
from claims.choices import CorrectionClass
from claims.models import Claim, Evidence, Submission
from claims.needs import Need
from tests.cast import Newsroom, seen


def unmet(need: Need, claim: Claim, person: Any, **fields: Any) -> str:
    return need.unmet(Case(Claim.objects.get(pk=claim.pk), person, **fields))


def test_a_ready_claim_lacks_nothing(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    assert [unmet(need, claim, newsroom.ada) for need in needs.READY] == [""] * len(needs.READY)


def test_a_bare_claim_lacks_evidence_and_a_verdict(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    assert unmet(needs.EVIDENCE, claim, newsroom.ada) == needs.NO_EVIDENCE
    assert unmet(needs.ASSESSED, claim, newsroom.ada) == needs.NO_ASSESSMENT


def test_a_rationale_is_more_than_blanks(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    case = Case(claim, newsroom.ada)
    case.copy.__dict__["assessment"] = newsroom.assess(claim)
    case.copy.assessment.rationale = "  "  # type: ignore[union-attr]
    assert needs.ASSESSED.unmet(case) == needs.NO_RATIONALE


@pytest.mark.parametrize(
    ("source", "credibility", "sentence"),
    [
        (
            {"reliability": ""},
            "2",
            "Grade every source first: 1 source has no reliability, or evidence without credibility.",
        ),
        ({}, "", "Grade every source first: 1 source has no reliability, or evidence without credibility."),
        ({"reliability": "F"}, "6", ""),  # judged: there is no basis to judge
    ],
    ids=["the source", "the item", "no basis"],
)
def test_every_source_is_graded(newsroom: Newsroom, source: Any, credibility: str, sentence: str) -> None:
    claim = newsroom.draft()
    cited = newsroom.source(**source)
    add_part(
        claim=claim,
        kind="evidence",
        by=newsroom.ada,
        source=cited,
        stance="supports",
        credibility=credibility,
    )
    assert unmet(needs.GRADED, claim, newsroom.ada) == sentence


def test_confirmed_takes_a_second_origin(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    add_part(
        claim=claim,
        kind="evidence",
        by=newsroom.ada,
        source=newsroom.source(),
        stance="supports",
        credibility="1",
    )
    assert unmet(needs.CREDIBILITY_ONE, claim, newsroom.ada).startswith(
        "Credibility 1 (confirmed) needs a second independent origin on the supporting side"
    )
    add_part(
        claim=claim,
        kind="evidence",
        by=newsroom.ada,
        source=newsroom.source("A letter"),
        stance="supports",
        credibility="2",
    )
    assert unmet(needs.CREDIBILITY_ONE, claim, newsroom.ada) == ""


def test_confidence_stays_under_the_ceiling_or_says_why(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    newsroom.assess(claim, confidence="high")
    assert unmet(needs.CEILING, claim, newsroom.ada) == needs.ABOVE_CEILING.format(
        confidence="high", ceiling="moderate"
    )
    newsroom.assess(claim, confidence="high", above_ceiling_reason="The clerk swore to it.")
    assert unmet(needs.CEILING, claim, newsroom.ada) == ""


def test_a_fallen_source_lowers_the_ceiling(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    change_source(source=Evidence.objects.get(claim=claim).source, by=newsroom.ben, standing="retracted")
    assert unmet(needs.CEILING, claim, newsroom.ada) == needs.ABOVE_CEILING.format(
        confidence="moderate", ceiling="low"
    )


def test_the_verdict_is_one_of_a_public_scheme(newsroom: Newsroom) -> None:
    """A newer version of a public scheme is not public before it is published itself."""
    claim = newsroom.ready()
    row = {"code": "true", "label": "True", "definition": "So it is.", "rating": 5, "order": 1}
    scheme = add_scheme(by=newsroom.ines, name="Desk verdicts", verdicts=[row])
    assess_claim(
        claim=claim,
        by=newsroom.ada,
        verdict=scheme.verdicts.get(),
        confidence="low",
        rationale="The register says so.",
    )
    assert unmet(needs.SCHEME, claim, newsroom.ada) == needs.SCHEME_UNPUBLISHED


# ── Changes to what readers have ────────────────────────────────────────────────────────────────────


def test_what_equals_the_entry_is_not_published_again(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    assert unmet(needs.CHANGED, claim, newsroom.ada) == needs.NOTHING_CHANGED


def test_a_revision_is_as_it_was_opened_in_what_no_record_tells_too(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    assert unmet(needs.AS_OPENED, claim, newsroom.ada) == ""
    part = add_part(claim=claim, kind="appearances", by=newsroom.ada, place="Town hall")
    assert unmet(needs.UNCHANGED, claim, newsroom.ada) == needs.STILL_CHANGED
    assert unmet(needs.AS_OPENED, claim, newsroom.ada) == ""  # one sentence is enough
    remove_part(part=part, by=newsroom.ada)
    for about, sentence in ((True, needs.NOT_AS_OPENED), (False, "")):
        change_claim(claim=claim, by=newsroom.ada, about_living_person=about)
        assert unmet(needs.UNCHANGED, claim, newsroom.ada) == ""
        assert unmet(needs.AS_OPENED, claim, newsroom.ada) == sentence
    again = Evidence.objects.get(claim=claim)
    remove_part(part=again, by=newsroom.ada)
    fields = {name: getattr(again, name) for name in ("source", "stance", "credibility", "quote", "locator")}
    add_part(claim=claim, kind="evidence", by=newsroom.ada, **fields)
    assert unmet(needs.AS_OPENED, claim, newsroom.ada) == needs.NOT_AS_OPENED


@pytest.mark.parametrize(
    ("verdict", "correction_class", "note", "sentence"),
    [
        ("true", "", "A word was missing.", needs.NO_CLASS),
        ("true", "no such class", "A word was missing.", needs.NO_CLASS),
        ("true", "typo", "  ", needs.NO_NOTE),
        ("false", "factual", "The register says so.", needs.VERDICT_CLASS),
        ("false", "update", "The register says so.", needs.VERDICT_CLASS),
        ("false", "verdict", "The register says so.", ""),
        ("true", "typo", "A word was missing.", ""),
    ],
)
def test_a_change_has_a_class_and_a_note(
    newsroom: Newsroom, verdict: str, correction_class: str, note: str, sentence: str
) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, verdict, confidence="low", rationale="Read again.")
    found = unmet(needs.CHANGE_NOTE, claim, newsroom.ada, note=note, correction_class=correction_class)
    assert found == sentence


@pytest.mark.parametrize("correction_class", ["", *CorrectionClass.values])
def test_the_first_publication_needs_neither(newsroom: Newsroom, correction_class: str) -> None:
    assert unmet(needs.CHANGE_NOTE, newsroom.draft(), newsroom.ada, correction_class=correction_class) == ""


# ── Deciding ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def submission(newsroom: Newsroom) -> Submission:
    return newsroom.submitted()


def test_a_question_is_decided_while_it_is_open(newsroom: Newsroom, submission: Submission) -> None:
    claim = submission.claim
    assert unmet(needs.OPEN_SUBMISSION, claim, newsroom.eva) == needs.NO_OPEN_SUBMISSION
    assert unmet(needs.OPEN_SUBMISSION, claim, newsroom.eva, submission=submission) == ""
    newsroom.publish(submission)
    submission.refresh_from_db()
    assert (
        unmet(needs.OPEN_SUBMISSION, claim, newsroom.eva, submission=submission) == needs.NO_OPEN_SUBMISSION
    )


def test_nobody_decides_on_what_they_submitted(newsroom: Newsroom) -> None:
    submission = submit_claim(claim=newsroom.ready(), by=newsroom.eva)
    for need in (needs.NO_HAND_IN_IT, needs.NOT_THE_ASKER):
        assert unmet(need, submission.claim, newsroom.eva, submission=submission) == needs.SUBMITTED_BY_YOU
        assert unmet(need, submission.claim, newsroom.egon, submission=submission) == ""


def test_a_hand_is_named_once_each(newsroom: Newsroom, submission: Submission) -> None:
    source = Evidence.objects.get(claim=submission.claim).source
    for authors in ("A. Clerk", "B. Clerk"):
        change_source(source=source, by=newsroom.eva, authors=authors)
    found = unmet(needs.NO_HAND_IN_IT, submission.claim, newsroom.eva, submission=submission)
    assert found == needs.CONTRIBUTED.format(what="sources")


def test_what_is_decided_on_is_what_was_seen(newsroom: Newsroom, submission: Submission) -> None:
    claim, looked_at = submission.claim, seen(submission.claim)
    assert unmet(needs.SEEN, claim, newsroom.eva, seen_digest=looked_at) == ""
    change_source(source=Evidence.objects.get(claim=claim).source, by=newsroom.ben, authors="A. Clerk")
    assert unmet(needs.SEEN, claim, newsroom.eva, seen_digest=looked_at) == needs.CHANGED_SINCE_SEEN
    assert unmet(needs.SEEN, claim, newsroom.eva) == needs.CHANGED_SINCE_SEEN


@pytest.mark.parametrize(
    ("need", "field", "sentence"),
    [(needs.NOTE, "note", needs.NO_NOTE), (needs.COMMENT, "comment", needs.NO_COMMENT)],
)
def test_words_are_more_than_blanks(newsroom: Newsroom, need: Need, field: str, sentence: str) -> None:
    claim = newsroom.draft()
    assert unmet(need, claim, newsroom.eva, **{field: " \n"}) == sentence
    assert unmet(need, claim, newsroom.eva, **{field: "Because."}) == ""


def test_a_refusal_carries_its_sentences() -> None:
    refusal = needs.Refused(needs.NO_EVIDENCE, needs.NO_ASSESSMENT)
    assert refusal.sentences == (needs.NO_EVIDENCE, needs.NO_ASSESSMENT)
    assert str(refusal) == f"{needs.NO_EVIDENCE} {needs.NO_ASSESSMENT}"
