import math

import numpy as np

import jax
import jax.numpy as jnp
from jax.tree_util import keystr, register_pytree_node, tree_flatten_with_path


# ---------------------------------------------------------------- problem 1

class Row:
    """A row of linear polarisers; `angles` is in the order of the light's path."""

    def __init__(self, degrees):
        self.angles = {
            name: jnp.asarray(math.radians(angle), dtype=jnp.float32)
            for name, angle in degrees.items()
        }

    def __repr__(self):
        return f"Row(angles={self.angles})"


def _row_from_angles(angles):
    # Goes around __init__: the angles may be anything here (tracers,
    # placeholders, whatever a mapped function returned).
    row = object.__new__(Row)
    row.angles = angles
    return row


def _row_flatten(row):
    # The angles dictionary itself must not be the child: JAX would sort its
    # keys and lose the order of the polarisers.  The names, in order, are static.
    return tuple(row.angles.values()), tuple(row.angles.keys())


def _row_unflatten(names, children):
    return _row_from_angles(dict(zip(names, children)))


register_pytree_node(Row, _row_flatten, _row_unflatten)


@jax.jit
def transmit(row, field):
    field = jnp.asarray(field)
    for angle in row.angles.values():
        c = jnp.cos(angle)
        s = jnp.sin(angle)
        amplitude = field[0] * c + field[1] * s
        field = amplitude * jnp.stack([c, s])
    return field


def turned(row, name, by):
    angles = dict(row.angles)  # a copy: `row` keeps its own dictionary
    angles[name] = angles[name] + by
    return _row_from_angles(angles)


# ---------------------------------------------------------------- problem 2
#
# The state is a dictionary of three trees, 'n', 'm' and 's', each with the
# structure of the example.  Its shapes and dtypes never change, so that the
# state before and after a record look the same to jax.jit.

def start(example):
    def zeros(x):
        return jnp.zeros(np.shape(x), dtype=jnp.float32)

    return {
        'n': jax.tree.map(lambda x: jnp.zeros((), dtype=jnp.int32), example),
        'm': jax.tree.map(zeros, example),
        's': jax.tree.map(zeros, example),
    }


@jax.jit
def update(state, record):
    # None has no leaves, so a missing reading, or every reading of a missing
    # container, is simply absent from the paths of the record.
    readings = {
        keystr(path): x for path, x in tree_flatten_with_path(record)[0]
    }

    means, treedef = tree_flatten_with_path(state['m'])
    counts = jax.tree.leaves(state['n'])
    sums = jax.tree.leaves(state['s'])

    new_n, new_m, new_s = [], [], []
    for (path, m), n, s in zip(means, counts, sums):
        name = keystr(path)
        if name in readings:
            x = jnp.asarray(readings.pop(name), dtype=jnp.float32)
            n = n + 1
            d = x - m
            m = m + d / jnp.asarray(n, dtype=jnp.float32)
            s = s + d * (x - m)
        new_n.append(n)
        new_m.append(m)
        new_s.append(s)

    if readings:
        raise ValueError(f"readings that the example does not have: {list(readings)}")

    return {
        'n': jax.tree.unflatten(treedef, new_n),
        'm': jax.tree.unflatten(treedef, new_m),
        's': jax.tree.unflatten(treedef, new_s),
    }


def result(state):
    variances = jax.tree.map(
        lambda s, n: s / jnp.asarray(n, dtype=jnp.float32), state['s'], state['n']
    )
    return state['m'], variances
