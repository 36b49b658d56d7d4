import dataclasses
import math

import jax
import jax.numpy as jnp


# 1. A row of polarisers


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True, init=False, eq=False)
class Row:
    angles: dict                                     # name -> radians: the leaves
    order: tuple = dataclasses.field(metadata=dict(static=True))   # names, as light passes

    def __init__(self, degrees=None, *, angles=None, order=None):
        """Row(degrees) for the user; Row(angles=..., order=...) is how JAX rebuilds a row.

        A dictionary comes back from JAX sorted by key, so the order of the polarisers is
        kept apart, as a static field.  What JAX puts into `angles` is not looked at: it may
        be tracers, axes, None or anything else.
        """
        if order is None:
            order = tuple(degrees)
            angles = {name: jnp.array(math.radians(angle), dtype=jnp.float32)
                      for name, angle in degrees.items()}
        elif type(angles) is dict and set(angles) == set(order):
            angles = {name: angles[name] for name in order}
        object.__setattr__(self, "angles", angles)
        object.__setattr__(self, "order", order)


@jax.jit
def transmit(row, field):
    E = jnp.asarray(field)
    for name in row.order:
        a = row.angles[name]
        u = jnp.stack([jnp.cos(a), jnp.sin(a)])
        E = jnp.sum(E * u) * u
    return E


def turned(row, name, by):
    angle = jnp.asarray(row.angles[name] + by, dtype=jnp.float32)
    return Row(angles={**row.angles, name: angle}, order=row.order)


# 2. A weather station


def _name_of(path):
    return "".join(map(str, path))


def _map_present(f, readings, *trees):
    """f(old, x, *others) where there is a reading x, and the old leaf where there is None."""
    return jax.tree.map(lambda x, old, *others: old if x is None else f(old, x, *others),
                        readings, *trees, is_leaf=lambda node: node is None)


def start(example):
    return {"n": jax.tree.map(lambda x: jnp.zeros((), dtype=jnp.int32), example),
            "m": jax.tree.map(lambda x: jnp.zeros(jnp.shape(x), dtype=jnp.float32), example),
            "s": jax.tree.map(lambda x: jnp.zeros(jnp.shape(x), dtype=jnp.float32), example)}


@jax.jit
def update(state, record):
    # A None has no leaf, be it in place of a reading or of a container: what is missing is
    # simply not among the leaves of the record.
    present = {_name_of(path): jnp.asarray(x, dtype=jnp.float32)
               for path, x in jax.tree.leaves_with_path(record)}
    known = {_name_of(path) for path, _ in jax.tree.leaves_with_path(state["m"])}
    if not known.issuperset(present):
        raise ValueError(f"readings that the example has not: {sorted(set(present) - known)}")

    # The readings as a tree like the example, with None at each missing reading.
    readings = jax.tree.map_with_path(lambda path, _: present.get(_name_of(path)), state["m"])

    n = _map_present(lambda n, x: n + 1, readings, state["n"])
    m = _map_present(lambda m, x, n: m + (x - m) / n, readings, state["m"], n)
    s = _map_present(lambda s, x, before, after: s + (x - before) * (x - after),
                     readings, state["s"], state["m"], m)
    return {"n": n, "m": m, "s": s}


def result(state):
    means = jax.tree.map(lambda m: m, state["m"])
    variances = jax.tree.map(lambda s, n: s / n, state["s"], state["n"])
    return means, variances
