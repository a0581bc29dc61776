"""Merging at the desk: find the other claim, see what becomes of everything, confirm; and the undo."""

import pytest

from claims import needs
from claims.actions import merging
from claims.actions.assessments import request_assessment
from claims.actions.claims import change_claim
from claims.actions.desk import judge_match
from claims.actions.merging import merge_claim, merge_draft, request_merge
from claims.actions.parts import add_part
from claims.merging import INTO_IN_REVIEW, merge_in_force
from claims.models import Claim, Submission
from claims.views.desk import merging as pages
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, form_of, page_of, text_of

OTHER = "For two million euros the mill changed hands in 2018."
WHY = "Both are about the one sale in 2018."


@pytest.fixture
def draft(newsroom: Newsroom) -> Claim:
    return newsroom.ready()


@pytest.fixture
def other(newsroom: Newsroom) -> Claim:
    return newsroom.draft(OTHER, quote="", parts={})


@pytest.fixture
def entries(newsroom: Newsroom) -> tuple[Claim, Claim]:
    return newsroom.published(), newsroom.published(OTHER, parts={})


def into(claim: Claim, other: Claim) -> str:
    return page_of(claim, "merge", str(other.pk))


def test_the_claim_page_offers_the_merge(ada_desk: Desk, draft: Claim) -> None:
    assert f'href="{page_of(draft, "merge")}"' in ada_desk.opens(page_of(draft))


def test_the_other_claim_is_found_by_words(ada_desk: Desk, draft: Claim, other: Claim) -> None:
    page = ada_desk.opens(f"{page_of(draft, 'merge')}?q=hands")
    assert f'href="{into(draft, other)}"' in page
    assert f'href="{into(draft, draft)}"' not in page


def test_claims_said_to_be_the_same_stand_first(
    ada_desk: Desk, newsroom: Newsroom, draft: Claim, other: Claim
) -> None:
    judge_match(claim=other, other=draft, sameness="same", by=newsroom.ben)
    assert f'href="{into(draft, other)}"' in ada_desk.opens(page_of(draft, "merge"))
    judge_match(claim=draft, other=other, sameness="related", by=newsroom.ben)
    assert f'href="{into(draft, other)}"' not in ada_desk.opens(page_of(draft, "merge"))


def test_a_match_leads_to_the_table_at_once(
    ada_desk: Desk, newsroom: Newsroom, draft: Claim, other: Claim
) -> None:
    judge_match(claim=draft, other=other, sameness="same", by=newsroom.ben)
    assert f'href="{into(draft, other)}"' in ada_desk.opens(page_of(draft))


def test_an_entry_is_offered_only_entries_that_readers_can_open(
    ada_desk: Desk, newsroom: Newsroom, entries: tuple[Claim, Claim]
) -> None:
    claim, target = entries
    draft = newsroom.draft("The mill changed hands once more in 2019.")
    page = ada_desk.opens(f"{page_of(claim, 'merge')}?q=hands")
    assert f'href="{into(claim, target)}"' in page
    assert f'href="{into(claim, draft)}"' not in page


def test_the_table_stands_there_before_anything_happens(ada_desk: Desk, draft: Claim, other: Claim) -> None:
    words = text_of(ada_desk.opens(into(draft, other)))
    assert "Exact words They got two million for the mill nothing" in words.replace("– ", "")
    assert "Fills in what the other claim lacks." in words
    assert "Assessments True, moderate confidence" in words
    assert merge_in_force(draft) is None


def test_a_confirmed_merge_is_made(ada_desk: Desk, draft: Claim, other: Claim) -> None:
    page = ada_desk.opens(into(draft, other))
    answer = text_of(ada_desk.sends(into(draft, other), {**form_of(page), "why": WHY}))
    assert pages.MERGED in answer
    assert "Merged into another claim" in answer
    assert WHY in answer
    assert Claim.objects.get(pk=other.pk).quote == draft.quote
    assert "A draft was merged into this claim" in text_of(ada_desk.opens(page_of(other)))


def test_a_merge_without_a_reason_is_asked_for_one(ada_desk: Desk, draft: Claim, other: Claim) -> None:
    page = ada_desk.sends(into(draft, other), form_of(ada_desk.opens(into(draft, other))), 200)
    assert merging.NO_WHY in text_of(page)


def test_what_changed_meanwhile_is_shown_before_it_is_confirmed(
    ada_desk: Desk, newsroom: Newsroom, draft: Claim, other: Claim
) -> None:
    form = {**form_of(ada_desk.opens(into(draft, other))), "why": WHY}
    add_part(claim=draft, kind="figures", by=newsroom.ben, role="area", low=1, high=1, unit="ha")
    page = ada_desk.sends(into(draft, other), form, 200)
    assert pages.CHANGED in text_of(page)
    assert WHY in page
    assert merge_in_force(draft) is None
    ada_desk.sends(into(draft, other), form_of(page))
    assert merge_in_force(draft) is not None


