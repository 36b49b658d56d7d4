"""The user asks for the sensitivity of 1000 visibilities to 3 parameters in reverse mode.

misconception: M44
thread: https://github.com/jax-ml/jax/issues/215
kind: probe
"""

import jax
import jax.numpy as jnp

U = jnp.linspace(-40.0, 40.0, 1000)


def visibilities(source):
    flux, position, width = source
    return flux * jnp.exp(-0.5 * (width * U) ** 2) * jnp.cos(2 * jnp.pi * position * U)


def _fisher(jacobian):
    def information(source, noise):
        J = jacobian(visibilities)(source)
        return J.T @ J / noise**2

    return information


f = _fisher(jax.jacrev)
reference = _fisher(jax.jacfwd)

args = (jnp.array([1.5, 0.02, 0.03]), 0.1)
