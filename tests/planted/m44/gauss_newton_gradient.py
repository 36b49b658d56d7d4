"""The user forms the whole Jacobian of the residuals to get J^T r, which one vjp would give.

misconception: M44
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


def residuals(coeffs, t, data):
    """Fourier series with a nonlinear response."""
    n = coeffs.shape[0] // 2
    phase = 2 * jnp.pi * t[:, None] * jnp.arange(1, n + 1)
    signal = jnp.cos(phase) @ coeffs[:n] + jnp.sin(phase) @ coeffs[n:]
    return jnp.tanh(signal) - data


@jax.jit
def f(coeffs, t, data):
    J = jax.jacfwd(residuals)(coeffs, t, data)
    return J.T @ residuals(coeffs, t, data)


@jax.jit
def reference(coeffs, t, data):
    r, pullback = jax.vjp(lambda c: residuals(c, t, data), coeffs)
    return pullback(r)[0]


_t = jnp.linspace(0.0, 1.0, 300)
args = (jnp.linspace(0.1, 0.0, 400), _t, 0.5 * jnp.sign(_t - 0.5))