def test_a_review_under_way_stands_in_the_way(ada_desk: Desk, newsroom: Newsroom, draft: Claim) -> None:
    target = newsroom.submitted(OTHER, parts={}).claim
    page = ada_desk.opens(into(draft, target))
    assert INTO_IN_REVIEW in text_of(page)
    page = ada_desk.sends(into(draft, target), {**form_of(page), "why": WHY}, 200)
    assert INTO_IN_REVIEW in text_of(page)
    assert merge_in_force(draft) is None


def test_what_cannot_be_merged_says_why(
    ada_desk: Desk, newsroom: Newsroom, draft: Claim, other: Claim
) -> None:
    assert needs.NOT_INTO_ITSELF in text_of(ada_desk.opens(into(draft, draft), 409))
    merge_draft(claim=newsroom.draft("The mill was sold once."), into=draft, by=newsroom.ada, why=WHY)
    sentence = needs.LEADS_HERE.format(numbers="a draft")
    for path in (page_of(draft, "merge"), into(draft, other)):
        assert sentence in text_of(ada_desk.opens(path, 409))


def test_nobody_blind_to_one_of_the_two_sees_the_table(
    ben_desk: Desk, newsroom: Newsroom, draft: Claim, other: Claim
) -> None:
    request_assessment(claim=draft, analyst=newsroom.ben, by=newsroom.eva)
    for path in (page_of(draft, "merge"), into(draft, other), into(other, draft)):
        words = text_of(ben_desk.opens(path, 409))
        assert merging.BLIND in words
        assert "moderate confidence" not in words


def test_the_undo_shows_what_comes_back_and_what_stays(
    ada_desk: Desk, newsroom: Newsroom, draft: Claim, other: Claim
) -> None:
    merge_draft(claim=draft, into=other, by=newsroom.ada, why=WHY)
    change_claim(claim=other, by=newsroom.ben, quote="Two millions for it")
    assert f'href="{page_of(draft, "unmerge")}"' in ada_desk.opens(page_of(draft))
    page = ada_desk.opens(page_of(draft, "unmerge"))
    words = text_of(page)
    assert "Somebody changed it since, so it stays with the other claim." in words
    assert "Taken out of the other claim." in words
    answer = text_of(ada_desk.sends(page_of(draft, "unmerge"), form_of(page)))
    assert pages.UNMERGED in answer
    assert pages.LEFT.format(what="Exact words: They got two million for the mill") in answer
    assert merge_in_force(draft) is None


def test_what_is_not_merged_has_nothing_to_undo(ada_desk: Desk, draft: Claim) -> None:
    assert merging.NOT_MERGED in text_of(ada_desk.opens(page_of(draft, "unmerge"), 409))


def test_of_an_entry_the_merge_is_asked_for(ada_desk: Desk, entries: tuple[Claim, Claim]) -> None:
    claim, target = entries
    page = ada_desk.opens(into(claim, target))
    answer = ada_desk.sends(into(claim, target), {**form_of(page), "note": WHY, "message": "Please."})
    assert pages.ASKED in text_of(answer)
    asked = Submission.objects.waiting().get(claim=claim)
    assert (asked.asks, asked.into, asked.note, asked.message) == ("merged", target, WHY, "Please.")
    assert "Ada asked for this already" in text_of(ada_desk.opens(page_of(claim)))


def test_of_an_entry_the_undo_is_asked_for(
    ada_desk: Desk, newsroom: Newsroom, entries: tuple[Claim, Claim]
) -> None:
    claim, target = entries
    asked = request_merge(claim=claim, into=target, by=newsroom.ada, note=WHY)
    merge_claim(submission=asked, by=newsroom.eva)
    page = ada_desk.opens(page_of(claim, "unmerge"))
    answer = ada_desk.sends(page_of(claim, "unmerge"), {**form_of(page), "note": "Two sales."})
    assert pages.ASKED_BACK in text_of(answer)
    assert Submission.objects.waiting().get(claim=claim).asks == "unmerged"
    assert f"No. {claim.number} was merged into this claim" in text_of(ada_desk.opens(page_of(target)))


def test_the_admin_leads_to_the_pages(eva_desk: Desk, draft: Claim) -> None:
    assert f'href="{page_of(draft, "merge")}"' in eva_desk.opens(f"/admin/claims/claim/{draft.pk}/change/")
