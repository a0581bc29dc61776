"""The table of a merge: it names everything that a claim has, and says of each what becomes of it."""

from claims.actions.claims import change_claim
from claims.actions.merging import merge_draft
from claims.actions.parts import add_part, change_part, remove_part
from claims.actions.reference import add_claimant, add_topic
from claims.merging import FATES, SAME, Fate, fates_of, merge_in_force, merges_into
from claims.models import Claim, Evidence, Figure
from claims.unmerging import GONE_SINCE, back_of
from tests.cast import Newsroom

OTHER = "For two million euros the mill changed hands in 2018."


def bare(newsroom: Newsroom, statement: str = OTHER, **fields: object) -> Claim:
    """A claim of which nothing is known but what it says."""
    nothing: dict[str, object] = {"quote": "", "claimant": None, "first_claimed": ""}
    return newsroom.draft(statement, **{**nothing, "topics": [], "parts": {}, **fields})


def becomes(claim: Claim, into: Claim, name: str) -> str:
    return next(row.becomes for row in fates_of(claim, into).rows if row.name == name)


def test_every_field_and_relation_of_a_claim_has_its_fate() -> None:
    assert {each.name for each in Claim._meta.get_fields()} == set(FATES)


def test_every_part_that_is_joined_says_by_what_it_is_known() -> None:
    joined = {name for name, fate in FATES.items() if fate == Fate.JOINED} - {"topics"}
    assert joined == set(SAME)


def test_everything_that_makes_up_the_public_content_has_a_row(newsroom: Newsroom) -> None:
    rows = {row.name for row in fates_of(newsroom.ready(), newsroom.ready(OTHER)).rows}
    content = "statement quote language claimant first_claimed topics figures rates appearances relations"
    assert rows >= {*content.split(), "replies", "assessments", "evidence"}


def test_what_the_other_claim_lacks_goes_over(newsroom: Newsroom) -> None:
    fates = fates_of(newsroom.ready(), bare(newsroom))
    assert set(fates.fill) == {"quote", "claimant", "first_claimed"}
    assert fates.topics == [newsroom.topic]
    assert {name for name, parts in fates.add.items() if parts} == {"figures", "appearances", "evidence"}
    assert fates.goes_over


def test_what_the_other_claim_has_stays_as_it_is(newsroom: Newsroom) -> None:
    fates = fates_of(newsroom.ready(), newsroom.ready(OTHER))
    assert fates.fill == {}
    assert {name for name, parts in fates.add.items() if parts} == {"evidence"}  # another source's
    assert becomes(newsroom.draft(), newsroom.draft(OTHER), "quote") == "The other claim has the same."


def test_nothing_goes_over_between_two_that_hold_the_same(newsroom: Newsroom) -> None:
    fates = fates_of(newsroom.draft(), newsroom.draft(OTHER))
    assert not fates.goes_over
    assert [row.name for row in fates.rows if row.moves] == []


def test_what_two_rows_of_one_claim_say_goes_over_once(newsroom: Newsroom) -> None:
    claim = bare(newsroom, "The mill was sold.")
    for _twice in range(2):
        add_part(claim=claim, kind="figures", by=newsroom.ada, role="price", low=1, high=1, unit="EUR")
    assert len(fates_of(claim, bare(newsroom)).add["figures"]) == 1


def test_exact_words_in_another_language_stay_behind(newsroom: Newsroom) -> None:
    claim = newsroom.draft(language="it")
    assert "another language" in becomes(claim, bare(newsroom), "quote")


def test_nobody_is_given_the_words_of_somebody_else(newsroom: Newsroom) -> None:
    miller = add_claimant(by=newsroom.ada, slug="miller", name="The miller", kind="person")
    into = bare(newsroom, claimant=miller)
    fates = fates_of(newsroom.draft(), into)
    assert "quote" not in fates.fill
    assert "somebody else's words" in becomes(newsroom.draft(), into, "quote")


