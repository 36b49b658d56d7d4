"""The body of a scan returns the next state alone, because no history is wanted.

misconception: M49
thread: none
kind: explain
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp


class Epidemic(NamedTuple):
    susceptible: jax.Array
    infected: jax.Array
    removed: jax.Array


class SIR:
    def __init__(self, beta, gamma, dt=0.1):
        self.beta, self.gamma, self.dt = beta, gamma, dt

    def step(self, state, _):
        new = self.beta * state.susceptible * state.infected
        out = self.gamma * state.infected
        return Epidemic(
            state.susceptible - self.dt * new,
            state.infected + self.dt * (new - out),
            state.removed + self.dt * out,
        )

    def final(self, state, steps):
        end, _ = jax.lax.scan(self.step, state, None, length=steps)  # HERE
        return end


def run():
    start = Epidemic(jnp.array(0.99), jnp.array(0.01), jnp.array(0.0))
    return SIR(beta=0.5, gamma=0.1).final(start, steps=200)
