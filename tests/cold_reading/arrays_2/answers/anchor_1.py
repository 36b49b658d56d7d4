import jax
import jax.numpy as jnp


def contact_sums(types, contacts, weights):
    n = types.shape[0]
    m = contacts.shape[0]
    if n == 0 or m == 0:
        return jnp.zeros(120, dtype=jnp.float32)

    # Wide types first: uint16 differences and int8 products would wrap around.
    kinds = types.astype(jnp.int32)
    a = contacts[:, 0].astype(jnp.int32)
    b = contacts[:, 1].astype(jnp.int32)
    w = weights.astype(jnp.float32)

    # Reading out of bounds gives the last residue silently, so test explicitly.
    inside = (a < n) & (b < n)
    ka = kinds[jnp.minimum(a, n - 1)]
    kb = kinds[jnp.minimum(b, n - 1)]
    ok = inside & (ka >= 0) & (kb >= 0) & (jnp.abs(a - b) >= 3)

    hi = jnp.maximum(ka, kb)
    lo = jnp.minimum(ka, kb)
    idx = jnp.where(ok, hi * (hi + 1) // 2 + lo, 0)
    w = jnp.where(ok, w, 0.0)

    # Sum in float32 by blocks of at most 128 terms, and then the blocks in the
    # same way, so that rounding cannot pile up in a long running sum.
    block = 128
    k = -(-m // block)
    acc = jnp.zeros((k, 120), dtype=jnp.float32)
    acc = acc.at[jnp.arange(m) // block, idx].add(w)
    while k > 1:
        k2 = -(-k // block)
        padded = jnp.zeros((k2 * block, 120), dtype=jnp.float32).at[:k].set(acc)
        acc = padded.reshape(k2, block, 120).sum(axis=1)
        k = k2
    return acc[0]


def fold(times, counts, period, n):
    period = float(period)
    whole = int(period)          # whole seconds of the period
    frac = period - whole        # the rest, from 0 to less than 1

    t = times.astype(jnp.int32)

    # Number of the period.  float32 holds a time only to about 100 s, hence
    # this may be wrong by one near a border; that is mended below.
    q = jnp.floor(t.astype(jnp.float32) / period).astype(jnp.int32)
    # The right number never exceeds this bound; q * whole then fits in int32.
    q = jnp.clip(q, 0, (2**31 - 1) // whole)

    # Time since the beginning of the period: the large terms cancel exactly in
    # int32, and what is left is below 2**24.  q * frac is below 215000, so that
    # float32 has it to a few hundredths of a second.
    r = (t - q * whole).astype(jnp.float32) - q.astype(jnp.float32) * frac
    r = jnp.where(r < 0, r + period, r)
    r = jnp.where(r >= period, r - period, r)

    part = jnp.floor(r * (n / period)).astype(jnp.int32)
    part = jnp.clip(part, 0, n - 1)

    return jnp.zeros(n, dtype=jnp.int32).at[part].add(counts.astype(jnp.int32))
