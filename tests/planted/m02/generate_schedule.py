"""The user keeps a per-token temperature in a Python list and reads it in a while_loop body.

misconception: M02
thread: https://github.com/ayaka14732/llama-2-jax/issues/14
kind: explain
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp

VOCAB, MAX_LEN, EOS = 11, 6, 10
temperature = [1.0, 1.0, 0.8, 0.8, 0.5, 0.1]


class State(NamedTuple):
    pos: jax.Array
    tokens: jax.Array
    key: jax.Array


def body(table, s):
    key, sub = jax.random.split(s.key)
    logits = table[s.tokens[s.pos]] / temperature[s.pos]  # HERE
    nxt = jax.random.categorical(sub, logits)
    return State(s.pos + 1, s.tokens.at[s.pos + 1].set(nxt), key)


def generate(table, first, key):
    start = State(jnp.int32(0), jnp.full(MAX_LEN, EOS).at[0].set(first), key)
    alive = lambda s: (s.pos < MAX_LEN - 1) & (s.tokens[s.pos] != EOS)
    return jax.lax.while_loop(alive, lambda s: body(table, s), start).tokens


def run():
    k0, k1 = jax.random.split(jax.random.key(3))
    return generate(jax.random.normal(k0, (VOCAB, VOCAB)), 2, k1)
