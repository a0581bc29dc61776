"""What the evidence can carry: the whole table, its properties, and the worked example."""

import random
from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.graphs import tangled_evidence
from claims import origins
from claims.choices import Confidence, Credibility, Reliability, Stance
from claims.grading import (
    CEILING_TABLE,
    DIRECTION_TABLE,
    Item,
    SourceFacts,
    is_above,
    refuse_credibility_one,
    weigh,
)

Book = dict[str, SourceFacts]
FOR, AGAINST = Stance.SUPPORTS, Stance.REFUTES
RATINGS = (1, 2, 3, 4, 5, None)
GRADE_PAIRS = list(product(Reliability.values, Credibility.values))
LOW, MODERATE, HIGH = Confidence.LOW, Confidence.MODERATE, Confidence.HIGH


def evidence(*grades: str, stance: str = FOR) -> tuple[list[Item], Book]:
    """One unrelated source for each grade such as "B2"; "??" is not graded."""
    items, book = [], {}
    for number, grade in enumerate(grades):
        letter, digit = grade[0], grade[1]
        ref = f"{stance}-{number}"
        book[ref] = SourceFacts(ref, None if letter == "?" else letter)
        items.append(Item(ref, stance, None if digit == "?" else digit))
    return items, book


def both_sides(supporting: list[str], refuting: list[str]) -> tuple[list[Item], Book]:
    items, book = evidence(*supporting, stance=FOR)
    more_items, more_book = evidence(*refuting, stance=AGAINST)
    return items + more_items, book | more_book


def ceiling(supporting: list[str], refuting: list[str], rating: int | None) -> Confidence:
    items, book = both_sides(supporting, refuting)
    return weigh(items, book, rating=rating).ceiling


def alone(strong: int, fair: int) -> Confidence:
    """The ceiling of an unopposed side, in the words of the design."""
    if strong >= 2:
        return HIGH
    return MODERATE if strong == 1 or fair >= 2 else LOW


class TestTheTable:
    @pytest.mark.parametrize("rating", RATINGS)
    def test_every_combination(self, rating: int | None) -> None:
        for strong, only_fair, strong_against, fair_against in product(
            range(4), range(4), range(3), range(3)
        ):
            mine = ["B2"] * strong + ["C3"] * only_fair
            theirs = ["A2"] * strong_against + ["B3"] * fair_against
            found = ceiling(*((theirs, mine) if rating in (1, 2) else (mine, theirs)), rating)
            one = alone(strong, strong + only_fair)
            other = alone(strong_against, strong_against + fair_against)
            if rating in (3, None):
                expected = one if is_above(other, one) else other
            elif one == HIGH and theirs:
                expected = MODERATE
            else:
                expected = one
            assert found == expected, (mine, theirs)

    @pytest.mark.parametrize(("letter", "digit"), GRADE_PAIRS)
    def test_what_one_grade_carries_alone_and_twice(self, letter: str, digit: str) -> None:
        strong = letter in "AB" and digit in "12"
        fair = letter in "ABC" and digit in "123"
        grade = letter + digit
        assert ceiling([grade], [], 5) == (MODERATE if strong else LOW)
        assert ceiling([grade] * 2, [], 5) == (HIGH if strong else MODERATE if fair else LOW)

    @pytest.mark.parametrize(("letter", "digit"), GRADE_PAIRS)
    def test_what_one_grade_contradicts(self, letter: str, digit: str) -> None:
        fair = letter in "ABC" and digit in "123"
        assert ceiling(["A1", "A1"], [letter + digit], 5) == (MODERATE if fair else HIGH)

    @pytest.mark.parametrize("grade", ["F1", "A6", "F6", "?1", "A?", "??"])
    def test_f_and_6_and_what_is_not_graded_carry_nothing(self, grade: str) -> None:
        items, book = evidence(grade, grade, grade)
        weighed = weigh(items, book, rating=5)
        assert weighed.ceiling == LOW
        assert (weighed.supporting.strong.count, weighed.supporting.fair.count) == (0, 0)
        assert weighed.supporting.ungraded + weighed.supporting.without_basis == 3

    def test_context_counts_for_neither_side(self) -> None:
        items, book = evidence("A1", "A1", stance=Stance.CONTEXT)
        weighed = weigh(items, book, rating=5)
        assert (weighed.ceiling, weighed.supporting.items, weighed.refuting.items) == (LOW, 0, 0)

    @pytest.mark.parametrize("rating", RATINGS)
    def test_no_evidence_is_low(self, rating: int | None) -> None:
        assert weigh([], {}, rating=rating).ceiling == LOW

    @pytest.mark.parametrize("rating", [3, None])
    def test_mixed_and_unproven_are_low_where_a_side_is_empty(self, rating: int | None) -> None:
        assert ceiling(["A1", "A1", "A1"], [], rating) == LOW

    def test_every_rating_has_exactly_one_direction(self) -> None:
        assert sorted(str(r) for row in DIRECTION_TABLE for r in row.ratings) == sorted(map(str, RATINGS))

    @pytest.mark.parametrize("rating", [0, 6, -1])
    def test_a_rating_off_the_scale_is_refused(self, rating: int) -> None:
        with pytest.raises(ValueError, match="1 to 5 or none"):
            weigh([], {}, rating=rating)

    def test_no_row_asks_for_more_than_is_always_counted_exactly(self) -> None:
        assert all(max(row.strong, row.fair) <= 2 for row in CEILING_TABLE)

    def test_the_last_row_always_holds(self) -> None:
        last = CEILING_TABLE[-1]
        assert (last.ceiling, last.strong, last.fair, last.unopposed) == (LOW, 0, 0, False)

    def test_a_source_cited_twice_counts_once(self) -> None:
        items, book = evidence("B2")
        assert weigh(items * 2, book, rating=5).supporting.strong.count == 1

    def test_an_item_carries_what_its_source_relays(self) -> None:
        items, book = evidence("A2", "A2")
        book |= {"rumour": SourceFacts("rumour", "E")}
        book["supports-1"] = replace(book["supports-1"], relays=("rumour",))
        assert weigh(items, book, rating=5).ceiling == MODERATE

    def test_a_retracted_contradiction_does_not_stand(self) -> None:
        items, book = both_sides(["A2", "A2"], ["A2"])
        assert weigh(items, book, rating=5).ceiling == MODERATE
        book["refutes-0"] = replace(book["refutes-0"], retracted=True)
        assert weigh(items, book, rating=5).ceiling == HIGH


