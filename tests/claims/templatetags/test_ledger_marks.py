"""The marks tell verdicts and confidence apart by shape and place, without colour."""

import pytest

from claims.choices import Confidence
from claims.templatetags.ledger_marks import chance_line, confidence_bars, rating_line, verdict_mark


def test_no_two_verdicts_have_the_same_mark() -> None:
    rated = {str(verdict_mark(rating)) for rating in range(1, 6)}
    unrated = {
        str(verdict_mark(None, code)) for code in ("unproven", "outdated", "not_checkable", "a new one")
    }
    assert len(rated | unrated) == 9


def test_only_marks_off_the_line_are_dashed() -> None:
    assert "dashed" in verdict_mark(None, "unproven")
    assert not any("dashed" in verdict_mark(rating) for rating in range(1, 6))


@pytest.mark.parametrize(
    ("level", "full"), [(Confidence.LOW, 1), (Confidence.MODERATE, 2), (Confidence.HIGH, 3)]
)
def test_confidence_fills_as_many_bars(level: str, full: int) -> None:
    assert confidence_bars(level).count('class="solid"') == full


def test_the_line_says_its_place_to_those_who_cannot_see_it() -> None:
    assert 'aria-label="Position 2 of 5 on the line from false (1) to true (5)"' in rating_line("2")


def test_an_unrated_verdict_has_no_line() -> None:
    assert rating_line(None) == ""


def test_a_term_of_likelihood_is_as_long_on_its_line_as_its_range() -> None:
    assert '<rect x="90" y="11" width="100" height="10" class="solid"/>' in chance_line(20, 45)
