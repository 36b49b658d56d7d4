"""The user converts an adapted step size with float() inside a warmup that is jitted later.

misconception: M04
thread: https://github.com/blackjax-devs/blackjax/issues/1029
kind: explain
"""

import jax
import jax.numpy as jnp


def apply_floor(length, step, max_leapfrog):
    return jnp.clip(length, step, step * max_leapfrog)


def adapt(log_step_history, trajectory_length, max_leapfrog=100):
    weights = jnp.arange(1.0, 1.0 + log_step_history.shape[0])
    step_size_ma = jnp.exp(jnp.average(log_step_history, weights=weights))
    length = apply_floor(trajectory_length, float(step_size_ma), max_leapfrog)  # HERE
    return step_size_ma, length


def run():
    history = -1.0 + 0.1 * jax.random.normal(jax.random.key(0), (64,))
    return jax.jit(adapt)(history, 0.02)
