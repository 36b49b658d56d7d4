"""The user resets the neurons that fired with .at[mask].set and a masked right-hand side in a scan.

misconception: M05
thread: https://github.com/jax-ml/jax/issues/21994
kind: explain
"""

import jax
import jax.numpy as jnp

THRESHOLD, RESET, TAU = 1.0, 0.0, 10.0


def simulate(currents, noise):
    """Leaky integrate-and-fire neurons with a jittered reset."""

    def tick(v, inp):
        current, eta = inp
        v = v + (current - v) / TAU
        fired = v >= THRESHOLD
        v = v.at[fired].set(RESET + eta[fired])  # HERE
        return v, fired

    v0 = jnp.zeros(currents.shape[1])
    return jax.lax.scan(tick, v0, (currents, noise))


def run():
    ka, kb = jax.random.split(jax.random.key(5))
    currents = 1.5 + jax.random.normal(ka, (40, 6))
    return simulate(currents, 0.1 * jax.random.normal(kb, (40, 6)))[1].sum(0)