def test_no_claim_is_related_to_itself(newsroom: Newsroom) -> None:
    claim, into, third = newsroom.draft(), bare(newsroom), bare(newsroom, "The weir was sold as well.")
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="repeats", other=into)
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="variant_of", other=third)
    assert [part.other for part in fates_of(claim, into).add["relations"]] == [third]  # type: ignore[union-attr]


def test_a_contradiction_that_stands_on_the_other_side_is_not_stored_twice(newsroom: Newsroom) -> None:
    claim, into, third = newsroom.draft(), bare(newsroom), bare(newsroom, "The mill was never sold.")
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="contradicts", other=third)
    add_part(claim=third, kind="relations", by=newsroom.ada, relation="contradicts", other=into)
    assert fates_of(claim, into).add["relations"] == []


def test_a_withheld_quote_goes_over_without_the_word_that_it_counts(newsroom: Newsroom) -> None:
    claim, into = bare(newsroom, "The mill was sold to a bank."), bare(newsroom)
    add_part(
        claim=claim, kind="evidence", by=newsroom.eva, source=newsroom.source(), stance="supports",
        credibility="2", quote="I signed it", withheld_reason="A witness.", withheld_counts=True,
    )  # fmt: skip
    merge_draft(claim=claim, into=into, by=newsroom.ada, why="The same sale.")
    assert Evidence.objects.get(claim=into).withheld_counts is False


def test_the_kept_table_holds_no_assessment(newsroom: Newsroom) -> None:
    claim, into = newsroom.ready(), newsroom.draft(OTHER)
    assert "Assessments" in [row.label for row in fates_of(claim, into).rows]
    merge = merge_draft(claim=claim, into=into, by=newsroom.ada, why="The same sale.")
    assert "Assessments" not in [row["label"] for row in merge.fates["rows"]]
    assert "confidence" not in str(merge.fates)


def test_a_merge_is_found_from_both_ends(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), bare(newsroom)
    merge = merge_draft(claim=claim, into=into, by=newsroom.ada, why="The same sale.")
    assert merge_in_force(claim) == merge
    assert merges_into(into) == [merge]
    assert merge_in_force(into) is None


def test_the_undo_takes_back_what_still_stands(newsroom: Newsroom) -> None:
    claim, into = newsroom.ready(), bare(newsroom)
    back = back_of(merge_draft(claim=claim, into=into, by=newsroom.ada, why="The same sale."))
    assert set(back.empty) == {"quote", "claimant", "first_claimed"}
    assert back.topics == [newsroom.topic]
    assert {type(part).__name__ for part in back.remove} == {"Figure", "Appearance", "Evidence"}
    assert back.left == []


def test_the_undo_says_what_it_leaves(newsroom: Newsroom) -> None:
    claim, into = newsroom.ready(), bare(newsroom)
    merge = merge_draft(claim=claim, into=into, by=newsroom.ada, why="The same sale.")
    change_part(part=Figure.objects.get(claim=into), by=newsroom.ben, approximate=True)
    change_claim(claim=into, by=newsroom.ben, quote="They got two million for it")
    remove_part(part=Evidence.objects.get(claim=into), by=newsroom.ben)
    merge.refresh_from_db()
    back = back_of(merge)
    assert back.left == [
        "Exact words: They got two million for the mill",
        "Figures: price: 2000000 EUR",
    ]
    assert [row.label for row in back.rows if row.becomes == GONE_SINCE] == ["Evidence"]
    assert "quote" not in back.empty


def test_a_topic_that_was_taken_off_meanwhile_is_not_taken_off_again(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), bare(newsroom)
    merge = merge_draft(claim=claim, into=into, by=newsroom.ada, why="The same sale.")
    change_claim(
        claim=into, by=newsroom.ben, topics=[add_topic(by=newsroom.ben, slug="mills", label="Mills")]
    )
    assert back_of(merge).topics == []


def test_the_digest_changes_with_the_table(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), bare(newsroom)
    before = fates_of(claim, into).digest
    assert fates_of(claim, into).digest == before
    add_part(claim=claim, kind="figures", by=newsroom.ada, role="area", low=1, high=1, unit="ha")
    assert fates_of(claim, into).digest != before
