"""Confidence and likelihood each in a sentence of their own."""

import pytest

from claims.wording import mixed_language


@pytest.mark.parametrize(
    "sentence",
    [
        "We have high confidence that it is likely.",
        "It is very unlikely (moderate confidence).",
        "With low-confidence evidence an attack was probably planned.",
        "We are highly confident that the sum is almost certainly wrong.",
        "Our confidence in this, given two records, is high and the claim is improbable.",
        "There is a roughly even chance, a judgement of medium confidence.",
        "LOW CONFIDENCE: a remote possibility.",
        "It is likely, approx. forty tonnes, with a high level of confidence.",
    ],
)
def test_a_sentence_that_mixes_them_is_reported(sentence: str) -> None:
    assert mixed_language(f"The deal was signed. {sentence} Two records say so.") == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Confidence is high. The claim is likely.",
        "The claim is likely.\n\nConfidence: high",
        "- very likely\n- high confidence",
        "Two records give us high confidence in the sum.",
        "It is almost certain that the sum was paid.",
        "High confidence rests on remote sensing by two agencies.",
        "The bank said that confidence had returned and a recovery was likely.",
    ],
)
def test_one_alone_is_fine(text: str) -> None:
    assert mixed_language(text) == []


def test_a_sentence_is_reported_in_one_line() -> None:
    assert mixed_language("It is likely,\n  with high\tconfidence") == ["It is likely, with high confidence"]
