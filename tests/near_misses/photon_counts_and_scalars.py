"""Looks like integers, floats and Python numbers mixed without care.
Weak types follow the array: the counts become float32 once, at the division.

looks like: M34
"""

import jax.numpy as jnp


def f(counts, background, exposure):
    net = counts - 3 * background
    rate = net / exposure
    share = counts / counts.sum()
    surprise = -jnp.sum(share * jnp.log2(share + 1e-6))
    return 2 * rate**2 + rate / 3 - 1, surprise, jnp.where(net > 0, net, 0).sum()


counts = jnp.array([120, 98, 143, 110, 101], dtype=jnp.int32)
args = (counts, jnp.array([3, 2, 5, 4, 3], dtype=jnp.int32), 12.5)
