"""Looks like a forgotten gradient: half of the loss does not depend on the parameters.
The target of temporal difference learning is a constant by definition (semi-gradient).

looks like: M48
"""

import jax
import jax.numpy as jnp


def f(table, batch, gamma=0.9):
    best_next = jnp.max(table[batch["next_state"]], axis=-1)
    target = batch["reward"] + gamma * jnp.where(batch["done"], 0.0, best_next)
    q = table[batch["state"], batch["action"]]
    return jnp.mean((q - jax.lax.stop_gradient(target)) ** 2)


batch = {
    "state": jnp.array([0, 3, 2, 5], dtype=jnp.int32),
    "action": jnp.array([1, 0, 1, 1], dtype=jnp.int32),
    "next_state": jnp.array([1, 2, 3, 4], dtype=jnp.int32),
    "reward": jnp.array([0.0, 1.0, 0.0, 2.0]),
    "done": jnp.array([False, False, False, True]),
}
args = (jnp.linspace(0.0, 1.1, 12).reshape(6, 2), batch)
