"""Two problems: rows of a steady heat problem, and one damped step of a least-squares fit."""
import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402


def heat_rows(u, k, q, g, theta, inside, edge):
    theta = jnp.asarray(theta)
    dtype = theta.dtype
    x_in, w = (jnp.asarray(v, dtype) for v in inside)
    x_on, normals, s = (jnp.asarray(v, dtype) for v in edge)
    d = x_in.shape[1]

    def number(v):                                   # k, q, g may return plain constants
        return jnp.asarray(v, dtype)

    def flux(theta, x, v):                           # T and k v . grad T, one jvp
        T, slope = jax.jvp(lambda y: number(u(theta, y)), (x,), (v,))
        return T, number(k(x, T)) * slope

    def bend(theta, x, i):                           # d/dx_i of (k dT/dx_i)
        e = (jnp.arange(d) == i).astype(dtype)
        return jax.jvp(lambda y: flux(theta, y, e)[1], (x,), (e,))[1]

    # The equation is a sum over directions, and so is its gradient by theta: both are added up
    # one direction at a time, so that neither d x d numbers per point nor a tape of d steps is made.
    def equation(x):
        def add(total, i):
            value, slope = jax.value_and_grad(bend)(theta, x, i)
            return (total[0] + value, total[1] + slope), None

        first = (number(q(x)), jnp.zeros_like(theta))
        return jax.lax.scan(add, first, jnp.arange(d))[0]

    def surface(theta, x, n):
        T, out = flux(theta, x, n)
        return out + number(g(x, T))

    e, J_e = jax.vmap(equation)(x_in)
    b, J_b = jax.vmap(jax.value_and_grad(surface), (None, 0, 0))(theta, x_on, normals)
    root_w, root_s = jnp.sqrt(w), jnp.sqrt(s)
    r = jnp.concatenate([root_w * e, root_s * b])
    J = jnp.concatenate([root_w[:, None] * J_e, root_s[:, None] * J_b])
    return r, J


def jacobian(residuals, theta, N):                   # a row or a column at a time, the fewer of both
    P = theta.shape[0]
    if N <= P:
        _, pull = jax.vjp(residuals, theta)
        return jax.lax.map(lambda v: pull(v)[0], jnp.eye(N, dtype=theta.dtype))
    columns = jax.lax.map(lambda v: jax.jvp(residuals, (theta,), (v,))[1],
                          jnp.eye(P, dtype=theta.dtype))
    return columns.T


def damped(residuals, theta, scale, mu):
    theta, scale = jnp.asarray(theta, jnp.float64), jnp.asarray(scale, jnp.float64)
    mu = jnp.asarray(mu, jnp.float64)
    r = residuals(theta)
    A = jacobian(residuals, theta, r.shape[0]) * scale      # by z = d / scale

    # A = U S V^T without squaring A; along each singular vector the problem is a scalar one:
    # z = -S c / (S^2 + mu) with c = U^T r, and r + A z keeps mu / (S^2 + mu) of c.
    U, S, Vt = jnp.linalg.svd(A, full_matrices=False)
    c = U.T @ r
    z = -(S / (S**2 + mu) * c) @ Vt
    gone = S**2 / (S**2 + mu)
    predicted = jnp.sum(c**2 * gone * (2 - gone))           # 1 - (1 - gone)^2, no cancellation

    moved = theta + scale * z
    new = residuals(moved)
    actual = jnp.sum((r - new) * (r + new))                 # |r|^2 - |new|^2, no cancellation
    accepted = jnp.all(jnp.isfinite(new)) & (actual > predicted / 10)
    new_theta = jnp.where(accepted, moved, theta)
    new_mu = jnp.where(accepted, mu / 3, 4 * mu)
    return new_theta, new_mu, accepted, predicted
