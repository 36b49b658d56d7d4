"""The user passes the array module xp, as in NumPy-agnostic code, through jit as an argument.

misconception: M13
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


def black_body(wavelength_um, temperature, xp):
    """Planck spectrum in arbitrary units; xp is numpy or jax.numpy."""
    c2 = 14387.77
    return wavelength_um**-5.0 / xp.expm1(c2 / (wavelength_um * temperature))


black_body_fast = jax.jit(black_body)


def run():
    lam = jnp.linspace(0.3, 3.0, 50)
    return lam[jnp.argmax(black_body_fast(lam, 5772.0, xp=jnp))]  # HERE
