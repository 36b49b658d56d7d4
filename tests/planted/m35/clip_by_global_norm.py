"""The norm over all layers is taken of a Python list of the norms of the layers.

misconception: M35
thread: https://github.com/jax-ml/jax/issues/15500
kind: explain
"""

import jax
import jax.numpy as jnp


def clip(grads, limit):
    leaves = jax.tree.leaves(grads)
    total = jnp.linalg.norm([jnp.linalg.norm(g.ravel()) for g in leaves])  # HERE
    factor = jnp.minimum(1.0, limit / total)
    return jax.tree.map(lambda g: g * factor, grads)


@jax.jit
def private_gradient(params, x, y, key):
    def loss(p):
        hidden = jnp.tanh(x @ p["w1"])
        return (hidden @ p["w2"] - y) ** 2

    grads = clip(jax.grad(loss)(params), limit=1.0)
    noise = 0.1 * jax.random.normal(key, grads["w2"].shape)
    return {**grads, "w2": grads["w2"] + noise}


def run():
    params = {"w1": jnp.ones((3, 4)), "w2": jnp.ones(4)}
    return private_gradient(params, jnp.arange(3.0), 0.5, jax.random.key(2))
