"""The user switches training off with a context manager; the jitted model does not see the switch.

misconception: M14
thread: https://github.com/google/flax/issues/112
kind: probe
"""

import contextlib

import jax
import jax.numpy as jnp

_training = [True]


@contextlib.contextmanager
def evaluation():
    _training.append(False)
    try:
        yield
    finally:
        _training.pop()


def dropout(key, h, rate=0.5):
    if not _training[-1]:
        return h
    keep = jax.random.bernoulli(key, 1 - rate, h.shape)
    return jnp.where(keep, h / (1 - rate), 0.0)


@jax.jit
def f(params, x, key):
    h = jax.nn.relu(x @ params["in"])
    return dropout(key, h) @ params["out"]


args = (
    {"in": jnp.linspace(-1, 1, 24).reshape(3, 8), "out": jnp.ones((8, 1))},
    jnp.linspace(-1, 1, 15).reshape(5, 3),
    jax.random.key(3),
)

with evaluation():
    baseline = f(*args)  # scores the untrained model first
# ... and from here on the training loop calls f(*args), expecting dropout
