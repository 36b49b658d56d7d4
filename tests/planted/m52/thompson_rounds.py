"""The user carries the key through the rounds of a bandit without splitting it; all draws agree.

misconception: M52
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp

TRUE_RATES = jnp.array([0.2, 0.5, 0.55])


def bandit_round(t, carry):
    key, wins, losses, history = carry
    k_belief, k_reward = jax.random.split(key)
    belief = jax.random.beta(k_belief, 1.0 + wins, 1.0 + losses)
    arm = jnp.argmax(belief)
    u = jax.random.uniform(k_reward)
    won = (u < TRUE_RATES[arm]).astype(jnp.float32)
    wins = wins.at[arm].add(won)
    losses = losses.at[arm].add(1.0 - won)
    return key, wins, losses, history.at[t].set(u)


@jax.jit
def f(key):
    start = (key, jnp.zeros(3), jnp.zeros(3), jnp.zeros(12))
    _, wins, losses, history = jax.lax.fori_loop(0, 12, bandit_round, start)
    return wins, losses, history


args = (jax.random.key(5),)
