"""The user gives jax.debug.print an f-string with a precision in the body of a scan.

misconception: M15
thread: https://github.com/jax-ml/jax/issues/26296
kind: explain
"""

import jax
import jax.numpy as jnp


def make_epidemic(beta, gamma, dt=0.1, verbose=True):
    def day(state, t):
        s, i, r = state
        new, gone = beta * s * i * dt, gamma * i * dt
        if verbose:
            jax.debug.print(f"t = {t:5.1f}: {100.0 * i:.2f} % infected")  # HERE
        return jnp.stack([s - new, i + new - gone, r + gone]), i

    return day


def run():
    start = jnp.array([0.99, 0.01, 0.0])
    return jax.lax.scan(make_epidemic(0.4, 0.1), start, 0.1 * jnp.arange(100.0))[1].max()
