"""What people read of a change: each field once, parts paired as a reader would pair them."""

import copy
from typing import Any

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from claims.differences import Difference, differences, marked

OUTLET = {"slug": "gazette", "name": "The Gazette", "kind": "newspaper", "homepage": ""}


def source(ref: str, title: str, **fields: Any) -> dict[str, Any]:
    return {
        "ref": ref,
        "reliability": "C",
        "standing": "in_force",
        "kind": "news_report",
        "title": title,
        "outlet": OUTLET,
        "authors": "",
        "url": "",
        "archived_url": "",
        "published": "2019",
        "accessed": "",
        "reliability_reason": "Often right.",
        "relays": [],
        "withheld": None,
        **fields,
    }


def evidence(ref: str, **fields: Any) -> dict[str, Any]:
    return {
        "source": ref,
        "stance": "supports",
        "credibility": "3",
        "quote": "",
        "locator": "",
        "note": "",
        "withheld": None,
        **fields,
    }


def content(**fields: Any) -> dict[str, Any]:
    whole = {
        "statement": "The bridge cost 10 million euros.",
        "slug": "the-bridge-cost-10-million-euros",
        "quote": "",
        "language": "en",
        "claimant": {"slug": "mayor", "name": "The mayor", "kind": "person", "description": ""},
        "first_claimed": "2019",
        "topics": [{"slug": "roads", "label": "Roads", "description": ""}],
        "figures": [
            {
                "role": "cost",
                "low": "10000000",
                "high": "10000000",
                "unit": "EUR",
                "approximate": False,
                "as_of": "",
            }
        ],
        "appearances": [],
        "related": [],
        "assessment": {
            "verdict": {
                "scheme": "Desk",
                "scheme_version": 1,
                "code": "true",
                "label": "True",
                "definition": "It holds.",
                "rating": "5",
                "order": 1,
            },
            "confidence": "low",
            "likelihood": None,
            "rationale": "The budget says so.",
            "alternatives": "",
            "missing": "",
            "would_change": "",
            "ceiling": {
                "confidence": "low",
                "reasons": ["One source."],
                "origins": {"supports": 1, "refutes": 0},
            },
            "above_ceiling_reason": "",
        },
        "evidence": [evidence("s1")],
        "sources": [source("s1", "The budget")],
    }
    return copy.deepcopy({**whole, **fields})


def labels(found: list[Difference]) -> list[str]:
    return [each.label for each in found]


def test_equal_contents_do_not_differ() -> None:
    assert differences(content(), content()) == []


def test_without_an_old_content_everything_is_added() -> None:
    found = differences(None, content())
    assert Difference("Statement", "", "The bridge cost 10 million euros.") in found
    assert {each.kind for each in found} == {"added"}


def test_a_changed_text_is_one_difference() -> None:
    assert differences(content(), content(statement="The bridge cost 12 million euros.")) == [
        Difference("Statement", "The bridge cost 10 million euros.", "The bridge cost 12 million euros.")
    ]


def test_a_changed_figure_says_which_end_changed() -> None:
    figure = {**content()["figures"][0], "high": "12000000"}
    assert differences(content(), content(figures=[figure])) == [
        Difference("Figure “cost”: to", "", "12000000 EUR")
    ]


def test_another_verdict_and_what_follows_from_it() -> None:
    new = content()
    new["assessment"]["verdict"] |= {
        "code": "false",
        "label": "False",
        "definition": "It does not.",
        "rating": "1",
    }
    found = differences(content(), new)
    assert found[0] == Difference("Verdict", "True", "False")
    assert labels(found) == ["Verdict", "Verdict: definition", "Verdict: rating"]


def test_renumbered_sources_are_no_difference() -> None:
    before = content(
        sources=[source("s1", "The budget"), source("s2", "The audit", relays=["s1"])],
        evidence=[evidence("s1"), evidence("s2")],
    )
    after = content(
        sources=[source("s1", "The audit", relays=["s2"]), source("s2", "The budget")],
        evidence=[evidence("s1"), evidence("s2")],
    )
    assert differences(before, after) == []


def test_a_new_title_is_said_of_the_source_and_not_of_its_evidence() -> None:
    assert differences(content(), content(sources=[source("s1", "The budget of 2019")])) == [
        Difference("Source “The budget of 2019”: title", "The budget", "The budget of 2019")
    ]


