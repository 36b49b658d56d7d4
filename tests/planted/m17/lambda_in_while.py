"""The user wraps the loop body in jax.jit(lambda) at each turn; each turn compiles anew.

misconception: M17
thread: https://github.com/jax-ml/jax/issues/9288
kind: probe
"""

import jax
import jax.numpy as jnp


def babylonian(x, a):
    return 0.5 * (x + a / x)


def f(a, tol=1e-6):
    x, i = jnp.maximum(a, 1.0), 0
    while i < 8:
        new = jax.jit(lambda z: babylonian(z, a))(x)
        if jnp.max(jnp.abs(new - x)) < tol:
            break
        x, i = new, i + 1
    return x


args = (jnp.array([2.0, 10.0, 144.0]),)
