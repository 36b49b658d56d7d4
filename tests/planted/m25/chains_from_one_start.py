"""Two chains are started from one array, although the first step of the first chain consumed it.

misconception: M25
thread: https://github.com/jax-ml/jax/issues/9675
kind: explain
"""

import jax
import jax.numpy as jnp


class Metropolis:
    def __init__(self, log_density, scale):
        self.log_density = log_density
        self.scale = scale
        self.kernel = jax.jit(self._kernel, donate_argnums=(0,))

    def _kernel(self, x, key):
        k_move, k_accept = jax.random.split(key)
        y = x + self.scale * jax.random.normal(k_move, x.shape)
        log_ratio = self.log_density(y) - self.log_density(x)
        return jnp.where(jnp.log(jax.random.uniform(k_accept)) < log_ratio, y, x)

    def sample(self, x, key, steps):
        for k in jax.random.split(key, steps):
            x = self.kernel(x, k)  # HERE
        return x


def run():
    sampler = Metropolis(lambda x: -0.5 * jnp.sum(x**2), scale=0.4)
    x0 = jnp.array([2.0, -1.0])
    return [sampler.sample(x0, jax.random.key(seed), 5) for seed in (0, 1)]
