"""Independent origins: the definition, its properties, and graphs of every shape."""

import random
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.graphs import MANY, Book, book, hardest_exact_graph, large_graphs
from claims import origins
from claims.origins import EXACT_UP_TO, SourceFacts, carried, count_origins, find_cycle, rests_on

# To draw from a strategy takes much less than to make it: those of thousands of sources are made
# once, that for the relays of a source by how many are there before it.
OUTLETS = st.sampled_from([None, "o1", "o2", "o3", "o4", "o5"])
LETTERS = st.sampled_from([None, "A", "B", "C", "D", "E", "F"])
RETRACTED = st.booleans()


@cache
def relays_of(number: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.sampled_from(range(number)), max_size=3) if number else st.just(set())


@st.composite
def relay_graphs(draw: st.DrawFn, largest: int = 9) -> Book:
    """Sources that relay earlier ones only, so that no cycle can be."""
    size = draw(st.integers(1, largest))
    facts = []
    for number in range(size):
        relays = draw(relays_of(number))
        outlet, letter = draw(OUTLETS), draw(LETTERS)
        facts.append(
            SourceFacts(f"s{number}", letter, outlet, tuple(f"s{n}" for n in sorted(relays)), draw(RETRACTED))
        )
    return book(*facts)


def with_a_relay_more(data: st.DataObject, sources: Book) -> Book:
    """The same sources, one of which is found to relay an earlier one (a new root if it is the first)."""
    refs = list(sources)
    position = data.draw(st.integers(0, len(refs) - 1))
    relayed = data.draw(st.sampled_from([*refs[:position], "unheard of"]))
    facts = sources[refs[position]]
    return sources | {facts.ref: replace(facts, relays=(*facts.relays, relayed))}


def independent(one: str, other: str, sources: Book) -> bool:
    left, right = rests_on(one, sources), rests_on(other, sources)
    return left.sources.isdisjoint(right.sources) and left.outlets.isdisjoint(right.outlets)


def by_brute_force(cited: Iterable[str], sources: Book) -> int:
    names = sorted(set(cited))
    return max(
        size
        for size in range(len(names) + 1)
        for chosen in combinations(names, size)
        if all(independent(one, other, sources) for one, other in combinations(chosen, 2))
    )


class TestRelays:
    def test_a_cycle_is_shown_as_a_path(self) -> None:
        relays = {"a": ["x", "b"], "b": ["c"], "c": ["a"]}
        assert find_cycle(relays, "a") == ["a", "b", "c", "a"]

    def test_the_shortest_cycle_is_shown(self) -> None:
        assert find_cycle({"a": ["b", "c"], "b": ["c"], "c": ["a"]}, "a") == ["a", "c", "a"]

    def test_a_source_that_relays_itself(self) -> None:
        assert find_cycle({"a": ["a"]}, "a") == ["a", "a"]

    def test_two_ways_to_one_root_are_no_cycle(self) -> None:
        assert find_cycle({"a": ["b", "c"], "b": ["d"], "c": ["d"]}, "a") is None

    def test_a_deep_chain_is_followed_to_its_end(self) -> None:
        relays = {str(n): [str(n + 1)] for n in range(MANY)}
        assert find_cycle(relays, "0") is None
        path = find_cycle(relays | {str(MANY): ["0"]}, "0")
        assert path is not None
        assert len(path) == MANY + 2

    def test_a_source_rests_on_all_that_it_relays_and_on_their_outlets(self) -> None:
        sources = book(
            SourceFacts("report", "B", "Daily", ("wire",)),
            SourceFacts("wire", "A", "Agency", ("record",)),
            SourceFacts("record", "A"),
        )
        basis = rests_on("report", sources)
        assert basis.sources == {"report", "wire", "record"}
        assert basis.outlets == {"Daily", "Agency"}
        assert basis.roots == {"record"}

    def test_a_relayed_source_that_nobody_described_is_a_root(self) -> None:
        basis = rests_on("a", book(SourceFacts("a", "A", None, ("?",))))
        assert basis.roots == {"?"}


