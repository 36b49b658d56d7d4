"""`jaxwise.show`: the palette, the figures, and programs as listings and pictures."""

import base64
import importlib.util
import itertools
import subprocess
import sys

import jax
import jax.numpy as jnp
import matplotlib
import matplotlib.colors
import numpy as np
import pytest
from jax import lax

from jaxwise import show
from jaxwise.show._layout import lay_out

matplotlib.use("Agg")

GOOD = "A curve that rises from 0 to 4, ever more steeply."


def words(shown):
    """What is shown, with one name for the default real type: these tests also run in 64 bits."""
    return str(shown).replace("float64", "float32")


def polynomial(x):
    return 3 * x**3 - 2 * x + 1


@jax.jit
def filtered(x, ys):
    def step(carry, y):
        carry = carry * 0.5 + jnp.sin(y)
        return carry, carry**2

    return lax.scan(step, x, ys)


def root_or_negative(x, p):
    return lax.cond(x > 0, lambda x: jnp.sqrt(x), lambda x: -x * p["w"], x)


# The palette --------------------------------------------------------------------------------------


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def luminance(colour):
    """Relative luminance as WCAG 2.1 defines it."""
    c = rgb(colour)
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("page", ["#ffffff", "#121212"])
def test_each_colour_stands_out_from_a_light_and_a_dark_page(page):
    assert min(contrast(colour, page) for colour in show.palette) >= 3


# The bars: matplotlib's first seven colours come to 1.6 for a protanope; the eight colours of
# Okabe and Ito, made for this purpose, come to 20.8 in normal vision and to 11.0 for a tritanope.
SIGHTS = {None: 20, "deuteranomaly": 15, "protanomaly": 15, "tritanomaly": 15}


def closest_pair(colours, sight):
    """Return the smallest distance in CAM02-UCS between two of the colours, as `sight` sees."""
    convert = pytest.importorskip("colorspacious").cspace_convert
    seen = np.array([rgb(colour) for colour in colours])
    if sight:
        space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
        seen = np.clip(convert(seen, space, "sRGB1"), 0, 1)
    points = convert(seen, "sRGB1", "CAM02-UCS")
    return min(np.linalg.norm(a - b) for a, b in itertools.combinations(points, 2))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_stay_apart_for_every_kind_of_sight(sight):
    assert len(show.palette) == 7
    assert closest_pair(show.palette, sight) >= SIGHTS[sight]


@pytest.mark.filterwarnings("ignore")
def test_the_bar_is_one_that_matplotlibs_own_colours_do_not_reach():
    cycle = matplotlib.rcParamsDefault["axes.prop_cycle"].by_key()["color"]
    theirs = [matplotlib.colors.to_hex(colour) for colour in cycle[:7]]
    assert closest_pair(theirs, "protanomaly") < 2


# Figures ------------------------------------------------------------------------------------------


@pytest.fixture
def plt():
    import matplotlib.pyplot as plt

    with matplotlib.rc_context():
        yield plt
    plt.close("all")


@pytest.mark.parametrize(
    "alt", ["", "   ", "too short", "figures/energy_over_time.png", "averylongsinglewordwithoutend",
            "picture of the run, see energy_run_3.png", None]
)  # fmt: skip
def test_figure_refuses_an_alt_text_that_says_nothing(plt, alt):
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match="alt must say what is to be seen"):
        show.figure(fig, alt=alt)
    assert plt.fignum_exists(fig.number)


def test_figure_prints_its_text_and_closes_in_a_plain_script(plt, capsys):
    fig, _ = plt.subplots()
    show.figure(fig, alt=GOOD)
    assert capsys.readouterr().out == f"[figure] {GOOD}\n"
    assert not plt.fignum_exists(fig.number)


NOTEBOOK = f"""
import matplotlib
matplotlib.use("module://matplotlib_inline.backend_inline")
from jaxwise import show
import matplotlib.pyplot as plt
show.style()
fig, ax = plt.subplots()
_ = ax.plot([0, 1, 4])
show.figure(fig, alt={GOOD!r})
"""


def run_notebook(*cells):
    if not all(importlib.util.find_spec(name) for name in ("nbformat", "nbclient", "ipykernel")):
        pytest.skip("needs nbclient and ipykernel")
    import nbclient
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    return [cell.outputs for cell in notebook.cells]


def size_of_png(data):
    content = base64.b64decode(data)
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def test_a_notebook_holds_each_picture_once_with_its_alt_text():
    program = "import jax\nshow.jaxpr(jax.grad(lambda x: 3 * x**3), 2.0)"
    of_figure, of_program = run_notebook(NOTEBOOK, program)
    (output,) = of_figure
    assert output.metadata["jaxwise"] == {"alt": GOOD}
    assert size_of_png(output.data["image/png"]) == (768, 432)  # 6.4 x 3.6 inches at 120 an inch
    (output,) = of_program
    assert output.metadata["jaxwise"]["alt"].startswith("Flow chart of a traced program")
    assert size_of_png(output.data["image/png"]) > (100, 100)
    assert "integer_pow" in output.data["text/plain"]


