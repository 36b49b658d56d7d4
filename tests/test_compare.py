"""The comparison of two runs: what must agree, and what must not."""

import base64
import io

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from conftest import printed, shown
from nbformat import NotebookNode
from PIL import Image

from jaxwise import show
from jaxwise.show._figure import png
from tools.chapters import BookError
from tools.compare import GLUE, Tolerance, differences, figure_differences, text_differences

AGREE = [
    ("1.23", "1.24"),
    ("1.24", "1.23"),
    ("-0.01", "0.00"),
    ("9.9e-10", "1.0e-09"),
    ("1.0e-09", "9.9e-10"),
    ("-9.9e+10", "-1.0e+11"),
    ("1e-09", "9.9e-10"),
    ("9.99", "10.0"),
    ("99.9", "100"),
    ("−1.5", "-1.5"),
    ("[1.  2.3]", "[1.1 2.3]"),
    ("[ 9.99 10.00]", "[10.00 10.00]"),
    ("0.12345678901234567", "0.12345678901234568"),
    ("0." + "3" * 3000 + "4", "0." + "3" * 3000 + "5"),
    ("1e400 and 1.0", "1e400 and 1.1"),
    ("(1.50+2.25j)", "(1.51+2.24j)"),
    ("a  b", "a b"),
    ("nan 1.0", "nan 1.1"),
]
DIFFER = [
    ("1.23", "1.25"),
    ("1.25", "1.23"),
    ("0.12345678901234567", "0.12345678901234569"),
    ("0." + "3" * 3000 + "4", "0." + "3" * 3000 + "6"),
    ("1e-9", "1e-6"),
    ("1e-09", "2e-08"),
    ("9.8e-10", "1.0e-09"),
    ("9.9e-10", "1.1e-09"),
    ("9.9e-10", "-1.0e-09"),
    ("1.0", "-1.0"),
    ("+1.00", "-1.00"),
    ("(1.50+2.25j)", "(1.50-2.25j)"),
    ("5", "6"),
    ("found 3.", "found 4."),
    ("[1 2]", "[1. 2.]"),
    ("9007199254740993", "9007199254740992"),
    ("9" * 5000, "9" * 4999 + "8"),
    ("1,234", "1,235"),
    ("(12, 4)", "(4, 12)"),
    ("nan", "1.0"),
    ("nan", "inf"),
    ("inf", "-inf"),
    ("jax 0.12.0.1", "jax 0.13.0.1"),
    ("jax 0.12.0.1", "jax 0.12.0.2"),
    ("2026-11-22", "2026-11-23"),
    ("float32", "float64"),
    ("x64", "x32"),
    ("f64[3]", "f64[4]"),
    ("0x7f1", "0x7f2"),
    ("True", "False"),
    ("# 1", "1 #"),
    ("one 1.0", "two 1.0"),
    ("1.0", "1.0 2.0"),
    ("1.0", ""),
]


@pytest.mark.parametrize(("now", "then"), AGREE)
def test_neighbours_agree(now, then):
    assert text_differences(now, then) == []


@pytest.mark.parametrize(("now", "then"), DIFFER)
def test_anything_further_apart_differs(now, then):
    assert text_differences(now, then)


def test_a_difference_names_both_numbers_and_what_is_allowed():
    assert text_differences("x = 1.25", "x = 1.23") == [
        "the number 1.23 (stored) is now 1.25; they may differ by 1 of the last printed digit"
    ]


def test_one_other_number_does_not_blame_the_rest():
    assert len(text_differences(f"{'9' * 400} 1.0 nan", f"{'9' * 400} 1.3 nan")) == 1


# What a cell may ask for ------------------------------------------------------------------------


def tolerance(asked):
    return Tolerance.of(nbformat.v4.new_code_cell("", metadata={"compare": asked}))


def test_units_widen_and_narrow_the_tolerance():
    assert text_differences("1.27", "1.23", tolerance({"units": 4})) == []
    assert text_differences("1.28", "1.23", tolerance({"units": 4}))
    assert text_differences("1.24", "1.23", tolerance({"units": 0.5}))
    assert text_differences("5", "6", tolerance({"units": 4}))


