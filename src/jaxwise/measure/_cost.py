"""Count the operations and bytes of a function from its jaxpr, without running it."""

import collections
import dataclasses
import math
from collections.abc import Mapping

from jaxwise.compat import (
    hidden_jaxpr,
    inner_jaxprs,
    is_jaxpr,
    live_jaxpr,
    open_jaxpr,
    primitive_name,
    shard_count,
)
from jaxwise.measure._arguments import as_jitted
from jaxwise.measure._rules import FREE, READ_WHAT_THEY_RETURN, is_floating, reduction_steps, work

# Equations that run an inner jaxpr once.
_CALLS = {
    *("jit", "pjit", "call", "core_call", "closed_call", "linear_call", "eval_jaxpr"),
    *("remat2", "checkpoint", "composite", "custom_jvp_call", "custom_vjp_call"),
    *("custom_vjp_call_jaxpr", "custom_vmap_call", "custom_partitioning"),
}
_CALL_PARAMS = ("jaxpr", "call_jaxpr", "fun_jaxpr", "call", "callee")
_UNITS = ("flops", "transcendentals", "integer_ops", "bytes_read", "bytes_written")


@dataclasses.dataclass(frozen=True)
class Cost:
    """What a function costs, counted from its jaxpr by `cost`.

    Attributes:
        flops: floating-point operations other than transcendental ones.
        transcendentals: roots, powers, exponentials and other special functions, one each.
        integer_ops: operations on integers and bools only.
        bytes_read, bytes_written: bytes of the operands and results of every equation: an upper
            bound, since a compiler that fuses equations keeps what lies between them in registers.
        equations: equations in the program, those in a loop body counted once.
        exact: False if any count rests on an estimate, on data, or leaves something out.
        by_primitive: primitive -> operations of all three kinds.
        uncounted: primitive -> how often it runs, for those without a rule.  Their bytes count.
        notes: why the counts are not exact, one sentence each.
    """

    flops: int
    transcendentals: int
    integer_ops: int
    bytes_read: int
    bytes_written: int
    equations: int
    exact: bool
    by_primitive: Mapping[str, int]
    uncounted: Mapping[str, int]
    notes: tuple[str, ...]

    @property
    def bytes(self):
        """Bytes read and written, an upper bound."""
        return self.bytes_read + self.bytes_written

    def __str__(self):
        operations = (
            f"{self.flops:,} flops, {self.transcendentals:,} transcendentals, "
            f"{self.integer_ops:,} integer operations, {self.equations:,} equations"
        )
        moved = (
            f"{self.bytes_read:,} bytes read, {self.bytes_written:,} written, "
            "at most (as if nothing were fused)"
        )
        lines = [operations, moved]
        if not self.exact:
            lines.append("not exact: " + "; ".join(self.notes))
        return "\n".join(lines)


def cost(f, /, *args, **kwargs):
    """Count what ``f(*args, **kwargs)`` computes, from its jaxpr; nothing is compiled or run.

    XLA's own ``cost_analysis`` counts the body of a loop once, whatever its length; here

      * `scan` (and `fori_loop` with static bounds) counts its body times its length: exact;
      * `while` counts one trip, and says so: the number of trips is known only at run time;
      * `cond` counts its most expensive branch, and says so if the branches differ; under `vmap`
        a batched condition runs all branches, and all are counted;
      * `shard_map` counts the work of all its devices together;
      * equations whose results nobody uses are left out, as XLA leaves them out.

    The rules, their conventions and sources are in ``jaxwise/measure/_rules.py``.  Estimates
    (sort, fft, matrix factorisations) are named in ``notes``, primitives without a rule in
    ``uncounted``.

    Arguments:
        f: a function, jitted or not.
        *args, **kwargs: its arguments.  Arrays may be given as `jax.ShapeDtypeStruct`.  If `f` is
            not jitted, integers, bools, strings and other objects are static.

    Returns:
        `Cost`.

    Raises:
        TypeError: `f` is not callable.  Whatever tracing `f` raises is passed on.

    >>> import jax, jax.numpy as jnp
    >>> a = jax.ShapeDtypeStruct((64, 32), jnp.float32)
    >>> b = jax.ShapeDtypeStruct((32, 16), jnp.float32)
    >>> cost(jnp.matmul, a, b).flops == 2 * 64 * 32 * 16
    True
    >>> x = jax.ShapeDtypeStruct((100,), jnp.float32)
    >>> print(cost(lambda x: jax.lax.fori_loop(0, 10, lambda i, x: 2 * x + 1, x), x).flops)
    2000
    """
    jitted, args, kwargs = as_jitted(f, args, kwargs)
    program = live_jaxpr(jitted.trace(*args, **kwargs).jaxpr)
    tally = _Tally()
    _count(program, tally)
    return Cost(
        **{unit: tally.units[unit] for unit in _UNITS},
        equations=_equations(program),
        exact=not tally.notes,
        by_primitive=dict(tally.by_primitive.most_common()),
        uncounted=dict(tally.uncounted),
        notes=tuple(tally.notes),
    )


