"""The user decorates a method with jax.jit, so the agent itself becomes an array argument.

misconception: M10
thread: https://github.com/jax-ml/jax/issues/5595
kind: explain
"""

import jax
import jax.numpy as jnp


class GradientBandit:
    def __init__(self, n_arms, lr=0.1):
        self.lr = lr
        self.prefs = jnp.zeros(n_arms)

    @jax.jit
    def update(self, prefs, arm, advantage):
        onehot = jax.nn.one_hot(arm, prefs.shape[0])
        return prefs + self.lr * advantage * (onehot - jax.nn.softmax(prefs))


def run():
    agent = GradientBandit(5)
    key = jax.random.key(0)
    for t in range(10):
        arm = jax.random.categorical(jax.random.fold_in(key, t), agent.prefs)
        agent.prefs = agent.update(agent.prefs, arm, 1.0 - 0.2 * arm)  # HERE
    return agent.prefs
