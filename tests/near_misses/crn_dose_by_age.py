"""Looks like lanes with one key, twice over: a vmap of a vmap around a sampler.
Each cell of the table treats the same virtual patients, which is the point of the table.

looks like: M52
"""

import jax
import jax.numpy as jnp


def f(key, doses, ages):
    def response(dose, age):
        eta = jax.random.normal(key, (300,))  # jaxwise: ignore[key-shared-by-lanes] same patients
        clearance = jnp.exp(0.3 * eta) * (1.0 - 0.004 * age)
        return jnp.mean(jax.nn.sigmoid(dose / clearance - 1.0))

    by_age = jax.vmap(response, in_axes=(None, 0))
    return jax.vmap(by_age, in_axes=(0, None))(doses, ages)


args = (jax.random.key(2), jnp.array([0.5, 1.0, 2.0]), jnp.array([30.0, 50.0, 70.0, 80.0]))
