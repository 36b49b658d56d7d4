"""Looks like starts that share their noise by accident, through a method under vmap.
Starts are ranked by their bound, so they are given the same base draws on purpose.

looks like: M52
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass
class Guide:
    mean: jax.Array
    log_sd: jax.Array

    def bound(self, key):
        eps = jax.random.normal(key, (64, 2))  # jaxwise: ignore[key-shared-by-lanes] same noise
        z = self.mean + jnp.exp(self.log_sd) * eps
        log_p = -0.5 * jnp.sum((z - jnp.array([1.0, -1.0])) ** 2 / 0.3, axis=-1)
        return jnp.mean(log_p) + jnp.sum(self.log_sd)


def f(guides, key):
    bounds = jax.vmap(lambda g: g.bound(key))(guides)
    best = jnp.argmax(bounds)
    return jax.tree.map(lambda leaf: leaf[best], guides), bounds


starts = jnp.linspace(-2.0, 2.0, 12).reshape(6, 2)
args = (Guide(starts, jnp.full((6, 2), -1.0)), jax.random.key(8))
