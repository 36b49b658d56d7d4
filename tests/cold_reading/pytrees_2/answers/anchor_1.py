import math

import jax
import jax.numpy as jnp
from jax.tree_util import keystr, register_pytree_node, tree_flatten_with_path


# ---------------------------------------------------------------- problem 1

class Row:
  """A row of polarisers; `angles` lists them in the order of the light."""

  def __init__(self, degrees):
    self.angles = {
        name: jnp.array(math.radians(d), dtype=jnp.float32)
        for name, d in degrees.items()
    }

  def __repr__(self):
    return f"Row(angles={self.angles})"


def _make_row(angles):
  # Past __init__: the contents may be anything, and nothing is converted.
  row = object.__new__(Row)
  row.angles = angles
  return row


def _row_flatten(row):
  # The dictionary itself must not be the child: JAX would sort its keys, and
  # the order of the polarisers would be lost.
  return tuple(row.angles.values()), tuple(row.angles.keys())


def _row_unflatten(names, children):
  return _make_row(dict(zip(names, children)))


register_pytree_node(Row, _row_flatten, _row_unflatten)


@jax.jit
def transmit(row, field):
  field = jnp.asarray(field)
  for a in row.angles.values():
    u = jnp.stack([jnp.cos(a), jnp.sin(a)])
    field = jnp.sum(field * u) * u
  return field


def turned(row, name, by):
  angles = dict(row.angles)          # a copy in the same order
  angles[name] = angles[name] + by   # KeyError for an unknown name
  return _make_row(angles)


# ---------------------------------------------------------------- problem 2

def start(example):
  # Three trees with the structure of the example.  The types are those that
  # `update` returns, so that the second record is not traced anew.
  n = jax.tree.map(lambda x: jnp.zeros((), dtype=jnp.int32), example)
  m = jax.tree.map(lambda x: jnp.zeros(jnp.shape(x), dtype=jnp.float32), example)
  s = jax.tree.map(lambda x: jnp.zeros(jnp.shape(x), dtype=jnp.float32), example)
  return n, m, s


@jax.jit
def update(state, record):
  n_tree, m_tree, s_tree = state
  n_with_path, treedef = tree_flatten_with_path(n_tree)
  m_leaves = jax.tree.leaves(m_tree)
  s_leaves = jax.tree.leaves(s_tree)

  # None has no leaves, so what is missing does not show up here, be it a
  # reading or a whole container.
  readings = {keystr(path): x for path, x in tree_flatten_with_path(record)[0]}

  new_n, new_m, new_s = [], [], []
  for (path, n), m, s in zip(n_with_path, m_leaves, s_leaves):
    key = keystr(path)
    if key in readings:
      x = jnp.asarray(readings.pop(key), dtype=jnp.float32)
      n = n + 1
      d = x - m
      m = m + d / n.astype(jnp.float32)
      s = s + d * (x - m)
    new_n.append(n)
    new_m.append(m)
    new_s.append(s)
  if readings:
    raise ValueError(f"readings that the example does not have: {list(readings)}")

  return (jax.tree.unflatten(treedef, new_n),
          jax.tree.unflatten(treedef, new_m),
          jax.tree.unflatten(treedef, new_s))


def result(state):
  n, m, s = state
  variances = jax.tree.map(lambda s, n: s / n.astype(jnp.float32), s, n)
  return m, variances
