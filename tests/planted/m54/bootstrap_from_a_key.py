"""A function that makes its key from a seed is called with a key instead.

misconception: M54
thread: https://github.com/jax-ml/jax/pull/16028
kind: explain
"""

import jax
import jax.numpy as jnp


def bootstrap_mean(data, seed):
    key = jax.random.key(seed)  # HERE
    index = jax.random.randint(key, data.shape, 0, data.size)
    return data[index].mean()


def run():
    data = jnp.array([2.1, 3.4, 1.9, 2.8, 4.0])
    replicas = jax.random.split(jax.random.key(0), 20)
    means = jax.vmap(bootstrap_mean, in_axes=(None, 0))(data, replicas)
    return means.std()