def test_style_starts_from_the_defaults_and_leaves_no_tight_box(plt):
    matplotlib.rcParams["lines.linewidth"] = 9
    backend = matplotlib.get_backend()
    show.style()
    assert matplotlib.rcParams["lines.linewidth"] == 1.5
    assert matplotlib.rcParams["savefig.bbox"] != "tight"
    assert matplotlib.get_backend() == backend
    fig, ax = plt.subplots()
    assert tuple(fig.get_size_inches()) == (6.4, 3.6) and fig.dpi == 120
    (line,) = ax.plot([0, 1])
    assert line.get_color() == show.palette[0]
    assert not ax.spines["top"].get_visible()


def test_the_look_needs_neither_jax_nor_ipython():
    code = "import sys; from jaxwise import show; show.style(); print('IPython' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False\n", "")
    code = "import sys; from jaxwise import show; print('jax' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


# Programs -----------------------------------------------------------------------------------------


def test_listing_has_one_aligned_line_for_each_equation():
    program = show.jaxpr(lambda x: jnp.sum(jnp.sin(x) * 2), jnp.ones(3))
    assert words(program).splitlines() == [
        "in   a  float32[3]  x",
        " 1   b  float32[3]  = sin a",
        " 2   c  float32[3]  = mul b 2.0",
        " 3   d  float32[]   = reduce_sum c  axes=(0,)",
        "out  d  float32[]",
    ]


def evaluated(block, values):
    """Run a listing without inner programs by NumPy, to see that it says what the program does."""
    names = dict(zip((v.name for v in block.inputs), values, strict=True))
    functions = {
        "mul": lambda a, b: a * b, "sub": lambda a, b: a - b, "add": lambda a, b: a + b,
        "add_any": lambda a, b: a + b, "neg": lambda a: -a,
    }  # fmt: skip
    for e in block.equations:
        taken = [names[o] if o in names else float(o) for o in e.operands]
        if e.primitive == "integer_pow":
            names[e.left] = taken[0] ** int(e.parameters.removeprefix("y="))
        else:
            names[e.left] = functions[e.primitive](*taken)
    return [names[v.name] for v in block.outputs]


def test_a_reader_can_compute_the_gradient_from_the_listing():
    program = show.jaxpr(jax.grad(polynomial), 2.0)
    assert evaluated(program.block, [2.0]) == [9 * 2.0**2 - 2]


def test_a_value_that_nobody_takes_is_marked_on_every_version_of_jax():
    (line,) = [s for s in words(show.jaxpr(jax.grad(polynomial), 2.0)).splitlines() if "_ " in s]
    assert line.split() == ["7", "_", "float32[]", "=", "add", "g", "1.0", "not", "used"]


def test_inner_programs_are_titled_and_say_where_their_inputs_come_from():
    text = words(show.jaxpr(filtered, 1.0, jnp.arange(4.0)))
    assert "jit a b  name=filtered" in text
    assert "|      | body, run 4 times:" in text
    assert "i  float32[]  carry, first e" in text
    assert "j  float32[]  a row of f" in text
    text = words(show.jaxpr(root_or_negative, 1.0, {"w": 2.0}))
    assert "b  float32[]  p['w']" in text
    assert text.index("branch 0 (False):") < text.index("neg") < text.index("branch 1 (True):")
    assert text.index("branch 1 (True):") < text.index("sqrt")
    text = words(show.jaxpr(lambda n: lax.while_loop(lambda c: c < n, lambda c: c * 2, 1.0), 9.0))
    assert "condition:" in text and "body:" in text and "go on?" in text


def test_a_scan_tells_constant_carry_and_rows_apart():
    def f(w, x, ys):
        return lax.scan(lambda c, y: (w @ c + y, c.sum()), x, ys)

    program = show.jaxpr(f, jnp.eye(2), jnp.ones(2), jnp.ones((5, 2)))
    (body,) = next(e for e in program.block.equations if e.primitive == "scan").blocks
    assert [v.note for v in body.inputs] == ["= a", "carry, first b", "a row of c"]
    assert [v.note for v in body.outputs] == ["next carry, last is d", "a row of e"]


def test_no_name_stands_for_two_values():
    program = show.jaxpr(filtered, 1.0, jnp.arange(4.0))

    def made(block):
        yield from (v.name for v in block.inputs)
        for e in block.equations:
            yield from (v.name for v in e.outputs if v.name != "_")
            for inner in e.blocks:
                yield from made(inner)

    names = list(made(program.block))
    assert len(names) == len(set(names)) == 15


