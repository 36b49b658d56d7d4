import jax
import jax.numpy as jnp
from jax import lax


# ----------------------------------------------------------------------------
# 1. vapour fraction
# ----------------------------------------------------------------------------

def _const(a):
    """The same numbers, passed through integers, so that they carry no derivative."""
    return a.view(jnp.int32).view(jnp.float32)


def _high(a):
    """The upper 12 significant bits of each number (a - _high(a) is exact)."""
    return (a.view(jnp.int32) & -4096).view(jnp.float32)


def _careful_sum(terms):
    """Sum of a 1-D array in which the rounding errors are summed up as well."""
    zero = jnp.zeros((), jnp.float32)

    def step(carry, t):
        s, e = carry
        new = s + t
        b = new - s
        err = (s - (new - b)) + (t - b)
        return (new, e + err), new

    (s, e), _ = lax.scan(step, (zero, zero), terms)
    return s + e


def vapour_fraction(K, z):
    K = jnp.asarray(K, jnp.float32)
    z = jnp.asarray(z, jnp.float32)
    n = K.shape[0]
    if n == 0:
        return jnp.zeros((), jnp.float32)

    # ---- the value, found without derivatives --------------------------------
    K0 = _const(K)
    z0 = _const(z)
    c0 = K0 - 1.0

    # Components with K near 1: z c / (1 + V c) = z c - V z c^2 / (1 + V c), where
    # the sum of the first parts is nearly exact and the second parts do not cancel.
    near = jnp.abs(c0) < 0.25
    ch, zh = _high(c0), _high(z0)
    cl, zl = c0 - ch, z0 - zh
    pieces = jnp.stack([zh * ch, zh * cl, zl * ch, zl * cl])   # exact products
    f_at_0 = _careful_sum(jnp.reshape(pieces, (-1,)))
    near_sum = _careful_sum(jnp.reshape(jnp.where(near, pieces, 0.0), (-1,)))

    def f(V, d):
        """f at V, where d is 1 + V (K - 1)."""
        q = c0 / d
        return near_sum + jnp.sum(jnp.where(near, -V * z0 * c0 * q, z0 * q))

    f_at_1 = f(1.0, K0)                       # minus infinity where some K is 0
    upper = f(0.5, 0.5 + 0.5 * K0) > 0        # the root is above 1/2
    interior = jnp.logical_and(f_at_0 > 0, f_at_1 < 0)
    edge = jnp.where(f_at_0 <= 0, 0.0, 1.0)

    # The unknown is x = V below 1/2 and x = 1 - V above, so that it stays accurate
    # close to either end.  d = 1 + V c, or d = K - (1 - V) c.
    s = jnp.where(upper, -1.0, 1.0)
    a0 = jnp.where(upper, K0, 1.0)

    def halve(i, bounds):
        lo, hi = bounds
        mid = 0.5 * (lo + hi)
        V = jnp.where(upper, 1.0 - mid, mid)
        root_is_right = jnp.not_equal(f(V, a0 + s * mid * c0) > 0, upper)
        return jnp.where(root_is_right, mid, lo), jnp.where(root_is_right, hi, mid)

    start = (jnp.zeros((), jnp.float32), jnp.full((), 0.5, jnp.float32))
    lo, hi = lax.fori_loop(0, 120, halve, start)
    x0 = jnp.where(interior, 0.5 * (lo + hi), 0.25)   # 0.25: harmless where unused

    # ---- the derivatives ------------------------------------------------------
    # h = d_m f, with m the component of the smallest K, has the same root as f and
    # is nearly straight even next to the pole of a salt at V = 1.
    is_m = jnp.arange(n) == jnp.argmin(K0)
    d0 = a0 + s * x0 * c0
    dm0 = jnp.sum(jnp.where(is_m, d0, 0.0))
    slope = -s * dm0 * jnp.sum(z0 * (c0 / d0) * (c0 / d0))     # dh/dx at the root
    slope = jnp.where(interior, slope, 1.0)
    close = d0 < 2.0 * dm0

    def h(x):
        """d_m f at x, of shape (1,), as a function of x, K and z."""
        c = K - 1.0
        d = jnp.where(upper, K, 1.0) + s * x * c
        V = jnp.where(upper, 1.0 - x, x)
        Km = jnp.sum(jnp.where(is_m, K, 0.0), keepdims=True)
        dm = jnp.sum(jnp.where(is_m, d, 0.0), keepdims=True)
        d_safe = jnp.where(is_m, 1.0, d)
        # d_m / d in two forms, each where it is accurate
        ratio = jnp.where(close, 1.0 + V * (Km - K) / d_safe, dm / d_safe)
        ratio = jnp.where(is_m, 1.0, ratio)
        return jnp.sum(z * c * ratio, keepdims=True)

    # Two Newton steps with a fixed slope: the value stays at x0; the first step
    # gives the first derivatives, the second one the second derivatives.
    x = x0 * jnp.ones((1,), jnp.float32)
    for _ in range(2):
        y = h(x)
        x = x - (y - _const(y)) / slope

    V = jnp.where(upper, 1.0 - x, x)
    return jnp.where(interior, V, edge)[0]


# ----------------------------------------------------------------------------
# 2. counted events
# ----------------------------------------------------------------------------

def counted(t, valid, tau, extends):
    t = jnp.asarray(t)
    valid = jnp.asarray(valid)
    if t.shape[0] == 0:
        return jnp.zeros((0,), bool)

    def step(carry, event):
        last, any_before = carry       # last event that made the detector dead
        ti, vi = event
        alive = jnp.logical_or(jnp.logical_not(any_before), ti - last >= tau)
        count = jnp.logical_and(vi, alive)
        makes_dead = jnp.logical_and(vi, jnp.logical_or(extends, count))
        new_last = jnp.where(makes_dead, ti, last)
        new_any = jnp.logical_or(any_before, makes_dead)
        return (new_last, new_any), count

    start = (jnp.zeros((), t.dtype), jnp.zeros((), bool))
    _, result = lax.scan(step, start, (t, valid))
    return result
