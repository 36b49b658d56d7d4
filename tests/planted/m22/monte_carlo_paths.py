"""The user steps a price simulation with a Python loop in jit and waits minutes for the compiler.

misconception: M22
thread: https://github.com/QuantEcon/lecture-python-programming/pull/442
kind: probe
"""

import jax
import jax.numpy as jnp


def call_price(log_returns, s0, strike, vol):
    """Asian call: log_returns has one row for each day, one column for each path."""
    s = jnp.full(log_returns.shape[1], s0)
    h = jnp.full(log_returns.shape[1], jnp.log(vol))
    total = jnp.zeros_like(s)
    for t in range(log_returns.shape[0]):
        s = s * jnp.exp(jnp.exp(h) * log_returns[t] - 0.5 * jnp.exp(2 * h))
        h = 0.97 * h + 0.03 * jnp.log(vol)
        total = total + s
    return jnp.mean(jnp.maximum(total / log_returns.shape[0] - strike, 0.0))


f = jax.jit(call_price)
args = (0.8 * jnp.sin(jnp.arange(63.0 * 8).reshape(63, 8)), 100.0, 98.0, 0.02)
