"""The user passes the same arguments by position here and by name there; jit caches each spelling.

misconception: M19
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


@jax.jit
def planck(wavelength, temperature, scale):
    """Spectral radiance; wavelength in micrometres."""
    a = 14387.77 / (wavelength * temperature)
    return scale / (wavelength**5 * jnp.expm1(a))


f = planck
lam, temp, one = jnp.linspace(0.3, 3.0, 20), jnp.float32(5778.0), jnp.float32(1.0)

args = (lam, temp, one)
calls = [
    ((lam, temp), {"scale": one}),  # in the fit
    ((lam,), {"temperature": temp, "scale": one}),  # in the plot
    ((), {"wavelength": lam, "temperature": temp, "scale": one}),  # in the tests
]
