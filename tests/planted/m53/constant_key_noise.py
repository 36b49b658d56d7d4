"""The user makes key 0 inside the noise function and calls it in each epoch; the noise repeats.

misconception: M53
thread: https://github.com/gchq/coreax/issues/375
kind: probe
"""

import jax
import jax.numpy as jnp


def perturb(x, sigma):
    return x + sigma * jax.random.normal(jax.random.key(0), x.shape)


@jax.jit
def f(theta, data, sigma):
    """One step of denoising score matching."""

    def loss(theta):
        noisy = perturb(data, sigma)
        score = -theta * noisy
        return jnp.mean((score + (noisy - data) / sigma**2) ** 2)

    return theta - 0.05 * jax.grad(loss)(theta)


_data = jnp.sin(jnp.arange(12.0))
args = (jnp.float32(0.1), _data, 0.5)

theta, calls = args[0], []
for _ in range(4):
    theta = f(theta, _data, 0.5)
    calls.append(((theta, _data, 0.5), {}))
