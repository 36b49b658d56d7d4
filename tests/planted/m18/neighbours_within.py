"""The user selects the points within a radius outside jit and passes what is left to jit.

misconception: M18
thread: https://github.com/jax-ml/jax/issues/2521
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np

CLOUD = np.random.default_rng(0).uniform(-1.0, 1.0, size=(40, 2)).astype(np.float32)


@jax.jit
def density(points, centre, bandwidth):
    d2 = jnp.sum((points - centre) ** 2, axis=-1)
    return jnp.sum(jnp.exp(-0.5 * d2 / bandwidth**2))


def near(centre, radius=0.9):
    return CLOUD[np.linalg.norm(CLOUD - centre, axis=1) < radius]


f = density
_centres = np.stack(np.meshgrid(np.linspace(-1, 1, 4), np.linspace(-1, 1, 3)), -1).reshape(-1, 2)
args = (near(_centres[0]), _centres[0].astype(np.float32))
kwargs = {"bandwidth": 0.3}
calls = [((near(c), c.astype(np.float32)), {"bandwidth": 0.3}) for c in _centres[1:]]
