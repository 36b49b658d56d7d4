import jax
jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np
from numpy.polynomial import Chebyshev

# ---- 1. the ring
def d(f, argument):                                  # df/d(argument), a function as f is
    def derivative(x, t):
        one, zero = jnp.ones_like(x), jnp.zeros_like(x)
        return jax.jvp(f, (x, t), (one, zero) if argument == "x" else (zero, one))[1]
    return derivative

def residual(u, x, t):
    x, t = jnp.asarray(x, jnp.float64), jnp.asarray(t, jnp.float64)
    u_x, u_t = d(u, "x"), d(u, "t")
    flux = lambda x, t: (1 + 0.5 * jnp.sin(2 * jnp.pi * x / 3)) * u_x(x, t)
    return (d(u_t, "t")(x, t) + 0.1 * u_t(x, t) - d(flux, "x")(x, t)
            - 0.2 * d(d(u_t, "x"), "x")(x, t) + jnp.sin(u(x, t)))

def trial(net, g, h):
    def u(x, t):
        x, t = jnp.asarray(x, jnp.float64), jnp.asarray(t, jnp.float64)
        angle = 2 * jnp.pi * x / 3
        z = jnp.stack([jnp.cos(angle), jnp.sin(angle), t])
        return g(x) + t * h(x) + t * t * net(z)[0]
    return u

def loss(theta, net, g, h, points, source):
    u = trial(lambda z: net(theta, z), g, h)
    points, source = jnp.asarray(points), jnp.asarray(source)
    left = jax.vmap(lambda p: residual(u, p[0], p[1]))(points)
    return jnp.mean((left - source) ** 2)

# ---- 2. the error.  e'' is a sum of Chebyshev polynomials; e' is its integral from 1 and e the integral
# of that from 0, so that e(0) = 0 and e'(1) = 0 for all coefficients c.
N = 128
NODES = 0.5 - 0.5 * np.cos(np.pi * (np.arange(N) + 0.5) / N)
PLACES = np.arange(201) / 200
_second = [Chebyshev.basis(j, domain=[0, 1]) for j in range(N)]
_first = [p.integ(lbnd=1) for p in _second]
_zeroth = [p.integ(lbnd=0) for p in _first]
TABLES = np.stack([np.stack([p(NODES) for p in row], axis=1) for row in (_zeroth, _first, _second)])
OUT = np.stack([p(PLACES) for p in _zeroth], axis=1)

def error(residual, u):
    def jet(x):
        parts = u(x), jax.jacfwd(u)(x), jax.jacfwd(jax.jacfwd(u))(x)
        return jnp.stack([jnp.reshape(p, ()) for p in parts])

    @jax.jit
    def evaluate(a):                                 # R and its slopes by v, v', v'' at the nodes
        def one(x, a):
            def value(a):
                v = lambda y: a[0] + (y - x) * (a[1] + 0.5 * a[2] * (y - x))
                return jnp.reshape(residual(v, x), ())
            return value(a), jax.jacfwd(value)(a)
        return jax.vmap(one)(jnp.asarray(NODES), a)

    base = np.asarray(jax.vmap(jet)(jnp.asarray(NODES)))
    top = np.abs(base[:, 0]).max()
    size = lambda c: np.abs(OUT @ c).max()
    def linear(c):                                   # R(u - e) and the matrix of R'(u - e)
        r, slope = evaluate(jnp.asarray(base - (TABLES @ c).T))
        return np.asarray(r), np.einsum("nk,knj->nj", np.asarray(slope), TABLES)
    start = linear(np.zeros(N))[0]
    def solve(M, r):                                 # None where there is no finite answer
        if not (np.isfinite(M).all() and np.isfinite(r).all()):
            return None
        try:
            scale = np.abs(M).max(axis=1)
            c = np.linalg.solve(M / scale[:, None], r / scale)
        except np.linalg.LinAlgError:
            return None
        return c if np.isfinite(c).all() else None
    def newton(c, s, last=np.inf):                   # R(u - e) = (1 - s) R(u)
        for _ in range(12):
            r, M = linear(c)
            dc = solve(M, r - (1 - s) * start)
            if dc is None or size(dc) > 0.5 * last:
                return None
            c, last = c + dc, size(dc)
            if last <= 1e-3 * size(c) + 1e-12 * top:
                dc = solve(*linear(c)[::-1]) if s == 1 else None         # a last one
                return c if dc is None else c + dc
        return None

    def follow():                                    # from u to the solution in small steps
        c, s, step = np.zeros(N), 0.0, 0.1
        while s < 1 and step > 1e-4:
            target = s + step if s + step < 1 - 1e-9 else 1.0
            new = newton(c, target)
            if new is None:
                step /= 2
            else:
                c, s, step = new, target, min(0.1, 1.5 * step)
        return c if s == 1 else None

    def averaged():                                  # R(u) = (mean of R' between u and v*) e
        c, (p, w) = np.zeros(N), np.polynomial.legendre.leggauss(8)
        for _ in range(60):
            M = sum(0.5 * b * linear((0.5 + 0.5 * a) * c)[1] for a, b in zip(p, w))
            new = solve(M, start)
            if new is None:
                break
            c = 0.5 * (c + new)
        new = newton(c, 1.0)
        return c if new is None else new

    c = follow()
    if c is None or size(c) > 0.26 * top:
        other = averaged()
        c = other if c is None or size(other) < size(c) else c
    return jnp.asarray(OUT @ c)