class _Tally:
    """Sums under way; they can be added to each other a number of times."""

    def __init__(self):
        self.units = collections.Counter()
        self.by_primitive = collections.Counter()
        self.uncounted = collections.Counter()
        self.notes = {}  # an ordered set

    def add(self, other, times=1):
        for field in ("units", "by_primitive", "uncounted"):
            mine = getattr(self, field)
            for key, value in getattr(other, field).items():
                mine[key] += times * value
        if times:
            self.notes.update(other.notes)

    @property
    def operations(self):
        return sum(self.units[unit] for unit in _UNITS[:3])


def _count(jaxpr, tally):
    for eqn in open_jaxpr(jaxpr).eqns:
        name = eqn.primitive.name
        if name in _CALLS:
            _count(_called(eqn), tally)
        elif name in _STRUCTURED:
            _STRUCTURED[name](eqn, tally)
        elif (hidden := hidden_jaxpr(eqn)) is not None:
            _count(hidden, tally)
        else:
            _count_plain(eqn, tally)


def _count_plain(eqn, tally):
    name = primitive_name(eqn)
    if name not in FREE:
        _count_bytes(eqn, tally)
    found = work(eqn)
    if found is None:
        tally.uncounted[name] += 1
        tally.notes[f"{name} has no rule, and its operations are not counted"] = None
        return
    kind = "flops" if is_floating(eqn) else "integer_ops"
    tally.units[kind] += found.arithmetic
    tally.units["transcendentals"] += found.transcendental
    if found.arithmetic + found.transcendental:
        tally.by_primitive[name] += found.arithmetic + found.transcendental
    if found.estimate:
        tally.notes[f"{found.estimate} (estimate)"] = None


def _count_bytes(eqn, tally):
    operands = list({id(v): v for v in eqn.invars if not hasattr(v, "val")}.values())  # no literals
    written = sum(_nbytes(v) for v in eqn.outvars)
    read = sum(_nbytes(v) for v in operands)
    if eqn.primitive.name in READ_WHAT_THEY_RETURN:
        read = written + sum(_nbytes(v) for v in operands if v is not eqn.invars[0])
    tally.units["bytes_read"] += read
    tally.units["bytes_written"] += written


def _nbytes(var):
    dtype = getattr(var.aval, "dtype", None)
    return 0 if dtype is None else math.prod(var.aval.shape) * dtype.itemsize


def _called(eqn):
    for param in _CALL_PARAMS:
        if is_jaxpr(eqn.params.get(param)):
            return eqn.params[param]
    raise NotImplementedError(
        f"cost cannot find the jaxpr of a {eqn.primitive.name} equation; its parameters are "
        f"{', '.join(eqn.params)}"
    )


def _tallied(jaxpr):
    tally = _Tally()
    _count(jaxpr, tally)
    return tally


def _scan(eqn, tally):
    tally.add(_tallied(eqn.params["jaxpr"]), times=eqn.params["length"])


def _while(eqn, tally):
    trip = _tallied(eqn.params["body_jaxpr"])
    trip.add(_tallied(eqn.params["cond_jaxpr"]))
    tally.add(trip)
    note = f"a while loop is counted for one trip ({trip.operations:,} operations)"
    tally.notes[note] = None


def _cond(eqn, tally):
    branches = [_tallied(branch) for branch in eqn.params["branches"]]
    tally.add(max(branches, key=lambda t: (t.operations, t.units["bytes_read"])))
    if any(branch.units != branches[0].units for branch in branches):
        operations = ", ".join(f"{branch.operations:,}" for branch in branches)
        note = f"of the branches of a cond ({operations} operations) the most expensive is counted"
        tally.notes[note] = None


def _shard_map(eqn, tally):
    tally.add(_tallied(eqn.params["jaxpr"]), times=shard_count(eqn))


def _linear_solve(eqn, tally):
    """Of the functions that `custom_linear_solve` carries only `solve` runs."""
    _count(eqn.params["jaxprs"].solve, tally)


def _reduce(eqn, tally):
    """A reduction by a function of the caller: its body once a step, in registers."""
    body = _tallied(eqn.params["jaxpr"])
    body.units["bytes_read"] = body.units["bytes_written"] = 0
    tally.add(body, times=reduction_steps(eqn))
    _count_bytes(eqn, tally)


_STRUCTURED = {
    "scan": _scan,
    "while": _while,
    "cond": _cond,
    "shard_map": _shard_map,
    "custom_linear_solve": _linear_solve,
    "reduce": _reduce,
    "reduce_window": _reduce,
}


def _equations(jaxpr):
    total = 0
    for eqn in open_jaxpr(jaxpr).eqns:
        total += 1 + sum(_equations(inner) for inner in inner_jaxprs(eqn))
    return total
