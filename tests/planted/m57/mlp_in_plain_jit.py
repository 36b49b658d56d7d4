"""An Equinox network is handed to jax.jit as if it were made of arrays only.

misconception: M57
thread: https://github.com/patrick-kidger/equinox/issues/1127
kind: explain
needs: equinox
"""

import equinox as eqx
import jax
import jax.numpy as jnp


@jax.jit
def rollout(field, y0, dt):
    def euler(y, _):
        y = y + dt * field(y)
        return y, y

    return jax.lax.scan(euler, y0, None, length=10)[1]


def run():
    key = jax.random.key(0)
    field = eqx.nn.MLP(2, 2, width_size=8, depth=1, activation=jax.nn.softplus, key=key)
    return rollout(field, jnp.array([1.0, 0.0]), 0.1)  # HERE
