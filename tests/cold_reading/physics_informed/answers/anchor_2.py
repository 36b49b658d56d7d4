import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from numpy.polynomial import chebyshev as cheb  # noqa: E402


def residual(u, x, t):
    x = jnp.asarray(x, dtype=jnp.float64)
    t = jnp.asarray(t, dtype=jnp.float64)
    u_x = jax.grad(u, 0)
    u_t = jax.grad(u, 1)
    u_tt = jax.grad(u_t, 1)
    u_xx = jax.grad(u_x, 0)
    u_xxt = jax.grad(u_xx, 1)

    def flux(x, t):
        return (1.0 + 0.5 * jnp.sin(2.0 * jnp.pi * x / 3.0)) * u_x(x, t)

    return (u_tt(x, t) + 0.1 * u_t(x, t) - jax.grad(flux, 0)(x, t)
            - 0.2 * u_xxt(x, t) + jnp.sin(u(x, t)))


def trial(net, g, h):
    """Hard conditions: u = g + t h + t^2 N(cos, sin, t); the t^2 leaves u_tt at t = 0 free."""
    def u(x, t):
        x = jnp.asarray(x, dtype=jnp.float64)
        t = jnp.asarray(t, dtype=jnp.float64)
        a = 2.0 * jnp.pi * x / 3.0
        z = jnp.stack([jnp.cos(a), jnp.sin(a), t])
        return g(x) + t * h(x) + t * t * net(z)[0]
    return u


def loss(theta, net, g, h, points, source):
    points = jnp.asarray(points)
    source = jnp.asarray(source)
    u = trial(lambda z: net(theta, z), g, h)
    lhs = jax.vmap(lambda p: residual(u, p[0], p[1]))(points)
    return jnp.mean((lhs - source) ** 2)


def error(residual, u):
    """Solve R(u - e) = 0, e(0) = 0, e'(1) = 0 for e, a Chebyshev series, by Newton with continuation."""
    n = 96
    eye = np.eye(n + 1)

    def basis(s, m):  # m-th derivative in x of T_k(s), s = 2 x - 1
        return cheb.chebvander(s, n - m) @ cheb.chebder(eye, m) * 2.0 ** m

    s_in = np.cos((2 * np.arange(n - 1) + 1) * np.pi / (2 * (n - 1)))
    x_in = jnp.asarray(0.5 * (s_in + 1.0))
    b0, b1, b2 = basis(s_in, 0), basis(s_in, 1), basis(s_in, 2)
    ends = np.concatenate([basis(np.array([-1.0]), 0), basis(np.array([1.0]), 1)])
    grid = basis(2.0 * np.arange(201) / 200.0 - 1.0, 0)

    def at_point(abc, x):
        # R sees only v, v', v'' at x: e may be replaced by its parabola there
        def v(y):
            d = y - x
            return u(y) - (abc[0] + abc[1] * d + 0.5 * abc[2] * d * d)
        return residual(v, x)

    both = jax.jit(jax.vmap(jax.value_and_grad(at_point)))

    def values(c):
        r, dr = both(jnp.asarray(np.stack([b0 @ c, b1 @ c, b2 @ c], axis=1)), x_in)
        return np.asarray(r), np.asarray(dr)

    def step(c, target):
        """Newton step for R(u - e) = target."""
        r, dr = values(c)
        scale = dr[:, 2]
        with np.errstate(all="ignore"):
            rows = (dr[:, 0:1] * b0 + dr[:, 1:2] * b1) / scale[:, None] + b2
            rhs = (target - r) / scale
        if not (np.all(np.isfinite(rows)) and np.all(np.isfinite(rhs))):
            return np.full(n + 1, np.nan)
        try:
            return np.linalg.solve(np.concatenate([rows, ends]), np.concatenate([rhs, -(ends @ c)]))
        except np.linalg.LinAlgError:
            return np.full(n + 1, np.nan)

    def size(c):
        return np.max(np.abs(grid @ c))

    # continuation from e = 0: R(u - e) = (1 - s) R(u), s from 0 to 1
    c, s, ds = np.zeros(n + 1), 0.0, 0.25
    r0 = values(c)[0]
    while s < 1.0 and ds > 1e-4:
        s_new, c_new, first, last, good = min(1.0, s + ds), c, None, None, False
        for _ in range(9):
            d = step(c_new, (1.0 - s_new) * r0)
            now = size(d)
            if first is None:
                first = now
            elif not now <= 0.5 * last:
                break
            c_new, last = c_new + d, now
            if now <= 0.02 * first:
                good = True
                break
        if good:
            c, s, ds = c_new, s_new, 2.0 * ds
        else:
            ds *= 0.5
    # damped Newton to the end
    for _ in range(40):
        d = step(c, 0.0)
        lam = 1.0
        while lam > 1e-3 and not size(step(c + lam * d, 0.0)) < size(d):
            lam *= 0.5
        if lam <= 1e-3:
            break
        c = c + lam * d
        if size(d) <= 1e-10 * size(c):
            break
    return jnp.asarray(grid @ c)
