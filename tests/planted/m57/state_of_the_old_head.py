"""A new head is put on the network, and the optimizer is expected to notice.

misconception: M57
thread: https://github.com/google-deepmind/optax/issues/1371
kind: explain
needs: optax
"""

import jax
import jax.numpy as jnp
import optax

optimizer = optax.adam(3e-3)


def model(params, x):
    h = jnp.tanh(x @ params["trunk"])
    for name in sorted(k for k in params if k.startswith("head")):
        h = h @ params[name]
    return h


def train(params, state, x, y, steps):
    for _ in range(steps):
        grads = jax.grad(lambda p: jnp.mean((model(p, x) - y) ** 2))(params)
        updates, state = optimizer.update(grads, state, params)  # HERE
        params = optax.apply_updates(params, updates)
    return params, state


def run():
    x, y = jnp.ones((6, 3)), jnp.zeros((6, 2))
    params = {"trunk": jnp.ones((3, 4)), "head0": jnp.ones((4, 2))}
    params, state = train(params, optimizer.init(params), x, y, steps=2)
    params = {**params, "head1": jnp.eye(2)}
    return train(params, state, x, y, steps=2)
