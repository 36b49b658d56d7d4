"""The user calls .item() on the running mean in a scan to get a plain Python number.

misconception: M04
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


def normalise_stream(rewards, decay=0.99):
    def step(carry, r):
        mean, var = carry
        mean = decay * mean + (1.0 - decay) * r
        centred = r - mean.item()  # HERE
        var = decay * var + (1.0 - decay) * centred**2
        return (mean, var), centred / jnp.sqrt(var + 1e-8)

    _, out = jax.lax.scan(step, (jnp.float32(0.0), jnp.float32(1.0)), rewards)
    return out


def run():
    return normalise_stream(jax.random.exponential(jax.random.key(9), (100,)))
