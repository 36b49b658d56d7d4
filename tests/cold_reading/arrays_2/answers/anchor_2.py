import jax
import jax.numpy as jnp
import numpy as np


def contact_sums(types, contacts, weights):
    n = types.shape[0]
    m = contacts.shape[0]

    # Wide signed integers first: uint16 differences and int8 products would wrap around.
    kinds = jnp.concatenate(
        [types.astype(jnp.int32), jnp.full((1,), -1, dtype=jnp.int32)]
    )  # entry n stands for "no such residue", of unknown kind
    a = contacts[:, 0].astype(jnp.int32)
    b = contacts[:, 1].astype(jnp.int32)
    # Reading out of bounds would be clamped to the last residue: send such numbers to entry n.
    ka = kinds[jnp.where(a < n, a, n)]
    kb = kinds[jnp.where(b < n, b, n)]

    valid = (ka >= 0) & (kb >= 0) & (jnp.abs(a - b) >= 3)
    hi = jnp.maximum(ka, kb)
    lo = jnp.minimum(ka, kb)
    cell = jnp.where(valid, hi * (hi + 1) // 2 + lo, 0)
    w = jnp.where(valid, weights.astype(jnp.float32), jnp.float32(0))

    # Sum in blocks of rows, then sum the blocks in stages, so that no float32 sum
    # takes in a long sequence of small terms one by one.
    size = 256
    blocks = max(1, -(-m // size))
    block = jnp.arange(m, dtype=jnp.int32) // size
    sums = jnp.zeros((blocks, 120), dtype=jnp.float32).at[block, cell].add(w)
    while blocks > 1:
        groups = -(-blocks // size)
        fill = jnp.zeros((groups * size - blocks, 120), dtype=jnp.float32)
        sums = jnp.concatenate([sums, fill]).reshape(groups, size, 120).sum(axis=1)
        blocks = groups
    return sums[0]


def fold(times, counts, period, n):
    largest = 2**31 - 1
    period = float(period)

    # The beginnings of all periods, in float64 on the host (NumPy); the times
    # themselves are never turned into float32.
    exact = np.arange(int(largest / period) + 2, dtype=np.float64) * period
    exact = exact[np.ceil(exact) <= largest]
    whole = np.floor(exact)
    first = jnp.asarray(np.ceil(exact).astype(np.int32))   # first whole second of each period
    base = jnp.asarray(whole.astype(np.int32))
    rest = jnp.asarray((exact - whole).astype(np.float32))

    t = times.astype(jnp.int32)
    k = jnp.searchsorted(first, t, side="right") - 1
    # Seconds since the beginning of the period: the int32 difference is exact and at most
    # about 200000, so that float32 is good to some hundredths of a second from here on.
    r = (t - base[k]).astype(jnp.float32) - rest[k]
    part = jnp.floor(r * (n / period)).astype(jnp.int32)
    part = jnp.clip(part, 0, n - 1)

    return jnp.zeros((n,), dtype=jnp.int32).at[part].add(counts.astype(jnp.int32))
