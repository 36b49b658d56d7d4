"""A traced program, read into plain data: what the listing and the picture are made from."""

from dataclasses import dataclass, field
from itertools import count, product
from string import ascii_lowercase

# The parameters of a primitive that a reader needs; for others, those that are short.
_TELLING = {
    "jit": ("name",),
    "scan": ("length", "reverse"),
    "while": (),
    "cond": (),
    "custom_jvp_call": ("name",),
    "custom_vjp_call": ("name",),
    "checkpoint": ("name",),
    "convert_element_type": (),
    "broadcast_in_dim": ("broadcast_dimensions",),
    "dot_general": ("dimension_numbers",),
    "reshape": (),
    "iota": (),
    "reduce_sum": ("axes",),
    "squeeze": ("dimensions",),
    "gather": ("mode", "slice_sizes"),
    "split": ("axis",),
    "sort": ("dimension", "num_keys"),
    "random_bits": (),
    "bitcast_convert_type": (),
    "argmax": ("axes",),
    "argmin": ("axes",),
    "integer_pow": ("y",),
    "triangular_solve": ("lower", "transpose_a"),
}
_LONGEST = 40  # characters of one parameter


@dataclass
class Value:
    """A variable: its name in the picture, its type such as `float32[3]`, where it comes from."""

    name: str
    type: str
    note: str = ""


@dataclass
class Equation:
    """One step: `outputs = primitive operands`, with inner programs in `blocks`."""

    number: int
    outputs: list[Value]
    primitive: str
    operands: list[str]
    parameters: str
    blocks: list["Block"] = field(default_factory=list)

    @property
    def left(self) -> str:
        return ", ".join(value.name for value in self.outputs)

    @property
    def right(self) -> str:
        return " ".join([self.primitive, *self.operands])

    @property
    def type(self) -> str:
        return ", ".join(value.type for value in self.outputs)

    @property
    def unused(self) -> bool:
        return all(value.name == "_" for value in self.outputs)


@dataclass
class Block:
    """A program or an inner program, in the order in which it is computed."""

    title: str
    inputs: list[Value]
    equations: list[Equation]
    outputs: list[Value]

    def count(self) -> int:
        """Return the number of equations, those of inner programs included."""
        return sum(1 + sum(b.count() for b in e.blocks) for e in self.equations)


class Program:
    """What `jaxpr` returns: a traced program that prints as text and draws as a picture.

    `str(program)` is a listing, one line an equation.  `program.figure()` draws it; `program.alt`
    describes the drawing in words; `program.jaxpr` is JAX's own object.  In a notebook a program
    of at most 25 equations shows as its picture, a longer one as its listing.
    """

    LARGEST_DRAWN = 25  # equations, inner ones included

    def __init__(self, closed):
        self.jaxpr = closed
        self.block = read(closed)

    def __len__(self) -> int:
        return self.block.count()

    def __str__(self) -> str:
        from jaxwise.show._listing import listing

        return listing(self.block)

    __repr__ = __str__

    @property
    def alt(self) -> str:
        from jaxwise.show._listing import described

        return described(self.block)

    def figure(self):
        """Return a matplotlib figure of the program; raise ValueError when it is too long.

        Boxes are equations, top to bottom in an order in which they can be computed; an arrow
        leads from the box that makes a value to each box that takes it.
        """
        if len(self) > self.LARGEST_DRAWN:
            raise ValueError(
                f"a picture holds at most {self.LARGEST_DRAWN} equations, this program has "
                f"{len(self)}: print it, or trace a smaller part"
            )
        from jaxwise.show._drawing import draw

        return draw(self.block)

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/plain": str(self)}
        if len(self) > self.LARGEST_DRAWN:
            return data, {}
        from jaxwise.show._figure import png

        data["image/png"] = png(self.figure())
        return data, {"jaxwise": {"alt": self.alt}}


