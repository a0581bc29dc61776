"""The origins picture: what is drawn, and that the words say the same."""

import json
from typing import Any

import pytest

from claims.pictures import LINE_CHARACTERS, MOST_DRAWN, Graph, as_text, origins_picture

Row = dict[str, Any]


def source(ref: str, *, outlet: str = "", relays: tuple[str, ...] = (), **more: Any) -> Row:
    return {
        "ref": ref,
        "title": f"Title of {ref}",
        "kind": "news_report",
        "outlet": {"slug": outlet.lower().replace(" ", "-"), "name": outlet} if outlet else None,
        "reliability": "B",
        "standing": "in_force",
        "relays": list(relays),
        "withheld": None,
        "withheld_counts": False,
        **more,
    }


def withheld(ref: str) -> Row:
    return {
        "ref": ref,
        "reliability": "B",
        "standing": "in_force",
        "withheld": "Somebody's safety.",
        "withheld_counts": True,
    }


def item(ref: str, stance: str = "supports", **more: Any) -> Row:
    return {"source": ref, "stance": stance, "withheld": None, **more}


def content(evidence: list[Row], sources: list[Row], origins: dict[str, int] | None = None) -> Row:
    assessment = {"ceiling": {"origins": origins}} if origins else None
    return {"evidence": evidence, "sources": sources, "assessment": assessment}


FIVE = content(
    [item(f"s{n}") for n in range(1, 6)],
    [
        *(source(f"s{n}", outlet=f"Outlet {'ABCDE'[n - 1]}", relays=("wire",)) for n in range(1, 6)),
        source("wire", outlet="Agency", kind="wire_report"),
    ],
)


def kinds(graph: Graph) -> dict[str, str]:
    return {node.ref: node.kind for node in graph.nodes}


class TestFiveOutletsOneOrigin:
    def test_five_boxes_lead_to_one(self) -> None:
        graph = origins_picture(FIVE)
        assert {(line.source, line.original) for line in graph.lines} == {
            (f"s{n}", "wire") for n in range(1, 6)
        }
        assert kinds(graph) == {**{f"s{n}": "repeats" for n in range(1, 6)}, "wire": "root"}
        assert len({node.x for node in graph.nodes}) == 2

    def test_the_words_say_the_same(self) -> None:
        assert as_text(origins_picture(FIVE)) == [
            "Supporting side: 5 outlets, 1 origin.",
            *(
                f"“Title of s{n}” (Outlet {'ABCDE'[n - 1]}) relays “Title of wire” (Agency)."
                for n in range(1, 6)
            ),
            "The ways end at “Title of wire” (Agency), which relays nothing.",
            "Outlet A, Outlet B, Outlet C, Outlet D and Outlet E only repeat here.",
        ]

    def test_each_box_says_what_it_is(self) -> None:
        captions = {node.ref: node.caption for node in origins_picture(FIVE).nodes}
        assert captions["s1"] == "B · supports · only repeats"
        assert captions["wire"] == "B · starts here"


