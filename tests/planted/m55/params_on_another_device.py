"""Parameters lie on one device and the data on another, and JAX is expected to bring them together.

misconception: M55
thread: https://github.com/Physical-Intelligence/openpi/issues/261
kind: explain
devices: 8
"""

import jax
import jax.numpy as jnp


@jax.jit
def predict(params, x):
    return jnp.tanh(x @ params["w"]) @ params["v"]


class Ensemble:
    def __init__(self, key, members):
        self.members = []
        for device, k in zip(jax.devices(), jax.random.split(key, members), strict=False):
            params = {"w": jax.random.normal(k, (3, 4)), "v": jnp.ones(4)}
            self.members.append(jax.device_put(params, device))

    def __call__(self, x):
        return [predict(params, x) for params in self.members]  # HERE


def run():
    x = jax.device_put(jnp.ones((5, 3)), jax.devices()[0])
    return Ensemble(jax.random.key(0), members=2)(x)
