"""Residual rows of a nonlinear heat equation, and one damped least-squares step."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402


def heat_rows(u, k, q, g, theta, inside, edge):
    """Weighted residuals r (N + M,) and their derivatives J (N + M, P) by theta."""
    theta = jnp.asarray(theta)
    dtype = theta.dtype
    x_in, w = (jnp.asarray(a) for a in inside)
    x_on, normal, s = (jnp.asarray(a) for a in edge)
    d = x_in.shape[1]

    def flux(th, x, v):
        """k(x, u) v . grad u at one point."""
        value, slope = jax.jvp(lambda y: u(th, y), (x,), (v,))
        return k(x, value) * slope

    def term(th, x, v):
        """The part of div(k grad u) that belongs to the unit vector v."""
        return jax.jvp(lambda y: flux(th, y, v), (x,), (v,))[1]

    def surface(th, x, n):
        return flux(th, x, n) + g(x, u(th, x))

    # One direction at a time, each with its own gradient by theta: neither a Hessian for each
    # point nor the intermediate values of all directions are ever kept.
    rows = jax.vmap(jax.value_and_grad(term), in_axes=(None, 0, None))

    def add_direction(carry, j):
        e, de = carry
        v = (jnp.arange(d) == j).astype(x_in.dtype)
        value, grad = rows(theta, x_in, v)
        return (e + value.astype(dtype), de + grad.astype(dtype)), None

    source = jax.vmap(lambda x: jnp.asarray(q(x)))(x_in).astype(dtype)
    start = (source, jnp.zeros((x_in.shape[0], theta.shape[0]), dtype))
    (e, de), _ = jax.lax.scan(add_direction, start, jnp.arange(d))

    b, db = jax.vmap(jax.value_and_grad(surface), in_axes=(None, 0, 0))(theta, x_on, normal)

    root = jnp.sqrt(jnp.concatenate([w, s])).astype(dtype)
    r = root * jnp.concatenate([e, b.astype(dtype)])
    jac = root[:, None] * jnp.concatenate([de, db.astype(dtype)])
    return r, jac


def _residuals_and_jacobian(residuals, theta):
    """r (N,) and J (N, P), by the shorter side, one row or column at a time."""
    n = jax.eval_shape(residuals, theta).shape[0]
    p = theta.shape[0]
    if n < p:
        r, pull = jax.vjp(residuals, theta)
        jac = jax.lax.map(lambda c: pull(c)[0], jnp.eye(n, dtype=r.dtype))
    else:
        r, push = jax.linearize(residuals, theta)
        jac = jax.lax.map(push, jnp.eye(p, dtype=theta.dtype)).T
    return r, jac


def damped(residuals, theta, scale, mu):
    """One step; returns (new_theta, new_mu, accepted, predicted)."""
    theta = jnp.asarray(theta)
    scale = jnp.asarray(scale)
    mu = jnp.asarray(mu, dtype=theta.dtype)

    r, jac = _residuals_and_jacobian(residuals, theta)

    # With z = d / scale and A = J diag(scale) = U S V^T (thin), the step is
    # z = -V (s / (s^2 + mu)) U^T r.  A^T A, which squares the condition number, isn't formed.
    left, s, right = jnp.linalg.svd(jac * scale[None, :], full_matrices=False)
    c = left.T @ r
    coefficient = -c * s / (s**2 + mu)
    z = right.T @ coefficient
    trial = theta + scale * z

    # (A^T A + mu) z = -A^T r, so |r|^2 - |r + A z|^2 = |A z|^2 + 2 mu |z|^2: no cancellation.
    predicted = jnp.sum(coefficient**2 * (s**2 + 2 * mu))

    r_trial = residuals(trial)
    # |r|^2 - |r_trial|^2, as a product to lose fewer digits.
    actual = jnp.sum((r - r_trial) * (r + r_trial))
    accepted = jnp.all(jnp.isfinite(r_trial)) & (actual > predicted / 10)

    new_theta = jnp.where(accepted, trial, theta)
    new_mu = jnp.where(accepted, mu / 3, 4 * mu)
    return new_theta, new_mu, accepted, predicted
