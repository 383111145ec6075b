"""The geometry behind maps."""

import pytest

from bubuhan.geo import drawing

SQUARE = [[[114.55, -3.33], [114.56, -3.33], [114.56, -3.32], [114.55, -3.32], [114.55, -3.33]]]


def test_a_plane_keeps_shape_and_turns_north_up() -> None:
    plane = drawing.Plane.around(SQUARE[0])
    assert plane.place(114.55, -3.32) == (0, 0)
    x, y = plane.place(114.56, -3.33)
    assert x == pytest.approx(drawing.WIDTH, abs=0.1)
    assert y == pytest.approx(drawing.WIDTH / plane.squeeze, abs=0.2)
    assert drawing.outline(SQUARE, plane).startswith("M0 ")
    assert drawing.middle(SQUARE, plane)[0] == "210.0"


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([], []),
        ([0, 0], []),
        ([3], [3]),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
        ([5, 5, 5, 9], [5, 9]),
    ],
)
def test_steps(values, bounds) -> None:
    assert drawing.steps(values) == bounds


def test_classes_spread_to_the_darkest() -> None:
    assert [drawing.class_of(v, [5, 9]) for v in (None, 0, 5, 9)] == ["none", "0", "4", "5"]
