"""Looks like an impure loss, for it writes to a global counter.
The counter counts traces on purpose, to notice recompilation, and the loss never reads it.

looks like: M09
"""

from collections import Counter

import jax
import jax.numpy as jnp

TRACES = Counter()


@jax.jit
def f(weights, x, label):
    TRACES["loss"] += 1  # jaxwise: ignore[changed-state] counts traces, which is its job
    logits = x @ weights
    top = jax.lax.stop_gradient(logits.max(axis=1, keepdims=True))
    log_z = jnp.log(jnp.sum(jnp.exp(logits - top), axis=1)) + top[:, 0]
    picked = jnp.take_along_axis(logits, label[:, None], axis=1)[:, 0]
    return jnp.mean(log_z - picked)


x = jnp.linspace(-2.0, 2.0, 20).reshape(5, 4)
args = (jnp.eye(4, 3), x, jnp.array([0, 1, 2, 1, 0], dtype=jnp.int32))
