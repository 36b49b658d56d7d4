"""Looks like a side effect in a loop body that would run once.
io_callback is ordered and runs on the host at every tenth step; it feeds a progress line.

looks like: M15
"""

import logging

import jax
import jax.numpy as jnp
from jax.experimental import io_callback

log = logging.getLogger("relaxation")


def progress(i, residual):
    log.info("sweep %d residual %.3e", int(i), float(residual))


def f(u):
    def sweep(i, u):
        inner = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
        residual = jnp.max(jnp.abs(inner - u[1:-1, 1:-1]))
        jax.lax.cond(
            i % 10 == 0,
            lambda: io_callback(progress, None, i, residual, ordered=True),
            lambda: None,
        )
        return u.at[1:-1, 1:-1].set(inner)

    return jax.lax.fori_loop(0, 40, sweep, u)


args = (jnp.zeros((10, 10)).at[0].set(1.0),)
