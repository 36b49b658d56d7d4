"""Looks like a key stored in an object and read at each step.
step returns a new object with the other child of the split; the old one is dropped.

looks like: M51
"""

import dataclasses

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class Cloud:
    key: jax.Array
    x: jax.Array

    def step(self, observed):
        key, k_move, k_pick = jax.random.split(self.key, 3)
        x = self.x + 0.2 * jax.random.normal(k_move, self.x.shape)
        weight = -0.5 * ((observed - x) / 0.5) ** 2
        chosen = jax.random.categorical(k_pick, weight, shape=x.shape)
        return dataclasses.replace(self, key=key, x=x[chosen])


def f(cloud, track):
    def body(cloud, observed):
        cloud = cloud.step(observed)
        return cloud, cloud.x.mean()

    return jax.lax.scan(body, cloud, track)[1]


args = (Cloud(jax.random.key(6), jnp.zeros(100)), jnp.sin(jnp.linspace(0.0, 3.0, 40)))
