"""Only the batched arguments get an axis, because the parameters are not mapped anyway.

misconception: M38
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


def energy(params, r, charge):
    return params["a"] * jnp.exp(-r / params["rho"]) - params["c"] / r**6 + charge / r


def batch_energy(params, r, charge):
    return jax.vmap(energy, in_axes=(0, 0))(params, r, charge).sum()  # HERE


def run():
    params = {"a": 1200.0, "rho": 0.3, "c": 25.0}
    r = jnp.linspace(1.5, 4.0, 20)
    return jax.value_and_grad(batch_energy)(params, r, -jnp.ones(20))
