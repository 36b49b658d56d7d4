"""Looks like doubled batching and lost precision: a grid of kicked rotors by vmap of vmap.
The two vmaps run over two different axes, and at kick strength 6 the map is chaotic.

looks like: M32
"""

import jax
import jax.numpy as jnp


def rotor(p, theta, kick=6.0):
    theta = theta + 0.37 * p

    def turn(carry, _):
        p, theta = carry
        p = p + kick * jnp.sin(theta)
        theta = jnp.mod(theta + p, 2 * jnp.pi)
        return (p, theta), p**2

    _, energy = jax.lax.scan(turn, (p, theta), None, length=60)
    return energy.mean()


f = jax.vmap(jax.vmap(rotor, in_axes=(None, 0)), in_axes=(0, None))
args = (jnp.linspace(0.0, 3.0, 7), jnp.linspace(0.1, 6.0, 13))
