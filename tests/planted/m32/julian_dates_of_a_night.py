"""The user's nights are years apart, and the exposures of the last one a minute.

misconception: M32
thread: none
kind: probe
"""

import jax.numpy as jnp
import numpy as np


def f(t):
    return jnp.diff(t)


args = (np.r_[2460000.5 + 3000 * np.arange(10), 2487000.5 + 1e-3 * np.arange(1, 9)],)
