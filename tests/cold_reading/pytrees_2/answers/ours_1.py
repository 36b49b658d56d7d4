import math
from dataclasses import dataclass, field as dataclass_field

import jax
import jax.numpy as jnp
import numpy as np


# 1. A row of linear polarisers

@jax.tree_util.register_dataclass
@dataclass(init=False, eq=False)
class Row:
    angles: dict                                     # name -> angle in rad: the leaves
    # The leaves of a dictionary come sorted by key, so the order in which the light
    # passes the polarisers is kept apart, as a static tuple.
    names: tuple = dataclass_field(metadata=dict(static=True))

    def __init__(self, degrees=None, *, angles=None, names=None):
        """Row(degrees) for the user; JAX builds a row from its fields, angles and names.

        The fields are taken as they are: they may hold tracers, axes, None, ...
        """
        if names is None:
            names = tuple(degrees)
            angles = {name: jnp.asarray(math.radians(degrees[name]), dtype=jnp.float32)
                      for name in names}
        self.angles = angles
        self.names = names


@jax.jit
def transmit(row, field):
    field = jnp.asarray(field)
    for name in row.names:                           # the order of the light
        a = row.angles[name]
        u = jnp.stack([jnp.cos(a), jnp.sin(a)])
        field = jnp.sum(field * u) * u
    return field


def turned(row, name, by):
    angle = jnp.asarray(row.angles[name] + by, dtype=jnp.float32)
    return Row(angles={**row.angles, name: angle}, names=row.names)


# 2. A weather station

def _name_of(path):
    return tuple(map(str, path))


def _by_name(tree):
    """The leaves under their names; what is None has no leaf and no name."""
    return {_name_of(path): leaf for path, leaf in jax.tree.leaves_with_path(tree)}


def _fill(tree, values):
    """A tree of the structure of `tree`, with the leaves that are in `values`."""
    return jax.tree.map_with_path(lambda path, old: values[_name_of(path)], tree)


def start(example):
    return {
        "n": jax.tree.map(lambda x: jnp.zeros((), dtype=jnp.int32), example),
        "m": jax.tree.map(lambda x: jnp.zeros(np.shape(x), dtype=jnp.float32), example),
        "s": jax.tree.map(lambda x: jnp.zeros(np.shape(x), dtype=jnp.float32), example),
    }


@jax.jit
def update(state, record):
    n, m, s = _by_name(state["n"]), _by_name(state["m"]), _by_name(state["s"])
    for name, x in _by_name(record).items():         # only the readings that came
        x = jnp.asarray(x, dtype=jnp.float32)
        n[name] = n[name] + 1
        d = x - m[name]
        m[name] = m[name] + d / n[name]
        s[name] = s[name] + d * (x - m[name])
    return {"n": _fill(state["n"], n), "m": _fill(state["m"], m),
            "s": _fill(state["s"], s)}


def result(state):
    variances = jax.tree.map(lambda s, n: s / n, state["s"], state["n"])
    return state["m"], variances
