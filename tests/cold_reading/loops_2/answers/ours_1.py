import jax
import jax.numpy as jnp
from jax import lax


# ---------------------------------------------------------------- problem 1

def _cut(x):
    """x as a sum of two floats of at most 12 bits, whose products are exact."""
    head = (x.view(jnp.int32) & -4096).view(jnp.float32)
    return head, x - head


def _exact_dot(x, y):
    """sum(x * y) as a float and what is missing from it (compensated sum)."""
    xh, xl = _cut(x)
    yh, yl = _cut(y)
    terms = jnp.concatenate([xh * yh, xh * yl, xl * yh, xl * yl])

    def turn(carry, term):
        total, low = carry
        new = total + term
        part = new - total
        low = low + ((total - (new - part)) + (term - part))
        return (new, low), None

    zero = jnp.zeros((), terms.dtype)
    (total, low), _ = lax.scan(turn, (zero, zero), terms)
    return total, low


def _solve(K, z):
    """The rule (0 or 1), whether instead there is a root, the root V and L = 1 - V.

    Where there is no root, V = L = 1/2, at which everything is finite.
    """
    k = K - 1.0
    # With d = 1 + V k, k / d = k - V k^2 / d: for K near 1 the sum of z k is made
    # exactly, and the rest is small.
    small = jnp.abs(k) < 0.5
    head, low = _exact_dot(jnp.where(small, z, 0.0), k)

    def f(V, L):
        r = k / (L + V * K)                            # 1 + V (K - 1) = L + V K
        near = V * jnp.sum(jnp.where(small, z * k * r, 0.0))
        far = jnp.sum(jnp.where(small, 0.0, z * r))
        return (head + (far - near)) + low

    # The unknown is the smaller one of V and L, so that both are good to a
    # small *relative* error.
    high = f(0.5, 0.5) > 0.0                           # the root is above 1/2

    def shares(y):
        return jnp.where(high, 1.0 - y, y), jnp.where(high, y, 1.0 - y)

    def turn(_, bracket):
        lo, hi = bracket
        mid = 0.5 * (lo + hi)
        up = (f(*shares(mid)) > 0.0) != high
        return jnp.where(up, mid, lo), jnp.where(up, hi, mid)

    bracket = jnp.zeros((), K.dtype), jnp.full((), 0.5, K.dtype)
    lo, hi = lax.fori_loop(0, 80, turn, bracket)
    V, L = shares(0.5 * (lo + hi))

    total, rest = _exact_dot(z, k)
    liquid = total + rest <= 0.0                       # f(0) <= 0
    gas = f(1.0, 0.0) >= 0.0                           # -inf where a K is 0
    two = ~liquid & ~gas
    return (jnp.where(liquid, 0.0, 1.0), two,
            jnp.where(two, V, 0.5), jnp.where(two, L, 0.5))


def vapour_fraction(K, z):
    K, z = jnp.asarray(K), jnp.asarray(z)
    stop = lax.stop_gradient
    K0, z0 = stop(K), stop(z)
    edge, two, V, L = _solve(K0, z0)                   # hidden from differentiation

    # One step outside the loop, good to second order: with F = d_j f, where
    # d_i = 1 + V (K_i - 1), solve  F + F' x + F'' x^2 / 2 = 0  for x.  Its value is 0,
    # its first and second derivatives are those of the root.  j is the component
    # that has the greatest part in f'; the factor d_j takes its pole away.
    g0 = 1.0 / (L + V * K0)                            # 1 / d
    r0 = (K0 - 1.0) * g0                               # f = sum(z r), f' = -sum(z r^2)
    part = z0 * r0 * r0
    j = jnp.argmax(part)
    this = jnp.arange(K.shape[0]) == j
    slope = jnp.where(two, part.sum() / g0[j], 1.0)    # -F' at the root

    # r and g = 1 / d as functions of K, written without cancellation
    q = (K - K0) * g0                                  # zero, with derivative g0
    bend = 1.0 + V * q
    g = g0 / bend
    r = r0 + g0 * (q / bend)

    d_j = L + V * K[j]
    F = jnp.sum(z * jnp.where(this, K - 1.0, r * d_j))
    N = -jnp.sum(jnp.where(this, 0.0, z * r * g * (K[j] - K)))            # -F'
    c = -jnp.sum(jnp.where(this, 0.0, part * g0 * (K0[j] - K0))) / slope  # F''/2

    y = ((F - stop(F)) / slope) / (1.0 + (N - stop(N)) / slope)
    return jnp.where(two, V + (y + c * y * y), edge)


# ---------------------------------------------------------------- problem 2

def counted(t, valid, tau, extends):
    t = jnp.asarray(t)
    valid = jnp.asarray(valid, bool)
    extends = jnp.asarray(extends, bool)

    def step(carry, row):
        last, seen = carry                             # what made it dead last; any?
        time, event = row
        # Two events are at most 2 * 10^9 ticks apart, which fits 32 bits; last + tau
        # is not needed, and what an entry that is no event gives is not used.
        hit = event & (~seen | (time - last >= tau))
        deadens = hit | (event & extends)
        return (jnp.where(deadens, time, last), seen | event), hit

    start = jnp.zeros((), t.dtype), jnp.zeros((), bool)
    return lax.scan(step, start, (t, valid))[1]
