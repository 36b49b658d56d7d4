"""The user splits fresh keys off and then splits the parent again; rules and resets share keys.

misconception: M51
thread: https://github.com/dunnolab/xland-minigrid/issues/42
kind: probe
"""

from functools import partial

import jax
import jax.numpy as jnp


def sample_ruleset(key):
    return jax.random.uniform(key, (4,))


def reset(key):
    return jax.random.uniform(key, (2,), minval=-1.0, maxval=1.0)


@partial(jax.jit, static_argnames="num_envs")
def f(rng, num_envs=6):
    rng, _rules_rng, _reset_rng = jax.random.split(rng, num=3)
    rulesets = jax.vmap(sample_ruleset)(jax.random.split(rng, num=num_envs))
    states = jax.vmap(reset)(jax.random.split(rng, num=num_envs))
    return rng, rulesets, jnp.tanh(states)


args = (jax.random.key(42),)
