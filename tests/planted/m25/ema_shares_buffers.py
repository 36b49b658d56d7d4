"""The average starts as the parameters themselves, and donating the state gives one buffer twice.

misconception: M25
thread: https://github.com/google-deepmind/optax/pull/1059
kind: explain
"""

import jax
import jax.numpy as jnp


def create_state(key):
    params = {"w": 0.1 * jax.random.normal(key, (5,)), "b": jnp.zeros(1)}
    return {"params": params, "ema": params, "step": jnp.zeros((), jnp.int32)}


def loss(params, x, y):
    return jnp.mean((x @ params["w"] + params["b"] - y) ** 2)


def train_step(state, x, y):
    grads = jax.grad(loss)(state["params"], x, y)
    params = jax.tree.map(lambda p, g: p - 0.05 * g, state["params"], grads)
    ema = jax.tree.map(lambda e, p: 0.99 * e + 0.01 * p, state["ema"], params)
    return {"params": params, "ema": ema, "step": state["step"] + 1}


train_step = jax.jit(train_step, donate_argnums=0)


def run():
    k_init, k_data = jax.random.split(jax.random.key(3))
    x = jax.random.normal(k_data, (32, 5))
    y = x.sum(axis=1)
    state = create_state(k_init)
    for _ in range(3):
        state = train_step(state, x, y)  # HERE
    return state["ema"]
