"""Facets: exact counts, each under the other filters, counted once as long as the log stands still."""

from typing import Any

from django.http import QueryDict

from claims.facets import SHOWN, Facets, facets_of
from claims.filters import EditionFilter
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition


def facets(query: str = "") -> Facets:
    return facets_of(EditionFilter(QueryDict(query)))


def counts(query: str, name: str) -> dict[str, int]:
    return {option.value: option.count for option in facets(query)[name].options}


def test_each_facet_counts_the_values_of_its_filter(make_edition: MakeEdition) -> None:
    make_edition(
        verdict="true",
        confidence="high",
        topics=["energy", "trade"],
        claimant_slug="mayor",
        claimant_name="Mayor",
        outlets=["courier"],
        source_kinds=["dataset", "interview"],
        publication="corrected",
        language="it",
        first_claimed="2018",
    )
    make_edition(topics=["trade"])
    found = {facet.name: {o.value: o.count for o in facet.options} for facet in facets()}
    assert found == {
        "verdict": {"true": 1, "unproven": 1},
        "confidence": {"low": 1, "high": 1},
        "topic": {"trade": 2, "energy": 1},
        "claimant": {"mayor": 1},
        "outlet": {"courier": 1},
        "source_kind": {"dataset": 1, "interview": 1},
        "publication": {"live": 1, "corrected": 1},
        "language": {"en": 1, "it": 1},
        "year": {"2018": 1},
    }


def test_the_total_is_what_the_list_holds(make_edition: MakeEdition) -> None:
    make_edition(statement="Oil", verdict="true")
    make_edition(statement="Gas", verdict="true")
    make_edition(statement="Oil")
    assert (facets().total, facets("verdict=true").total, facets("q=oil&verdict=true").total) == (3, 2, 1)


def test_a_facet_ignores_its_own_filter_and_heeds_the_others(make_edition: MakeEdition) -> None:
    make_edition(verdict="true", topics=["energy"])
    make_edition(verdict="false", topics=["energy"])
    make_edition(verdict="false", topics=["trade"])
    assert counts("verdict=true", "verdict") == {"false": 2, "true": 1}
    assert counts("verdict=true", "topic") == {"energy": 1}
    assert counts("verdict=true&topic=trade", "verdict") == {"false": 1, "true": 0}


def test_a_date_that_spans_years_counts_in_each_as_the_filter_has_it(make_edition: MakeEdition) -> None:
    make_edition(first_claimed="2017/2019")
    make_edition(first_claimed="2018-10")
    assert counts("", "year") == {"2019": 1, "2018": 2, "2017": 1}
    assert {year: facets(f"year={year}").total for year in ("2017", "2018", "2019")} == {
        "2017": 1,
        "2018": 2,
        "2019": 1,
    }


def test_labels_are_what_the_log_calls_things(make_edition: MakeEdition) -> None:
    make_edition(topics=["energy"], verdict="false", verdict_label="Wrong", confidence="moderate")
    found = facets()
    assert [o.label for name in ("topic", "verdict", "confidence") for o in found[name].options] == [
        "Energy",
        "Wrong",
        "Moderate",
    ]


def test_a_chosen_value_is_marked_and_kept_at_none(make_edition: MakeEdition) -> None:
    make_edition(verdict="true")
    make_edition(verdict="false", topics=["energy"])
    options = facets("topic=energy&verdict=true&confidence=high")["topic"].options
    assert [(o.value, o.label, o.count, o.selected) for o in options] == [("energy", "Energy", 0, True)]


def test_the_long_tail_is_cut_but_never_what_is_chosen(make_edition: MakeEdition) -> None:
    make_edition(topics=[f"topic-{n:03}" for n in range(SHOWN + 10)])
    last = f"topic-{SHOWN + 9:03}"
    assert len(facets()["topic"].options) == SHOWN
    assert last in counts(f"topic={last}", "topic")


def test_a_bad_filter_counts_nothing(make_edition: MakeEdition) -> None:
    make_edition()
    found = facets("verdict=maybe")
    assert (found.total, found["confidence"].options) == (0, [])


def test_counting_asks_the_database_for_the_state_of_the_log_alone(
    newsroom: Newsroom, django_assert_num_queries: Any
) -> None:
    newsroom.published()
    facets()
    filters = EditionFilter(QueryDict("q=mill&confidence=moderate&year=2018"))
    assert filters.found  # the index has been asked, as for the rows
    for _ in range(2):
        with django_assert_num_queries(1):
            assert facets_of(filters).total == 1


def test_a_new_entry_is_counted_at_once(newsroom: Newsroom) -> None:
    newsroom.published()
    assert facets().total == 1
    newsroom.published("The mill was sold for 3 million euros in 2018.")
    assert facets().total == 2
