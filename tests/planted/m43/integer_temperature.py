"""A derivative is asked at an integer, which has no neighbours to differentiate to.

misconception: M43
thread: https://github.com/jax-ml/jax/issues/2663
kind: explain
"""

import jax
import jax.numpy as jnp

LEVELS = jnp.array([0.0, 1.4, 3.1, 5.2])


def free_energy(temperature):
    return -temperature * jax.nn.logsumexp(-LEVELS / temperature)


entropy = jax.jit(jax.grad(lambda temperature: -free_energy(temperature)))


def run():
    return {kelvin: entropy(kelvin) for kelvin in range(1, 5)}  # HERE
