"""Batch statistics are expected to update themselves inside the model when it is applied.

misconception: M56
thread: https://github.com/google/evojax/issues/60
kind: explain
needs: flax
"""

import jax
from flax import linen as nn


class Policy(nn.Module):
    actions: int

    def setup(self):
        self.norm = nn.BatchNorm(momentum=0.9)
        self.head = nn.Dense(self.actions)

    def __call__(self, obs, use_running_average=False):
        obs = self.norm(obs, use_running_average=use_running_average)  # HERE
        return nn.log_softmax(self.head(obs))


@jax.jit
def act(variables, obs, key):
    return jax.random.categorical(key, Policy(2).apply(variables, obs))


def run():
    k_init, k_obs, k_act = jax.random.split(jax.random.key(5), 3)
    obs = jax.random.normal(k_obs, (6, 4))
    variables = Policy(2).init(k_init, obs)
    return act(variables, obs, k_act)
