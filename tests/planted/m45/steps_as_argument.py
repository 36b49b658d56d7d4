"""The number of steps is traced, so the counted loop has no fixed end and cannot be reversed.

misconception: M45
thread: https://github.com/jax-ml/jax/issues/2956
kind: explain
"""

import jax


@jax.jit
def swing(k, n_steps):
    def body(_, state):
        x, v = state
        v = v - 0.01 * k * x
        return x + 0.01 * v, v

    x, _ = jax.lax.fori_loop(0, n_steps, body, (1.0, 0.0))
    return x


@jax.jit
def sensitivity(k, n_steps):
    return jax.value_and_grad(swing)(k, n_steps)  # HERE


def run():
    return sensitivity(4.0, 150)
