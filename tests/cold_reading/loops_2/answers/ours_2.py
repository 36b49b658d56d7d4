import jax
import jax.numpy as jnp
from jax import lax


# ---------------------------------------------------------------- problem 1
#
# The unknown is s, the smaller of V (vapour) and L = 1 - V (liquid), because a float near 0
# has many more digits than one near 1, and with a salt (K = 0) the derivatives depend on L.


def _shares(s, upper):
    """V and L, where s is L if upper, and V if not."""
    return jnp.where(upper, 1 - s, s), jnp.where(upper, s, 1 - s)


def _balance(s, upper, K, z):
    """f, with z scaled to a sum below one.

    For K near 1 the terms z k / d almost cancel in the sum, so they are split there into
    z k - V z k^2 / d, and the products z k are summed on a grid, where sums are exact.
    """
    stop = lax.stop_gradient
    V, L = _shares(s, upper)
    k = K - 1
    d = L + V * K                                      # 1 + V (K - 1), no cancellation
    near = jnp.abs(k) <= 0.5
    k_near = jnp.where(near, k, 0.0)
    k_grid = stop(jnp.round(k_near * 4096) / 4096)
    z_grid = stop(jnp.round(z * 4096) / 4096)
    linear = jnp.sum(z_grid * k_grid) + jnp.sum(z_grid * (k_near - k_grid))
    linear = linear + jnp.sum((z - z_grid) * k_near)
    # for near components d is never small; for the others k_near is 0
    quadratic = jnp.sum(jnp.where(near, z * k_near * k_near / jnp.where(near, d, 1.0), 0.0))
    far = jnp.sum(jnp.where(near, 0.0, z * k / d))
    return linear + far - V * quadratic


def _newton(s, upper, K, z):
    """One Newton step for s."""
    V, L = _shares(s, upper)
    ratio = (K - 1) / (L + V * K)
    slope = jnp.sum(z * ratio * ratio)                 # -df/dV = df/dL
    weight = lax.stop_gradient(1 / slope)              # keeps the divisor at one
    sign = jnp.where(upper, -1.0, 1.0)
    return s + sign * (weight * _balance(s, upper, K, z)) / (weight * slope)


def vapour_fraction(K, z):
    stop = lax.stop_gradient
    K, z = jnp.asarray(K), jnp.asarray(z)

    # V does not depend on the scale of z: make the sum lie in [0.5, 1) by a power of two,
    # which is exact.
    total = jnp.sum(stop(z))
    mantissa, _ = jnp.frexp(total)
    z = z * (mantissa / total)

    # The rules, on numbers hidden from differentiation.
    K0, z0 = stop(K), stop(z)
    zero = jnp.zeros((), K.dtype)
    half = jnp.full((), 0.5, K.dtype)
    at_0 = _balance(zero, False, K0, z0)
    at_1 = _balance(zero, True, K0, z0)                # -inf where a K is 0
    plain_at_1 = jnp.sum(z0 * (K0 - 1) / K0)           # for exact ties
    is_0 = at_0 <= 0
    is_1 = ~is_0 & ((at_1 >= 0) | (plain_at_1 == 0))
    inside = ~(is_0 | is_1)
    upper = inside & (_balance(half, False, K0, z0) > 0)

    # Lanes without a root compute on harmless numbers, so that no NaN arises in them.
    K = jnp.where(inside, K, 2.0)
    z = jnp.where(inside, z, 1.0)

    # The loop, hidden from differentiation: bisection for s in (0, 0.5].
    # sign * f falls with s, from positive at 0 to non-positive at 0.5.
    K0, z0 = stop(K), stop(z)

    def turn(_, bracket):
        low, high = bracket
        middle = 0.5 * (low + high)
        f = _balance(middle, upper, K0, z0)
        beyond = jnp.where(upper, f < 0, f > 0)        # the root lies beyond the middle
        return jnp.where(beyond, middle, low), jnp.where(beyond, high, middle)

    _, s = lax.fori_loop(0, 100, turn, (zero, half))
    s = stop(s)

    # Two Newton steps outside the loop: the first makes the first derivatives right, the
    # second squares the error, which makes the second (and third) derivatives right.
    s = _newton(s, upper, K, z)
    s = _newton(s, upper, K, z)
    V, _ = _shares(s, upper)
    V = V - stop(V - jnp.clip(V, 0.0, 1.0))            # the value into [0, 1]
    return jnp.where(inside, V, jnp.where(is_1, 1.0, 0.0))


# ---------------------------------------------------------------- problem 2


def counted(t, valid, tau, extends):
    t, valid = jnp.asarray(t), jnp.asarray(valid)

    def step(state, row):
        last, seen = state                             # last event that made it dead
        time, is_event = row
        counts = is_event & (~seen | (time - last >= tau))
        kills = jnp.where(extends, is_event, counts)
        return (jnp.where(kills, time, last), seen | is_event), counts

    start = jnp.zeros((), t.dtype), jnp.zeros((), bool)
    return lax.scan(step, start, (t, valid))[1]