class TestCarriedReliability:
    def test_the_weakest_on_the_way(self) -> None:
        sources = book(
            SourceFacts("a", "A", None, ("d",)), SourceFacts("d", "D", None, ("b",)), SourceFacts("b", "B")
        )
        assert carried(["a", "d", "b"], sources) == {"a": "D", "d": "D", "b": "B"}

    def test_the_best_way_where_there_are_several(self) -> None:
        sources = book(SourceFacts("a", "A", None, ("e", "b")), SourceFacts("e", "E"), SourceFacts("b", "B"))
        assert carried(["a"], sources) == {"a": "B"}

    def test_f_carries_nothing_however_good_the_rest(self) -> None:
        sources = book(SourceFacts("a", "A", None, ("f",)), SourceFacts("f", "F"))
        assert carried(["a"], sources) == {"a": "F"}

    def test_f_is_no_worse_than_e_it_only_closes_its_own_way(self) -> None:
        sources = book(SourceFacts("a", "A", None, ("f", "e")), SourceFacts("f", "F"), SourceFacts("e", "E"))
        assert carried(["a"], sources) == {"a": "E"}

    def test_a_retracted_source_carries_nothing(self) -> None:
        sources = book(SourceFacts("a", "A", None, ("r",)), SourceFacts("r", "A", retracted=True))
        assert carried(["a", "r"], sources) == {"a": "F", "r": "F"}

    def test_none_where_something_is_still_to_be_graded(self) -> None:
        sources = book(SourceFacts("a", "A", None, ("n", "f")), SourceFacts("n"), SourceFacts("f", "F"))
        assert carried(["a", "unheard of"], sources) == {"a": None, "unheard of": None}

    def test_a_cycle_never_reaches_a_root(self) -> None:
        sources = book(SourceFacts("a", "A", None, ("b",)), SourceFacts("b", "A", None, ("a",)))
        assert carried(["a"], sources) == {"a": "F"}

    def test_an_unknown_letter_is_refused(self) -> None:
        with pytest.raises(ValueError, match="is not a valid Reliability"):
            SourceFacts("a", "a")


class TestCounting:
    def test_no_source_no_origin(self) -> None:
        counted = count_origins([], {})
        assert (counted.count, counted.exact, counted.sentence) == (0, True, "No sources, no origins.")

    def test_a_source_that_relays_two_reports_is_still_one(self) -> None:
        sources = book(
            SourceFacts("both", "A", None, ("r1", "r2")), SourceFacts("r1", "A"), SourceFacts("r2", "A")
        )
        assert count_origins(["both"], sources).count == 1

    def test_two_reports_of_one_outlet_are_one_origin(self) -> None:
        sources = book(SourceFacts("a", "A", "Daily"), SourceFacts("b", "A", "Daily"))
        counted = count_origins(sources, sources)
        assert counted.count == 1
        assert counted.sentence == "2 sources (1 outlet), 1 origin."

    def test_an_outlet_shared_further_down_joins_them_too(self) -> None:
        sources = book(
            SourceFacts("a", "A", "Daily", ("x",)),
            SourceFacts("b", "A", "Post", ("y",)),
            SourceFacts("x", "A", "Agency"),
            SourceFacts("y", "A", "Agency"),
        )
        assert count_origins(["a", "b"], sources).count == 1

    def test_outlets_that_only_repeat_are_named(self) -> None:
        sources = book(
            SourceFacts("a", "A", "Daily", ("wire",)),
            SourceFacts("b", "A", "Post", ("wire",)),
            SourceFacts("c", "A", "Post"),
            SourceFacts("wire", "A", "Agency"),
        )
        counted = count_origins(["a", "b", "c"], sources)
        assert counted.outlets == ("Daily", "Post")
        assert counted.repeating == ("Daily",)
        assert counted.roots == ("c", "wire")
        assert counted.count == 2  # Post's own report, and Daily's way to the wire

    @given(st.data(), relay_graphs())
    def test_it_is_the_largest_independent_set(self, data: st.DataObject, sources: Book) -> None:
        cited = data.draw(st.lists(st.sampled_from(list(sources))))
        assert count_origins(cited, sources).count == by_brute_force(cited, sources)

    @given(st.data(), relay_graphs(largest=EXACT_UP_TO))
    def test_never_more_than_the_cited_sources(self, data: st.DataObject, sources: Book) -> None:
        cited = data.draw(st.lists(st.sampled_from(list(sources))))
        counted = count_origins(cited, sources)
        assert counted.exact
        assert counted.count <= len(set(cited))
        assert (counted.count == 0) == (not cited)

    @given(st.data(), relay_graphs(largest=EXACT_UP_TO))
    def test_learning_of_a_relay_never_raises_it(self, data: st.DataObject, sources: Book) -> None:
        cited = data.draw(st.lists(st.sampled_from(list(sources))))
        more = with_a_relay_more(data, sources)
        assert count_origins(cited, more).count <= count_origins(cited, sources).count

    @given(st.data(), relay_graphs(largest=EXACT_UP_TO))
    def test_taking_a_source_away_never_raises_it(self, data: st.DataObject, sources: Book) -> None:
        cited = data.draw(st.lists(st.sampled_from(list(sources)), min_size=1, unique=True))
        assert count_origins(cited[1:], sources).count <= count_origins(cited, sources).count

    @given(st.randoms(use_true_random=False), relay_graphs(largest=20))
    def test_the_order_does_not_matter(self, shuffler: random.Random, sources: Book) -> None:
        cited = list(sources)
        shuffler.shuffle(cited)
        assert count_origins(cited, sources) == count_origins(list(sources), sources)

    def test_a_cycle_that_slipped_in_is_one_origin(self) -> None:
        sources = book(*(SourceFacts(str(n), "A", None, (str((n + 1) % 7),)) for n in range(7)))
        assert count_origins(sources, sources).count == 1


