"""The user sums all distances of a sample to itself; the zero diagonal makes the gradient NaN.

misconception: M41
thread: https://github.com/ott-jax/ott/pull/411
kind: probe
"""

import jax
import jax.numpy as jnp

pdist = jax.vmap(jax.vmap(lambda a, b: jnp.linalg.norm(a - b), (None, 0)), (0, None))


def energy_distance(x, y):
    return 2 * pdist(x, y).mean() - pdist(x, x).mean() - pdist(y, y).mean()


f = jax.value_and_grad(energy_distance)
args = (
    jnp.array([[0.0, 0.1], [1.0, 0.3], [0.4, -0.8]]),
    jnp.array([[0.2, 0.0], [0.9, 0.5]]),
)