def test_the_count_of_equations_is_jaxs_own():
    program = show.jaxpr(jax.jacfwd(lambda x: jnp.sin(x) * x), jnp.ones(3))

    def counted(jaxpr):
        inner = itertools.chain.from_iterable(counted_inner(e.params) for e in jaxpr.eqns)
        return len(jaxpr.eqns) + sum(inner)

    def counted_inner(params):
        for value in params.values():
            if hasattr(getattr(value, "jaxpr", value), "eqns"):
                yield counted(getattr(value, "jaxpr", value))

    assert len(program) == counted(program.jaxpr.jaxpr)
    assert max(int(s.split()[0]) for s in numbered(str(program))) == len(program)


def numbered(text):
    lines = (line.replace("|", " ").strip() for line in text.splitlines())
    return [line for line in lines if line and line[0].isdigit()]


@pytest.mark.parametrize(
    "f, arguments",
    [
        (lambda: 1.0, ()),
        (lambda x, y: (y, x), (1.0, 2)),
        (lambda k: jax.random.normal(k, (3,)), (jax.random.key(0),)),
        (lambda x: jax.nn.relu(x) + jnp.array([1.0, 2.0, 3.0]), (jnp.ones(3),)),
        (lambda a, b: jnp.linalg.solve(a, b), (jnp.eye(3), jnp.ones(3))),
        (jax.checkpoint(lambda x: jnp.sin(x) ** 2), (1.0,)),
        (lambda x: lax.switch(x, [lambda: 1.0, lambda: 2.0, lambda: 3.0]), (1,)),
        (lambda x: x * 2, (jax.ShapeDtypeStruct((3, 4), jnp.bfloat16),)),
    ],
)
def test_any_program_has_a_listing_an_alt_text_and_a_picture_if_short(f, arguments):
    program = show.jaxpr(f, *arguments)
    assert str(program).splitlines()[-1].startswith("out")
    assert 20 <= len(program.alt) <= 800
    if len(program) <= program.LARGEST_DRAWN:
        assert min(program.figure().get_size_inches()) > 0
        return
    with pytest.raises(ValueError, match="at most 25 equations"):
        program.figure()
    data, metadata = program._repr_mimebundle_()
    assert list(data) == ["text/plain"] and metadata == {}


@pytest.mark.parametrize(
    "f, arguments",
    [
        (jax.grad(polynomial), (2.0,)),
        (filtered, (1.0, jnp.arange(4.0))),
        (root_or_negative, (1.0, {"w": 2.0})),
        (jax.grad(lambda x: filtered(x, jnp.arange(4.0))[1].sum()), (1.0,)),
    ],
)
def test_boxes_do_not_overlap_and_arrows_lead_down(f, arguments):
    def check(chart):
        for a, b in itertools.combinations(chart.boxes, 2):
            beside = abs(a.x - b.x) >= (a.width + b.width) / 2
            below = a.y >= b.y + b.height or b.y >= a.y + a.height
            assert beside or below, (a.lines, b.lines)
        for upper, *_, lower in chart.arrows:
            assert upper.y + upper.height < lower.y
            assert set(upper.made) & set(lower.taken)
        for box in chart.boxes:
            assert box.x - box.width / 2 + 1e-9 >= 0 and box.x + box.width / 2 <= chart.width + 1e-9
            for inner in box.inner:
                check(inner)

    block = show.jaxpr(f, *arguments).block
    chart = lay_out(block)
    check(chart)
    takers = sum(len(set(e.operands) & names_above(block, e)) for e in block.equations)
    outs = sum(v.name in names_above(block, None) for v in block.outputs)
    assert sum(len(set(a[0].made) & set(a[-1].taken)) for a in chart.arrows) == takers + outs


def names_above(block, equation):
    names = {v.name for v in block.inputs}
    for e in block.equations:
        if e is equation:
            break
        names |= {v.name for v in e.outputs}
    return names


def test_text_fits_into_its_box():
    fig = show.jaxpr(jax.grad(polynomial), 2.0).figure()
    renderer = fig.canvas.get_renderer()
    (axes,) = fig.axes
    boxes = [p.get_window_extent(renderer) for p in axes.patches if hasattr(p, "get_boxstyle")
             and p.get_boxstyle().__class__.__name__ == "Round"]  # fmt: skip
    assert len(boxes) == 14
    for text in axes.texts:
        t = text.get_window_extent(renderer)
        assert any(b.x0 <= t.x0 and t.x1 <= b.x1 and b.y0 <= t.y0 and t.y1 <= b.y1 for b in boxes)


def test_alt_text_names_what_is_computed():
    alt = words(show.jaxpr(lambda x: jnp.sin(x) * 2, jnp.ones(3)).alt)
    assert alt == (
        "Flow chart of a traced program with 1 input, 2 equations and 1 output. "
        "Given a float32[3] (x): b = sin a; c = mul b 2.0. Result: c float32[3]."
    )


def test_jaxpr_refuses_what_is_not_a_function():
    with pytest.raises(TypeError, match="f must be a function, given was a float"):
        show.jaxpr(2.0)
