"""A program in words: the aligned listing, and the alternative text of its picture."""

from jaxwise.show._program import Block

_LONGEST_ALT = 600  # characters


def listing(block: Block) -> str:
    """Return one line an equation; inner programs are indented under theirs and titled."""
    return "\n".join(_lines(block))


def _lines(block: Block) -> list[str]:
    rows = [("in ", v.name, v.type, v.note, None) for v in block.inputs]
    for e in block.equations:
        extra = "not used" if e.unused else e.parameters
        rows.append((f"{e.number:>2} ", e.left, e.type, f"= {e.right}\0{extra}", e))
    rows += [("out", v.name, v.type, v.note, None) for v in block.outputs]
    names = max((len(row[1]) for row in rows), default=0)
    types = max((len(row[2]) for row in rows), default=0)
    rights = [len(row[3].partition("\0")[0]) for row in rows if row[4] and row[3][-1] != "\0"]
    lines = []
    for gutter, name, kind, right, equation in rows:
        call, _, extra = right.partition("\0")
        call = f"{call:<{max(rights)}}  {extra}" if extra else call
        lines.append(f"{gutter}  {name:<{names}}  {kind:<{types}}  {call}".rstrip())
        for inner in equation.blocks if equation else ():
            lines += [f"     | {inner.title}:"] if inner.title else []
            lines += [f"     | {line}" for line in _lines(inner)]
    return lines


def described(block: Block) -> str:
    """Return the program in one paragraph, for a reader who does not see the picture."""
    inputs = _counted(len(block.inputs), "input")
    equations = _counted(block.count(), "equation")
    outputs = _counted(len(block.outputs), "output")
    text = f"Flow chart of a traced program with {inputs}, {equations} and {outputs}."
    given = ", ".join(f"{v.name} {v.type}{v.note and f' ({v.note})'}" for v in block.inputs)
    given = f" Given {given}:" if given else " In order:"
    made = ", ".join(f"{v.name} {v.type}" for v in block.outputs)
    steps = _steps(block)
    if len(text) + len(given) + len(steps) > _LONGEST_ALT:
        cut = steps[: max(_LONGEST_ALT - len(text) - len(given), 0)].rpartition(";")[0]
        steps = f"{cut}; and so on"
    return f"{text}{given} {steps or 'nothing is computed'}. Result: {made or 'nothing'}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)


def _steps(block: Block) -> str:
    steps = []
    for e in block.equations:
        inner = " and ".join(f"{b.title}: {_steps(b)}" if b.title else _steps(b) for b in e.blocks)
        unused = "unused" if e.unused else e.left
        steps.append(f"{unused} = {e.right}" + (f" ({inner})" if inner else ""))
    return "; ".join(steps)
