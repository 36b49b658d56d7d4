"""Differences between the JAX versions that the package supports (0.7.2 to 0.12), in one place.

jax 0.7.2 has two classes of jaxpr, open and closed; jax 0.12 has one, which is both.  The names
of a few equation parameters changed too.  Everything here reads jaxprs; nothing starts a backend.
"""

import dataclasses

import jax
from jax.extend.core import ClosedJaxpr, Jaxpr
from jax.interpreters.partial_eval import dce_jaxpr


def jit_settings(f):
    """How `jax.jit` was told to jit `f`: static_argnums, static_argnames, donate_argnums; or None.

    None for anything that is no jitted function.  jax keeps this under a private name, the same on
    every version supported; where it is gone, a jitted function has no static arguments to us.
    """
    if not (hasattr(f, "trace") and hasattr(f, "lower") and hasattr(f, "__wrapped__")):
        return None
    private = getattr(f, "_jit_info", None)
    names = ("static_argnums", "static_argnames", "donate_argnums")
    return JitSettings(*(tuple(getattr(private, name, ())) for name in names))


@dataclasses.dataclass(frozen=True)
class JitSettings:
    """What `jax.jit` was told; see `jit_settings`."""

    static_argnums: tuple = ()
    static_argnames: tuple = ()
    donate_argnums: tuple = ()


def is_jaxpr(value):
    """True for a jaxpr, open or closed."""
    return isinstance(value, (ClosedJaxpr, Jaxpr))


def open_jaxpr(jaxpr):
    """The jaxpr without its constants: the object that has ``eqns``, ``invars``, ``outvars``."""
    return getattr(jaxpr, "jaxpr", jaxpr)


def live_jaxpr(jaxpr):
    """The open jaxpr with every equation left out whose result nobody uses, also inside loops."""
    jaxpr = open_jaxpr(jaxpr)
    live, _ = dce_jaxpr(jaxpr, [True] * len(jaxpr.outvars))
    return live


def inner_jaxprs(eqn):
    """Every jaxpr that the equation `eqn` carries, in order, as a list."""
    found = [hidden] if (hidden := hidden_jaxpr(eqn)) is not None else []
    for value in eqn.params.values():
        values = value if isinstance(value, (tuple, list)) else (value,)
        found += [item for item in values if is_jaxpr(item)]
    return found


def hidden_jaxpr(eqn):
    """What an equation runs that hides its jaxpr in an object; None for any other.

    On jax 0.12 some functions (`jax.lax.custom_root`, `jax.numpy.searchsorted`) are one such
    equation, whose object knows how to expand itself.  On jax 0.7.2 there is none.
    """
    hidden = eqn.params.get("_prim")
    types = [v.aval for v in eqn.invars]
    if not hasattr(hidden, "expand") or not all(hasattr(t, "dtype") for t in types):
        return None
    shapes = [jax.ShapeDtypeStruct(t.shape, t.dtype) for t in types]
    return jax.make_jaxpr(hidden.expand)(*jax.tree.unflatten(hidden.in_tree, shapes))


def bind(eqn, values):
    """The results of an equation at these values of its inputs, as a list."""
    prepared = eqn.primitive.get_bind_params(eqn.params)
    # jax 0.7.2 gives (functions, parameters), jax 0.12 the parameters.
    subfuns, params = prepared if isinstance(prepared, tuple) else ([], prepared)
    with eqn.ctx.manager:
        results = eqn.primitive.bind(*subfuns, *values, **params)
    return list(results) if eqn.primitive.multiple_results else [results]


def scan_counts(eqn):
    """(how many constants, how many carried values) a scan equation takes, before its xs."""
    params = eqn.params
    if "num_consts" in params:
        return params["num_consts"], params["num_carry"]
    consts, carry, _ = params["ft_in"].update(eqn.invars).unpack()
    return len(list(consts)), len(list(carry))


def primitive_name(eqn):
    """The name to show for an equation: the object's class where the primitive only wraps one."""
    hidden = eqn.params.get("_prim")
    return eqn.primitive.name if hidden is None else type(hidden).__name__


def shard_count(eqn):
    """Over how many devices a shard_map equation splits: its body runs once on each of them."""
    params = eqn.params
    axes = params["manual_axes"] if "manual_axes" in params else params["newly_manual_axes"]
    count = 1
    for axis in axes:
        count *= params["mesh"].shape[axis]
    return count


def used_inputs(closed, outputs):
    """Which inputs of a closed jaxpr the outputs with these numbers depend on: a list of numbers."""
    jaxpr = open_jaxpr(closed)
    wanted = [i in set(outputs) for i in range(len(jaxpr.outvars))]
    _, used = dce_jaxpr(jaxpr, wanted)
    return [i for i, u in enumerate(used) if u]


def lanes_without(value):
    """The size of a vmap around the running code that does not map `value`; 0 where there is none.

    jax keeps the stack of running transformations under a private name, the same on every version
    supported; where it is gone, the answer is 0.
    """
    import jax._src.core as core

    trace = getattr(getattr(core, "trace_ctx", None), "trace", None)
    mapped = set()
    while type(value).__name__ == "BatchTracer":
        if value.batch_dim is not None:
            mapped.add(id(value._trace))
        value = value.val
    while type(trace).__name__ == "BatchTrace":
        if id(trace) not in mapped:
            return getattr(getattr(trace, "axis_data", None), "size", 0) or 0
        trace = getattr(trace, "parent_trace", None)
    return 0


def enable_x64(on=True):
    """A context in which jax computes in 64 bits (or does not)."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(on)
    from jax.experimental import enable_x64 as old

    return old(on)
