"""Draw a laid-out program with matplotlib."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from jaxwise.show._layout import (
    LARGE,
    LAYER_GAP,
    PAD,
    SMALL,
    Chart,
    inner_rows,
    inner_size,
    lay_out,
    text_height,
)

MARGIN = 0.15  # inches
INK, WIRE = "#1b1b1b", "#5a5a5a"
# kind -> fill, edge, style of the edge.  Shapes differ too: inputs and outputs are round.
LOOK = {
    "input": ("#dfeafb", "#246ddb", "-"),
    "output": ("#fbeccb", "#c28618", "-"),
    "equation": ("#ffffff", "#3a3a3a", "-"),
    "unused": ("#ffffff", "#8a8a8a", "--"),
}
FRAMES = ("#f1f1f1", "#e4e4e4")  # the ground of inner programs, by depth


def draw(block) -> Figure:
    """Return the figure of a `Block`, as large as it needs at 120 dots an inch."""
    chart = lay_out(block)
    width, height = chart.width + 2 * MARGIN, chart.height + 2 * MARGIN
    figure = Figure(figsize=(width, height), dpi=120, facecolor="white", layout="none")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    _draw_chart(axes, chart, MARGIN, MARGIN, 0)
    return figure


def _draw_chart(axes, chart: Chart, left: float, top: float, depth: int) -> None:
    entries = _spread([a[-1] for a in chart.arrows], [a[-2] for a in chart.arrows])
    for arrow, entry in zip(chart.arrows, entries, strict=True):
        _draw_arrow(axes, arrow, entry, left, top, depth)
    for box in chart.boxes:
        _draw_box(axes, box, left, top, depth)


def _spread(ends, sources) -> list[float]:
    """Return where each arrow enters its box: side by side, in the order of their sources."""
    entries = []
    for end, source in zip(ends, sources, strict=True):
        rivals = sorted(s.x for e, s in zip(ends, sources, strict=True) if e is end)
        place = rivals.index(source.x) - (len(rivals) - 1) / 2
        step = min(0.22, end.width / (len(rivals) + 1))
        entries.append(end.x + place * step)
    return entries


def _draw_arrow(axes, arrow, entry, left, top, depth) -> None:
    start, *wires, end = arrow
    # Each piece leads through one gap between layers; beside the boxes an arrow runs straight.
    xs = [start.x, *(wire.x for wire in wires), entry]
    vertices, codes = [(start.x, start.y + start.height)], [Path.MOVETO]
    for upper, x0, x1 in zip(arrow, xs, xs[1:], strict=False):
        y0, y1 = upper.lower, upper.lower + LAYER_GAP
        middle = (y0 + y1) / 2
        vertices += [(x0, y0), (x0, middle), (x1, middle), (x1, y1)]
        codes += [Path.LINETO] + [Path.CURVE4] * 3
    if end.y > end.upper:
        vertices.append((entry, end.y))
        codes.append(Path.LINETO)
    path = Path([(x + left, y + top) for x, y in vertices], codes)
    axes.add_patch(
        FancyArrowPatch(
            path=path, arrowstyle="-|>", mutation_scale=8, color=WIRE, lw=1, zorder=3 * depth + 2
        )
    )


def _draw_box(axes, box, left, top, depth) -> None:
    fill, edge, style = LOOK[box.kind]
    if box.inner:
        fill = FRAMES[depth % 2]
    x, y = left + box.x - box.width / 2, top + box.y
    radius = box.height / 2.2 if box.kind in ("input", "output") else 0.03
    axes.add_patch(
        FancyBboxPatch(
            (x, y),
            box.width,
            box.height,
            boxstyle=f"round,pad=0,rounding_size={min(radius, 0.16)}",
            facecolor=fill,
            edgecolor=edge,
            linestyle=style,
            lw=1.1,
            zorder=3 * depth + 3,
        )
    )
    _write(axes, box.lines, left + box.x, y + PAD / 2, depth)
    if box.inner:
        _draw_inner(axes, box, x, y + text_height(box.lines) + PAD, depth + 1)


def _draw_inner(axes, box, x, y, depth) -> None:
    for row in inner_rows(box):
        sizes = [inner_size(chart) for chart in row]
        spare = (box.width - sum(width for width, _ in sizes)) / (len(row) + 1)
        left = x
        for chart, (width, height) in zip(row, sizes, strict=True):
            left += spare
            _draw_inner_chart(axes, chart, left, y, width, height, depth)
            left += width
        y += max(height for _, height in sizes) + PAD


def _draw_inner_chart(axes, chart, x, y, width, height, depth) -> None:
    inside = y + PAD
    if chart.title:
        axes.add_patch(
            FancyBboxPatch(
                (x, y),
                width,
                height,
                boxstyle="round,pad=0,rounding_size=0.03",
                facecolor="white",
                edgecolor="#8a8a8a",
                linestyle=":",
                lw=1,
                zorder=3 * depth + 1,
            )
        )
        _write(axes, [chart.title], x + width / 2, y + PAD / 2, depth, style="italic")
        inside += text_height([chart.title])
    _draw_chart(axes, chart, x + (width - chart.width) / 2, inside, depth)


def _write(axes, lines, x, y, depth, style="normal") -> None:
    for number, line in enumerate(lines):
        size = LARGE if number == 0 and style == "normal" else SMALL
        axes.text(
            x,
            y + size * 1.35 / 72 / 2,
            line,
            size=size,
            family="DejaVu Sans Mono",
            style=style,
            color=INK,
            ha="center",
            va="center",
            zorder=3 * depth + 4,
            parse_math=False,
        )
        y += size * 1.35 / 72
