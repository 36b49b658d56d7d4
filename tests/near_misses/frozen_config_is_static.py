"""Looks like self passed as a static argument, which would not see later changes.
The configuration is a frozen dataclass with a tuple: hashed by value, never changed.

looks like: M11
"""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class Config:
    widths: tuple[int, ...] = (8, 8)
    residual: bool = True

    @partial(jax.jit, static_argnums=0)
    def energy(self, x):
        h = x
        for i, width in enumerate(self.widths):
            w = jnp.cos(jnp.arange(h.shape[-1] * width, dtype=jnp.float32) + i)
            new = jnp.tanh(h @ w.reshape(h.shape[-1], width))
            h = h + new if self.residual and new.shape == h.shape else new
        return jnp.sum(h**2, axis=-1)


f = Config(widths=(6, 6, 3)).energy
args = (jnp.linspace(-1.0, 1.0, 18).reshape(3, 6),)
