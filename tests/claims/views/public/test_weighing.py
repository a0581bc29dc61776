"""What a claim's page says of its evidence: origins, ceiling, likelihood, what fell, what is kept back."""

import re
from typing import Any

import pytest
from django.test import Client

from claims.actions.door import publish_claim
from claims.actions.parts import add_part, change_part
from claims.actions.reference import add_outlet
from claims.actions.review import start_revision, submit_claim
from claims.actions.sources import change_source, mark_source_fallen
from claims.models import Claim, Evidence, Source
from tests.cast import Newsroom, seen
from tests.claims.views.public.pages import address, words_of

WHY = "The writer would be in danger."


def cite(newsroom: Newsroom, claim: Claim, source: Source, **fields: Any) -> Evidence:
    defaults = {"stance": "supports", "credibility": "3"}
    item = add_part(claim=claim, kind="evidence", by=newsroom.ada, source=source, **{**defaults, **fields})
    assert isinstance(item, Evidence)
    return item


def publish(newsroom: Newsroom, claim: Claim, **change: str) -> Claim:
    entry = newsroom.publish(submit_claim(claim=claim, by=newsroom.ada, **change))
    assert entry.claim is not None
    return entry.claim


def body_of(client: Client, claim: Claim) -> str:
    return client.get(address(claim)).content.decode()


def section(body: str, name: str) -> str:
    """The markup of a section of the page."""
    found = re.search(rf'<section class="section" id="{name}">.*?</section>', body, re.DOTALL)
    assert found, f"there is no section {name}"
    return found[0]


# ── Origins ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def relayed(newsroom: Newsroom) -> Claim:
    """Five outlets that relay one wire report."""
    agency = add_outlet(by=newsroom.ada, slug="agency", name="Agency", kind="agency")
    wire = newsroom.source("Wire report on the sale", kind="wire_report", reliability="C", outlet=agency)
    claim = newsroom.draft("The mill was sold twice.")
    for letter in "ABCDE":
        outlet = add_outlet(by=newsroom.ada, slug=f"paper-{letter}", name=f"Paper {letter}", kind="newspaper")
        cite(newsroom, claim, newsroom.source(f"Article {letter}", outlet=outlet, relays=[wire]))
    newsroom.assess(claim, confidence="low")
    return publish(newsroom, claim)


def test_five_outlets_that_relay_one_report_are_one_origin(client: Client, relayed: Claim) -> None:
    assert "Supporting side: 5 outlets, 1 origin." in section(body_of(client, relayed), "ceiling")


def test_the_picture_stands_with_the_same_in_words(client: Client, relayed: Claim) -> None:
    shown = section(body_of(client, relayed), "ceiling")
    assert shown.count('class="source-box"') == 6
    assert "The same in words" in shown
    assert "The ways end at “Wire report on the sale” (Agency), which relays nothing." in shown


def test_a_version_shows_its_own_picture(client: Client, newsroom: Newsroom, relayed: Claim) -> None:
    newsroom.corrected(relayed)
    earlier = client.get(f"/claims/{relayed.number}/v1/").content.decode()
    assert "Refuting side" not in section(earlier, "ceiling")
    assert "Refuting side: 1 source, 1 origin." in section(body_of(client, relayed), "ceiling")


# ── The ceiling ─────────────────────────────────────────────────────────────────────────────────────


def test_a_reason_for_going_above_the_ceiling_stands_with_the_confidence_too(
    client: Client, newsroom: Newsroom
) -> None:
    claim = newsroom.draft("The mill was sold twice.")
    cite(newsroom, claim, newsroom.source())
    newsroom.assess(claim, confidence="moderate", above_ceiling_reason="The register is never wrong.")
    answer = client.get(address(publish(newsroom, claim)))
    words = words_of(answer)
    assert "Above what the evidence alone allows, low. The desk’s reason" in words
    assert "Why the desk goes above this ceiling The register is never wrong." in words
    assert 'href="#above-ceiling"' in answer.content.decode()


def test_within_the_ceiling_nothing_is_above(client: Client, relayed: Claim) -> None:
    body = body_of(client, relayed)
    assert "above-ceiling" not in body
    assert "The evidence allows at most low." in body


# ── Likelihood ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def likely(client: Client, newsroom: Newsroom) -> str:
    """The page of an entry that says how likely its claim is."""
    claim = newsroom.draft("The mill will be sold again.")
    cite(newsroom, claim, newsroom.source())
    newsroom.assess(claim, "unproven", confidence="low", likelihood="unlikely")
    return body_of(client, publish(newsroom, claim))


def test_likelihood_stands_with_its_meaning(likely: str) -> None:
    shown = section(likely, "likelihood")
    assert "Unlikely" in shown
    assert "a chance of 20 to 45 percent" in shown
    assert "ICD 203" in shown
    assert '/method/#likelihood"' in shown


def test_likelihood_and_confidence_never_share_a_block(likely: str) -> None:
    # The smallest elements that hold text, and the sections; the page as a whole holds both.
    blocks = re.findall(r"<(p|li|td|dd|h\d|title)\b[^>]*>(.*?)</\1>", likely, re.DOTALL)
    blocks += re.findall(r"<(section)\b[^>]*>(.*?)</\1>", likely, re.DOTALL)
    described = re.findall(r'<meta name="(description)" content="(.*?)"', likely, re.DOTALL)
    for _name, block in [*blocks, *described]:
        words = block.lower()
        assert not ("confiden" in words and ("likel" in words or "percent" in words)), block
    assert "likel" not in likely[likely.index('class="judgement') : likely.index('id="why"')].lower()


def test_without_a_likelihood_there_is_no_word_of_it(client: Client, relayed: Claim) -> None:
    assert "likelihood" not in body_of(client, relayed).lower()


