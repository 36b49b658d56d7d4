"""The user keeps a large NumPy table at module level and interpolates in it under jit.

misconception: M24
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np

LOG_E = (-5.0, 7.3)
SIGMA = np.arange(1, 4_000_001, dtype=np.float32)  # 16 MB, one value for each energy bin
np.sqrt(1e6 / SIGMA, out=SIGMA)


@jax.jit
def f(energy):
    lo, hi = LOG_E
    u = (jnp.log10(energy) - lo) / (hi - lo) * (SIGMA.size - 1)
    i = jnp.clip(u.astype(jnp.int32), 0, SIGMA.size - 2)
    t = u - i
    table = jnp.asarray(SIGMA)
    return (1 - t) * table[i] + t * table[i + 1]


args = (jnp.array([0.025, 1.0, 1e3, 2e6]),)
