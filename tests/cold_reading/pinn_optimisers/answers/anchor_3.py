"""Rows of a heat problem's least squares, and one damped step of a least-squares fit."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402


def heat_rows(u, k, q, g, theta, inside, edge):
    """Weighted residuals r, shape (N + M,), and their Jacobian J by theta, shape (N + M, P)."""
    theta = jnp.asarray(theta)
    dtype = theta.dtype
    x_in, w = (jnp.asarray(a, dtype) for a in inside)
    x_on, normal, s = (jnp.asarray(a, dtype) for a in edge)
    d = x_in.shape[1]
    zero, one = jnp.zeros((), dtype), jnp.ones((), dtype)

    def number(value):
        return jnp.asarray(value, dtype)

    def divergence_term(th, x, i):
        """d/dx_i of k(x, u) du/dx_i, by two nested derivatives along one line: no Hessian."""
        axis = (jnp.arange(d) == i).astype(dtype)

        def flux(t):
            value, slope = jax.jvp(lambda a: number(u(th, x + a * axis)), (t,), (one,))
            return number(k(x + t * axis, value)) * slope

        return jax.jvp(flux, (zero,), (one,))[1]

    def row_inside(x):
        # The derivative by theta is taken within each pass, so that nothing is kept for all d axes.
        def add(carry, i):
            total, slope = carry
            value, grad = jax.value_and_grad(divergence_term)(theta, x, i)
            return (total + value, slope + grad), None

        start = (number(q(x)), jnp.zeros_like(theta))
        return jax.lax.scan(add, start, jnp.arange(d))[0]

    def surface(th, x, n):
        value, slope = jax.jvp(lambda y: number(u(th, y)), (x,), (n,))
        return number(k(x, value)) * slope + number(g(x, value))

    def row_edge(x, n):
        return jax.value_and_grad(surface)(theta, x, n)

    e, e_theta = jax.vmap(row_inside)(x_in)
    b, b_theta = jax.vmap(row_edge)(x_on, normal)
    root_w, root_s = jnp.sqrt(w), jnp.sqrt(s)
    r = jnp.concatenate([root_w * e, root_s * b])
    J = jnp.concatenate([root_w[:, None] * e_theta, root_s[:, None] * b_theta])
    return r, J


def _residuals_and_jacobian(residuals, theta):
    """r and J, one column or one row at a time, whichever are fewer."""
    P = theta.shape[0]
    N = jax.eval_shape(residuals, theta).shape[0]
    if P <= N:
        r = residuals(theta)
        columns = jax.lax.map(
            lambda v: jax.jvp(residuals, (theta,), (v,))[1], jnp.eye(P, dtype=theta.dtype)
        )
        return r, columns.T
    r, pull = jax.vjp(residuals, theta)
    return r, jax.lax.map(lambda v: pull(v)[0], jnp.eye(N, dtype=r.dtype))


def damped(residuals, theta, scale, mu):
    """One step d that minimises |r + J d|^2 + mu |d / scale|^2, with its acceptance test."""
    theta = jnp.asarray(theta)
    scale = jnp.asarray(scale, theta.dtype)
    mu = jnp.asarray(mu, theta.dtype)

    r, J = _residuals_and_jacobian(residuals, theta)

    # With z = d / scale and A = J diag(scale) = U S V^T: z = -V S / (S^2 + mu) U^T r.  The thin SVD
    # does not square A's condition number, as A^T A or A A^T would, and suits N > P and N < P.
    U, S, Vt = jnp.linalg.svd(J * scale, full_matrices=False)
    coefficients = -S / (S**2 + mu) * (r @ U)
    z = coefficients @ Vt
    new = theta + scale * z

    # |r|^2 - |r + A z|^2 = |A z|^2 + 2 mu |z|^2 at the minimum: no cancellation.
    predicted = jnp.sum((S**2 + 2 * mu) * coefficients**2)

    r_new = residuals(new)
    # |r|^2 - |r_new|^2, written so that what does not change drops out exactly.
    actual = jnp.sum((r - r_new) * (r + r_new))
    accepted = jnp.all(jnp.isfinite(r_new)) & (actual > predicted / 10)

    new_theta = jnp.where(accepted, new, theta)
    new_mu = jnp.where(accepted, mu / 3, 4 * mu)
    return new_theta, new_mu, accepted, predicted
