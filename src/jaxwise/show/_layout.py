"""Where the boxes of a program go: layers from top to bottom, with few crossings.

The method is that of Sugiyama, Tagawa and Toda (IEEE Trans. Syst. Man Cybern. 11, 109 (1981)):
give each box a layer, let long arrows pass through invisible boxes, order each layer by the
barycentres of its neighbours, then move the boxes sideways towards them.  Units are inches.
"""

from dataclasses import dataclass, field

CHARACTER = 0.602 / 72  # inches of width for each point of type size; DejaVu Sans Mono
LARGE, SMALL = 8.5, 7.0  # points
PAGE = 6.0  # wider than this, inner programs are stacked
LAYER_GAP, BOX_GAP, WIRE_GAP, PAD = 0.26, 0.22, 0.12, 0.09


@dataclass(eq=False)
class Box:
    """An input, an equation, an output, or (kind `wire`) the place where an arrow passes."""

    kind: str
    lines: list[str]
    made: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    inner: list["Chart"] = field(default_factory=list)
    layer: int = 0
    x: float = 0.0  # the middle
    y: float = 0.0  # the top, downwards from the top of the chart
    upper: float = 0.0  # the top and the bottom of its layer: arrows bend only between layers
    lower: float = 0.0
    width: float = 0.0
    height: float = 0.0
    before: list["Box"] = field(default_factory=list)
    after: list["Box"] = field(default_factory=list)


@dataclass
class Chart:
    """A laid-out block: its boxes, and each arrow as the list of boxes it passes through."""

    title: str
    boxes: list[Box]
    arrows: list[list[Box]]
    width: float
    height: float


def text_height(lines: list[str]) -> float:
    return (LARGE + SMALL * (len(lines) - 1)) * 1.35 / 72


def lay_out(block, *, outermost: bool = True) -> Chart:
    """Return the `Chart` of a `Block`, its inner blocks laid out within their boxes."""
    boxes = _boxes(block, outermost)
    arrows = _layer(boxes)
    layers = _ordered(boxes, arrows)
    _move_sideways(layers)
    left = min((b.x - b.width / 2 for b in boxes), default=0)
    right = max((b.x + b.width / 2 for b in boxes), default=0)
    for box in {id(b): b for layer in layers for b in layer}.values():
        box.x -= left
    top = 0.0
    for layer in layers:
        height = max((b.height for b in layer), default=0)
        for box in layer:
            box.y = top + (height - box.height) / 2
            box.upper, box.lower = top, top + height
        top += height + LAYER_GAP
    return Chart(block.title, boxes, arrows, right - left, max(top - LAYER_GAP, 0))


def _boxes(block, outermost: bool) -> list[Box]:
    boxes = []
    for value in block.inputs:
        first = f"input {value.name}" if outermost else value.name
        boxes.append(Box("input", [first, f"{value.type} {value.note}".strip()], [value.name]))
    for e in block.equations:
        small = [text for text in (e.type, e.parameters) if text]
        kind = "unused" if e.unused else "equation"
        lines = [f"{e.left} = {e.right}", *small] + ["not used"] * e.unused
        inner = [lay_out(b, outermost=False) for b in e.blocks]
        made = [v.name for v in e.outputs if v.name != "_"]
        boxes.append(Box(kind, lines, made, list(dict.fromkeys(e.operands)), inner))
    for value in block.outputs:
        first = f"output {value.name}" if outermost else value.name
        lines = [first, f"{value.type} {value.note}".strip()]
        boxes.append(Box("output", lines, [], [value.name]))
    for box in boxes:
        _measure(box)
    return boxes


def _measure(box: Box) -> None:
    sizes = [LARGE] + [SMALL] * (len(box.lines) - 1)
    widths = [len(t) * s * CHARACTER for t, s in zip(box.lines, sizes, strict=True)]
    box.width = max(widths) + 2 * PAD
    box.height = text_height(box.lines) + PAD
    if box.inner:
        rows = inner_rows(box)
        inside = [sum(inner_size(c)[0] for c in row) + PAD * (len(row) + 1) for row in rows]
        box.width = max(box.width, *inside)
        box.height += sum(max(inner_size(c)[1] for c in row) + PAD for row in rows)


