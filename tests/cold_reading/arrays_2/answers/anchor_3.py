import jax
import jax.numpy as jnp
import numpy as np


def contact_sums(types, contacts, weights):
    n = types.shape[0]
    m = contacts.shape[0]
    entries = 120
    if n == 0 or m == 0:
        return jnp.zeros(entries, jnp.float32)

    # Wide enough integers: uint16 differences would wrap around, and
    # i (i + 1) does not fit into int8.
    a = contacts[:, 0].astype(jnp.int32)
    b = contacts[:, 1].astype(jnp.int32)
    inside = (a < n) & (b < n)

    # Out-of-bounds reads would be clamped silently; read at 0 and mask instead.
    kinds = types.astype(jnp.int32)
    ka = kinds[jnp.where(inside, a, 0)]
    kb = kinds[jnp.where(inside, b, 0)]

    valid = inside & (ka >= 0) & (kb >= 0) & (jnp.abs(a - b) >= 3)

    i = jnp.maximum(ka, kb)
    j = jnp.minimum(ka, kb)
    entry = jnp.where(valid, i * (i + 1) // 2 + j, 0)
    w = jnp.where(valid, weights.astype(jnp.float32), jnp.float32(0))

    # One long float32 sum would lose too much: sum blocks of 256 rows
    # separately, then add the blocks up pairwise.
    block_length = 256
    rows = (m + block_length - 1) // block_length
    block = jnp.arange(m, dtype=jnp.int32) // block_length
    sums = jnp.zeros((rows, entries), jnp.float32).at[block, entry].add(w)
    while rows > 1:
        half = (rows + 1) // 2
        rest = rows - half
        sums = sums[:half].at[:rest].add(sums[half:])
        rows = half
    return sums[0]


def fold(times, counts, period, n):
    # float32 cannot hold the times to the second, and there is no float64 in
    # JAX by default: work in int32, in units of 1/64 second.
    # time = 65536 * high + low; the phases of 65536 * high are computed on the
    # host, by NumPy in float64.
    period = float(period)
    n = int(n)
    unit = 64
    p = int(round(period * unit))                       # at most 12 800 000
    starts = np.arange(32768, dtype=np.float64) * 65536.0
    table = np.rint(np.mod(starts, period) * unit).astype(np.int32)
    table = jnp.array(table)

    t = times.astype(jnp.int32)
    high = t // 65536
    low = t - high * 65536
    phase = (table[high] + low * unit) % p              # from 0 to p - 1
    part = (phase * n) // p                             # phase * n < 2**31

    return jnp.zeros(n, jnp.int32).at[part].add(counts.astype(jnp.int32))
