"""The filterset: what each filter finds, how they combine, and what bad values are told."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.filters import EditionFilter
from tests.claims.editions import MakeEdition


def filtered(query: str) -> EditionFilter:
    return EditionFilter(QueryDict(query))


def found(query: str) -> list[int]:
    filters = filtered(query)
    assert filters.messages == []
    return sorted(filters.qs.values_list("number", flat=True))


@pytest.mark.parametrize(
    ("parameter", "field", "value"),
    [
        ("verdict", "verdict", "false"),
        ("confidence", "confidence", "high"),
        ("claimant", "claimant_slug", "mayor"),
        ("publication", "publication", "retracted"),
        ("language", "language", "it"),
        ("topic", "topics", "energy"),
        ("outlet", "outlets", "courier"),
        ("source_kind", "source_kinds", "wire_report"),
    ],
)
def test_each_filter_finds_what_it_names(
    make_edition: MakeEdition, parameter: str, field: str, value: str
) -> None:
    make_edition()
    wanted = make_edition(**{field: [value, "other"] if field.endswith("s") else value})
    assert found(f"{parameter}={value}") == [wanted.number]


def test_values_of_one_filter_mean_any_of_them(make_edition: MakeEdition) -> None:
    make_edition(verdict="true")
    make_edition(verdict="false")
    make_edition(verdict="mixed")
    assert found("verdict=true&verdict=mixed") == [1, 3]


def test_several_filters_mean_all_of_them(make_edition: MakeEdition) -> None:
    make_edition(verdict="true", topics=["energy"])
    make_edition(verdict="true", topics=["trade"])
    make_edition(verdict="false", topics=["trade"])
    assert found("verdict=true&topic=trade") == [2]


def test_blank_values_filter_nothing(make_edition: MakeEdition) -> None:
    make_edition()
    assert found("q=&verdict=&topic=&year=&first_claimed_from=&published_to=&changed_since=") == [1]


def test_only_current_editions_are_listed(make_edition: MakeEdition) -> None:
    make_edition(valid_to=datetime(2026, 10, 1, tzinfo=UTC))
    make_edition()
    assert found("") == [2]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("first_claimed_from=2018", [2, 3, 4]),
        ("first_claimed_from=2018-11", [2, 4]),
        ("first_claimed_from=2018-10-19", [2, 4]),
        ("first_claimed_to=2018-10-17", [1, 2]),
        ("first_claimed_to=2018", [1, 2, 3]),
        ("first_claimed_from=2018-10&first_claimed_to=2018-10", [2, 3]),
        ("year=2018", [2, 3]),
        ("year=2015&year=2019", [1, 4]),
    ],
)
def test_a_partial_date_matches_where_any_of_its_days_does(
    make_edition: MakeEdition, query: str, numbers: list[int]
) -> None:
    for date in ("2015", "2018", "2018-10-18", "2019-01", ""):
        make_edition(first_claimed=date)
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("published_from=2026-10", [2, 3]),
        ("published_to=2026-09-30", [1]),
        ("published_from=2026-10-01&published_to=2026-10-01", [2]),
        # 22:30 in Greenwich is the next day in Rome
        ("published_from=2026-10-03", [3]),
        ("published_to=2026-10-02", [1, 2]),
    ],
)
def test_days_of_publication_are_the_newsrooms_days(
    make_edition: MakeEdition, query: str, numbers: list[int]
) -> None:
    for moment in ("2026-09-30T12:00", "2026-10-01T12:00", "2026-10-02T22:30"):
        make_edition(first_published_at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("since", "numbers"),
    [
        ("2026-10-01", [2, 3]),
        ("2026-10-01T12:00:00Z", [2, 3]),
        ("2026-10-01T12:00:01Z", [3]),
        ("2026-10-01T14:00:00%2B02:00", [2, 3]),
        ("2026-10-01T14:00:00+02:00", [2, 3]),
    ],
)
def test_changed_since_takes_days_and_moments(
    make_edition: MakeEdition, since: str, numbers: list[int]
) -> None:
    for moment in ("2026-09-30T12:00", "2026-10-01T12:00", "2026-10-02T12:00"):
        make_edition(valid_from=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert found(f"changed_since={since}") == numbers


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("verdict=maybe", "Verdict: “maybe” is none that the ledger knows."),
        ("topic=nothing", "Topic: “nothing” is none that the ledger knows."),
        ("outlet=a%00b", "Outlet: “a\x00b” is none that the ledger knows."),
        ("claimant=" + "x" * 90, f"Claimant: “{'x' * 60}…” is none that the ledger knows."),
        (
            "confidence=huge",
            "Confidence: “huge” is none that the ledger knows. Choose from: low, moderate, high.",
        ),
        (
            "publication=none",
            "Publication: “none” is none that the ledger knows. "
            "Choose from: live, corrected, retracted, held.",
        ),
        ("year=18", "Year first claimed: “18” is not a year. Write it like 2018."),
        (
            "first_claimed_from=soon",
            "First claimed from: “soon” is not a date. Write 2018, 2018-10 or 2018-10-18.",
        ),
        (
            "published_to=2018-02-30",
            "Published until: “2018-02-30” is not a date. Write 2018, 2018-10 or 2018-10-18.",
        ),
        (
            "first_claimed_from=2019&first_claimed_to=2018",
            "First claimed until: This lies before the start of the span.",
        ),
        (
            "changed_since=now",
            "Changed since: “now” is not a date. Write 2018, 2018-10, 2018-10-18 or 2018-10-18T09:30:00Z.",
        ),
        ("q=" + "x" * 201, "Search: Search for at most 200 characters."),
        ("q=%00", "Search: Null characters are not allowed."),
        (
            "&".join(f"year={year}" for year in range(1900, 1960)),
            "Year first claimed: Choose at most 50 values.",
        ),
    ],
)
def test_a_bad_value_gets_a_sentence_and_no_rows(make_edition: MakeEdition, query: str, message: str) -> None:
    make_edition()
    filters = filtered(query)
    assert filters.messages == [message]
    assert list(filters.qs) == []


def test_unknown_parameters_are_named(db: None) -> None:
    assert filtered("verdct=true&q=oil&cursor=x&format=json&page_size=3").unknown == ["verdct"]


def test_the_query_string_keeps_the_filter_and_drops_the_page(make_edition: MakeEdition) -> None:
    filters = filtered("topic=a&topic=b&q=oil&cursor=x&verdict=")
    assert filters.query() == "q=oil&topic=a&topic=b"
    assert filters.query(q=None, cursor="y") == "topic=a&topic=b&cursor=y"
    assert filters.toggled("topic", "a") == "q=oil&topic=b"
    assert filters.toggled("verdict", "true") == "q=oil&topic=a&topic=b&verdict=true"


def test_order_and_doubles_make_no_other_filter(make_edition: MakeEdition) -> None:
    make_edition(topics=["a", "b"])
    assert filtered("topic=a&topic=b&q=oil").key == filtered("q=oil&topic=b&topic=a&topic=b&verdict=").key
    assert filtered("topic=a").key != filtered("topic=b").key


def test_known_subjects_cost_one_query_together(
    make_edition: MakeEdition, django_assert_num_queries: object
) -> None:
    make_edition(verdict="true", topics=["a"], claimant_slug="c", claimant_name="C", outlets=["o"])
    filters = filtered("verdict=true&topic=a&claimant=c&outlet=o")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert filters.is_valid()


EDGES = (
    "true",
    "2018",
    "0000",
    "0001",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
)
VALUES = st.one_of(st.text(max_size=40), st.sampled_from(EDGES), st.dates().map(str), st.integers().map(str))


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    pairs=st.lists(
        st.tuples(
            st.one_of(st.sampled_from([*EditionFilter.base_filters, "cursor"]), st.text(max_size=5)), VALUES
        ),
        max_size=6,
    )
)
def test_no_query_string_is_an_error(db: None, pairs: list[tuple[str, str]]) -> None:
    filters = filtered(urlencode(pairs, errors="replace"))
    assert isinstance(list(filters.qs), list)
    assert all(message for message in filters.messages)
    assert filters.key
    assert isinstance(filters.why_empty(), str)
