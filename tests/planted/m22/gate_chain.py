"""The user iterates a jitted gate n times inside jit with static n; the program is n gates long.

misconception: M22
thread: https://github.com/jax-ml/jax/issues/2777
kind: probe
"""

import functools

import jax
import jax.numpy as jnp


@jax.jit
def mix(a, b, p):
    return 0.5 * (a + p * a + (1 - p) * b), 0.5 * (b + p * a + (1 - p) * b)


@functools.partial(jax.jit, static_argnums=1)
def run_chain(state, n, probs):
    a, b = state
    for i in range(n):
        a, b = mix(a, b, probs[i % probs.shape[0]])
    return a, b


f = functools.partial(run_chain, n=120)
args = ((jnp.array([1.0, 0.0]), jnp.array([0.0, 1.0])),)
kwargs = {"probs": jnp.linspace(0.1, 0.9, 4)}