def jaxpr(f, *args, **kwargs) -> Program:
    """Trace `f(*args, **kwargs)` and return the `Program` that JAX makes of it.

    `f` is not run on the values of the arguments: only their shapes and dtypes are used, and a
    `jax.ShapeDtypeStruct` may stand for an array.  Raises what tracing raises.

    >>> import jax.numpy as jnp
    >>> jaxpr(lambda x: jnp.sum(jnp.sin(x) * 2), jnp.ones(3))
    in   a  float32[3]  x
     1   b  float32[3]  = sin a
     2   c  float32[3]  = mul b 2.0
     3   d  float32[]   = reduce_sum c  axes=(0,)
    out  d  float32[]
    """
    import jax

    if not callable(f):
        raise TypeError(f"f must be a function, given was a {type(f).__name__}")
    return Program(jax.make_jaxpr(f)(*args, **kwargs))


# From JAX's objects to ours -----------------------------------------------------------------------


def read(closed) -> Block:
    """Return the `Block` of a ClosedJaxpr."""
    debug = getattr(closed.jaxpr, "debug_info", None)
    labels = getattr(debug, "arg_names", None) or [""] * len(closed.jaxpr.invars)
    return _Reader().block("program", closed.jaxpr, [label or "" for label in labels])


class _Reader:
    """Names and numbers run on through inner programs, so that none stands for two things."""

    def __init__(self):
        letters = ("".join(p) for n in count(1) for p in product(ascii_lowercase, repeat=n))
        self.fresh = (name for name in letters if name not in ("in", "is", "if", "as", "or"))
        self.number = count(1)

    def block(self, title, jaxpr, notes=(), ends=()):
        jaxpr = getattr(jaxpr, "jaxpr", jaxpr)  # a ClosedJaxpr holds one
        names = {}
        # Variables of the arguments are named first, so that a program starts with `a`.
        inputs = [
            self.define(v, names, note)
            for v, note in zip(jaxpr.invars, [*notes, *[""] * len(jaxpr.invars)], strict=False)
        ]
        inputs += [self.define(v, names, "constant") for v in jaxpr.constvars]
        taken = [v for eqn in jaxpr.eqns for v in eqn.invars] + list(jaxpr.outvars)
        used = {v for v in taken if not hasattr(v, "val")}
        equations = [self.equation(eqn, names, used) for eqn in jaxpr.eqns]
        outputs = [
            Value(_operand(v, names), _type(v.aval), end)
            for v, end in zip(jaxpr.outvars, [*ends, *[""] * len(jaxpr.outvars)], strict=False)
        ]
        return Block(title, inputs, equations, outputs)

    def define(self, var, names, note=""):
        names[var] = next(self.fresh)
        return Value(names[var], _type(var.aval), note)

    def equation(self, eqn, names, used):
        number = next(self.number)
        operands = [_operand(v, names) for v in eqn.invars]
        outputs = [
            self.define(v, names) if v in used else Value("_", _type(v.aval)) for v in eqn.outvars
        ]
        primitive = {"pjit": "jit", "remat2": "checkpoint"}.get(str(eqn.primitive))
        primitive = primitive or str(eqn.primitive)
        blocks = [
            self.block(title, inner, notes, ends)
            for title, inner, notes, ends in _inner(primitive, eqn, operands, outputs)
        ]
        parameters = _parameters(primitive, eqn.params)
        return Equation(number, outputs, primitive, operands, parameters, blocks)


def _type(aval) -> str:
    if not hasattr(aval, "dtype") or hasattr(aval, "inner_aval"):
        return str(aval)
    return f"{aval.dtype.name}[{','.join(map(str, aval.shape))}]"


def _operand(var, names) -> str:
    if not hasattr(var, "val"):
        return names[var]
    if getattr(var.aval, "shape", ()):
        return "constant"
    try:
        return str(var.aval.dtype.type(var.val))
    except Exception:  # an extended dtype, such as that of keys
        return str(var.val)


