"""A claim's page: what a reader must find on it, and what stands at its addresses."""

import hashlib

import pytest
from django.test import Client

from claims.actions.door import hold_claim, release_claim, retract_claim
from claims.actions.parts import add_part
from claims.actions.review import request_retraction
from claims.models import Claim, Edition, Entry, RecordBody, Submission
from tests.cast import Newsroom
from tests.claims.views.public.pages import address, words_of


@pytest.fixture
def mill(newsroom: Newsroom) -> Claim:
    """A live entry."""
    return newsroom.published()


def page(client: Client, claim: Claim) -> str:
    return words_of(client.get(address(claim)))


# ── What the page says ──────────────────────────────────────────────────────────────────────────────


def test_the_exact_words_stand_before_the_neutral_statement(client: Client, mill: Claim) -> None:
    words = page(client, mill)
    assert -1 < words.index("They got two million for the mill") < words.rindex("In neutral words")


def test_the_quotation_names_who_said_it_when_and_where(client: Client, mill: Claim) -> None:
    words = page(client, mill)
    assert "Claimed by The mayor , first claimed October 2018, Town hall, in Valley Courier" in words


def test_verdict_and_confidence_are_two_things_each_with_its_meaning(client: Client, mill: Claim) -> None:
    words = page(client, mill)
    assert "Verdict True" in words
    assert "The evidence shows that the claim is accurate." in words
    assert "Confidence in the verdict Moderate" in words
    assert "Credible evidence carries the verdict in part" in words


def test_each_judgement_leads_to_its_place_on_the_method_page(client: Client, mill: Claim) -> None:
    body = client.get(address(mill)).content.decode()
    method = client.get("/method/").content.decode()
    for anchor in ("verdict-true", "confidence-moderate", "reliability-A", "credibility-2", "ceiling"):
        assert f"/method/#{anchor}" in body
        assert f'id="{anchor}"' in method


def test_verified_never_stands_on_the_page(client: Client, mill: Claim) -> None:
    assert "verified" not in page(client, mill).lower()


def test_a_rated_verdict_shows_its_place_on_the_line(client: Client, mill: Claim) -> None:
    assert "Position 5 of 5" in client.get(address(mill)).content.decode()


def test_the_evidence_shows_source_grades_words_and_place(client: Client, mill: Claim) -> None:
    words = page(client, mill)
    for part in (
        "Supports", "Land registry extract", "Primary record", "A Completely reliable", "2 Probably true",
        "Purchase price EUR 2,000,000", "Page 3", "Why A: The register itself.",
    ):  # fmt: skip
        assert part in words


def test_sources_and_origins_are_counted(client: Client, mill: Claim) -> None:
    assert "Supporting side: 1 outlet, 1 origin." in page(client, mill)


def test_the_ceiling_stands_with_its_reasons(client: Client, mill: Claim) -> None:
    words = page(client, mill)
    assert "Ceiling Moderate" in words
    assert "Moderate: at least one origin at A–B and 1–2 carries the verdict." in words


def test_figures_are_written_as_people_say_them(client: Client, mill: Claim) -> None:
    assert "€2\xa0million" in client.get(address(mill)).content.decode()


def test_a_relayed_source_stands_under_the_one_that_relays_it(client: Client, newsroom: Newsroom) -> None:
    report = newsroom.source("Wire report on the sale", kind="wire_report", reliability="C")
    claim = newsroom.draft("The mill was sold twice.")
    article = newsroom.source("Article on the sale", kind="news_report", reliability="B", relays=[report])
    add_part(
        claim=claim, kind="evidence", by=newsroom.ada, source=article, stance="supports", credibility="3"
    )
    newsroom.assess(claim, confidence="low")
    words = page(client, publish(newsroom, claim))
    assert "This source relays Wire report on the sale" in words
    assert "C, fairly reliable" in words


def test_a_withheld_source_shows_its_grade_and_the_reason_alone(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.draft("The mill was sold by night.")
    source = newsroom.source("Letter of the night watchman", withheld_reason="The writer would be in danger.")
    add_part(
        claim=claim, kind="evidence", by=newsroom.ada, source=source, stance="supports", credibility="2",
        quote="I saw the lanterns",
    )  # fmt: skip
    newsroom.assess(claim, confidence="low")
    words = page(client, publish(newsroom, claim))
    assert "The writer would be in danger." in words
    assert "A Completely reliable" in words
    assert "watchman" not in words
    assert "lanterns" not in words


def test_the_citation_names_number_version_verdict_and_lasting_address(client: Client, mill: Claim) -> None:
    words = page(client, mill)
    assert f"claim No. {mill.number}, version 1," in words
    assert "Verdict: True; confidence: moderate." in words
    assert f"/claims/{mill.number}/v1/" in words


def test_the_digest_stands_on_the_page(client: Client, mill: Claim) -> None:
    assert Entry.objects.get(number=mill.number).record_digest in page(client, mill)


def test_a_contradiction_shows_from_both_sides(client: Client, newsroom: Newsroom, mill: Claim) -> None:
    other = newsroom.ready("The mill was never sold.")
    add_part(claim=other, kind="relations", by=newsroom.ada, relation="contradicts", other=mill)
    other = publish(newsroom, other)
    assert "Contradicts The mill was sold for 2 million" in page(client, other)
    assert "Contradicts The mill was never sold." in page(client, mill)


def test_a_related_claim_stands_with_its_current_verdict(
    client: Client, newsroom: Newsroom, mill: Claim
) -> None:
    other = newsroom.ready("The mill changed hands in 2018.")
    add_part(claim=other, kind="relations", by=newsroom.ada, relation="variant_of", other=mill)
    other = publish(newsroom, other)
    newsroom.corrected(mill)
    assert f"No. {mill.number} · Verdict: False" in page(client, other)
    assert f"Has as a variant The mill changed hands in 2018. No. {other.number}" in page(client, mill)


def publish(newsroom: Newsroom, claim: Claim) -> Claim:
    """Submitted by Ada, published by Eva."""
    from claims.actions.review import submit_claim

    return newsroom.publish(submit_claim(claim=claim, by=newsroom.ada)).claim  # type: ignore[return-value]


# ── Notices ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_says_what_and_leads_to_the_earlier_version(
    client: Client, newsroom: Newsroom, mill: Claim
) -> None:
    newsroom.corrected(mill)
    answer = client.get(address(mill))
    words = words_of(answer)
    assert words.index("This entry has been corrected") < words.index("They got two million")
    assert "Verdict change: The register shows another price." in words
    assert f'href="/claims/{mill.number}/v1/"' in answer.content.decode()


