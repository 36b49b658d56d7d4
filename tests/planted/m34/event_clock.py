"""Clock ticks times a float32 period lose whole ticks, where NumPy would go to float64.

misconception: M34
thread: https://github.com/jax-ml/jax/pull/1815
kind: flag
flag: jax_numpy_dtype_promotion=strict
"""

import jax.numpy as jnp


class Clock:
    def __init__(self, period):
        self.period = jnp.float32(period)

    def seconds(self, ticks):
        return ticks * self.period  # HERE


def run():
    ticks = jnp.arange(2**30, 2**30 + 40, 10)
    return jnp.diff(Clock(period=1e-3).seconds(ticks))