def inner_size(chart: Chart) -> tuple[float, float]:
    """Return the width and the height of an inner program, its title included."""
    title = len(chart.title) * SMALL * CHARACTER
    height = chart.height + 2 * PAD + (text_height([chart.title]) if chart.title else 0)
    return max(chart.width, title) + 2 * PAD, height


def inner_rows(box: Box) -> list[list[Chart]]:
    """Return the inner programs side by side, or, where that is too wide, one below the other."""
    together = sum(inner_size(c)[0] for c in box.inner)
    return [box.inner] if together <= PAGE else [[chart] for chart in box.inner]


def _layer(boxes: list[Box]) -> list[list[Box]]:
    """Give each box its layer; return the arrows, those of one maker sharing their wires."""
    maker = {}
    for box in boxes:
        makers = dict.fromkeys(maker[name] for name in box.taken if name in maker)
        box.layer = 0 if box.kind == "input" else 1 + max((m.layer for m in makers), default=0)
        box.before = list(makers)
        maker.update(dict.fromkeys(box.made, box))
    last = 1 + max((b.layer for b in boxes if b.kind != "output"), default=0)
    for box in boxes:
        if box.kind == "output":
            box.layer = last
    takers = {id(b): [t for t in boxes if b in t.before] for b in boxes}
    for box in reversed(boxes):  # what needs no input stands right above what takes it
        if box.kind in ("equation", "unused") and not box.before and takers[id(box)]:
            box.layer = min(t.layer for t in takers[id(box)]) - 1
    arrows = []
    for box in boxes:
        wires = []
        for taker in sorted(takers[id(box)], key=lambda t: t.layer):
            while box.layer + len(wires) + 1 < taker.layer:
                wires.append(Box("wire", [], layer=box.layer + len(wires) + 1))
            arrows.append([box, *wires[: taker.layer - box.layer - 1], taker])
    return arrows


def _ordered(boxes: list[Box], arrows: list[list[Box]]) -> list[list[Box]]:
    for box in boxes:
        box.before = []
    everything = list(boxes)
    for arrow in arrows:
        for upper, lower in zip(arrow, arrow[1:], strict=False):
            if upper not in lower.before:
                lower.before.append(upper)
                upper.after.append(lower)
        everything += [b for b in arrow if b.kind == "wire" and b not in everything]
    depth = 1 + max((b.layer for b in everything), default=0)
    layers = [[b for b in everything if b.layer == n] for n in range(depth)]
    for sweep in range(12):
        downwards = sweep % 2 == 0
        for layer in layers if downwards else reversed(layers):
            where = {id(b): i for row in layers for i, b in enumerate(row)}
            sizes = {row[0].layer: max(len(row) - 1, 1) for row in layers if row}

            def barycentre(box, where=where, sizes=sizes, downwards=downwards):
                near = box.before if downwards else box.after
                places = [where[id(b)] / sizes[b.layer] for b in near]
                own = where[id(box)] / sizes[box.layer]
                return sum(places) / len(places) if places else own

            layer.sort(key=barycentre)
    return layers


def _move_sideways(layers: list[list[Box]]) -> None:
    for layer in layers:
        _place(layer, [0.0] * len(layer))
    for sweep in range(60):
        for layer in layers if sweep % 2 else reversed(layers):
            wanted = []
            for box in layer:
                near = box.before + box.after
                # Wires pull hard, so that long arrows run straight.
                pull = [4.0 if box.kind == b.kind == "wire" else 1.0 for b in near]
                total = sum(p * b.x for p, b in zip(pull, near, strict=True))
                wanted.append(total / sum(pull) if near else box.x)
            _place(layer, wanted)


def _place(layer: list[Box], wanted: list[float]) -> None:
    """Set x as near to `wanted` (least squares) as the order and the gaps in the layer allow."""
    offsets = [0.0]
    for a, b in zip(layer, layer[1:], strict=False):
        gap = WIRE_GAP if "wire" in (a.kind, b.kind) else BOX_GAP
        offsets.append(offsets[-1] + (a.width + b.width) / 2 + gap)
    pools = []  # isotonic regression by pooling: [sum, count]
    for want, offset in zip(wanted, offsets, strict=False):
        pools.append([want - offset, 1])
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            total, count = pools.pop()
            pools[-1] = [pools[-1][0] + total, pools[-1][1] + count]
    places = [total / count for total, count in pools for _ in range(count)]
    for box, place, offset in zip(layer, places, offsets, strict=False):
        box.x = place + offset
