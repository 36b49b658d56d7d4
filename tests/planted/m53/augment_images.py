"""The user augments with np.random inside jit; every batch gets the shift and noise of the first.

misconception: M53
thread: https://github.com/jax-ml/jax/pull/2793
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def f(images):
    shift = np.random.randint(-2, 3)
    noise = np.random.normal(scale=0.05, size=images.shape)
    flipped = images[:, :, ::-1] if np.random.rand() < 0.5 else images
    return jnp.roll(flipped, shift, axis=1) + noise


args = (jnp.arange(72.0).reshape(2, 6, 6),)
calls = [(args, {}) for _ in range(3)]
