"""“As of” a day: when it ends, which editions stood then, and what bad days are told."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import override_settings
from django.utils import timezone

from claims.as_of import as_of
from claims.facets import facets_of
from claims.filters import EditionFilter
from claims.models import Edition
from tests.claims.editions import MakeEdition


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2026-07-01", datetime(2026, 7, 1, 22, tzinfo=UTC)),  # Rome is two hours ahead in summer
        ("2026-01-31", datetime(2026, 1, 31, 23, tzinfo=UTC)),
        ("2026-10-25", datetime(2026, 10, 25, 23, tzinfo=UTC)),  # a day of 25 hours
        ("2024-02-29", datetime(2024, 2, 29, 23, tzinfo=UTC)),
        (" 2026-07-01 ", datetime(2026, 7, 1, 22, tzinfo=UTC)),
    ],
)
def test_a_day_ends_where_the_newsroom_is(text: str, ends: datetime) -> None:
    with override_settings(TIME_ZONE="Europe/Rome"):
        found = as_of(text)
    assert found is not None
    assert found.moment == ends
    assert found.notice == ""


@pytest.mark.parametrize(
    "text",
    ["2026-13-01", "2026-02-30", "2026", "2026-11", "1.11.2026", "today",
     "2026-11-01T10:00", "\u0662026-11-01", "\x00", "-1",
     "0000-00-00", "9" * 5000],
)  # fmt: skip
def test_what_is_no_day_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValidationError, match=r"is no day\. Write it like 2026-11-01"):
        as_of(text)


def test_no_day_is_no_question() -> None:
    assert as_of("") is None


@pytest.mark.parametrize("days", [0, 1, 10_000])
def test_a_day_that_is_not_over_means_now(days: int) -> None:
    day = date.fromordinal(timezone.localdate().toordinal() + days)
    found = as_of(day.isoformat())
    assert found is not None
    assert found.moment is None
    assert "is not over yet: this is what the ledger says now." in found.notice


def test_the_last_day_of_all_does_no_harm() -> None:
    assert as_of("9999-12-31") is not None
    assert as_of("0001-01-01") is not None


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────────

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def two_versions(make_edition: MakeEdition) -> None:
    """No. 1 was true from 1 March and false from 5 March on; No. 2 came on 5 March."""
    make_edition(
        number=1,
        valid_from=FIRST,
        valid_to=SECOND,
        verdict="true",
        verdict_label="True",
        statement="The old mill",
    )
    make_edition(
        number=1, version=2, entry_id=1_000_003, valid_from=SECOND, verdict="false", verdict_label="False",
        statement="The new mill",
    )  # fmt: skip
    make_edition(number=2, valid_from=SECOND, verdict="false", verdict_label="False", statement="The bridge")


def found(query: str) -> list[tuple[int, int]]:
    filters = EditionFilter(QueryDict(query))
    assert filters.messages == []
    return sorted(filters.qs.values_list("number", "version"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-28", []),
        ("2026-03-01", [(1, 1)]),
        ("2026-03-04", [(1, 1)]),
        ("2026-03-05", [(1, 2), (2, 1)]),
        ("2026-04-01", [(1, 2), (2, 1)]),
        ("9999-12-31", [(1, 2), (2, 1)]),
    ],
)
def test_a_list_shows_what_stood_when_the_day_ended(
    two_versions: None, day: str, expected: list[tuple[int, int]]
) -> None:
    assert found(f"as_of={day}") == expected


@pytest.mark.usefixtures("two_versions")
def test_filters_and_search_hold_on_that_day_too() -> None:
    assert found("as_of=2026-03-04&verdict=true") == [(1, 1)]
    assert found("as_of=2026-03-04&verdict=false") == []
    assert found("as_of=2026-03-04&q=old+mill") == [(1, 1)]
    assert found("q=old+mill") == []


@pytest.mark.usefixtures("two_versions")
def test_facets_count_what_stood_on_that_day() -> None:
    then, now = (facets_of(EditionFilter(QueryDict(query))) for query in ("as_of=2026-03-04", ""))
    assert (then.total, now.total) == (1, 2)
    assert {option.value: option.count for option in then["verdict"].options} == {"true": 1}
    assert {option.value: option.count for option in now["verdict"].options} == {"false": 2}


@pytest.mark.usefixtures("two_versions")
def test_a_version_that_ended_at_midnight_stood_until_then() -> None:
    midnight = datetime(2026, 3, 9, 23, tzinfo=UTC)  # in Rome
    Edition.objects.filter(number=1, version=2).update(valid_to=midnight)
    assert (1, 2) in found("as_of=2026-03-09")
    assert (1, 2) not in found("as_of=2026-03-10")


def test_a_bad_day_is_a_message_with_the_filters_name(db: None) -> None:
    filters = EditionFilter(QueryDict("as_of=2026-02-30"))
    assert filters.messages == ["As of: “2026-02-30” is no day. Write it like 2026-11-01."]
    assert not filters.qs.exists()


def test_the_day_stays_in_the_addresses_that_lead_on(db: None) -> None:
    filters = EditionFilter(QueryDict("as_of=2026-03-01&verdict=true"))
    assert filters.query(cursor="x") == "verdict=true&as_of=2026-03-01&cursor=x"
    assert filters.query(as_of=None) == "verdict=true"
