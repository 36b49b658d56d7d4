"""Run a jaxpr and watch it: record values at chosen equations, or replace their results.

The watching is itself a JAX program, so it is compiled, and what the records do not need is left
out.  Records made in a loop come with one more axis, one entry a step.
"""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
from jax.extend.core import Literal

from jaxwise.compat import bind, hidden_jaxpr, is_jaxpr, open_jaxpr, scan_counts

STEPS_OF_A_WHILE = 8  # steps of a while loop whose records are kept
_INLINE = ("jaxpr", "call_jaxpr", "fun_jaxpr")
_OPAQUE = {
    *("shard_map", "custom_partitioning", "pallas_call", "xla_call_module", "run_state"),
    *("core_call", "custom_vmap_call", "linear_call"),
}


@dataclasses.dataclass
class Event:
    """One equation that a rule recorded.

    Attributes:
        eqn: the equation; `path`: the equations around it, outermost first.
        data: the recorded arrays (NumPy), a leading axis for each loop around.
        valid: which of them really ran, with the shape of those leading axes.
    """

    eqn: object
    path: tuple
    data: dict
    valid: np.ndarray

    def rows(self, name):
        """The valid records of one name, the loop axes made one."""
        value = self.data[name]
        own = value.shape[self.valid.ndim :]
        return value.reshape((-1, *own))[self.valid.reshape(-1)]

    def loops(self):
        """The loops around it, the names of their primitives."""
        return [e.primitive.name for e in self.path if e.primitive.name in ("scan", "while")]


def observe(closed, args, rule):
    """Run a closed jaxpr on `args`; return [Event] of what `rule` recorded.

    Arguments:
        closed: a ClosedJaxpr.
        args: list of arrays.
        rule: ``rule(eqn, path, values) -> dict of arrays or None``, called while tracing.
    """
    stubs = []

    def watch(*args):
        walk = _Walk(lambda eqn, path, values: (rule(eqn, path, values), None))
        walk.eval(closed, args, ())
        stubs[:] = [(eqn, path) for eqn, path, _, _ in walk.sink]
        return [(data, valid) for _, _, data, valid in walk.sink]

    records = jax.jit(watch)(*args)
    return [
        Event(eqn, path, {k: np.asarray(v) for k, v in data.items()}, np.asarray(valid))
        for (eqn, path), (data, valid) in zip(stubs, records, strict=True)
    ]


def replaced(closed, args, rule):
    """The outputs of a closed jaxpr when ``rule(eqn, path, values)`` replaces some results.

    The rule returns a list of new results, or None to leave the equation alone.
    """

    def run(*args):
        return _Walk(lambda eqn, path, values: (None, rule(eqn, path, values))).eval(
            closed, args, ()
        )

    return jax.jit(run)(*args)


