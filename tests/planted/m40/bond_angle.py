"""The user masks the angle of padding atoms after arctan2; the forces of those atoms are NaN.

misconception: M40
thread: https://github.com/jax-ml/jax/issues/1052
kind: probe
"""

import jax
import jax.numpy as jnp


def angular_energy(xy, mask, preferred=0.5):
    angle = jnp.arctan2(xy[:, 1], xy[:, 0])
    energy = 1 - jnp.cos(angle - preferred)
    return jnp.sum(jnp.where(mask, energy, 0.0))


f = jax.grad(angular_energy)
args = (
    jnp.array([[1.0, 0.2], [0.3, 0.9], [0.0, 0.0]]),  # the last row is padding
    jnp.array([True, True, False]),
)
