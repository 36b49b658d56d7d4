"""Weight decay is part of the optimizer, which is never told the parameters it shall shrink.

misconception: M57
thread: https://github.com/google/brax/issues/647
kind: explain
needs: optax
"""

import jax
import jax.numpy as jnp
import optax


def gradient_update_fn(loss, optimizer):
    value_and_grad = jax.value_and_grad(loss)

    @jax.jit
    def update(params, *batch, state):
        value, grads = value_and_grad(params, *batch)
        updates, state = optimizer.update(grads, state)  # HERE
        return value, optax.apply_updates(params, updates), state

    return update


def poisson_loss(params, x, counts):
    eta = x @ params["slope"] + params["intercept"]
    return jnp.mean(jnp.exp(eta) - counts * eta)


def run():
    params = {"slope": jnp.zeros(3), "intercept": jnp.zeros(())}
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(1e-2))
    update = gradient_update_fn(poisson_loss, optimizer)
    x = jax.random.normal(jax.random.key(8), (20, 3))
    return update(params, x, jnp.ones(20), state=optimizer.init(params))
