"""Boxes and lines from left to right: what every layout must keep."""

from hypothesis import given
from hypothesis import strategies as st

from claims.layers import BOX_HEIGHT, BOX_WIDTH, Layout, arrange

Leads = dict[str, list[str]]


@st.composite
def graphs(draw: st.DrawFn) -> Leads:
    size = draw(st.integers(0, 14))
    return {
        f"b{n}": [f"b{m}" for m in sorted(draw(st.sets(st.integers(n + 1, size - 1), max_size=3)))]
        if n + 1 < size
        else []
        for n in range(size)
    }


def meets(box: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(box[0] - other[0]) < BOX_WIDTH and abs(box[1] - other[1]) < BOX_HEIGHT


class TestEveryLayout:
    @given(graphs())
    def test_lines_lead_to_the_right(self, leads: Leads) -> None:
        for points in arrange(list(leads), leads).lines.values():
            assert [x for x, _ in points] == sorted({x for x, _ in points})

    @given(graphs())
    def test_boxes_do_not_meet_and_stand_inside(self, leads: Leads) -> None:
        layout = arrange(list(leads), leads)
        corners = list(layout.corners.values())
        assert set(layout.corners) == set(leads)
        for place, corner in enumerate(corners):
            assert not any(meets(corner, other) for other in corners[place + 1 :])
            assert 0 <= corner[0] <= layout.width - BOX_WIDTH
            assert 0 <= corner[1] <= layout.height - BOX_HEIGHT

    @given(graphs())
    def test_no_line_crosses_a_box_in_a_column_that_it_only_passes(self, leads: Leads) -> None:
        layout = arrange(list(leads), leads)
        for points in layout.lines.values():
            for x, y in points[1:-1]:
                for left, top in layout.corners.values():
                    assert not (left <= x <= left + BOX_WIDTH and top <= y <= top + BOX_HEIGHT)

    @given(graphs())
    def test_the_same_again(self, leads: Leads) -> None:
        assert arrange(list(leads), leads) == arrange(list(leads), leads)


def test_a_line_over_a_column_keeps_a_lane() -> None:
    layout = arrange(["a", "b", "c"], {"a": ["b", "c"], "b": ["c"], "c": []})
    assert len(layout.lines["a", "c"]) == 4
    assert len(layout.lines["a", "b"]) == 2


def test_boxes_are_ordered_so_that_lines_do_not_cross() -> None:
    layout = arrange(["a", "b", "x", "y"], {"a": ["y"], "b": ["x"], "x": [], "y": []})
    assert (layout.corners["a"][1] < layout.corners["b"][1]) == (
        layout.corners["y"][1] < layout.corners["x"][1]
    )


def test_a_cycle_that_slipped_in_is_drawn_all_the_same() -> None:
    assert set(arrange(["a", "b"], {"a": ["b"], "b": ["a"]}).corners) == {"a", "b"}


def test_nothing() -> None:
    assert arrange([], {}) == Layout({}, {}, 0, 0)