class _Walk:
    """Evaluates a jaxpr, asking a rule at every equation."""

    def __init__(self, rule):
        self.rule = rule
        self.sink = []  # (eqn, path, data, valid)

    def eval(self, closed, args, path):
        jaxpr = open_jaxpr(closed)
        env = {}

        def read(v):
            return v.val if isinstance(v, Literal) else env[v]

        env.update(zip(jaxpr.constvars, getattr(closed, "consts", ()), strict=True))
        env.update(zip(jaxpr.invars, args, strict=True))
        for eqn in jaxpr.eqns:
            values = [read(v) for v in eqn.invars]
            record, results = self.rule(eqn, path, values)
            if record is not None:
                self.sink.append((eqn, path, record, jnp.array(True)))
            if results is None:
                results = self.equation(eqn, values, path)
            env.update(zip(eqn.outvars, results, strict=True))
        return [read(v) for v in jaxpr.outvars]

    def equation(self, eqn, values, path):
        name, inside = eqn.primitive.name, (*path, eqn)
        if name == "scan":
            return self.scan(eqn, values, inside)
        if name == "while":
            return self.while_loop(eqn, values, inside)
        if name == "cond":
            return self.cond(eqn, values, inside)
        if name == "debug_callback":
            return []
        if name not in _OPAQUE:
            inner = next((eqn.params[k] for k in _INLINE if is_jaxpr(eqn.params.get(k))), None)
            inner = hidden_jaxpr(eqn) if inner is None else inner
            if inner is not None and len(open_jaxpr(inner).invars) == len(values):
                return self.eval(inner, values, inside)
        return bind(eqn, values)

    def _inner(self, run):
        """Run `run()` with a sink of its own; (its result, what it recorded)."""
        before, self.sink = self.sink, []
        try:
            result = run()
            return result, self.sink
        finally:
            self.sink = before

    def scan(self, eqn, values, path):
        p = eqn.params
        nc, carried = scan_counts(eqn)
        consts, carry, xs = values[:nc], values[nc : nc + carried], values[nc + carried :]
        stubs = []

        def body(carry, x):
            def run():
                return self.eval(p["jaxpr"], [*consts, *carry, *x], path)

            outs, records = self._inner(run)
            stubs[:] = [(e, q) for e, q, _, _ in records]
            kept = [(data, valid) for _, _, data, valid in records]
            new = [_as(o, c) for o, c in zip(outs[:carried], carry, strict=True)]
            return new, (outs[carried:], kept)

        carry, (ys, kept) = jax.lax.scan(
            body, [_array(c) for c in carry], xs, length=p["length"], reverse=p["reverse"]
        )
        self.sink += [
            (e, q, data, valid) for (e, q), (data, valid) in zip(stubs, kept, strict=True)
        ]
        return [*carry, *ys]

    def while_loop(self, eqn, values, path):
        p = eqn.params
        nc, nb = p["cond_nconsts"], p["body_nconsts"]
        cond_consts, body_consts, state = values[:nc], values[nc : nc + nb], values[nc + nb :]
        state = [_array(s) for s in state]
        stubs = []

        def step(state):
            outs, records = self._inner(
                lambda: self.eval(p["body_jaxpr"], [*body_consts, *state], path)
            )
            stubs[:] = [(e, q) for e, q, _, _ in records]
            new = [_as(o, s) for o, s in zip(outs, state, strict=True)]
            return new, [(data, valid) for _, _, data, valid in records]

        shapes = jax.eval_shape(step, state)[1]
        room = jax.tree.map(lambda s: jnp.zeros((STEPS_OF_A_WHILE, *s.shape), s.dtype), shapes)

        def lanes(state):
            """Which lanes go on: one bool, or one for each lane of a vmap."""
            run = lambda: self.eval(p["cond_jaxpr"], [*cond_consts, *state], path)
            return self._inner(run)[0][0]

        def going(everything):
            _, state, _ = everything
            return jnp.any(lanes(state))

        def body(everything):
            i, old, room = everything
            on = lanes(old)
            state, kept = step(old)
            if jnp.ndim(on):  # lanes that have finished keep what they have
                state = [
                    jnp.where(on.reshape(on.shape + (1,) * (jnp.ndim(s) - on.ndim)), s, o)
                    for s, o in zip(state, old, strict=True)
                ]
            room = jax.tree.map(lambda r, k: r.at[i].set(k, mode="drop"), room, kept)
            return i + 1, state, room

        ran, state, room = jax.lax.while_loop(going, body, (jnp.int32(0), state, room))
        rows = jnp.arange(STEPS_OF_A_WHILE) < ran
        for (e, q), (data, valid) in zip(stubs, room, strict=True):
            mask = rows.reshape((-1,) + (1,) * (valid.ndim - 1))
            self.sink.append((e, q, data, valid & mask))
        return state

    def cond(self, eqn, values, path):
        index, *operands = values
        branches = eqn.params["branches"]
        stubs = [[] for _ in branches]

        def alone(i):
            def run(*operands):
                outs, records = self._inner(lambda: self.eval(branches[i], operands, path))
                stubs[i][:] = [(e, q) for e, q, _, _ in records]
                return outs, [(data, valid) for _, _, data, valid in records]

            return run

        shapes = [jax.eval_shape(alone(i), *operands)[1] for i in range(len(branches))]
        outs_like = jax.eval_shape(alone(0), *operands)[0]

        def chosen(i):
            def run(*operands):
                outs, mine = alone(i)(*operands)
                empty = [jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), s) for s in shapes]
                empty[i] = mine
                return [_as(o, like) for o, like in zip(outs, outs_like, strict=True)], empty

            return run

        outs, kept = jax.lax.switch(
            jnp.asarray(index, jnp.int32), [chosen(i) for i in range(len(branches))], *operands
        )
        for names, records in zip(stubs, kept, strict=True):
            for (e, q), (data, valid) in zip(names, records, strict=True):
                self.sink.append((e, q, data, valid))
        return outs


def _array(x):
    return x if isinstance(x, jax.Array) else jnp.asarray(x)


def _as(x, like):
    """`x` with the dtype of `like`: a replaced result must not change a carry's type."""
    dtype = getattr(like, "dtype", None)
    if dtype is None or getattr(x, "dtype", None) == dtype:
        return x
    return x if jax.dtypes.issubdtype(dtype, jax.dtypes.extended) else jnp.asarray(x, dtype)


def equations(closed, path=()):
    """Every (equation, path) of a jaxpr, those inside loops, branches and calls once."""
    from jaxwise.compat import inner_jaxprs

    for eqn in open_jaxpr(closed).eqns:
        yield eqn, path
        for inner in inner_jaxprs(eqn):
            yield from equations(inner, (*path, eqn))


def flows_into(closed, eqn, goal, through=lambda eqn: True):
    """Does the result of an equation reach one for which `goal` holds, in its jaxpr or its callers'?

    Only by equations for which `through` holds; a call on the way is searched whole for the goal.
    """
    from jaxwise.compat import inner_jaxprs

    every = [(open_jaxpr(closed), None)]
    every += [(open_jaxpr(j), e) for e, _ in equations(closed) for j in inner_jaxprs(e)]
    for jaxpr, _ in every:
        if not any(e is eqn for e in jaxpr.eqns):
            continue
        reached = set()
        for e in jaxpr.eqns:
            if e is eqn:
                reached |= {id(v) for v in e.outvars}
            elif any(id(v) in reached for v in e.invars):
                inner = [x for j in inner_jaxprs(e) for x, _ in equations(j)]
                if goal(e) or any(map(goal, inner)):
                    return True
                if through(e):
                    reached |= {id(v) for v in e.outvars}
        if not reached & {id(v) for v in jaxpr.outvars}:
            return False
        callers = [e for called, e in every if called is jaxpr and e is not None]
        return any(flows_into(closed, caller, goal, through) for caller in callers)
    return False


def holder(eqn, jaxprs):
    """The open jaxpr, of several, in which an equation stands; None where it is in none."""
    for jaxpr in map(open_jaxpr, jaxprs):
        if any(e is eqn for e in jaxpr.eqns):
            return jaxpr
    return None


def count_equations(closed, most=10**7):
    """How many equations a program has when every call is written out; stops at `most`."""
    memo = {}

    def count(jaxpr):
        from jaxwise.compat import inner_jaxprs

        key = id(open_jaxpr(jaxpr))
        if key not in memo:
            memo[key] = sum(
                1 + sum(count(inner) for inner in inner_jaxprs(eqn))
                for eqn in open_jaxpr(jaxpr).eqns
            )
        return memo[key]

    return min(count(closed), most)