def test_a_relative_tolerance_counts_from_the_size_of_the_number():
    assert text_differences("100.9", "100.0", tolerance({"relative": 0.01})) == []
    assert text_differences("101.2", "100.0", tolerance({"relative": 0.01}))
    assert text_differences("1.0", "-1.0", tolerance({"relative": 0.01}))
    assert text_differences("100", "101", tolerance({"relative": 0.1}))


def test_a_value_with_an_error_may_move_by_a_multiple_of_the_error():
    three = tolerance({"errors": 3})
    assert text_differences("pi is 3.13 ± 0.02", "pi is 3.18 ± 0.02", three) == []
    assert text_differences("pi is 3.13 ± 0.02", "pi is 3.23 ± 0.02", three)
    assert text_differences("3.13±0.02 of 5.0", "3.13±0.02 of 5.3", three)
    assert text_differences("1.2 ± 0.0", "1.3 ± 0.0", three) == []
    assert text_differences("1.2 ± 0.0", "1.4 ± 0.0", three)


def test_a_growing_error_excuses_nothing():
    assert text_differences("3.13 ± 9.00", "3.18 ± 0.02", tolerance({"errors": 3}))
    assert text_differences("3.13 ± 0.02", "3.18 ± 0.05", tolerance({"errors": 3}))


def test_readings_may_change_number_unit_machine_and_version_but_no_word():
    readings = tolerance("readings")
    then = (
        "f: 980 us [1 us to 2 us] (5 x 1 calls); host (x86_64, 2 cores); jax 0.12.0.1; 2026-11-22"
    )
    now = "f: 1.02 ms [3 us to 2 s] (5 x 1 calls); host (aarch64, 8 cores); jax 0.7.2; 2027-01-01"
    now = now.replace("aarch64", "arm64")
    assert text_differences(now, then, readings) == []
    assert text_differences("has paid after 1,234 calls", "has paid after 86 calls", readings) == []
    assert text_differences(now.replace("calls", "times"), then, readings)
    assert text_differences("g" + now[1:], then, readings)
    assert text_differences("2.1 ms", "2.1 ms 2.1 ms", readings)


@pytest.mark.parametrize(
    "asked", ["reading", {"unit": 3}, {"units": "3"}, {"relative": -1}, {"units": True}, [1]]
)
def test_a_tolerance_that_is_none_is_refused(asked):
    with pytest.raises(BookError, match="^compare: "):
        tolerance(asked)


# Outputs ----------------------------------------------------------------------------------------

HERE = [printed("a 1.0\n"), shown(**{"text/plain": "b"}), shown(**{"text/plain": "c"})]


def test_the_same_outputs_agree():
    assert differences(HERE, HERE) == []


def test_a_split_stream_agrees_with_a_joined_one():
    assert differences([printed("a\n"), printed("b\n")], [printed("a\nb\n")]) == []


@pytest.mark.parametrize(
    "other",
    [
        HERE[:-1],
        HERE[1:],
        [*HERE, HERE[-1]],
        [HERE[0], HERE[2], HERE[1]],
        [HERE[1], HERE[0], HERE[2]],
        [],
    ],
    ids=["last missing", "first missing", "one more", "swapped", "reordered", "none"],
)
def test_missing_extra_and_reordered_outputs_differ(other):
    assert differences(other, HERE)
    assert differences(HERE, other)


def test_an_error_is_an_output():
    def error(text):
        return {"output_type": "error", "ename": "ValueError", "evalue": text, "traceback": []}

    assert differences([error("no")], [error("no")]) == []
    assert differences([error("no")], [error("yes")])
    assert differences([error("no")], [])


def glued(value):
    return shown({"scrapbook": {"name": "period"}}, **{GLUE: value})


