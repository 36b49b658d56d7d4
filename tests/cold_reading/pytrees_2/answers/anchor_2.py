import math

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import keystr, register_pytree_node, tree_flatten_with_path


# ---------------------------------------------------------------- problem 1

class Row:
  """A row of linear polarisers, in the order in which the light passes them."""

  def __init__(self, degrees):
    # A dictionary as a pytree is flattened by sorted keys, which would lose
    # the order of the polarisers; the order is therefore kept separately, as
    # static metadata.
    self._names = tuple(degrees)
    self.angles = {
        name: jnp.array(math.radians(value), dtype=jnp.float32)
        for name, value in degrees.items()
    }

  def __repr__(self):
    return f"Row(angles={self.angles})"


def _make_row(names, angles):
  """A row of these names and contents, without any conversion."""
  row = object.__new__(Row)
  row._names = tuple(names)
  row.angles = dict(zip(row._names, angles))
  return row


def _row_flatten(row):
  return tuple(row.angles[name] for name in row._names), row._names


def _row_unflatten(names, children):
  return _make_row(names, children)


register_pytree_node(Row, _row_flatten, _row_unflatten)


@jax.jit
def transmit(row, field):
  field = jnp.asarray(field)
  for name in row._names:
    angle = row.angles[name]
    u = jnp.stack([jnp.cos(angle), jnp.sin(angle)])
    field = jnp.sum(field * u) * u
  return field


def turned(row, name, by):
  angles = dict(row.angles)
  angles[name] = angles[name] + by
  return _make_row(row._names, [angles[key] for key in row._names])


# ---------------------------------------------------------------- problem 2

def start(example):
  # Three trees with the structure of the example: the count (one number per
  # reading), the mean, and the sum of squares.
  return {
      'n': jax.tree.map(lambda x: jnp.zeros((), dtype=jnp.int32), example),
      'm': jax.tree.map(
          lambda x: jnp.zeros(np.shape(x), dtype=jnp.float32), example),
      's': jax.tree.map(
          lambda x: jnp.zeros(np.shape(x), dtype=jnp.float32), example),
  }


@jax.jit
def update(state, record):
  # None is a node without leaves: what is missing in the record, a reading or
  # a whole container, just has no key path among the record's leaves.
  present = {
      keystr(path): x for path, x in tree_flatten_with_path(record)[0]
  }

  with_path, treedef_m = tree_flatten_with_path(state['m'])
  ns, treedef_n = jax.tree.flatten(state['n'])
  ss, treedef_s = jax.tree.flatten(state['s'])

  new_n, new_m, new_s = [], [], []
  for (path, m), n, s in zip(with_path, ns, ss):
    key = keystr(path)
    if key in present:
      x = jnp.asarray(present.pop(key), dtype=jnp.float32)
      n = n + 1
      d = x - m
      m = m + d / n.astype(jnp.float32)
      s = s + d * (x - m)
    new_n.append(n)
    new_m.append(m)
    new_s.append(s)

  if present:
    raise ValueError(f"readings that the example does not have: {list(present)}")

  return {
      'n': jax.tree.unflatten(treedef_n, new_n),
      'm': jax.tree.unflatten(treedef_m, new_m),
      's': jax.tree.unflatten(treedef_s, new_s),
  }


def result(state):
  means = jax.tree.map(lambda m: m, state['m'])
  variances = jax.tree.map(
      lambda s, n: s / n.astype(jnp.float32), state['s'], state['n'])
  return means, variances
