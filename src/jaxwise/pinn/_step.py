"""Levenberg-Marquardt with geodesic acceleration, for a few thousand residuals and parameters."""

import jax
import jax.numpy as jnp
from jax.scipy.linalg import cho_factor, cho_solve


def rows(residual):
    """`residual(theta, point)` -> shape (k,), turned into residuals and transposed Jacobian of a batch.

    Returns:
      function of theta (P,) and points (N, d) -> r (k N,), JT (P, k N).
    """

    def one(theta, point):
        r, pull = jax.vjp(lambda th: residual(th, point), theta)
        return r, jax.vmap(pull)(jnp.eye(len(r), dtype=r.dtype))[0]  # (k,), (k, P)

    def batch(theta, points):
        r, J = jax.vmap(one, (None, 0), out_axes=(1, 1))(theta, points)
        return r.reshape(-1), J.reshape(-1, J.shape[-1]).T

    return batch


def make_step(residuals, jacobian, tries=12):
    """One step of Levenberg-Marquardt; a rejected trial is damped harder and costs no Jacobian.

    Args:
      residuals: theta, data -> r, shape (N,).
      jacobian: theta, data -> r, JT; shapes (N,) and (P, N).

    Returns:
      step(theta, damping, data) -> theta, damping, loss, accepted; the loss is the mean square.

    Source: Transtrum and Sethna (2012), arXiv:1201.5885, for the acceleration and its bound of 0.75.
    """

    def step(theta, damping, data):
        r, JT = jacobian(theta, data)
        scale = 1 / jnp.sqrt(len(r))
        r, JT = r * scale, JT * scale
        A, g, loss0 = JT @ JT.T, JT @ r, r @ r
        unit = jnp.trace(A) / len(theta)
        f = lambda th: residuals(th, data) * scale

        def attempt(damping):
            factor = cho_factor(A + damping * unit * jnp.eye(len(theta)), lower=True)
            v = -cho_solve(factor, g)
            along = lambda e: jax.jvp(lambda e: f(theta + e * v), (e,), (1.0,))[1]
            bend = jax.jvp(along, (0.0,), (1.0,))[1]
            a = -cho_solve(factor, JT @ bend)
            small = jnp.linalg.norm(a) < 0.75 * jnp.linalg.norm(v)
            new = theta + v + jnp.where(small, 0.5, 0.0) * jnp.where(small, a, 0.0)
            loss = jnp.sum(f(new) ** 2)
            return new, jnp.where(jnp.isfinite(loss), loss, jnp.inf)

        def body(carry):
            damping, _, _, k = carry
            damping = jnp.where(k == 0, damping, 4 * damping)
            return damping, *attempt(damping), k + 1

        damping, new, loss, k = jax.lax.while_loop(
            lambda c: ~(c[2] < loss0) & (c[3] < tries), body, (damping, theta, jnp.inf, 0)
        )
        better = loss < loss0
        damping = jnp.clip(jnp.where(k == 1, damping / 3, damping), 1e-16, 1e8)
        return jnp.where(better, new, theta), damping, jnp.where(better, loss, loss0), better

    return jax.jit(step)
