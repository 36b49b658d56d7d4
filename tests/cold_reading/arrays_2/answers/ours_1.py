import jax.numpy as jnp
import numpy as np


def contact_sums(types, contacts, weights):
    n = types.shape[0]
    if n == 0:                                       # no residue, so no contact
        return jnp.zeros(120, dtype="float32")

    # Everything narrow is widened before any arithmetic: uint16 differences and
    # int8 products would wrap, float16 sums would lose nearly everything.
    a = contacts[:, 0].astype("int32")
    b = contacts[:, 1].astype("int32")
    inside = (a < n) & (b < n)                       # uint16: never negative
    kind_a = types[jnp.where(inside, a, 0)].astype("int32")
    kind_b = types[jnp.where(inside, b, 0)].astype("int32")
    valid = inside & (kind_a >= 0) & (kind_b >= 0) & (jnp.abs(a - b) >= 3)

    i = jnp.maximum(kind_a, kind_b)
    j = jnp.minimum(kind_a, kind_b)
    entry = jnp.where(valid, i * (i + 1) // 2 + j, 0)

    # A float16 from 0 to 1 is a whole multiple of 2**-24.  Its four digits to
    # base 64 are summed as integers, exactly, so that long lists do no harm.
    w = jnp.where(valid, weights.astype("float32"), 0.0)
    q = (w * 16777216.0).astype("int32")             # 0 to 2**24, exact
    digits = jnp.stack([q >> 18, (q >> 12) & 63, (q >> 6) & 63, q & 63], axis=1)
    sums = jnp.zeros((120, 4), dtype="int32").at[entry].add(digits)
    s = sums.astype("float32")
    return (s[:, 0] * 2.0**-6 + s[:, 1] * 2.0**-12
            + s[:, 2] * 2.0**-18 + s[:, 3] * 2.0**-24)


def fold(times, counts, period, n):
    period, n = float(period), int(n)

    # t = 65536 high + low.  The phase of 65536 high is tabulated on the host in
    # 64 bits; what is left for 32 bits is a few turns at most (error below 0.1 s).
    starts = np.arange(32768, dtype=np.float64) * 65536.0
    phase_of_high = jnp.asarray((np.mod(starts, period) / period).astype(np.float32))

    times = times.astype("int32")
    high = times >> 16                               # 0 to 32767
    low = times & 65535
    turns = phase_of_high[high] + low.astype("float32") / period
    phase = turns - jnp.floor(turns)                 # in turns, from 0 to 1
    # Rounding may give n just before the end of a period: the last part, then.
    part = jnp.clip(jnp.floor(phase * n).astype("int32"), 0, n - 1)
    return jnp.zeros(n, dtype="int32").at[part].add(counts.astype("int32"))
