"""Relays in the database: whole chains at once, however large the graph is."""

from itertools import pairwise

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.actions.deed import deed
from claims.actions.parts import add_part
from claims.actions.sources import change_source
from claims.choices import Standing
from claims.fallout import fallout
from claims.models import Claim, Relay, Source
from claims.records import content_of
from claims.relays import relays_above, relays_below
from claims.workflow import Refused
from claims.working_copy import WorkingCopy
from tests.cast import Newsroom

MANY = 10_000  # a relay graph as large as a request must bear


def titled(newsroom: Newsroom, *titles: str) -> list[Source]:
    with deed(by=newsroom.ada, why="Many at once"):
        return Source.objects.bulk_create(
            Source(title=title, kind="news_report", reliability="B") for title in titles
        )


def relayed(newsroom: Newsroom, *pairs: tuple[Source, Source]) -> None:
    with deed(by=newsroom.ada, why="Many at once"):
        Relay.objects.bulk_create(Relay(source=source, original=original) for source, original in pairs)


def citing(newsroom: Newsroom, *sources: Source) -> Claim:
    claim = newsroom.draft()
    for source in sources:
        add_part(
            claim=claim, kind="evidence", by=newsroom.ada, source=source, stance="supports", credibility="2"
        )
    return claim


def test_below_and_above(newsroom: Newsroom) -> None:
    a, b, c, d, other = titled(newsroom, "a", "b", "c", "d", "other")
    relayed(newsroom, (a, b), (a, c), (b, d), (c, d), (other, d))
    ways = [(a.pk, b.pk), (a.pk, c.pk), (b.pk, d.pk), (c.pk, d.pk)]
    assert relays_below([a.pk]) == ways
    assert relays_above([d.pk]) == [*ways, (other.pk, d.pk)]
    assert relays_below([d.pk]) == relays_above([a.pk]) == relays_below([]) == []


def test_one_query_for_a_chain(newsroom: Newsroom, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    sources = titled(newsroom, *map(str, range(20)))
    relayed(newsroom, *pairwise(sources))
    with django_assert_num_queries(1):
        assert len(relays_below([sources[0].pk])) == 19


def test_diamonds_one_below_the_other_are_named_once_each(newsroom: Newsroom) -> None:
    """There are 2^60 ways down; each source is met once."""
    rows = [titled(newsroom, f"left {n}", f"right {n}") for n in range(60)]
    relayed(newsroom, *((s, o) for row, below in pairwise(rows) for s in row for o in below))
    content = content_of(WorkingCopy.of(citing(newsroom, *rows[0])))
    assert [row["title"] for row in content["sources"]] == [s.title for row in rows for s in row]


def test_ten_thousand_sources_are_asked_for_at_once(
    newsroom: Newsroom, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Half of them one long chain, half of them outlets that relay its start."""
    chain = titled(newsroom, *(f"link {n}" for n in range(MANY // 2)))
    outlets = titled(newsroom, *(f"outlet {n}" for n in range(MANY // 2)))
    # From the root upwards, so that making it is no slower than it must be.
    relayed(newsroom, *reversed(list(pairwise(chain))))
    relayed(newsroom, *((outlet, chain[0]) for outlet in outlets))
    claim = citing(newsroom, outlets[0], outlets[-1])

    with django_assert_max_num_queries(20):
        content = content_of(WorkingCopy.of(claim))
    with django_assert_max_num_queries(20):
        assert WorkingCopy.of(claim).weighing_for(5).supporting.origins.sentence == "2 sources, 1 origin."
    with django_assert_max_num_queries(20):
        (found,) = fallout(chain[-1], standing=Standing.RETRACTED, reliability="B")
    with (
        django_assert_max_num_queries(20),
        pytest.raises(Refused, match="A source cannot relay itself"),
    ):
        change_source(source=chain[-1], by=newsroom.ada, relays=[chain[0]])

    assert len(content["sources"]) == MANY // 2 + 2
    assert [source.title for source in found.path[:2]] == ["outlet 0", "link 0"]
    assert len(found.path) == MANY // 2 + 1
