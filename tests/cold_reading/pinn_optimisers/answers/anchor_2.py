"""Two pieces of least-squares fits: the residuals of a heat equation, and one damped step."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def heat_rows(u, k, q, g, theta, inside, edge):
    theta = jnp.asarray(theta)
    dtype = theta.dtype
    x_in, w = (jnp.asarray(a) for a in inside)
    x_ed, normal, s = (jnp.asarray(a) for a in edge)
    dim = x_in.shape[1]
    zero = jnp.zeros((), dtype)

    def flux(theta, x, direction, t):
        # k du/dt at the place x + t direction
        def along(t):
            return u(theta, x + t * direction)

        return k(x + t * direction, along(t)) * jax.grad(along)(t)

    def second(theta, x, direction):
        # one term of the divergence: the derivative of the flux along its own axis
        return jax.grad(lambda t: flux(theta, x, direction, t).astype(dtype))(zero)

    def surface(theta, x, n):
        return (flux(theta, x, n, zero) + g(x, u(theta, x))).astype(dtype)

    # One axis at a time, value and derivatives by theta together: then nothing of the size
    # N d^2 or N d P is ever made, and reverse mode never has to go back through the scan.
    rows = jax.vmap(jax.value_and_grad(second), in_axes=(None, 0, None))

    def body(carry, i):
        e, je = carry
        direction = (jnp.arange(dim) == i).astype(dtype)
        de, dj = rows(theta, x_in, direction)
        return (e + de.astype(dtype), je + dj.astype(dtype)), None

    start = (jnp.zeros((x_in.shape[0],), dtype), jnp.zeros((x_in.shape[0], theta.shape[0]), dtype))
    (e, je), _ = jax.lax.scan(body, start, jnp.arange(dim))
    e = e + jax.vmap(lambda x: jnp.asarray(q(x), dtype))(x_in)

    b, jb = jax.vmap(jax.value_and_grad(surface), in_axes=(None, 0, 0))(theta, x_ed, normal)

    root_w = jnp.sqrt(w)
    root_s = jnp.sqrt(s)
    r = jnp.concatenate([root_w * e, root_s * b])
    jac = jnp.concatenate([root_w[:, None] * je, root_s[:, None] * jb])
    return r.astype(dtype), jac.astype(dtype)


def damped(residuals, theta, scale, mu):
    theta = jnp.asarray(theta)
    mu = jnp.asarray(mu, theta.dtype)
    r = residuals(theta)
    n, p = r.shape[0], theta.shape[0]

    # Rows or columns, whichever are fewer: a P x P or N x N identity could be far too large.
    jac = jax.jacrev(residuals)(theta) if n < p else jax.jacfwd(residuals)(theta)

    # z = d / scale minimises |r + A z|^2 + mu |z|^2.  With the thin SVD A is never squared.
    a = jac * scale[None, :]
    left, sv, right = jnp.linalg.svd(a, full_matrices=False)
    b = left.T @ r
    denominator = sv * sv + mu
    z = -(right.T @ (sv / denominator * b))
    d = scale * z

    # |r|^2 - |r + A z|^2 = sum of b^2 (1 - (mu / (s^2 + mu))^2), here without any subtraction
    predicted = jnp.sum((b * sv / denominator) ** 2 * (sv * sv + 2.0 * mu))

    trial = theta + d
    r_new = residuals(trial)
    actual = jnp.sum((r - r_new) * (r + r_new))
    accepted = jnp.all(jnp.isfinite(r_new)) & (actual > predicted / 10.0)

    new_theta = jnp.where(accepted, trial, theta)
    new_mu = jnp.where(accepted, mu / 3.0, 4.0 * mu)
    return new_theta, new_mu, accepted, predicted
