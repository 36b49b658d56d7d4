"""The user's Metropolis step returns the key it was given; every step has the same proposal.

misconception: M51
thread: https://github.com/blackjax-devs/blackjax/issues/53
kind: probe
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp


class ChainState(NamedTuple):
    x: jax.Array
    logp: jax.Array
    key: jax.Array


def logpdf(x):
    return -0.5 * jnp.sum(x**2)


@jax.jit
def f(state: ChainState) -> ChainState:
    k_move, k_accept = jax.random.split(state.key)
    proposal = state.x + 0.5 * jax.random.normal(k_move, state.x.shape)
    logp = logpdf(proposal)
    accept = jnp.log(jax.random.uniform(k_accept)) < logp - state.logp
    x = jnp.where(accept, proposal, state.x)
    return ChainState(x, jnp.where(accept, logp, state.logp), state.key)


_x0 = jnp.array([0.2, -0.1])
args = (ChainState(_x0, logpdf(_x0), jax.random.key(7)),)

state, calls = args[0], []
for _ in range(5):
    state = f(state)
    calls.append(((state,), {}))
