import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from numpy.polynomial import chebyshev as cheb

W = 2.0 * np.pi / 3.0


def residual(u, x, t):
    x = jnp.asarray(x, dtype=jnp.float64)
    t = jnp.asarray(t, dtype=jnp.float64)
    u_x = jax.grad(u, 0)
    u_t = jax.grad(u, 1)
    u_tt = jax.grad(u_t, 1)
    u_xxt = jax.grad(jax.grad(u_x, 0), 1)

    def flux(x, t):
        return (1.0 + 0.5 * jnp.sin(W * x)) * u_x(x, t)

    flux_x = jax.grad(flux, 0)
    return u_tt(x, t) + 0.1 * u_t(x, t) - flux_x(x, t) - 0.2 * u_xxt(x, t) + jnp.sin(u(x, t))


def trial(net, g, h):
    # the factor t^2 leaves u and u_t alone at t = 0 and vanishes nowhere else;
    # cos and sin of the angle make u periodic with all its derivatives, and tell all points of the ring apart
    def u(x, t):
        z = jnp.stack([jnp.cos(W * x), jnp.sin(W * x), jnp.asarray(t, dtype=jnp.float64)])
        return g(x) + t * h(x) + t**2 * net(z)[0]

    return u


def loss(theta, net, g, h, points, source):
    points = jnp.asarray(points)
    u = trial(lambda z: net(theta, z), g, h)
    lhs = jax.vmap(lambda p: residual(u, p[0], p[1]))(points)
    return jnp.mean((lhs - jnp.asarray(source)) ** 2)


def _integrals(y, n):
    """Values at y of e, e', e'' for e'' = T_k(y), y = 2x - 1, with e(x=0) = 0 and e'(x=1) = 0."""
    e0, e1, e2 = [], [], []
    for k in range(n):
        c2 = np.zeros(n)
        c2[k] = 1.0
        c1 = cheb.chebint(c2, lbnd=1, scl=0.5)
        c0 = cheb.chebint(c1, lbnd=-1, scl=0.5)
        e0.append(cheb.chebval(y, c0))
        e1.append(cheb.chebval(y, c1))
        e2.append(cheb.chebval(y, c2))
    return np.stack(e0, 1), np.stack(e1, 1), np.stack(e2, 1)


def error(residual, u):
    # v* = u - e, with e(0) = 0 and e'(1) = 0.  Unknowns: Chebyshev coefficients a of e''.
    n = 128
    y = np.cos(np.pi * (np.arange(n) + 0.5) / n)
    x = jnp.asarray(0.5 * (y + 1.0))
    a0, a1, a2 = _integrals(y, n)
    grid = np.arange(201) / 200.0
    out = _integrals(2.0 * grid - 1.0, n)[0]
    umax = float(np.max(np.abs(np.asarray(jax.vmap(u)(jnp.asarray(grid))))))

    # R takes only v, v', v'' at x: a parabola around x stands for e there
    def local(e0, e1, e2, x):
        return residual(lambda s: u(s) - (e0 + (s - x) * (e1 + 0.5 * e2 * (s - x))), x)

    both = jax.jit(jax.vmap(jax.value_and_grad(local, (0, 1, 2))))

    def evaluate(a):
        r, f = both(jnp.asarray(a0 @ a), jnp.asarray(a1 @ a), jnp.asarray(a2 @ a), x)
        f0, f1, f2 = (np.asarray(q)[:, None] for q in f)
        return np.asarray(r), f0 * a0 + f1 * a1 + f2 * a2

    start = evaluate(np.zeros(n))[0]

    def step(a, s):
        """One Newton step for R(u - e) = (1 - s) R(u), and its size; None where it fails."""
        r, jac = evaluate(a)
        r = r - (1.0 - s) * start
        if not (np.all(np.isfinite(r)) and np.all(np.isfinite(jac))):
            return None
        try:
            da = np.linalg.solve(jac, -r)
        except np.linalg.LinAlgError:
            return None
        return a + da, np.max(np.abs(a0 @ da))

    def newton(a, s):
        """Newton's method, given up where it does not contract well."""
        last = None
        for _ in range(12):
            new = step(a, s)
            if new is None or not np.isfinite(new[1]):
                return None
            a, d = new
            if d <= 1e-5 * np.max(np.abs(a0 @ a)) + 1e-11 * umax:
                return a
            if last is not None and d > 0.25 * last:
                return None
            last = d
        return None

    # follow the solution from u (s = 0) to v* (s = 1), in one step where Newton allows it
    a, s, ds = np.zeros(n), 0.0, 1.0
    while s < 1.0 and ds > 1e-4:
        goal = min(1.0, s + ds)
        new = newton(a, goal)
        if new is None:
            ds = 0.5 * ds
        else:
            a, s, ds = new, goal, 1.5 * ds
    for _ in range(4 if s >= 1.0 else 15):
        new = step(a, 1.0)
        if new is not None and np.isfinite(new[1]):
            a = new[0]
    return jnp.asarray(out @ a)
