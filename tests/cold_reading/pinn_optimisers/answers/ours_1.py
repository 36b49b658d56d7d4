import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def heat_rows(u, k, q, g, theta, inside, edge):
    theta = jnp.asarray(theta)
    dtype = theta.dtype
    x, w = (jnp.asarray(z) for z in inside)
    y, n, s = (jnp.asarray(z) for z in edge)
    N, d = x.shape

    def term(theta, p, i):                    # d/dx_i (k du/dx_i), at one point
        unit = (jnp.arange(d) == i).astype(p.dtype)

        def flux(p):
            T, slope = jax.jvp(lambda z: u(theta, z), (p,), (unit,))
            return k(p, T) * slope

        return jax.jvp(flux, (p,), (unit,))[1].astype(dtype)

    def surface(theta, p, normal):
        T, slope = jax.jvp(lambda z: u(theta, z), (p,), (normal,))
        return (k(p, T) * slope + g(p, T)).astype(dtype)

    # The divergence is a sum over directions, and so is its gradient by theta: both are added up
    # direction by direction, so that nothing of the size N d d (or N d P) is ever kept.
    each = jax.vmap(jax.value_and_grad(term), (None, 0, None))

    def add(total, i):
        value, slope = each(theta, x, i)
        return (total[0] + value, total[1] + slope), None

    zero = jnp.zeros(N, dtype), jnp.zeros((N, theta.shape[0]), dtype)
    (e, e_rows), _ = jax.lax.scan(add, zero, jnp.arange(d))
    e = e + jax.vmap(lambda p: jnp.asarray(q(p), dtype))(x)
    b, b_rows = jax.vmap(jax.value_and_grad(surface), (None, 0, 0))(theta, y, n)

    root = jnp.sqrt(jnp.concatenate([w, s]))
    r = root * jnp.concatenate([e, b])
    J = root[:, None] * jnp.concatenate([e_rows, b_rows])
    return r.astype(dtype), J.astype(dtype)


def jacobian(residuals, theta):               # r (N,), J (N, P); a row or a column at a time
    P = theta.shape[0]
    r, pull = jax.vjp(residuals, theta)
    N = r.shape[0]
    if N < P:
        row = lambda i: pull((jnp.arange(N) == i).astype(r.dtype))[0]
        return r, jax.lax.map(row, jnp.arange(N))

    def column(i):
        unit = (jnp.arange(P) == i).astype(theta.dtype)
        return jax.jvp(residuals, (theta,), (unit,))[1]

    return r, jax.lax.map(column, jnp.arange(P)).T


def damped(residuals, theta, scale, mu):
    theta = jnp.asarray(theta)
    mu = jnp.asarray(mu, theta.dtype)
    r, J = jacobian(residuals, theta)
    K = J * scale                             # by z = d / scale
    # Thin singular value decomposition of K itself: no square of K, neither for tall nor for wide.
    U, sigma, Vt = jnp.linalg.svd(K, full_matrices=False)
    z = -Vt.T @ (sigma / (sigma**2 + mu) * (U.T @ r))
    # K^T r = -(K^T K + mu) z, so the difference of squares is a sum of positive numbers:
    predicted = jnp.sum((K @ z) ** 2) + 2 * mu * jnp.sum(z**2)

    new = theta + scale * z
    r_new = residuals(new)
    actual = jnp.sum((r - r_new) * (r + r_new))
    accepted = jnp.all(jnp.isfinite(r_new)) & (actual > predicted / 10)
    return (jnp.where(accepted, new, theta), jnp.where(accepted, mu / 3, 4 * mu),
            accepted, predicted)
