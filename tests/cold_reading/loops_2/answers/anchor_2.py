import jax
import jax.numpy as jnp
from jax import lax


# ---------------------------------------------------------------- problem 1

_POWERS = [2.0 ** k for k in range(-100, 101)]


def _power_above(m):
    """The smallest power of two >= m (1 if m is 0).

    m enters only through comparisons, so no derivative flows through the
    result, and scaling by it is exact.
    """
    p = jnp.array(_POWERS, jnp.float32)
    s = jnp.min(jnp.where(p >= m, p, p[-1]))
    return jnp.where(m > 0, s, 1.0)


def _accurate_dot(z, d):
    """sum(z * d) to about 36 bits, for z >= 0.

    The leading 12 bits of each number are multiplied and summed as integers
    (exactly); the rest is small.  The leading parts carry no derivative and
    the remainders carry all of it, so the derivatives of the result are those
    of sum(z * d).
    """
    zs = _power_above(jnp.max(z))
    ds = _power_above(jnp.max(jnp.abs(d)))
    z = z / zs
    d = d / ds
    zi = jnp.floor(z * 4096.0).astype(jnp.int32)
    di = jnp.floor(d * 4096.0).astype(jnp.int32)
    zh = zi.astype(jnp.float32) / 4096.0
    dh = di.astype(jnp.float32) / 4096.0
    zl = z - zh
    dl = d - dh
    p = zi * di
    ph = p // 4096
    pl = p - 4096 * ph
    lead = (jnp.sum(ph).astype(jnp.float32) / 4096.0
            + jnp.sum(pl).astype(jnp.float32) / 16777216.0)
    rest = jnp.sum(zh * dl + zl * dh + zl * dl)
    return zs * ds * (lead + rest)


def _mixture(K, z):
    d = K - 1.0
    near = jnp.abs(d) <= 0.25
    dn = jnp.where(near, d, 0.0)
    df = jnp.where(near, 0.0, d)
    first = _accurate_dot(jnp.where(near, z, 0.0), dn)
    return K, z, near, dn, df, first


def _f(m, V, W, s):
    """f, with W = 1 - V given separately (it is accurate near V = 1).

    For K near 1, d / (1 + V d) is written d - V d^2 / (1 + V d), so that the
    part that cancels is summed accurately.  s only scales intermediates.
    """
    K, z, near, dn, df, first = m
    den = V * K + W                      # = 1 + V (K - 1)
    den_near = jnp.where(near, den, 1.0)
    part_near = first - V * jnp.sum(z * (dn * dn / den_near))
    part_far = jnp.sum((z / s) * (df / (den / s)))
    return part_near + part_far


def _slope(m, V, W, s):
    """s * df/dV."""
    K, z, near, dn, df, first = m
    q = (dn + df) / ((V * K + W) / s)
    return -jnp.sum((z / s) * (q * q))


def vapour_fraction(K, z):
    K = jnp.asarray(K, jnp.float32)
    z = jnp.asarray(z, jnp.float32)
    if K.shape[0] == 0:
        return jnp.zeros((), jnp.float32)

    z = z / _power_above(jnp.max(z))     # V does not depend on the scale of z
    m = _mixture(K, z)
    f0 = _f(m, 0.0, 1.0, 1.0)
    f1 = _f(m, 1.0, 0.0, 1.0)            # -inf if some K is 0
    inside = (f0 > 0) & (f1 < 0)
    at_end = jnp.where(f0 <= 0, 0.0, 1.0)

    # Harmless numbers where there is no root, so that the part that is not
    # selected at the end has finite derivatives.
    K = jnp.where(inside, K, 2.0)
    z = jnp.where(inside, z, 1.0)
    m = _mixture(K, z)

    # Bisection for x, the smaller one of V and W = 1 - V.
    side = _f(m, 0.5, 0.5, 1.0) > 0      # True: V > 1/2, x is W

    def place(x):
        return jnp.where(side, 1.0 - x, x), jnp.where(side, x, 1.0 - x)

    def body(i, bounds):
        lo, hi = bounds
        mid = 0.5 * (lo + hi)
        V, W = place(mid)
        root_above_V = _f(m, V, W, 1.0) > 0
        up = root_above_V != side        # the root has a larger x than mid
        return jnp.where(up, mid, lo), jnp.where(up, hi, mid)

    init = (jnp.array(0.0, jnp.float32), jnp.array(0.5, jnp.float32))
    lo, hi = lax.fori_loop(0, 100, body, init)
    V0, W0 = place(0.5 * (lo + hi))

    # The bisection depends on K and z only through comparisons: V0 carries no
    # derivative.  Two Newton steps from the root give the exact first and
    # second derivatives.  The unknown is y, with V = V0 + s y.
    s = jnp.maximum(_power_above(jnp.min(V0 * K + W0)), 2.0 ** -50)
    g = _power_above(-_slope(m, V0, W0, s))
    y = 0.0
    for _ in range(2):
        V = V0 + s * y
        W = W0 - s * y
        y = y - (_f(m, V, W, s) / g) / (_slope(m, V, W, s) / g)
    return jnp.where(inside, V0 + s * y, at_end)


# ---------------------------------------------------------------- problem 2

def counted(t, valid, tau, extends):
    t = jnp.asarray(t)
    valid = jnp.asarray(valid, bool)
    tau = jnp.asarray(tau, t.dtype)
    extends = jnp.asarray(extends, bool)
    if t.shape[0] == 0:
        return jnp.zeros((0,), bool)

    def step(carry, x):
        last, seen = carry               # last time that makes dead, if any
        time, event = x
        # the difference of two events is below 2^31: no overflow; what comes
        # out for entries that are no events is not used
        dead = seen & (time - last < tau)
        hit = event & ~dead
        marks = event & (hit | extends)
        return (jnp.where(marks, time, last), seen | marks), hit

    init = (jnp.zeros((), t.dtype), jnp.array(False))
    _, hits = lax.scan(step, init, (t, valid))
    return hits
