"""Krippendorff's alpha against published examples, its properties, and the pairs that it is counted from."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from claims.actions.assessments import give_second_assessment, request_assessment, withdraw_request
from claims.actions.reference import add_topic
from claims.agreement import Judgement, Metric, Pair, agreement_of, alpha, pairs_for
from claims.models import Assessment, Claim
from tests.cast import Newsroom

Units = list[tuple[int | str | None, ...]]


def by_unit(*observers: Sequence[int | str | None]) -> Units:
    """Published examples are printed a row for each observer."""
    return list(zip(*observers, strict=True))


# Krippendorff 2011, section A: two observers, two values, nothing missing.
BINARY = by_unit([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
# Section B: two observers, any number of nominal values, nothing missing.
LETTERS = by_unit("aabbdcccedda", "babbbccceddd")
# Section C: four observers, five values, some missing; the twelfth unit was judged once.
FOUR_OBSERVERS = by_unit(
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
)


class TestPublishedExamples:
    @pytest.mark.parametrize(
        ("units", "metric", "published"),
        [
            (BINARY, "nominal", 0.095),
            (LETTERS, "nominal", 0.692),
            (FOUR_OBSERVERS, "nominal", 0.743),
            (FOUR_OBSERVERS, "ordinal", 0.815),
        ],
    )
    def test_alpha(self, units: Units, metric: Metric, published: float) -> None:
        assert alpha(units, metric=metric).value == pytest.approx(published, abs=0.0005)

    def test_a_unit_with_one_value_is_left_out(self) -> None:
        found = alpha(FOUR_OBSERVERS, metric="nominal")
        assert (found.units, found.pairable) == (11, 40)
        assert alpha(FOUR_OBSERVERS[:-1], metric="nominal") == found

    def test_both_disagreements_of_the_binary_example(self) -> None:
        found = alpha(BINARY, metric="nominal")
        assert found.observed == pytest.approx(8 / 20)  # 4 of 10 units, both ways round
        assert found.expected == pytest.approx(2 * 14 * 6 / (20 * 19))


class TestWhereItIsNotDefined:
    @pytest.mark.parametrize("units", [[], [(1, None)], [(None, None), (3,)]])
    def test_without_two_values_in_a_unit(self, units: Units) -> None:
        found = alpha(units, metric="ordinal")
        assert (found.value, found.units, found.pairable) == (None, 0, 0)
        assert found.sentence == "Not defined: nothing was judged twice."

    def test_without_variation(self) -> None:
        found = alpha([(2, 2), (2, 2)], metric="ordinal")
        assert (found.value, found.observed, found.expected) == (None, 0, 0)
        assert found.sentence == "Not defined: all values are the same, so chance would agree as well."


many_units = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=2, max_size=4).map(tuple), max_size=12
)
metrics = st.sampled_from(["ordinal", "nominal"])


class TestProperties:
    @given(many_units, metrics)
    def test_never_above_one_and_one_only_without_disagreement(self, units: Units, metric: Metric) -> None:
        found = alpha(units, metric=metric)
        if found.value is not None:
            assert found.value <= 1
            assert (found.value == 1) == (found.observed == 0)

    @given(many_units, metrics, st.randoms(use_true_random=False))
    def test_neither_the_order_of_units_nor_of_observers_matters(
        self, units: Units, metric: Metric, shuffler: random.Random
    ) -> None:
        mixed = [tuple(shuffler.sample(unit, len(unit))) for unit in units]
        shuffler.shuffle(mixed)
        assert alpha(mixed, metric=metric) == alpha(units, metric=metric)

    @given(many_units)
    def test_ordinal_knows_only_the_order(self, units: Units) -> None:
        stretched = [tuple(None if value is None else value**3 for value in unit) for unit in units]  # type: ignore[operator]
        assert alpha(stretched, metric="ordinal") == alpha(units, metric="ordinal")

    @given(many_units, metrics)
    def test_a_missing_value_changes_nothing(self, units: Units, metric: Metric) -> None:
        assert alpha([(*unit, None) for unit in units], metric=metric) == alpha(units, metric=metric)


def pair(first: tuple[str, int | None, str], second: tuple[str, int | None, str]) -> Pair:
    return Pair(1, Judgement(*first), Judgement(*second), date(2026, 11, 1))


TRUE, MIXED, FALSE = ("true", 5, "high"), ("mixed", 3, "moderate"), ("false", 1, "low")
UNPROVEN, OUTDATED = ("unproven", None, "low"), ("outdated", None, "low")


class TestAgreement:
    def test_verdicts_that_are_not_rated_stay_off_the_line_and_are_counted(self) -> None:
        found = agreement_of(
            [
                pair(TRUE, TRUE),
                pair(FALSE, FALSE),
                pair(TRUE, FALSE),
                pair(UNPROVEN, UNPROVEN),
                pair(UNPROVEN, OUTDATED),
                pair(MIXED, UNPROVEN),
            ]
        )
        assert (found.pairs, found.rated.units, found.verdicts.units) == (6, 3, 6)
        assert (found.both_rated, found.both_not_rated, found.one_rated) == (3, 2, 1)
        assert (found.same_verdict, found.opposed, found.same_confidence) == (3, 1, 4)

    def test_one_step_apart_is_less_than_opposed(self) -> None:
        agreeing = [pair(TRUE, TRUE), pair(FALSE, FALSE), pair(MIXED, MIXED)]
        near = agreement_of([*agreeing, pair(TRUE, MIXED)]).rated.value
        far = agreement_of([*agreeing, pair(TRUE, FALSE)]).rated.value
        assert near is not None
        assert far is not None
        assert 1 > near > far

    def test_confidence_is_an_order(self) -> None:
        levels = [("true", 5, level) for level in ("low", "moderate", "high")]
        found = agreement_of([pair(level, level) for level in levels])
        assert found.confidence.value == 1
        assert found.rated.value is None  # all are rated 5: no variation

    def test_nothing_to_compare(self) -> None:
        found = agreement_of([])
        assert (found.pairs, found.rated.value, found.verdicts.value, found.confidence.value) == (
            0,
            None,
            None,
            None,
        )

    @pytest.mark.parametrize(
        ("agreeing", "apart", "sentence"),
        [
            (2, 0, "Alpha 1.000 over 2 units: fewer than 20, too few to conclude from."),
            (30, 0, "Alpha 1.000 over 30 units: reliable."),
            (30, 4, "Alpha 0.768 over 34 units: tentative conclusions only."),
            (10, 10, "Alpha 0.025 over 20 units: too low to rely on."),
        ],
    )
    def test_what_the_sentence_says(self, agreeing: int, apart: int, sentence: str) -> None:
        same = [pair(TRUE, TRUE), pair(FALSE, FALSE)] * (agreeing // 2)
        other = [pair(TRUE, FALSE), pair(FALSE, TRUE)] * (apart // 2)
        assert agreement_of([*same, *other]).verdicts.sentence == sentence


def second(newsroom: Newsroom, claim: Claim, verdict: str = "false") -> Assessment:
    request = request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    return give_second_assessment(
        request=request,
        by=newsroom.ben,
        verdict=newsroom.verdict(verdict),
        confidence="low",
        rationale="One page.",
    )


class TestPairs:
    def test_the_first_that_stood_and_the_blind_second(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        newsroom.assess(claim, "mixed", confidence="low")
        given_second = second(newsroom, claim)
        newsroom.assess(claim, "true")  # later than the second: it is not what the second was compared with
        found = pairs_for(reader=newsroom.eva)
        assert found == [
            Pair(
                claim.pk,
                Judgement("mixed", 3, "low"),
                Judgement("false", 1, "low"),
                timezone.localdate(given_second.assessed_at),
            )
        ]

    def test_open_and_withdrawn_requests_are_no_pair(self, newsroom: Newsroom) -> None:
        request = request_assessment(claim=newsroom.ready(), analyst=newsroom.ben, by=newsroom.eva)
        assert pairs_for(reader=newsroom.eva) == []
        withdraw_request(request=request, by=newsroom.eva)
        assert pairs_for(reader=newsroom.eva) == []

    def test_a_second_without_a_first_is_no_pair(self, newsroom: Newsroom) -> None:
        second(newsroom, newsroom.draft())
        assert pairs_for(reader=newsroom.eva) == []

    def test_by_topic(self, newsroom: Newsroom) -> None:
        second(newsroom, newsroom.ready())
        add_topic(by=newsroom.ada, slug="roads", label="Roads")
        assert len(pairs_for(reader=newsroom.eva, topic="property")) == 1
        assert pairs_for(reader=newsroom.eva, topic="roads") == []

    def test_by_period_both_days_included(self, newsroom: Newsroom) -> None:
        day = timezone.localdate(second(newsroom, newsroom.ready()).assessed_at)
        before, after = day - timedelta(days=1), day + timedelta(days=1)
        assert len(pairs_for(reader=newsroom.eva, since=day, until=day)) == 1
        assert pairs_for(reader=newsroom.eva, since=after) == []
        assert pairs_for(reader=newsroom.eva, until=before) == []

    def test_not_what_waits_for_the_readers_own_second_assessment(self, newsroom: Newsroom) -> None:
        claim = newsroom.ready()
        second(newsroom, claim)
        request_assessment(claim=claim, analyst=newsroom.egon, by=newsroom.eva)
        assert pairs_for(reader=newsroom.egon) == []
        assert len(pairs_for(reader=newsroom.eva)) == 1