# ── Standing ────────────────────────────────────────────────────────────────────────────────────────


def cited_by_mill(newsroom: Newsroom, claim: Claim) -> Source:
    return claim.evidence.get(source__title="Land registry extract").source


def test_a_fallen_source_shows_once_the_entry_is_published_again(client: Client, newsroom: Newsroom) -> None:
    mill = newsroom.published()
    source = cited_by_mill(newsroom, mill)
    mark_source_fallen(source=source, by=newsroom.eva, standing="retracted", reason="The registry says so.")
    assert "Retracted by its publisher" not in body_of(client, mill)
    cite(newsroom, mill, newsroom.source("Deed of sale"), stance="refutes")
    newsroom.assess(mill, "unproven", confidence="low")
    mill.refresh_from_db()
    submission = submit_claim(
        claim=mill, by=newsroom.ada, correction_class="verdict", note="The register fell."
    )
    publish_claim(submission=submission, by=newsroom.egon, seen_digest=seen(mill))
    words = words_of(client.get(address(mill)))
    top = words.index("A source of this entry has been retracted by its publisher “Land registry extract”")
    assert top < words.index("They got two million")
    assert "Retracted by its publisher It carries nothing toward the confidence." in words
    assert "A source of this entry" not in words_of(client.get(f"/claims/{mill.number}/v1/"))


def test_a_retracted_source_below_a_cited_one_is_told_at_the_top(client: Client, newsroom: Newsroom) -> None:
    report = newsroom.source("Wire report", standing="retracted")
    claim = newsroom.draft("The mill was sold twice.")
    cite(newsroom, claim, newsroom.source("Article", relays=[report]))
    newsroom.assess(claim, confidence="low")
    words = words_of(client.get(address(publish(newsroom, claim))))
    assert "“Wire report”, whose report a cited source passes on" in words


def test_a_changed_source_says_so_beside_itself_and_not_at_the_top(
    client: Client, newsroom: Newsroom
) -> None:
    claim = newsroom.draft("The mill was sold twice.")
    cite(newsroom, claim, newsroom.source("Article", standing="changed"))
    newsroom.assess(claim, confidence="low")
    words = words_of(client.get(address(publish(newsroom, claim))))
    assert "Changed since it was cited What is quoted here may no longer stand there." in words
    assert "A source of this entry has been retracted" not in words


# ── Withheld ────────────────────────────────────────────────────────────────────────────────────────


def withheld(newsroom: Newsroom, **fields: Any) -> tuple[Claim, Evidence]:
    claim = newsroom.draft("The mill was sold by night.")
    outlet = add_outlet(by=newsroom.ada, slug="night-post", name="Night Post", kind="newspaper")
    notebook = newsroom.source("Notebook of the carter")
    source = newsroom.source("Letter of the watchman", outlet=outlet, relays=[notebook], **fields)
    item = cite(newsroom, claim, source, credibility="2", quote="I saw the lanterns")
    newsroom.assess(claim, confidence="low")
    return claim, item


def test_a_withheld_source_carries_nothing_and_the_page_says_so(client: Client, newsroom: Newsroom) -> None:
    claim, _item = withheld(newsroom, withheld_reason=WHY)
    words = words_of(client.get(address(publish(newsroom, claim))))
    assert f"Why it is withheld: {WHY} It carries nothing toward the confidence." in words


def test_a_withheld_source_that_an_editor_lets_count_says_so(client: Client, newsroom: Newsroom) -> None:
    claim, item = withheld(newsroom, withheld_reason=WHY)
    change_source(source=item.source, by=newsroom.egon, withheld_counts=True)
    words = words_of(client.get(address(publish(newsroom, claim))))
    assert f"Why it is withheld: {WHY} An editor has seen it and lets it count." in words


def test_a_withheld_source_that_is_relayed_gives_its_reason_alone(client: Client, newsroom: Newsroom) -> None:
    kept_back = newsroom.source("Letter of the watchman", withheld_reason=WHY)
    claim = newsroom.draft("The mill was sold by night.")
    cite(newsroom, claim, newsroom.source("Article", relays=[kept_back]))
    newsroom.assess(claim, confidence="low")
    words = words_of(client.get(address(publish(newsroom, claim))))
    assert f"This source relays Source withheld: {WHY} It carries nothing." in words
    assert "watchman" not in words


def test_withheld_words_keep_their_source_and_lose_themselves(client: Client, newsroom: Newsroom) -> None:
    claim, item = withheld(newsroom)
    change_part(part=item, by=newsroom.ada, withheld_reason=WHY)
    words = words_of(client.get(address(publish(newsroom, claim))))
    assert "Letter of the watchman" in words
    assert f"The words are withheld: {WHY} It carries nothing toward the confidence." in words
    assert "lanterns" not in words


@pytest.mark.parametrize("counts", [False, True])
def test_no_public_byte_of_a_claim_holds_what_is_withheld(
    client: Client, newsroom: Newsroom, counts: bool
) -> None:
    claim, item = withheld(newsroom, withheld_reason=WHY)
    if counts:
        change_source(source=item.source, by=newsroom.egon, withheld_counts=True)
    claim = publish(newsroom, claim)
    start_revision(claim=claim, by=newsroom.ada)
    for path in (
        address(claim), f"/claims/{claim.number}/v1/", f"/claims/{claim.number}/v1.json", "/", "/claims/",
        "/outlets/", "/api/v1/claims/", f"/api/v1/claims/{claim.number}/",
    ):  # fmt: skip
        body = client.get(path).content.decode()
        for secret in ("watchman", "lanterns", "Night Post", "night-post", "carter"):
            assert secret not in body, f"{path} holds {secret}"
