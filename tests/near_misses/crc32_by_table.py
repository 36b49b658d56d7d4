"""Looks like a large captured constant and bits lost by shifts.
The table has 256 words, and a cyclic redundancy check works on exactly 32 bits.

looks like: M24
"""

import jax
import jax.numpy as jnp
import numpy as np


def make_table():
    rows = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        rows = np.where(rows & 1, np.uint32(0xEDB88320) ^ (rows >> 1), rows >> 1)
    return rows.astype(np.uint32)


TABLE = jnp.asarray(make_table())


def f(data):
    def absorb(crc, byte):
        return TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8), None

    crc, _ = jax.lax.scan(absorb, jnp.uint32(0xFFFFFFFF), data.astype(jnp.uint32))
    return ~crc


args = (jnp.array([49, 50, 51, 52, 53, 54, 55, 56, 57], dtype=jnp.uint8),)