class TestWhatIsDrawn:
    def test_one_stance_only(self) -> None:
        both = content([item("a"), item("b", "refutes")], [source("a"), source("b")])
        graph = origins_picture(both, "refutes")
        assert [node.ref for node in graph.nodes] == ["b"]
        assert graph.sides == ("Refuting side: 1 source, 1 origin.",)

    def test_all_stances(self) -> None:
        every = content([item("a"), item("b", "refutes"), item("c", "context")], [source(x) for x in "abc"])
        graph = origins_picture(every)
        assert [node.ref for node in graph.nodes] == ["a", "b", "c"]
        assert len(graph.sides) == 2

    def test_a_source_that_nobody_cites_or_relays_is_not_drawn(self) -> None:
        graph = origins_picture(content([item("a")], [source("a"), source("rate")]))
        assert [node.ref for node in graph.nodes] == ["a"]

    def test_between(self) -> None:
        graph = origins_picture(
            content([item("a")], [source("a", relays=("b",)), source("b", relays=("c",)), source("c")])
        )
        assert kinds(graph) == {"a": "repeats", "b": "between", "c": "root"}
        assert [node.x for node in graph.nodes] == sorted({node.x for node in graph.nodes})

    def test_a_cited_source_that_another_one_relays(self) -> None:
        graph = origins_picture(content([item("a"), item("b")], [source("a", relays=("b",)), source("b")]))
        assert {node.ref: node.cited for node in graph.nodes} == {"a": True, "b": True}
        assert graph.sides == ("Supporting side: 2 sources, 1 origin.",)

    def test_retracted_and_not_graded_are_said(self) -> None:
        graph = origins_picture(content([item("a")], [source("a", reliability=None, standing="retracted")]))
        assert graph.nodes[0].caption == "not graded · retracted · supports · starts here"

    def test_two_sources_of_one_outlet_are_named(self) -> None:
        graph = origins_picture(
            content([item("a"), item("b")], [source("a", outlet="Daily"), source("b", outlet="Daily")])
        )
        assert as_text(graph) == [
            "Supporting side: 2 sources (1 outlet), 1 origin.",
            "“Title of a” and “Title of b” share an outlet, Daily.",
        ]

    def test_long_titles_are_shortened_in_the_box_and_whole_in_words(self) -> None:
        title = "Minutes of the council's session on the sale of the old mill, part two"
        node = origins_picture(content([item("a")], [source("a", title=title)])).nodes[0]
        assert node.title == ("Minutes of the", "council's session on t…")
        assert all(len(line) <= LINE_CHARACTERS for line in node.title)
        assert title in node.label

    def test_a_word_longer_than_the_box(self) -> None:
        node = origins_picture(content([item("a")], [source("a", title="x" * 60)])).nodes[0]
        assert all(len(line) <= LINE_CHARACTERS for line in node.title)

    def test_nothing_cited(self) -> None:
        graph = origins_picture(content([], []))
        assert (graph.nodes, graph.width, as_text(graph)) == ((), 0, [])

    def test_the_order_of_sources_in_the_record_does_not_matter(self) -> None:
        turned = {**FIVE, "sources": list(reversed(FIVE["sources"]))}
        assert origins_picture(turned) == origins_picture(FIVE)


class TestManySources:
    MANY = content(
        [item(f"s{n}") for n in range(100)],
        [source(f"s{n}", relays=("root",)) for n in range(100)] + [source("root")],
    )

    def test_the_rest_is_said_in_words(self) -> None:
        graph = origins_picture(self.MANY)
        assert len(graph.nodes) == MOST_DRAWN
        assert as_text(graph)[-1] == "61 more sources are not drawn."
        assert graph.sides == ("Supporting side: 100 sources, 1 origin.",)

    def test_one_more(self) -> None:
        sources = [source(f"s{n}") for n in range(MOST_DRAWN + 1)]
        graph = origins_picture(content([item(row["ref"]) for row in sources], sources))
        assert graph.not_drawn == "1 more source is not drawn."


class TestWithheld:
    def test_nothing_is_told_but_that_it_is_there(self) -> None:
        graph = origins_picture(content([item("a"), item("w")], [source("a"), withheld("w")]))
        box = next(node for node in graph.nodes if node.ref == "w")
        assert (box.kind, box.title, box.outlet, box.caption) == (
            "withheld",
            ("Source withheld",),
            "",
            "B · supports",
        )

    @pytest.mark.parametrize(
        ("origins", "said"),
        [
            ({"supports": 2, "refutes": 0}, "2 sources, 1 of them resting on something withheld; 2 origins."),
            (None, "2 sources, 1 of them resting on something withheld; the origins are not counted here."),
        ],
    )
    def test_origins_that_readers_can_not_recount_are_taken_from_the_record(
        self, origins: dict[str, int] | None, said: str
    ) -> None:
        sources = [source("a"), source("b", relays=("w",)), withheld("w")]
        graph = origins_picture(content([item("a"), item("b")], sources, origins))
        assert graph.sides == (f"Supporting side: {said}",)

    def test_a_withheld_quote_counts_as_the_record_says(self) -> None:
        graph = origins_picture(
            content([item("a", withheld="Safety.")], [source("a")], {"supports": 0, "refutes": 0})
        )
        assert graph.sides == ("Supporting side: 1 source, resting on something withheld; 0 origins.",)


def test_it_can_be_kept_as_it_is() -> None:
    """Pure and made of plain values: nothing in it changes when it is looked at again."""
    before = json.dumps(FIVE)
    assert origins_picture(FIVE) == origins_picture(json.loads(before))
    assert json.dumps(FIVE) == before