def test_a_held_entry_says_so_at_the_top_with_the_reason(
    client: Client, newsroom: Newsroom, mill: Claim
) -> None:
    hold_claim(claim=mill, by=newsroom.eva, note="The register may be a forgery.")
    words = page(client, mill)
    assert words.index("This entry is on hold") < words.index("They got two million")
    assert "The register may be a forgery." in words


def test_a_retracted_entry_stays_readable_under_its_notice(
    client: Client, newsroom: Newsroom, mill: Claim
) -> None:
    asked = request_retraction(claim=mill, by=newsroom.ada, note="The source was another mill's.")
    retract_claim(submission=asked, by=newsroom.eva)
    words = page(client, mill)
    assert words.index("This entry has been retracted") < words.index("They got two million")
    assert "The source was another mill's." in words
    assert "Verdict, withdrawn" in words


def test_a_hold_that_was_lifted_is_told_in_its_own_words(
    client: Client, newsroom: Newsroom, mill: Claim
) -> None:
    hold_claim(claim=mill, by=newsroom.eva, note="The register may be a forgery.")
    asked = Submission.objects.get(claim=mill, closed_at=None)
    release_claim(submission=asked, by=newsroom.egon, note="The register is genuine.")
    words = page(client, mill)
    assert "This entry was on hold; the hold has been lifted" in words
    assert words.index("The register is genuine.") < words.index("They got two million")
    assert words.count("The register may be a forgery.") == 1  # with the version that was held


def test_a_live_entry_has_no_notice(client: Client, mill: Claim) -> None:
    assert 'class="notice"' not in client.get(address(mill)).content.decode()


# ── Versions ────────────────────────────────────────────────────────────────────────────────────────


def test_an_earlier_version_stands_as_published_under_a_banner(
    client: Client, newsroom: Newsroom, mill: Claim
) -> None:
    newsroom.corrected(mill)
    words = words_of(client.get(f"/claims/{mill.number}/v1/"))
    assert "You are reading version 1" in words
    assert "It is not the current one." in words
    assert "Verdict True" in words


def test_the_current_version_has_a_lasting_address_too(client: Client, mill: Claim) -> None:
    words = words_of(client.get(f"/claims/{mill.number}/v1/"))
    assert "This is the current version, at its permanent address." in words


def test_the_page_lists_every_version_with_its_note(client: Client, newsroom: Newsroom, mill: Claim) -> None:
    newsroom.corrected(mill)
    words = page(client, mill)
    assert "Version 2 (you are reading it) Corrected (verdict change)," in words
    assert "Version 1 Published ," in words


def test_json_is_the_record_byte_for_byte(client: Client, mill: Claim) -> None:
    answer = client.get(f"/claims/{mill.number}/v1.json")
    entry = Entry.objects.get(number=mill.number)
    assert answer.content == bytes(RecordBody.objects.get(entry=entry).body or b"")
    assert hashlib.sha256(answer.content).hexdigest() == entry.record_digest
    assert answer["Content-Type"] == "application/json"


def test_json_may_be_kept_for_a_year(client: Client, mill: Claim) -> None:
    answer = client.get(f"/claims/{mill.number}/v1.json")
    assert answer["Cache-Control"] == "public, max-age=300, must-revalidate"


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────


def test_an_old_address_leads_on_for_good(client: Client, mill: Claim) -> None:
    answer = client.get(f"/claims/{mill.number}/the-mill-as-it-was-once-called/")
    assert (answer.status_code, answer["Location"]) == (301, address(mill))


def test_a_number_alone_leads_to_the_page(client: Client, mill: Claim) -> None:
    answer = client.get(f"/claims/{mill.number}/")
    assert (answer.status_code, answer["Location"]) == (302, address(mill))


@pytest.mark.parametrize(
    "path",
    [
        "/claims/77/",
        "/claims/77/any/",
        "/claims/77/v1/",
        "/claims/77/v1.json",
        f"/claims/{10**30}/",
        "/claims/1/v99/",
    ],
)
def test_what_was_never_published_is_like_any_other_missing_page(
    client: Client, mill: Claim, path: str
) -> None:
    answer, other = client.get(path), client.get("/no-such-page/")
    assert (answer.status_code, words_of(answer)) == (404, words_of(other))


def test_a_draft_has_no_page(client: Client, newsroom: Newsroom, mill: Claim) -> None:
    draft = newsroom.draft("The mill was burnt.")
    assert client.get(f"/claims/{draft.pk}/any/").status_code in (301, 404)
    assert not Edition.objects.filter(statement=draft.statement).exists()
    assert "The mill was burnt." not in words_of(client.get("/claims/"))


def test_pages_only_answer_questions(client: Client, mill: Claim) -> None:
    assert client.post(address(mill)).status_code == 405
