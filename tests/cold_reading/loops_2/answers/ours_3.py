import jax.numpy as jnp
from jax import lax


def _power_of_two(total):
    """A power of two that brings the positive number `total` to between 0.5 and 1."""
    scale = jnp.ones_like(total)
    scale = lax.while_loop(lambda s: s * total > 1.0, lambda s: 0.5 * s, scale)
    return lax.while_loop(lambda s: s * total < 0.5, lambda s: 2.0 * s, scale)


def _balance(s, K, z, left, mask, near):
    """f times the denominator of the component in `mask`: the same root, without its pole.

    The unknown `s` is V where `left` is true, and 1 - V elsewhere, so that it is
    precise at both ends.  `near` chooses between two ways to write the same sum.
    """
    c = K - 1.0
    V = jnp.where(left, s, 1.0 - s)
    d = jnp.where(left, 1.0 + s * c, K - s * c)            # 1 + V (K - 1)
    Ki = jnp.sum(jnp.where(mask, K, 0.0))
    di = jnp.where(left, 1.0 + s * (Ki - 1.0), Ki - s * (Ki - 1.0))
    d = jnp.where(mask, 1.0, d)
    d_near = jnp.where(near, d, 1.0)                       # inputs kept in their domains
    d_far = jnp.where(near, 1.0, d)
    # d_i / d_j = 1 + V (K_i - K_j) / d_j
    by_near = jnp.sum(z * c) + V * jnp.sum(z * c * jnp.where(mask, 0.0, Ki - K) / d_near)
    by_far = jnp.sum(z * c * jnp.where(mask, 1.0, di / d_far))
    return jnp.where(near, by_near, by_far)


def vapour_fraction(K, z):
    K, z = jnp.asarray(K), jnp.asarray(z)
    if K.shape[0] == 0:
        return jnp.zeros((), K.dtype)
    stop = lax.stop_gradient

    # V does not change when all amounts are multiplied by one constant.
    z = z * _power_of_two(jnp.sum(stop(z)))

    # Which kind of mixture?
    K0, z0 = stop(K), stop(z)
    salt = K0 <= 0.0
    at_0 = jnp.sum(z0 * (K0 - 1.0))
    at_1 = jnp.sum(z0 * (K0 - 1.0) / jnp.where(salt, 1.0, K0))
    inside = (at_0 > 0.0) & (jnp.any(salt) | (at_1 < 0.0))

    # The other kinds get a harmless mixture, and no derivative.
    K = jnp.where(inside, K, 1.0)
    z = jnp.where(inside, z, 1.0)
    K0, z0 = stop(K), stop(z)

    c0 = K0 - 1.0
    left = jnp.sum(z0 * c0 / (0.5 + 0.5 * K0)) <= 0.0      # the root is below 1/2
    sign = jnp.where(left, 1.0, -1.0)
    index = jnp.where(left, jnp.argmax(K0), jnp.argmin(K0))
    mask = jnp.arange(K.shape[0]) == index
    near = left | ((jnp.min(K0) > 0.5) & (jnp.max(K0) < 2.0))

    # Bisection, until no number is left between the two ends.
    def going(state):
        lo, hi, n = state
        mid = 0.5 * (lo + hi)
        return (lo < mid) & (mid < hi) & (n < 200)

    def turn(state):
        lo, hi, n = state
        mid = 0.5 * (lo + hi)
        below = sign * _balance(mid, K0, z0, left, mask, near) > 0.0
        return jnp.where(below, mid, lo), jnp.where(below, hi, mid), n + 1

    hi = jnp.where(inside, 0.75, 0.0).astype(K.dtype)
    _, s, _ = lax.while_loop(going, turn, (jnp.zeros_like(hi), hi, 0))
    s = stop(s)

    # The slope of _balance at the root, all terms of one sign.
    d0 = jnp.where(left, 1.0 + s * c0, K0 - s * c0)
    d0 = jnp.where(inside, d0, 1.0)
    di = jnp.sum(jnp.where(mask, d0, 0.0))
    slope = -sign * jnp.sum(z0 * c0 * c0 * (di / d0) / d0)
    slope = stop(jnp.where(inside, slope, 1.0))

    # Outside the loop: each step with the fixed slope makes one more derivative right.
    for _ in range(2):
        s = s - _balance(s, K, z, left, mask, near) / slope

    V = jnp.where(left, s, 1.0 - s)
    return jnp.where(inside, V, jnp.where(at_0 > 0.0, 1.0, 0.0))


def counted(t, valid, tau, extends):
    t = jnp.asarray(t)
    valid = jnp.asarray(valid).astype(bool)
    extends = jnp.asarray(extends).astype(bool)
    if t.shape[0] == 0:
        return jnp.zeros((0,), bool)

    def step(carry, row):
        last, seen = carry                 # the last event that made it dead; was there one?
        now, is_event = row
        free = ~seen | (now - last >= tau)
        counts = is_event & free
        kills = is_event & (counts | extends)
        return (jnp.where(kills, now, last), seen | kills), counts

    start = jnp.zeros((), t.dtype), jnp.zeros((), bool)
    return lax.scan(step, start, (t, valid))[1]
