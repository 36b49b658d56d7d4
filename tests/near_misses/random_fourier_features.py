"""Looks like frozen NumPy randomness inside a function, and like one vmap too many.
The frequencies are a constant table with a fixed seed, and the kernel needs all pairs.

looks like: M53
"""

import jax
import jax.numpy as jnp
import numpy as np


def kernel(a, b):
    return jnp.exp(-0.5 * jnp.sum((a - b) ** 2))


def f(x):
    rng = np.random.default_rng(0)
    freq = rng.normal(size=(2, 128)).astype(np.float32)
    phase = rng.uniform(0, 2 * np.pi, 128).astype(np.float32)
    features = jnp.sqrt(2.0 / 128) * jnp.cos(x @ freq + phase)
    exact = jax.vmap(jax.vmap(kernel, (None, 0)), (0, None))(x, x)
    return jnp.abs(features @ features.T - exact).mean()


args = (jnp.linspace(-1.0, 1.0, 24).reshape(12, 2),)
