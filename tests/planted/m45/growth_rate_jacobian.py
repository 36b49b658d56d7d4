"""The dominant eigenvalue is found by power iteration, and its reverse-mode Jacobian is asked for.

misconception: M45
thread: https://github.com/wilson-labs/cola/issues/120
kind: explain
"""

import jax
import jax.numpy as jnp

MAX_ITER = 50


def leslie(fertility, survival):
    return jnp.diag(survival, k=-1).at[0, :].set(fertility)


def growth_rate(rates):
    matrix = leslie(rates["fertility"], rates["survival"])

    def step(carry):
        i, v, _, lam = carry
        w = matrix @ v
        new = jnp.linalg.norm(w)
        return i + 1, w / new, lam, new

    def go_on(carry):
        i, _, old, new = carry
        return (i < MAX_ITER) & (jnp.abs(new - old) > 1e-5)

    v = jnp.ones(matrix.shape[0])
    return jax.lax.while_loop(go_on, step, (0, v, 0.0, 1.0))[-1]


elasticities = jax.jit(jax.jacrev(growth_rate))


def run():
    rates = {"fertility": jnp.array([0.0, 1.5, 2.0]), "survival": jnp.array([0.5, 0.8])}
    return elasticities(rates)  # HERE
