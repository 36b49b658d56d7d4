import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from numpy.polynomial import chebyshev

WAVE = 2 * np.pi / 3


# 1. The ring.

def d(f, argument):                              # df/d(argument), a function as f is
    def derivative(x, t):
        if argument == "x":
            return jax.jvp(lambda y: f(y, t), (x,), (jnp.ones_like(x),))[1]
        return jax.jvp(lambda y: f(x, y), (t,), (jnp.ones_like(t),))[1]
    return derivative


def residual(u, x, t):
    x, t = jnp.asarray(x, jnp.float64), jnp.asarray(t, jnp.float64)
    k = 1 + 0.5 * jnp.sin(WAVE * x)
    k_x = 0.5 * WAVE * jnp.cos(WAVE * x)
    u_x, u_t = d(u, "x"), d(u, "t")
    u_xx, u_tt = d(u_x, "x"), d(u_t, "t")
    flux_x = k_x * u_x(x, t) + k * u_xx(x, t)    # (k u_x)_x
    return (u_tt(x, t) + 0.1 * u_t(x, t) - flux_x - 0.2 * d(u_xx, "t")(x, t)
            + jnp.sin(u(x, t)))


def trial(net, g, h):
    def u(x, t):
        z = jnp.stack([jnp.cos(WAVE * x), jnp.sin(WAVE * x), jnp.asarray(t, jnp.float64)])
        return g(x) + t * h(x) + t * t * net(z)[0]
    return u


def loss(theta, net, g, h, points, source):
    u = trial(lambda z: net(theta, z), g, h)
    points, source = jnp.asarray(points), jnp.asarray(source)
    left = jax.vmap(lambda p: residual(u, p[0], p[1]))(points)
    return jnp.mean((left - source) ** 2)


# 2. The error: R(u - e) = 0 with e(0) = 0 and e'(1) = 0, by Chebyshev collocation, Newton's
#    steps, and a path R(u - e) = (1 - s) R(u) from s = 0 to 1, as e may be no first order.

def table(x, order, n):                          # derivatives of n + 1 Chebyshev polynomials
    c = np.eye(n + 1)
    if order:
        c = chebyshev.chebder(c, order, scl=2.0)
    return chebyshev.chebvander(2 * np.asarray(x) - 1, n - order) @ c


def error(residual, u):
    n = 80
    x = (1 + np.cos(np.pi * np.arange(1, n) / n)) / 2
    B = np.stack([table(x, order, n) for order in range(3)])          # (3, n - 1, n + 1)
    ends = np.concatenate([table([0.0], 0, n), table([1.0], 1, n)])

    def local(p, x):                             # R(u - e), if e, e', e'' at x are p
        def v(y):
            s = y - x
            return u(y) - (p[0] + p[1] * s + 0.5 * p[2] * s * s)
        return jnp.reshape(residual(v, x), ())

    value = jax.jit(jax.vmap(local))
    slope = jax.jit(jax.vmap(jax.jacfwd(local)))
    places = jnp.asarray(x)
    size = np.max(np.abs(np.asarray(jax.vmap(u)(places))))

    def step(c, target):
        p = jnp.asarray((B @ c).T)               # (n - 1, 3)
        r, J = np.asarray(value(p, places)), np.asarray(slope(p, places))
        A = np.concatenate([np.einsum("ik,kij->ij", J, B), ends])
        b = np.concatenate([target - r, -ends @ c])
        scale = np.max(np.abs(A), axis=1)
        if not (np.all(np.isfinite(A)) and np.all(np.isfinite(b)) and np.all(scale > 0)):
            return None
        try:
            return np.linalg.solve(A / scale[:, None], b / scale)
        except np.linalg.LinAlgError:
            return None

    def newton(c, target, steps):
        for _ in range(steps):
            dc = step(c, target)
            if dc is None:
                return None
            c = c + dc
            if np.max(np.abs(B[0] @ dc)) <= 1e-3 * np.max(np.abs(B[0] @ c)) + 1e-12 * size:
                return c
        return None

    start = np.asarray(value(jnp.zeros((n - 1, 3)), places))
    c, s, ds = np.zeros(n + 1), 0.0, 0.1
    while s < 1 - 1e-12 and ds > 1e-3:
        new = min(1.0, s + ds)
        c_new = newton(c, (1 - new) * start, 8)
        if c_new is None:
            ds = ds / 2
        else:
            c, s, ds = c_new, new, min(0.1, 1.5 * ds)
    if s < 1 - 1e-12:                            # the path was lost: from where it is, plainly
        for guess in (c, np.zeros(n + 1)):
            c_new = newton(guess, 0.0 * start, 40)
            if c_new is not None:
                c = c_new
                break
    for _ in range(2):                           # the last digits
        dc = step(c, 0.0 * start)
        if dc is not None and np.all(np.isfinite(dc)):
            c = c + dc
    return jnp.asarray(table(np.linspace(0, 1, 201), 0, n) @ c)
