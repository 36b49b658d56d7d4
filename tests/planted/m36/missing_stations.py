"""Missing stations are to be replaced by mapping over the tree, which never visits a None.

misconception: M36
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp

READINGS = {
    "coast": {"temp": jnp.array([14.1, 13.8, 15.0]), "wind": jnp.array([7.0, 9.5, 6.1])},
    "ridge": {"temp": jnp.array([4.2, 3.9, 5.5]), "wind": None},
}


def wind_power(stations):
    total = 0.0
    for station in stations.values():
        total = total + 0.6 * station["wind"] ** 3  # HERE
    return total


def run():
    filled = jax.tree.map(lambda v: jnp.zeros(3) if v is None else v, READINGS)
    return wind_power(filled)
