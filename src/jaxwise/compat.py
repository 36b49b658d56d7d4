"""Differences between the JAX versions that the package supports (0.7.2 to 0.12), in one place.

jax 0.7.2 has two classes of jaxpr, open and closed; jax 0.12 has one, which is both.  The names
of a few equation parameters changed too.  Everything here reads jaxprs; nothing starts a backend.
"""

import jax
from jax.extend.core import ClosedJaxpr, Jaxpr
from jax.interpreters.partial_eval import dce_jaxpr


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