def test_added_evidence_is_shown_whole() -> None:
    new = content(
        sources=[
            source("s1", "The budget"),
            source("s2", "An audit", outlet=None, published="2021", kind="dataset"),
        ],
        evidence=[evidence("s1"), evidence("s2", stance="refutes", note="Counts the approach roads too.")],
    )
    found = differences(content(), new)
    assert labels(found) == ["Evidence from “An audit” (added)", "Source “An audit” (added)"]
    assert "stance: Refutes" in found[0].new
    assert "note: Counts the approach roads too." in found[0].new


def test_a_withheld_source_shows_what_was_taken_back() -> None:
    withheld = {
        "ref": "s1",
        "reliability": "C",
        "standing": "in_force",
        "withheld": "For the witness's safety.",
    }
    found = differences(content(), content(sources=[withheld]))
    assert Difference("Source a withheld source (added)", "", found[-2].new) in found
    assert "For the witness's safety." in found[-2].new


def test_a_related_claim_that_goes_is_removed_whole() -> None:
    row = {"relation": "contradicts", "claim": 4}
    found = differences(content(related=[row]), content())
    assert labels(found) == ["Related claim No. 4 (removed)"]
    assert found[0].kind == "removed"


def test_a_rate_names_its_currencies() -> None:
    rate = {"base": "EUR", "quote": "USD", "rate": "1.15", "on": "2018-10", "source": "s1"}
    found = differences(content(rates=[rate]), content(rates=[{**rate, "rate": "1.12"}]))
    assert found == [Difference("Rate of EUR in USD: rate", "1.15", "1.12")]


def test_that_something_withheld_counts_is_a_difference() -> None:
    held = {
        "ref": "s1",
        "reliability": "C",
        "standing": "in_force",
        "withheld": "Safety.",
        "withheld_counts": False,
    }
    found = differences(content(sources=[held]), content(sources=[{**held, "withheld_counts": True}]))
    assert [(each.new, each.kind) for each in found] == [("yes", "added")]


def test_words_are_marked_one_by_one() -> None:
    assert marked("It cost 10 million euros.", "It cost about 12 million euros.") == [
        ("same", "It cost "),
        ("removed", "10"),
        ("added", "about 12"),
        ("same", " million euros."),
    ]


def test_a_text_written_anew_is_shown_whole() -> None:
    old, new = "The page gives no source at all.", "An audit of 2021 counts the approach roads too."
    assert marked(old, new) == [("removed", old), ("added", new)]


def test_a_word_left_standing_between_changes_is_part_of_them() -> None:
    assert marked(
        "It is a long story that cost ten, or more.", "It is a long story that took five, or less."
    ) == [
        ("same", "It is a long story that "),
        ("removed", "cost ten, or more"),
        ("added", "took five, or less"),
        ("same", "."),
    ]


@given(st.text(), st.text())
def test_runs_give_back_both_texts(old: str, new: str) -> None:
    runs = marked(old, new)
    assert "".join(text for op, text in runs if op != "added") == old
    assert "".join(text for op, text in runs if op != "removed") == new


def test_an_answer_to_a_request_for_reply_is_a_change_of_it() -> None:
    asked = {
        "asked_of": "The office",
        "asked_on": "2026-10",
        "how": "by post",
        "answer": "",
        "answered_on": "",
    }
    answered = {**asked, "answer": "It was three.", "answered_on": "2026-11"}
    found = differences({"replies": [asked]}, {"replies": [answered]})
    assert [(each.label, each.new) for each in found] == [
        ("Request for reply to The office: answer", "It was three."),
        ("Request for reply to The office: answered on", "2026-11"),
    ]
    assert [each.label for each in differences({}, {"replies": [asked]})] == [
        "Request for reply to The office (added)"
    ]


def test_a_content_is_told_whole_in_every_language() -> None:
    """No two fields of a part share a name there, and no text is left without its values."""
    new = content(
        quote="So it was.",
        rates=[{"base": "EUR", "quote": "USD", "rate": "1.5", "on": "2018", "source": "s1"}],
        sources=[source("s1", "Register", url="https://example.org/", authors="Anna", accessed="2020")],
        evidence=[evidence("s1", quote="Ten.", locator="page 1", note="Twice.", withheld="For safety.")],
    )
    english = [each.new for each in differences(None, new)]
    with translation.override("it"):
        found = differences(None, new)
        assert len(found) == len(english)
        assert len({each.label for each in found}) == len(found)
        assert "Prova" in " ".join(each.label for each in found)
        assert len(differences(content(), new)) > 3