def _parameters(primitive, params) -> str:
    telling = _TELLING.get(primitive)
    shown = []
    for name, value in params.items():
        empty = value is None or value is False or (isinstance(value, tuple) and not value)
        if empty or callable(value) or _jaxprs(value):
            continue
        if telling is not None and name not in telling:
            continue
        if telling is None and name in ("sharding", "out_sharding"):
            continue
        if primitive == "dot_general":
            (left, right), (batch, _) = value
            shown.append(f"sum over axes {_axes(left)} and {_axes(right)}")
            shown += [f"batch axes {_axes(batch)}"] if len(batch) else []
            continue
        text = f"{name}={getattr(value, 'name', value)}"
        if len(text) <= _LONGEST:
            shown.append(text)
    return ", ".join(shown)


def _axes(axes) -> str:
    return "(" + ", ".join(map(str, axes)) + ")"


def _is_jaxpr(value) -> bool:
    return hasattr(getattr(value, "jaxpr", value), "eqns")


def _jaxprs(value) -> list:
    """Return `(title, jaxpr)` for the jaxprs in one parameter of an equation."""
    if _is_jaxpr(value):
        return [("", value)]
    if isinstance(value, (tuple, list)) and any(_is_jaxpr(v) for v in value):
        titles = getattr(value, "_fields", range(len(value)))
        return [(str(t), v) for t, v in zip(titles, value, strict=True) if _is_jaxpr(v)]
    return []


def _inner(primitive, eqn, operands, outputs):
    """Yield `(title, jaxpr, notes of its inputs, notes of its outputs)` for each inner program."""
    same = [f"= {name}" for name in operands]
    made = [value.name for value in outputs]
    params = eqn.params
    if primitive == "scan":
        yield _scan(eqn, operands, made)
    elif primitive == "while":
        n, m = params["cond_nconsts"], params["body_nconsts"]
        carry = [f"carry, first {name}" for name in operands[n + m :]]
        yield "condition", params["cond_jaxpr"], same[:n] + carry, ["go on?"]
        ends = [_becomes(name, "next carry, last is") for name in made]
        yield "body", params["body_jaxpr"], same[n : n + m] + carry, ends
    elif primitive == "cond":
        branches = params["branches"]
        for index, branch in enumerate(branches):
            truth = f" ({bool(index)})" if len(branches) == 2 else ""
            yield f"branch {index}{truth}", branch, same[1:], [_becomes(name) for name in made]
    else:
        for parameter, value in params.items():
            for title, inner in _jaxprs(value):
                invars = getattr(inner, "jaxpr", inner).invars
                direct = len(invars) == len(operands)
                title = title or ("" if direct else parameter)
                ends = [_becomes(name) for name in made] if direct else []
                yield title, inner, same if direct else [], ends


def _becomes(name, how="=") -> str:
    """Say what an output of an inner program becomes outside; `_` stands for nothing."""
    if name == "_":
        return "next carry" if how.startswith("next carry") else "not used"
    return f"{how} {name}"


def _scan(eqn, operands, made):
    """Tell constants, carry and rows of a scan apart by rank, which every version of jax allows.

    A row has one axis less inside than outside, a carry the same rank; constants come first.
    """
    body = eqn.params["jaxpr"]
    body = getattr(body, "jaxpr", body)
    rows = sum(a.aval.ndim != b.aval.ndim for a, b in zip(body.invars, eqn.invars, strict=True))
    carry = sum(a.aval.ndim == b.aval.ndim for a, b in zip(body.outvars, eqn.outvars, strict=True))
    constants = len(operands) - carry - rows
    notes = [f"= {name}" for name in operands[:constants]]
    notes += [f"carry, first {name}" for name in operands[constants : constants + carry]]
    notes += [f"a row of {name}" for name in operands[constants + carry :]]
    ends = [_becomes(name, "next carry, last is") for name in made[:carry]]
    ends += [_becomes(name, "a row of") for name in made[carry:]]
    return f"body, run {eqn.params['length']} times", body, notes, ends
