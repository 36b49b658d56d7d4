import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def heat_rows(u, k, q, g, theta, inside, edge):
    theta = jnp.asarray(theta)
    dtype = theta.dtype
    x, w = (jnp.asarray(v) for v in inside)
    y, n, s = (jnp.asarray(v) for v in edge)
    d = x.shape[1]

    def term(theta, p, e):                     # e . grad (k e . grad u), e a unit vector
        def flux(p):
            T, slope = jax.jvp(lambda p: u(theta, p), (p,), (e,))
            return k(p, T) * slope
        return jax.jvp(flux, (p,), (e,))[1].astype(dtype)

    def surface(theta, p, normal):
        T, slope = jax.jvp(lambda p: u(theta, p), (p,), (normal,))
        return (k(p, T) * slope + g(p, T)).astype(dtype)

    # One direction after another; the derivative by theta is taken inside the loop, so that
    # nothing is kept for a backward pass through it, and no d x d Hessian is made.
    def add(carry, i):
        value, row = carry
        e = (jnp.arange(d) == i).astype(dtype)
        v, dv = jax.vmap(jax.value_and_grad(term), (None, 0, None))(theta, x, e)
        return (value + v, row + dv), None

    source = jax.vmap(lambda p: jnp.asarray(q(p), dtype))(x)
    first = source, jnp.zeros((len(x), len(theta)), dtype)
    (e_in, J_in), _ = jax.lax.scan(add, first, jnp.arange(d))
    e_on, J_on = jax.vmap(jax.value_and_grad(surface), (None, 0, 0))(theta, y, n)

    w, s = jnp.sqrt(w), jnp.sqrt(s)
    r = jnp.concatenate([w * e_in, s * e_on])
    J = jnp.concatenate([w[:, None] * J_in, s[:, None] * J_on])
    return r.astype(dtype), J.astype(dtype)


def jacobian(residuals, theta):                # r (N,), J (N, P); a row or a column at a time
    P = len(theta)
    N = jax.eval_shape(residuals, theta).shape[0]

    def unit(i, size):
        return (jnp.arange(size) == i).astype(theta.dtype)

    if N < P:
        r, pull = jax.vjp(residuals, theta)
        return r, jax.lax.map(lambda i: pull(unit(i, N))[0], jnp.arange(N))
    r, push = jax.linearize(residuals, theta)
    return r, jax.lax.map(lambda i: push(unit(i, P)), jnp.arange(P)).T


def damped(residuals, theta, scale, mu):
    theta = jnp.asarray(theta)
    mu = jnp.asarray(mu, theta.dtype)
    r, J = jacobian(residuals, theta)

    # With z = d / scale and A = J diag(scale) = U S V^T:  z = -V S / (S^2 + mu) U^T r.
    # The SVD does not square the condition number, and is as good for N < P as for N > P.
    U, S, Vt = jnp.linalg.svd(J * scale, full_matrices=False)
    z = S / (S**2 + mu) * (U.T @ r)            # of -V^T d / scale
    d = -scale * (Vt.T @ z)

    # |r|^2 - |r + J d|^2 = |J d|^2 + 2 mu |d / scale|^2: a sum of positive numbers
    predicted = jnp.sum((S**2 + 2 * mu) * z**2)

    new = residuals(theta + d)
    actual = jnp.sum((r - new) * (r + new))    # |r|^2 - |new|^2 with less cancellation
    accepted = jnp.all(jnp.isfinite(new)) & (actual > predicted / 10)
    new_theta = jnp.where(accepted, theta + d, theta)
    new_mu = jnp.where(accepted, mu / 3, 4 * mu)
    return new_theta, new_mu, accepted, predicted