# To draw from a strategy takes much less than to make it: each is made once.
LETTERS = st.sampled_from([None, "A", "B", "B", "C", "D", "F"])
OUTLETS = st.sampled_from([None, None, "o1", "o2"])
CREDIBILITIES = st.sampled_from([None, "1", "2", "2", "3", "4", "6"])
SIZES = st.integers(1, 7)


def names(number: int) -> list[str]:
    return [f"s{each}" for each in range(number)]


@cache
def relays_of(number: int) -> st.SearchStrategy[list[str]]:
    """What a source may relay, of those before it."""
    return st.lists(st.sampled_from(names(number)), max_size=2, unique=True) if number else st.just([])


@cache
def evidence_from(number: int) -> st.SearchStrategy[list[Item]]:
    """Evidence from so many sources."""
    item = st.builds(Item, st.sampled_from(names(number)), st.sampled_from(Stance.values), CREDIBILITIES)
    return st.lists(item, max_size=8)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Item], Book]:
    """Evidence on a small relay graph without cycles."""
    book: Book = {}
    for number, ref in enumerate(names(draw(SIZES))):
        earlier = draw(relays_of(number))
        letter, outlet = draw(LETTERS), draw(OUTLETS)
        book[ref] = SourceFacts(ref, letter, outlet, tuple(earlier))
    return draw(evidence_from(len(book))), book


class TestProperties:
    @given(cases(), st.sampled_from(RATINGS), st.randoms(use_true_random=False))
    def test_the_order_of_evidence_changes_nothing(
        self, case: tuple[list[Item], Book], rating: int | None, shuffler: random.Random
    ) -> None:
        items, book = case
        mixed = list(items)
        shuffler.shuffle(mixed)
        assert weigh(mixed, book, rating=rating) == weigh(items, book, rating=rating)

    @given(cases(), st.sampled_from(RATINGS), st.data())
    def test_less_evidence_in_the_verdicts_direction_never_raises_the_ceiling(
        self, case: tuple[list[Item], Book], rating: int | None, data: st.DataObject
    ) -> None:
        items, book = case
        sides = next(row.sides for row in DIRECTION_TABLE if rating in row.ratings)
        directed = [n for n, item in enumerate(items) if item.stance in sides]
        if not directed:
            return
        gone = data.draw(st.sampled_from(directed))
        less = items[:gone] + items[gone + 1 :]
        before, after = weigh(items, book, rating=rating), weigh(less, book, rating=rating)
        assert not is_above(after.ceiling, before.ceiling)

    @given(cases(), st.sampled_from(RATINGS))
    def test_every_reason_is_a_sentence(self, case: tuple[list[Item], Book], rating: int | None) -> None:
        weighed = weigh(*case, rating=rating)
        for sentence in (*weighed.reasons, *weighed.raise_by):
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert ".." not in sentence
        assert weighed.reasons[0] == weighed.row.reason
        assert bool(weighed.raise_by) == (weighed.ceiling != HIGH)

    @given(cases(), st.sampled_from([1, 2, 4, 5]))
    def test_the_next_step_does_raise_the_ceiling(self, case: tuple[list[Item], Book], rating: int) -> None:
        items, book = case
        stance = FOR if rating > 3 else AGAINST
        before = weigh(items, book, rating=rating)
        step = " ".join(before.raise_by)
        added = 0
        if "One origin" in step or "One more origin" in step:
            added = 1
        elif "Two origins" in step:
            added = 2
        if "contradiction" in step:
            items = [item for item in items if item.stance == stance]
        for number in range(added):
            ref = f"new {number}"
            book = book | {ref: SourceFacts(ref, "B")}
            items = [*items, Item(ref, stance, "2")]
        after = weigh(items, book, rating=rating)
        assert before.ceiling == HIGH or is_above(after.ceiling, before.ceiling)


