"""The user stores Q values in a dict keyed by grid cells and reads them in a scan.

misconception: M16
thread: none
kind: explain
"""

import itertools

import jax
import jax.numpy as jnp

SIZE = 4
MOVES = jnp.array([[0, 1], [0, -1], [1, 0], [-1, 0]])
Q = {cell: jnp.zeros(4) for cell in itertools.product(range(SIZE), repeat=2)}


def greedy_walk(start, key, steps=10):
    def move(cell, k):
        row, col = cell
        values = Q[row, col]  # HERE
        noise = 1e-3 * jax.random.gumbel(k, values.shape)
        action = MOVES[jnp.argmax(values + noise)]
        new = jnp.clip(cell + action, 0, SIZE - 1)
        return new, new

    return jax.lax.scan(move, start, jax.random.split(key, steps))[1]


def run():
    return greedy_walk(jnp.array([0, 0]), jax.random.key(31))
