import jax
import jax.numpy as jnp


@jax.tree_util.register_pytree_node_class
class Row:
    def __init__(self, degrees):
        self.angles = {name: jnp.radians(jnp.float32(angle)) for name, angle in degrees.items()}

    def tree_flatten(self):
        return tuple(self.angles.values()), tuple(self.angles)

    @classmethod
    def tree_unflatten(cls, names, angles):
        row = object.__new__(cls)
        row.angles = dict(zip(names, angles, strict=True))
        return row


@jax.jit
def transmit(row, field):
    for angle in row.angles.values():
        u = jnp.array([jnp.cos(angle), jnp.sin(angle)])
        field = (field @ u) * u
    return field


def turned(row, name, by):
    new = jax.tree.map(lambda angle: angle, row)
    new.angles[name] = new.angles[name] + by
    return new


def start(example):
    count = jax.tree.map(lambda x: jnp.zeros((), jnp.int32), example)
    zeros = jax.tree.map(lambda x: jnp.zeros(jnp.shape(x), jnp.float32), example)
    return count, zeros, zeros


def is_none(node):
    return node is None


@jax.jit
def update(state, record):
    def one(x, n, m, s):
        if x is None:  # n, m and s may be whole trees here
            return n, m, s
        d = x - m
        new = m + d / (n + 1)
        return n + 1, new, s + d * (x - new)

    triples = jax.tree.map(one, record, *state, is_leaf=is_none)
    return tuple(
        jax.tree.map(lambda _, triple, i=i: triple[i], record, triples, is_leaf=is_none)
        for i in range(3)
    )


def result(state):
    n, m, s = state
    return m, jax.tree.map(lambda s, n: s / n, s, n)