class TestTheBound:
    """Above EXACT_UP_TO cited sources. The limit is lowered, so that the truth can be known."""

    @pytest.fixture(autouse=True)
    def _low_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(origins, "EXACT_UP_TO", 0)

    @staticmethod
    def random_case(seed: int, size: int = 9) -> tuple[list[str], Book]:
        dice = random.Random(seed)
        facts = []
        for n in range(size):
            relays = {f"s{dice.randrange(n)}" for _ in range(dice.randrange(3))} if n else set()
            facts.append(
                SourceFacts(f"s{n}", "A", dice.choice([None, None, "o1", "o2", "o3"]), tuple(sorted(relays)))
            )
        cited = dice.sample([each.ref for each in facts], dice.randrange(1, size + 1))
        return cited, book(*facts)

    @pytest.mark.parametrize("seed", range(150))
    def test_it_never_overstates_and_never_misses_a_second_origin(self, seed: int) -> None:
        cited, sources = self.random_case(seed)
        counted, truth = count_origins(cited, sources), by_brute_force(cited, sources)
        assert counted.count <= truth
        assert min(counted.count, 2) == min(truth, 2)
        if counted.exact:
            assert counted.count == truth

    @given(st.data(), relay_graphs(largest=30))
    def test_learning_of_a_relay_never_raises_it(self, data: st.DataObject, sources: Book) -> None:
        cited = data.draw(st.lists(st.sampled_from(list(sources))))
        more = with_a_relay_more(data, sources)
        assert count_origins(cited, more).count <= count_origins(cited, sources).count


def test_a_bound_says_that_it_is_one() -> None:
    # A path: each report shares one unnamed source with the next. The truth is 30; the bound sees less.
    cited = [f"r{n:02}" for n in range(60)]
    sources = book(*(SourceFacts(ref, "A", None, (f"x{n}", f"x{n + 1}")) for n, ref in enumerate(cited)))
    counted = count_origins(cited, sources)
    assert not counted.exact
    assert counted.count == 21
    assert counted.sentence == (
        f"60 sources, at least 21 origins: above {EXACT_UP_TO} sources the number is a lower bound."
    )


def test_many_outlets_that_relay_few_wires_are_counted_exactly_at_any_size() -> None:
    sources = book(*(SourceFacts(str(n), "A", f"o{n}", (f"wire {n % 7}",)) for n in range(1000)))
    counted = count_origins(sources, sources)
    assert (counted.count, counted.exact) == (7, True)
    assert counted.sentence == "1000 outlets, 7 origins."


@pytest.mark.parametrize("shape", large_graphs())
def test_ten_thousand_sources_are_counted(shape: str) -> None:
    """How quickly, `bench/graphs.py` measures."""
    cited, sources, expected = large_graphs()[shape]
    counted = count_origins(cited, sources)
    carried(cited, sources)
    assert 1 <= counted.count <= len(cited)
    assert expected is None or counted.count == expected


@pytest.mark.parametrize("degree", [3, 6, 12])
def test_the_hardest_graphs_are_still_counted_exactly(degree: int) -> None:
    sources = hardest_exact_graph(degree)
    assert count_origins(sources, sources).exact