def test_a_glued_value_is_compared_as_prose_prints_it():
    uses = {"period": [lambda text: f"{float(text):.2f}"]}
    assert differences([glued("686.9811")], [glued("686.9849")], uses=uses) == []
    assert differences([glued("686.98")], [glued("687.20")], uses=uses)
    assert differences([glued("1")], [glued("2")], uses={}) == []
    assert differences([glued("1")], [], uses={})


# Figures ----------------------------------------------------------------------------------------


def draw(curves=4, *, heat=False, lw=1.5, ylabel="height (m)", shift=0.0, size=None):
    show.style()
    fig, ax = plt.subplots(figsize=size)
    x = np.linspace(0, 6, 200)
    if heat:
        ax.imshow(np.add.outer(np.sin(x), np.cos(x)), extent=(0, 6, -2, 2), aspect="auto")
    for k in range(curves):
        ax.plot(x, np.sin(x + k / 2) * (1 + k / 5) + shift, lw=lw, color="w" if heat else None)
    ax.set(xlabel="time (s)", ylabel=ylabel, xlim=(0, 6), ylim=(-2, 2))
    picture = png(fig)
    plt.close(fig)
    return picture


@pytest.fixture(scope="module")
def picture():
    return draw()


def rolled(picture, right, down):
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB"))
    stream = io.BytesIO()
    Image.fromarray(np.roll(pixels, (down, right), (0, 1))).save(stream, "png")
    return base64.b64encode(stream.getvalue()).decode()


def test_the_same_figure_agrees(picture):
    assert figure_differences(draw(), picture) == []
    assert figure_differences(rolled(picture, 0, 0), picture) == []  # other bytes, the same pixels


def test_a_figure_shifted_by_one_pixel_agrees(picture):
    assert rolled(picture, 1, 1) != picture
    assert figure_differences(rolled(picture, 1, 1), picture) == []
    assert figure_differences(rolled(picture, 3, 0), picture)


def test_rounding_in_the_data_agrees(picture):
    assert figure_differences(draw(shift=1e-3), picture) == []
    assert figure_differences(draw(shift=5e-2), picture)


@pytest.mark.parametrize(
    "style", [{}, {"lw": 0.4}, {"heat": True}, {"heat": True, "lw": 0.4}], ids=str
)
def test_a_missing_curve_is_seen(style):
    both = draw(2, **style), draw(1, **style)
    assert figure_differences(*both)
    assert figure_differences(*reversed(both))


def test_another_label_is_seen(picture):
    assert figure_differences(draw(ylabel="speed (m)"), picture)


def test_another_size_is_seen(picture):
    assert "size" in figure_differences(draw(size=(6.4, 3.7)), picture)[0]


def test_what_is_no_picture_differs(picture):
    assert "not a PNG" in figure_differences("AAAA", picture)[0]


def test_figures_are_compared_as_figures_whatever_their_text(picture):
    outputs = [[shown(**{"image/png": picture, "text/plain": f"<Figure at {n}>"})] for n in (1, 2)]
    assert differences(*outputs) == []
    other = [shown(**{"image/png": draw(1), "text/plain": "<Figure at 1>"})]
    assert differences(other, outputs[0])


def test_a_cell_may_let_a_share_of_a_figures_ink_change_and_no_more():
    def figure(at):
        from jaxwise import show

        show.style()
        fig, ax = plt.subplots()
        ax.plot([0, 1, 2], [0, 1, 0], "o", ms=40)
        ax.plot([at], [0.5], "o", ms=16)
        output = {"output_type": "display_data", "data": {"image/png": png(fig)}, "metadata": {}}
        plt.close(fig)
        return [output]

    import matplotlib.pyplot as plt

    from jaxwise.show._figure import png

    cell = NotebookNode(metadata={"compare": {"ink": 0.2}})
    assert differences(figure(0.5), figure(1.5))
    assert differences(figure(0.5), figure(1.5), Tolerance.of(cell)) == []
    cell.metadata["compare"] = {"ink": 0.01}
    assert differences(figure(0.5), figure(1.5), Tolerance.of(cell))