class TestMoreEvidenceThanIsCountedExactly:
    """Above EXACT_UP_TO cited sources on a side the number is a bound. It is lowered to reach it with few."""

    @given(cases(), st.sampled_from(RATINGS))
    def test_the_ceiling_is_the_same_as_by_the_exact_number(
        self, case: tuple[list[Item], Book], rating: int | None
    ) -> None:
        exact = weigh(*case, rating=rating)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(origins, "EXACT_UP_TO", 0)
            bound = weigh(*case, rating=rating)
        assert (bound.ceiling, bound.row) == (exact.ceiling, exact.row)
        for side, truth in ((bound.supporting, exact.supporting), (bound.refuting, exact.refuting)):
            assert side.origins.count <= truth.origins.count
            assert side.strong.count <= truth.strong.count

    @given(cases(), st.sampled_from(RATINGS), st.data())
    def test_less_evidence_in_the_verdicts_direction_never_raises_the_ceiling(
        self, case: tuple[list[Item], Book], rating: int | None, data: st.DataObject
    ) -> None:
        items, book = case
        sides = next(row.sides for row in DIRECTION_TABLE if rating in row.ratings)
        directed = [n for n, item in enumerate(items) if item.stance in sides]
        if not directed:
            return
        gone = data.draw(st.sampled_from(directed))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(origins, "EXACT_UP_TO", data.draw(st.integers(0, 4)))
            before = weigh(items, book, rating=rating)
            after = weigh(items[:gone] + items[gone + 1 :], book, rating=rating)
        assert not is_above(after.ceiling, before.ceiling)

    def test_the_reason_says_so(self) -> None:
        # A path: each report shares one unnamed source with the next.
        refs = [f"r{n:02}" for n in range(60)]
        book = {ref: SourceFacts(ref, "B", None, (f"x{n}", f"x{n + 1}")) for n, ref in enumerate(refs)}
        book |= {f"x{n}": SourceFacts(f"x{n}", "B") for n in range(61)}
        weighed = weigh([Item(ref, FOR, "2") for ref in refs], book, rating=5)
        assert weighed.ceiling == HIGH
        assert weighed.reasons[2] == (
            "On the supporting side: 60 sources, at least 21 origins: above 40 sources the number is a lower "
            "bound; at least 21 origins at A–B and 1–2, at least 21 origins at C/3 or better."
        )

    def test_ten_thousand_sources_are_weighed(self) -> None:
        """How quickly, `bench/graphs.py` measures."""
        items, book = tangled_evidence()
        assert weigh(items, book, rating=5).ceiling in Confidence
        assert refuse_credibility_one(items, book) is not None


class TestCredibilityOne:
    def test_refused_on_one_origin(self) -> None:
        items, book = evidence("A1")
        assert refuse_credibility_one(items, book) == [
            "Credibility 1 (confirmed) needs a second independent origin on the supporting side: "
            "1 source, 1 origin. Grade 2 at most, or cite a source that shares no source and no outlet with "
            "these."
        ]

    def test_allowed_on_two(self) -> None:
        assert refuse_credibility_one(*evidence("A1", "C3")) == []

    def test_nothing_to_refuse_below_one(self) -> None:
        assert refuse_credibility_one(*evidence("A2")) == []

    def test_the_other_side_confirms_nothing(self) -> None:
        assert len(refuse_credibility_one(*both_sides(["A1"], ["A1"]))) == 2

    @pytest.mark.parametrize("grade", ["F2", "A6"])
    def test_what_carries_nothing_confirms_nothing(self, grade: str) -> None:
        assert len(refuse_credibility_one(*evidence("A1", grade))) == 1

    def test_what_is_not_graded_yet_may_confirm(self) -> None:
        assert refuse_credibility_one(*evidence("A1", "??")) == []


