"""The user iterates over the rows of an array in a jitted fit; one set of operations per row.

misconception: M22
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


class Recurrence:
    """A tiny recurrent filter over the frames of a spectrogram."""

    def __init__(self, decay):
        self.decay = decay

    def scores(self, params, frames):
        memory = jnp.zeros(params["U"].shape[0])
        out = []
        for frame in frames:
            memory = self.decay * memory + jnp.tanh(params["U"] @ frame)
            out.append(memory @ params["v"])
        return jnp.stack(out)


rec = Recurrence(0.9)


@jax.jit
def f(params, frames, labels):
    return jax.grad(lambda p: jnp.mean((rec.scores(p, frames) - labels) ** 2))(params)


args = (
    {"U": jnp.ones((4, 3)) / 3, "v": jnp.ones(4)},
    jnp.sin(jnp.arange(180.0)).reshape(60, 3),
    jnp.zeros(60),
)
