"""The example on the method page says what the rules say."""

from claims.choices import Confidence
from claims.worked_example import NOTE, sources, worked_example


def test_five_outlets_that_relay_one_report_count_as_one_and_can_not_be_graded_one() -> None:
    first, _ = worked_example()
    assert first.sentences == (
        "5 outlets, 1 origin.",
        "Ceiling: moderate confidence.",
        "Moderate: at least one origin at A–B and 1–2 carries the verdict.",
        "A verdict rated 4 or 5 rests on the supporting side.",
        "On the supporting side: 5 outlets, 1 origin; 1 origin at A–B and 1–2, 1 origin at C/3 or better.",
        "One more origin at A–B and 1–2 on the supporting side, independent of the first, would allow high.",
        "Credibility 1 (confirmed) needs a second independent origin on the supporting side: "
        "5 outlets, 1 origin. Grade 2 at most, or cite a source that shares no source and no outlet with "
        "these.",
    )


def test_an_independent_record_makes_two_and_lifts_the_ceiling() -> None:
    _, second = worked_example()
    assert second.sentences == (
        "6 outlets, 2 origins.",
        "Ceiling: high confidence.",
        "High: two or more independent origins at A–B and 1–2 carry the verdict, and nothing of C/3 or "
        "better contradicts it.",
        "A verdict rated 4 or 5 rests on the supporting side.",
        "On the supporting side: 6 outlets, 2 origins; 2 origins at A–B and 1–2, 2 origins at C/3 or better.",
    )
    assert second.weighing.ceiling == Confidence.HIGH
    assert second.refusals == ()


def test_it_is_plainly_marked_and_names_nobody() -> None:
    assert NOTE.startswith("This is an example.")
    assert all(
        facts.outlet in {"Agency", "Register", *(f"Outlet {x}" for x in "ABCDE")}
        for facts in sources().values()
    )
