import jax
import jax.numpy as jnp
from jax import lax


def vapour_fraction(K, z):
    K = jnp.asarray(K)
    z = jnp.asarray(z)
    n = K.shape[0]
    if n == 0:
        return jnp.array(0.0, jnp.float32)

    # The rules for V = 0 and V = 1 (only comparisons: no derivative flows here).
    f0 = jnp.sum(z * (K - 1.0))
    f1 = jnp.sum(z * (K - 1.0) / K)        # -inf where a K is 0
    inside = jnp.logical_and(f0 > 0, f1 < 0)

    # Where there is no inner root, go on with a harmless mixture, so that
    # nothing that is not finite reaches the values or derivatives by K and z.
    index = jnp.arange(n)
    K_safe = jnp.where(index % 2 == 0, 2.0, 0.25).astype(K.dtype)
    Ks = jnp.where(inside, K, K_safe)
    zs = jnp.where(inside, z, jnp.ones_like(z))
    delta = Ks - 1.0

    # Unknown u in (0, 0.5]: V itself below one half, 1 - V above, so that
    # roots close to 0 or 1 keep their relative precision.
    #   low:  1 + V d = 1 + u d          high:  1 + V d = K - u d
    high = jnp.sum(zs * delta / (1.0 + 0.5 * delta)) > 0
    one = jnp.ones_like(Ks)
    a = jnp.where(high, Ks, one)
    s = jnp.where(high, -1.0, 1.0).astype(K.dtype)

    def halve(i, bounds):
        lo, hi = bounds
        mid = 0.5 * (lo + hi)
        f = jnp.sum(zs * delta / (a + s * mid * delta))
        up = s * f > 0                     # the root lies above mid
        return jnp.where(up, mid, lo), jnp.where(up, hi, mid)

    # The bounds depend on K and z only through comparisons: zero derivative.
    lo, hi = lax.fori_loop(
        0, 150, halve,
        (jnp.array(0.0, K.dtype), jnp.array(0.5, K.dtype)))
    u = hi

    # Two Newton steps give the derivatives: the first step makes the first
    # derivatives right, the second step the second ones.  The equation is
    # solved for the component m with the steepest term, so that its (perhaps
    # very near) pole does not appear:
    #   z_m d_m / (a_m + s u d_m) + R(u) = 0
    #   G(u) = u + s (z_m d_m + a_m R) / (R d_m) = 0
    r0 = delta / (a + s * u * delta)
    is_m = index == jnp.argmax(zs * r0 * r0)
    zero = jnp.zeros_like(Ks)
    zm = jnp.sum(jnp.where(is_m, zs, zero))
    dm = jnp.sum(jnp.where(is_m, delta, zero))
    am = jnp.sum(jnp.where(is_m, a, zero))
    z_rest = jnp.where(is_m, zero, zs)

    for _ in range(2):
        r = delta / jnp.where(is_m, one, a + s * u * delta)
        R = jnp.sum(z_rest * r)
        G = u + s * (zm * dm + am * R) / (R * dm)
        slope = 1.0 + (zm / R) * (jnp.sum(z_rest * r * r) / R)
        u = u - G / slope

    root = jnp.where(high, 1.0 - u, u)
    edge = jnp.where(f0 > 0, 1.0, 0.0).astype(K.dtype)
    return jnp.where(inside, root, edge)


def counted(t, valid, tau, extends):
    t = jnp.asarray(t)
    valid = jnp.asarray(valid, bool)
    tau = jnp.asarray(tau, t.dtype)
    extends = jnp.asarray(extends, bool)
    if t.shape[0] == 0:
        return jnp.zeros((0,), bool)

    def step(carry, x):
        last, seen = carry                 # last event that made it dead; any event yet?
        ti, vi = x
        # The difference of two valid ticks is at most 2e9 and fits 32 bits.
        free = jnp.logical_or(jnp.logical_not(seen), ti - last >= tau)
        count = jnp.logical_and(vi, free)
        deadens = jnp.logical_or(count, jnp.logical_and(vi, extends))
        last = jnp.where(deadens, ti, last)
        seen = jnp.logical_or(seen, vi)
        return (last, seen), count

    start = (jnp.zeros((), t.dtype), jnp.array(False))
    _, result = lax.scan(step, start, (t, valid))
    return result
