"""The user penalises norm(w)**2 and starts at w = 0; the first gradient is NaN.

misconception: M41
thread: https://github.com/jax-ml/jax/issues/4177
kind: probe
"""

import jax.numpy as jnp


def f(w, X, y, alpha=0.1):
    fit = jnp.mean((X @ w - y) ** 2)
    return fit + alpha * jnp.linalg.norm(w) ** 2


args = (jnp.zeros(3), jnp.sin(jnp.arange(18.0)).reshape(6, 3), jnp.arange(6.0))