@pytest.mark.parametrize(
    ("confidence", "limit", "above"),
    [
        ("low", "low", False),
        ("moderate", "low", True),
        ("high", "low", True),
        ("low", "moderate", False),
        ("moderate", "moderate", False),
        ("high", "moderate", True),
        ("low", "high", False),
        ("moderate", "high", False),
        ("high", "high", False),
    ],
)
def test_is_above(confidence: str, limit: str, above: bool) -> None:
    assert is_above(confidence, limit) is above


def test_a_confidence_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a valid Confidence"):
        is_above("certain", "high")


@pytest.mark.parametrize(("stance", "credibility"), [("support", "1"), ("supports", "0"), ("supports", "A")])
def test_an_item_with_an_unknown_word_is_refused(stance: str, credibility: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        Item("a", stance, credibility)


class TestWorkedExample:
    """Five outlets relay one report. Then an independent record turns up."""

    REPEATED: Book = {
        "wire": SourceFacts("wire", "B", "Agency"),
        **{f"paper {n}": SourceFacts(f"paper {n}", "B", f"Paper {n}", ("wire",)) for n in range(1, 6)},
    }
    ITEMS = tuple(Item(f"paper {n}", FOR, "2") for n in range(1, 6))
    WITH_RECORD: Book = REPEATED | {"record": SourceFacts("record", "A", "Land registry")}

    def test_five_outlets_count_as_one(self) -> None:
        weighed = weigh(self.ITEMS, self.REPEATED, rating=5)
        origins = weighed.supporting.origins
        assert origins.sentence == "5 outlets, 1 origin."
        assert origins.roots == ("wire",)
        assert origins.repeating == ("Paper 1", "Paper 2", "Paper 3", "Paper 4", "Paper 5")
        assert weighed.ceiling == MODERATE

    def test_they_can_not_be_graded_one(self) -> None:
        items = [replace(item, credibility="1") for item in self.ITEMS]
        assert refuse_credibility_one(items, self.REPEATED) == [
            "Credibility 1 (confirmed) needs a second independent origin on the supporting side: "
            "5 outlets, 1 origin. Grade 2 at most, or cite a source that shares no source and no outlet with "
            "these."
        ]

    def test_the_sentences_say_why_and_what_is_missing(self) -> None:
        weighed = weigh(self.ITEMS, self.REPEATED, rating=5)
        assert weighed.reasons == (
            "Moderate: at least one origin at A–B and 1–2 carries the verdict.",
            "A verdict rated 4 or 5 rests on the supporting side.",
            "On the supporting side: 5 outlets, 1 origin; "
            "1 origin at A–B and 1–2, 1 origin at C/3 or better.",
        )
        assert weighed.raise_by == (
            "One more origin at A–B and 1–2 on the supporting side, independent of the first, "
            "would allow high.",
        )

    def test_an_independent_record_makes_two_and_lifts_the_ceiling(self) -> None:
        items = [*self.ITEMS, Item("record", FOR, "2")]
        weighed = weigh(items, self.WITH_RECORD, rating=5)
        assert weighed.supporting.origins.sentence == "6 outlets, 2 origins."
        assert weighed.ceiling == HIGH
        assert weighed.reasons[0] == (
            "High: two or more independent origins at A–B and 1–2 carry the verdict, and nothing of C/3 or "
            "better contradicts it."
        )
        assert weighed.raise_by == ()

    def test_then_one_may_be_given(self) -> None:
        items = [Item("paper 1", FOR, "1"), Item("record", FOR, "1")]
        assert refuse_credibility_one(items, self.WITH_RECORD) == []

    def test_a_contradiction_brings_it_down_and_is_named(self) -> None:
        book = self.WITH_RECORD | {"denial": SourceFacts("denial", "C")}
        weighed = weigh([*self.ITEMS, Item("record", FOR, "2"), Item("denial", AGAINST, "3")], book, rating=5)
        assert weighed.ceiling == MODERATE
        assert weighed.reasons[-1] == (
            "On the refuting side stands evidence of C/3 or better: 1 source, 1 origin."
        )
        assert weighed.raise_by == (
            "Explain the contradiction: high is closed while evidence of C/3 or better stands on the "
            "refuting side.",
        )
