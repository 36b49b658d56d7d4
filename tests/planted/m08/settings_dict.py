"""The user stores a length beside the arrays in a dict argument and slices with it.

misconception: M08
thread: https://github.com/jax-ml/jax/issues/6853
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.jit
def equalise(received, taps):
    """FIR equaliser, trained on the leading pilot symbols of a burst."""
    pilots = received[: taps["num_pilots"]]  # HERE
    gain = jnp.vdot(pilots, pilots).real / pilots.size
    return jnp.convolve(received, taps["weights"], mode="same") / jnp.sqrt(gain)


def run():
    bits = jax.random.bernoulli(jax.random.key(6), 0.5, (64,))
    symbols = 2.0 * bits - 1.0
    return equalise(symbols, {"num_pilots": 8, "weights": jnp.array([0.1, 0.8, 0.1])})
