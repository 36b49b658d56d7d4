"""Looks like integers that overflow while a text is summed up.
The FNV-1a hash multiplies modulo 2**32 by its prime; losing the upper bits is its definition.

looks like: M34
"""

import jax
import jax.numpy as jnp
import numpy as np

OFFSET, PRIME = np.uint32(2166136261), np.uint32(16777619)


@jax.jit
def f(data):
    def mix(i, h):
        return (h ^ data[i].astype(jnp.uint32)) * PRIME

    return jax.lax.fori_loop(0, data.shape[0], mix, jnp.uint32(OFFSET))


args = (np.frombuffer(b"helium, neon, argon, krypton", dtype=np.uint8),)
