"""The user declares the list of layer widths static; a list has no hash.

misconception: M12
thread: https://github.com/genjax-community/genjax/issues/1179
kind: explain
"""

import jax
import jax.numpy as jnp


def init_mlp(key, widths):
    params = []
    for i in range(len(widths) - 1):
        k, (m, n) = jax.random.fold_in(key, i), widths[i : i + 2]
        params.append({"w": jax.random.normal(k, (m, n)) / jnp.sqrt(m), "b": jnp.zeros(n)})
    return params


init_fast = jax.jit(init_mlp, static_argnames=("widths",))


def run():
    ensemble = []
    for seed in range(3):
        ensemble.append(init_fast(jax.random.key(seed), widths=[2, 16, 16, 1]))  # HERE
    return ensemble
