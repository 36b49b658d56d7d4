"""The labels count from one, so that the last class lies outside of the table of logarithms.

misconception: M30
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


def f(scores, labels):
    """The mean surprise of the classes that were seen; a missing one does not count."""
    logs = jax.nn.log_softmax(scores)
    seen = jnp.take_along_axis(logs, labels[:, None], axis=1)
    return -jnp.nanmean(seen)


args = (jnp.array([[2.0, 0.1, -1.0], [0.3, 1.2, 0.0], [0.0, 0.5, 3.0]]), jnp.array([1, 2, 3]))
