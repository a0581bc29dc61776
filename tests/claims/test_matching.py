"""Claims that look alike: found in six languages, ranked by what is rare, silent about the rest."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.actions.claims import log_claim
from claims.actions.merging import merge_draft
from claims.matching import (
    FEWEST_RAREST,
    LOOKS_ALIKE,
    MOST_COUNTED,
    MOST_RAREST,
    VERY_ALIKE,
    Text,
    groups_of,
    likeness,
    look_alikes,
    rarest,
    shared_words,
    weights_of,
)
from claims.models import Claim, Person
from tests.cast import Newsroom

# ── Ranking ─────────────────────────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(["mill", "sold", "million", "euro", "2018", "ferry", "bank", "council"])
TEXTS = st.builds(
    lambda statement, quote: Text(frozenset(statement), frozenset([*statement, *quote])),
    st.sets(WORDS),
    st.sets(WORDS),
)
COUNTS = st.dictionaries(WORDS, st.integers(0, 5000), min_size=8, max_size=8)


def text(words: str, quote: str = "") -> Text:
    return Text(frozenset(words.split()), frozenset([*words.split(), *quote.split()]))


@given(TEXTS, TEXTS, COUNTS, st.integers(-1, 10**6))
def test_likeness_lies_between_nothing_and_all(
    typed: Text, other: Text, counts: dict[str, int], size: int
) -> None:
    assert 0 <= likeness(typed, other, weights_of(counts, size)) <= 1


@given(TEXTS, COUNTS, st.integers(-1, 10**6))
def test_nothing_is_more_alike_than_the_same(typed: Text, counts: dict[str, int], size: int) -> None:
    score = likeness(typed, typed, weights_of(counts, size))
    assert score == 0 if not typed.statement or len(typed.everything) < 2 else math.isclose(score, 1)


@given(TEXTS, TEXTS, COUNTS)
def test_likeness_is_mutual_where_all_words_are_known(
    typed: Text, other: Text, counts: dict[str, int]
) -> None:
    weights = weights_of(counts, 0)
    assert math.isclose(likeness(typed, other, weights), likeness(other, typed, weights))


@given(TEXTS, TEXTS, WORDS, COUNTS)
def test_one_more_word_in_common_never_makes_less_alike(
    typed: Text, other: Text, word: str, counts: dict[str, int]
) -> None:
    weights = weights_of(counts, 0)
    before = likeness(typed, other, weights)
    nearer = Text(typed.statement, typed.everything | ({word} & other.statement))
    assert likeness(nearer, other, weights) >= before - 1e-12


@given(st.integers(0, 10**5), st.integers(0, 10**5), st.integers(-1, 10**6))
def test_the_rarer_word_says_more(one: int, other: int, size: int) -> None:
    weights = weights_of({"one": one, "other": other}, size)
    assert min(weights.values()) > 0
    assert (weights["one"] > weights["other"]) == (one < other) or math.isclose(
        weights["one"], weights["other"]
    )


def test_one_word_in_common_is_no_likeness() -> None:
    weights = weights_of({"mill": 1, "sold": 1}, 1000)
    assert likeness(text("mill sold"), text("mill burned"), weights) == 0


def test_a_long_quote_makes_nothing_unlike() -> None:
    weights = weights_of({"mill": 3, "sold": 30, "2018": 200}, 1000)
    quoted = text("mill sold 2018", "we never said so and nobody asked us about it either")
    assert math.isclose(likeness(text("mill sold 2018"), quoted, weights), 1)


def test_the_words_in_common_come_rarest_first() -> None:
    weights = weights_of({"mill": 3, "sold": 30, "2018": 200}, 1000)
    assert shared_words(text("sold 2018 mill"), text("2018 mill sold"), weights) == ["mill", "sold", "2018"]


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 2000), max_size=20))
def test_the_rarest_words_are_searched_by_and_unknown_ones_never(counts: dict[str, int]) -> None:
    chosen = rarest(counts)
    assert min(FEWEST_RAREST, sum(map(bool, counts.values()))) <= len(chosen) <= MOST_RAREST
    assert all(counts[word] for word in chosen)
    left = [count for word, count in counts.items() if count and word not in chosen]
    assert not left or max(counts[word] for word in chosen) <= min(left)


def test_common_words_are_paired_with_a_rare_one_only() -> None:
    counts = {"mill": 2, "weir": 5, "said": MOST_COUNTED, "page": MOST_COUNTED}
    assert set(groups_of(counts, 2)) == {
        ("mill", "weir"), ("mill", "page"), ("mill", "said"), ("weir", "page"), ("weir", "said"),
    }  # fmt: skip


def test_where_all_words_are_common_a_pair_is_too_little() -> None:
    counts = dict.fromkeys(("said", "page", "year"), MOST_COUNTED)
    assert groups_of(counts, 2) == []
    assert len(groups_of(counts, 3)) == 1
    assert len(groups_of({"said": MOST_COUNTED, "page": MOST_COUNTED}, 2)) == 1


def test_words_that_few_claims_have_are_searched_by_together() -> None:
    assert len(rarest(dict.fromkeys("abcdefghijklmn", 3))) == MOST_RAREST
    assert len(rarest(dict.fromkeys("abcdefghijklmn", 900))) == FEWEST_RAREST


# ── Finding ─────────────────────────────────────────────────────────────────────────────────────────

# The same in other words, in each language; inflected otherwise, and without accents.
PAIRS = {
    "en": (
        "The mill by the river was sold for two million euros.",
        "Two millions were paid when the river mill was sold",
    ),
    "it": (
        "Il mulino sul fiume è stato venduto per due milioni.",
        "venduti per due milioni i mulini sul fiume",
    ),
    "ru": (
        "Мельница у реки продана за два миллиона.",
        "продали мельницу у реки за два миллиона",
    ),
    "de": (
        "Die Mühle am Fluss wurde für zwei Millionen verkauft.",
        "verkaufte Muhle am Fluss fur zwei Millionen",
    ),
    "fr": (
        "Le moulin de la rivière a été vendu deux millions.",
        "deux millions pour les moulins vendus de la riviere",
    ),
    "es": (
        "El molino del río fue vendido por dos millones.",
        "vendidos por dos millones los molinos del rio",
    ),
}
OTHERS = ("The ferry was sold in 2014 to a bank.", "Il traghetto è stato chiuso nel 2016 dal comune.")


def log(by: Person, statement: str, **fields: str) -> Claim:
    return log_claim(by=by, statement=statement, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", PAIRS)
def test_the_same_in_other_words_is_found(ada: Person, language: str) -> None:
    statement, typed = PAIRS[language]
    claim = log(ada, statement, language=language)
    for other in OTHERS:
        log(ada, other, language=language)
    found = look_alikes(statement=typed, language=language)
    assert [each.claim for each in found] == [claim]
    assert found[0].score >= LOOKS_ALIKE
    assert len(found[0].shared) >= 3


def test_what_is_in_common_is_said_in_the_words_that_were_typed(ada: Person) -> None:
    log(ada, "The mills by the river were sold.")
    (found,) = look_alikes(statement="Somebody was selling the river’s “mill”, sold it.", language="en")
    assert {"mill", "sold"} <= set(found.shared)


def test_the_nearest_stands_first_and_only_so_many(ada: Person) -> None:
    same = log(ada, "The mill by the river was sold for two million euros.")
    for number in range(5):
        log(ada, f"The mill by the river burned down in {1990 + number}.")
    found = look_alikes(statement=same.statement, language="en", limit=3)
    assert found[0].claim == same
    assert found[0].is_very_alike
    assert math.isclose(found[0].score, 1)
    assert len(found) == 3
    assert not any(each.is_very_alike for each in found[1:])


def test_exact_words_are_searched_too(ada: Person) -> None:
    claim = log(ada, "A sum was paid for an old building.", quote="They got two million for the river mill")
    found = look_alikes(
        statement="A sum of money changed hands for a building.",
        quote="they got two million for that mill by the river",
        language="en",
    )
    assert [each.claim for each in found] == [claim]


def test_words_that_only_a_claim_left_out_has_hide_no_other(ada: Person) -> None:
    claim = log(ada, "An oil deal reported last February by a weekly was meant to divert millions.")
    other = log(ada, "Millions from an oil deal did not reach them.")
    found = look_alikes(statement=claim.statement, language="en", exclude=[claim.pk])
    assert [each.claim for each in found] == [other]


def test_claims_left_out_stay_out(ada: Person) -> None:
    claim = log(ada, "The mill by the river was sold for two million euros.")
    assert look_alikes(statement=claim.statement, language="en", exclude=[claim.pk]) == []


@pytest.mark.parametrize(
    "typed", ["", "   ", "Mill", "the of and", "\0", "' \\ & | ! :* <->", "(((", "mill:*", "mill's \\'sold"]
)
def test_whatever_is_typed_is_no_fault(ada: Person, typed: str) -> None:
    log(ada, "The mill by the river was sold for two million euros.")
    for language in (*PAIRS, "xx"):
        look_alikes(statement=typed, quote=typed, language=language)


def test_unrelated_claims_do_not_show(ada: Person) -> None:
    for other in (*OTHERS, "Two million people live in the valley.", "The mayor resigned in October 2018."):
        log(ada, other)
    typed = "The mill by the river was bought by the parish."
    assert look_alikes(statement=typed, language="en") == []


def test_a_merged_claim_leads_to_the_one_it_went_into(newsroom: Newsroom) -> None:
    into = newsroom.draft("An old building in the valley changed hands.")
    gone = newsroom.draft("The water mill by the river was sold for two million euros.")
    merge_draft(claim=gone, into=into, by=newsroom.ada, why="It is one sale.")
    found = look_alikes(statement=gone.statement, language="en")
    assert [(each.claim, each.merged) for each in found] == [(into, gone)]
    assert look_alikes(statement=gone.statement, language="en", exclude=[into.pk]) == []
    assert found[0].score >= VERY_ALIKE
