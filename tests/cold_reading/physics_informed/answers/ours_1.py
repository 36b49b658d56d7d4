import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from numpy.polynomial import chebyshev

# ---------------------------------------------------------------- 1. the ring
WAVE = 2 * np.pi / 3


def d(f, argument):
    """df/d(argument), a function of (x, t) as f is."""
    def derivative(x, t):
        one, zero = jnp.ones_like(x), jnp.zeros_like(x)
        direction = (one, zero) if argument == "x" else (zero, one)
        return jax.jvp(f, (x, t), direction)[1]
    return derivative


def residual(u, x, t):
    x, t = jnp.asarray(x, dtype=float), jnp.asarray(t, dtype=float)
    u_t, u_x = d(u, "t"), d(u, "x")

    def flux(x, t):
        return (1 + 0.5 * jnp.sin(WAVE * x)) * u_x(x, t)

    u_xxt = d(d(u_x, "x"), "t")(x, t)
    return (d(u_t, "t")(x, t) + 0.1 * u_t(x, t) - d(flux, "x")(x, t)
            - 0.2 * u_xxt + jnp.sin(u(x, t)))


def trial(net, g, h):
    """Start and speed by t^2, the period by what the network is given."""
    def u(x, t):
        x, t = jnp.asarray(x, dtype=float), jnp.asarray(t, dtype=float)
        z = jnp.stack([jnp.cos(WAVE * x), jnp.sin(WAVE * x), t])
        return g(x) + t * h(x) + t * t * net(z)[0]
    return u


def loss(theta, net, g, h, points, source):
    points, source = jnp.asarray(points), jnp.asarray(source)
    u = trial(lambda z: net(theta, z), g, h)
    left = jax.vmap(lambda p: residual(u, p[0], p[1]))(points)
    return jnp.mean((left - source) ** 2)


# ---------------------------------------------------------------- 2. the error
def tables(y, n):
    """w, w', w'' at x = (y + 1) / 2, a column for each w'' = T_j(y); w(0) = 0, w'(1) = 0."""
    second = np.eye(n)
    first = chebyshev.chebint(second, lbnd=1, scl=0.5)       # from x = 1
    value = chebyshev.chebint(first, lbnd=-1, scl=0.5)       # from x = 0
    return [chebyshev.chebvander(y, len(c) - 1) @ c for c in (value, first, second)]


def error(residual, u):
    n = 120
    y = np.cos(np.pi * (np.arange(n) + 0.5) / n)
    table = np.stack(tables(y, n))                           # (3, n, n)
    nodes = jnp.asarray((y + 1) / 2)

    def local(w, x):
        """R(u + correction) at x, where the correction has value and derivatives w at x."""
        def v(z):
            s = z - x
            return u(z) + w[0] + w[1] * s + 0.5 * w[2] * s * s
        return jnp.reshape(residual(v, x), ())

    @jax.jit
    def left_and_slopes(w):                                  # w: (n, 3)
        return jax.vmap(local)(w, nodes), jax.vmap(jax.jacfwd(local))(w, nodes)

    def newton(c, target):
        """A Newton step for R(u + w(c)) = target: the new c, and the size of the change of w."""
        left, slopes = map(np.asarray, left_and_slopes(jnp.asarray((table @ c).T)))
        if not (np.isfinite(left).all() and np.isfinite(slopes).all()):
            return c, np.inf
        matrix = sum(slopes[:, i, None] * table[i] for i in range(3))
        scale = np.abs(matrix).max(axis=1)
        scale = np.where(scale > 0, scale, 1.0)
        try:
            step = np.linalg.solve(matrix / scale[:, None], (target - left) / scale)
        except np.linalg.LinAlgError:
            return c, np.inf
        return c + step, np.abs(table[0] @ step).max()

    # Continuation: R(u + w) = (1 - s) R(u) from s = 0, w = 0 to s = 1, so that Newton's steps
    # stay near the path from u to the exact solution next to it.
    start = np.asarray(left_and_slopes(jnp.zeros((n, 3)))[0])
    tiny = 1e-11 * max(float(jnp.abs(jax.vmap(u)(nodes)).max()), 1e-3)
    c, s, ds = np.zeros(n), 0.0, 1 / 16
    for _ in range(400):
        if s >= 1 or ds < 1e-5:
            break
        ahead = min(s + ds, 1.0)
        target = (1 - ahead) * start
        c1, size1 = newton(c, target)
        c2, size2 = newton(c1, target)
        if np.isfinite(size1) and size2 <= max(0.1 * size1, tiny):
            c, s = newton(c2, target)[0], ahead
            ds = min(2 * ds, 1 / 8)
        else:
            ds /= 2

    for _ in range(6):                                       # what is left, to rounding
        c, size = newton(c, 0.0)
        if not size > 1e-14:
            break

    x = np.arange(201) / 200
    return jnp.asarray(-tables(2 * x - 1, n)[0] @ c)
