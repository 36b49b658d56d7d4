import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def heat_rows(u, k, q, g, theta, inside, edge):
    def flux(theta, x, v):
        T, slope = jax.jvp(lambda x: u(theta, x), (x,), (v,))
        return T, k(x, T) * slope

    def equation(theta, x, w):
        def add(total, v):
            return total + jax.jvp(lambda x: flux(theta, x, v)[1], (x,), (v,))[1], None

        directions = jnp.eye(x.shape[0], dtype=x.dtype)
        divergence = jax.lax.scan(add, jnp.zeros((), x.dtype), directions)[0]
        return jnp.sqrt(w) * (divergence + q(x))

    def surface(theta, x, n, s):
        T, outward = flux(theta, x, n)
        return jnp.sqrt(s) * (outward + g(x, T))

    def rows(f, points):
        axes = (None,) + (0,) * len(points)
        return jax.vmap(jax.value_and_grad(f), axes)(theta, *points)

    pairs = zip(rows(equation, inside), rows(surface, edge), strict=True)
    return tuple(jnp.concatenate(pair) for pair in pairs)


def damped(residuals, theta, scale, mu):
    r = residuals(theta)
    jacobian = jax.jacfwd if len(r) > len(theta) else jax.jacrev
    J = jacobian(residuals)(theta)
    U, s, Vt = jnp.linalg.svd(J * scale, full_matrices=False)
    c = U.T @ r
    d = -scale * (Vt.T @ (s * c / (s**2 + mu)))
    share = s**2 / (s**2 + mu)
    predicted = jnp.sum(c**2 * share * (2 - share))
    new = residuals(theta + d)
    actual = jnp.sum(r**2) - jnp.sum(new**2)
    accepted = jnp.all(jnp.isfinite(new)) & (actual > predicted / 10)
    return (
        jnp.where(accepted, theta + d, theta),
        jnp.where(accepted, mu / 3, mu * 4),
        accepted,
        predicted,
    )
