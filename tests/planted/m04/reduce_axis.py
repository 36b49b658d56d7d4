"""The user passes the axis of a reduction as an ordinary argument of a jitted function.

misconception: M04
thread: https://github.com/jax-ml/jax/pull/4412
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.jit
def anomaly(field, axis):
    """Departure of a (time, lat, lon) field from its mean along one axis."""
    climatology = jnp.mean(field, axis=axis, keepdims=True)  # HERE
    return field - climatology


def run():
    temperature = 280.0 + jax.random.normal(jax.random.key(11), (12, 6, 8))
    return [anomaly(temperature, ax) for ax in (0, 2)]
