from dataclasses import dataclass
from dataclasses import field as dataclass_field

import jax
import jax.numpy as jnp
import numpy as np


# ---------------------------------------------------------------- 1. a row of polarisers

@jax.tree_util.register_dataclass
@dataclass(init=False, eq=False)
class Row:
    angles: dict                                     # name -> rad; the leaves
    # The leaves of a dictionary come sorted by key, so the order of passage is kept here.
    names: tuple = dataclass_field(metadata=dict(static=True))

    def __init__(self, degrees=None, *, angles=None, names=()):
        if degrees is not None:                      # the user's call
            names = tuple(degrees)
            angles = {name: jnp.asarray(np.radians(degrees[name]), dtype=jnp.float32)
                      for name in names}
        elif isinstance(angles, dict) and set(angles) == set(names):
            # JAX puts a row together again, of leaves of any kind: nothing is converted
            angles = {name: angles[name] for name in names}
        self.angles = angles
        self.names = names


@jax.jit
def transmit(row, field):
    field = jnp.asarray(field)
    for name in row.names:
        a = row.angles[name]
        u = jnp.stack([jnp.cos(a), jnp.sin(a)])
        field = jnp.sum(field * u) * u
    return field


def turned(row, name, by):
    angles = dict(row.angles)
    angles[name] = angles[name] + by
    return Row(angles=angles, names=row.names)


# ---------------------------------------------------------------- 2. a weather station

@jax.tree_util.register_dataclass
@dataclass(frozen=True, eq=False)
class Moments:
    n: jax.Array                                     # int32, shape ()
    m: jax.Array                                     # float32, shape of the reading
    s: jax.Array                                     # float32, shape of the reading


def is_moments(node):
    return isinstance(node, Moments)


def name_of(path):
    return "".join(map(str, path))


def start(example):
    """A tree like `example` with the moments of each reading in its place."""
    def nothing(x):
        shape = np.shape(x)
        return Moments(jnp.zeros((), dtype=jnp.int32),
                       jnp.zeros(shape, dtype=jnp.float32),
                       jnp.zeros(shape, dtype=jnp.float32))

    return jax.tree.map(nothing, example)


@jax.jit
def update(state, record):
    # What is None, a reading or a whole container, has no leaf and so no name here.
    came = {name_of(path): x for path, x in jax.tree.leaves_with_path(record)}

    def one(path, old):
        name = name_of(path)
        if name not in came:
            return old
        x = jnp.asarray(came[name], dtype=jnp.float32)
        n = old.n + 1
        d = x - old.m
        m = old.m + d / n
        s = old.s + d * (x - m)
        return Moments(n, m, s)

    return jax.tree.map_with_path(one, state, is_leaf=is_moments)


def result(state):
    means = jax.tree.map(lambda q: q.m, state, is_leaf=is_moments)
    variances = jax.tree.map(lambda q: q.s / q.n, state, is_leaf=is_moments)
    return means, variances
