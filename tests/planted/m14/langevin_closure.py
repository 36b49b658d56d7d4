"""The user compiles the sampler once in __init__ and then learns theta; the old theta is used.

misconception: M14
thread: https://github.com/jax-ml/jax/issues/12773
kind: probe
"""

import jax
import jax.numpy as jnp


class EnergyModel:
    def __init__(self, theta):
        self.theta = theta
        self.sample_step = jax.jit(
            lambda x, noise: x - 0.05 * jax.grad(self.energy)(x) + jnp.sqrt(0.1) * noise
        )

    def energy(self, x):
        return jnp.sum(self.theta * x**2) + jnp.sum(x**4) / 4

    def learn(self, data, lr=0.5):
        model = self.sample_step(data, jnp.zeros_like(data))
        self.theta = self.theta - lr * (data**2 - model**2)


ebm = EnergyModel(jnp.array([1.0, -1.0, 0.5]))
data = jnp.array([0.4, 1.1, -0.6])
for _ in range(3):
    ebm.learn(data)

f = ebm.sample_step
args = (data, jnp.array([0.3, -0.1, 0.2]))
