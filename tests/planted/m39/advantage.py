"""The critic's values (T, 1) are subtracted from returns (T,); each action gets all advantages.

misconception: M39
thread: https://github.com/jax-ml/jax/issues/1236
kind: probe
"""

import jax
import jax.numpy as jnp
from jax import lax


def discounted(rewards, gamma):
    def back(acc, r):
        acc = r + gamma * acc
        return acc, acc

    return lax.scan(back, 0.0, rewards, reverse=True)[1]


def f(params, observations, actions, rewards, gamma=0.97):
    """REINFORCE with a baseline."""
    logits = observations @ params["policy"]
    values = observations @ params["critic"]
    advantage = lax.stop_gradient(discounted(rewards, gamma) - values)
    logp = jnp.take_along_axis(jax.nn.log_softmax(logits), actions[:, None], axis=1)
    return -(logp * advantage).mean() + 0.5 * (advantage**2).mean()


_obs = jnp.sin(jnp.arange(36.0)).reshape(12, 3)
args = (
    {"policy": jnp.ones((3, 2)) * jnp.array([1.0, -1.0]), "critic": jnp.full((3, 1), 0.2)},
    _obs,
    (_obs[:, 0] > 0).astype(jnp.int32),
    jnp.where(jnp.arange(12) % 4 == 3, 1.0, 0.0),
)
