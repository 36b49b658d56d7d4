"""Looks like a global list that is written from compiled code.
jax.debug.callback hands over concrete numbers at run time; the donated state is a fresh copy.

looks like: M25
"""

from collections import deque
from functools import partial

import jax
import jax.numpy as jnp

HISTORY = deque(maxlen=100)


def record(loss):
    HISTORY.append(float(loss))


@partial(jax.jit, donate_argnums=0)
def train_step(w, x, y):
    loss, g = jax.value_and_grad(lambda w: jnp.mean((x @ w - y) ** 2))(w)
    jax.debug.callback(record, loss)
    return w - 0.1 * g


def f(w, x, y):
    w = jnp.copy(w)
    for _ in range(5):
        w = train_step(w, x, y)
    return w


x = jnp.linspace(-1.0, 1.0, 30).reshape(10, 3)
args = (jnp.zeros(3), x, x.sum(axis=1))
