import jax
import jax.numpy as jnp
import numpy as np


def contact_sums(types, contacts, weights):
    n = types.shape[0]

    # Residue numbers and kinds as int32: differences of uint16 and products of int8
    # would wrap.
    pair = contacts.astype("int32")
    a, b = pair[:, 0], pair[:, 1]

    # One more row, of unknown kind, for every residue that the protein does not have.
    kinds = jnp.concatenate([types.astype("int32"), jnp.full((1,), -1, dtype="int32")])
    kind_a, kind_b = kinds[jnp.minimum(a, n)], kinds[jnp.minimum(b, n)]
    counts = (kind_a >= 0) & (kind_b >= 0) & (jnp.abs(a - b) >= 3)

    i, j = jnp.maximum(kind_a, kind_b), jnp.minimum(kind_a, kind_b)
    entry = jnp.where(counts, i * (i + 1) // 2 + j, 0)

    # A long sum of small float32 loses digits.  A float16 from 0 to 1 is a whole number
    # of 2**-24, so add whole numbers: in three parts of 8 bits, which cannot overflow
    # for up to 2**23 rows.
    units = (weights.astype("float32") * 2.0**24).astype("int32")
    units = jnp.where(counts, units, 0)
    total = jnp.zeros(120, dtype="float32")
    for part, unit in ((units // 65536, 2.0**-8),
                       (units // 256 % 256, 2.0**-16),
                       (units % 256, 2.0**-24)):
        whole = jnp.zeros(120, dtype="int32").at[entry].add(part)
        total = total + whole.astype("float32") * unit
    return total


def fold(times, counts, period, n):
    period, n = float(period), int(n)

    # The beginning of every period, computed on the host in 64 bits, and kept as whole
    # seconds (int32) and a fraction (float32): no digit is lost.
    last = int(np.floor((2**31 - 1) / period))
    begin = np.arange(last + 1, dtype=np.float64) * period
    begin_whole = np.floor(begin)
    fraction = jnp.asarray((begin - begin_whole).astype(np.float32))
    whole = jnp.asarray(np.minimum(begin_whole, 2**31 - 1).astype(np.int32))

    # The number of the period, in 32 bits: right, or wrong by one near a border.
    times = times.astype("int32")
    k = jnp.floor(times.astype("float32") / period).astype("int32")
    k = jnp.clip(k, 0, last)

    # Seconds since the beginning of the period: subtract while they are integers.
    since = (times - whole[k]).astype("float32") - fraction[k]
    since = jnp.where(since < 0, since + period, since)
    since = jnp.where(since >= period, since - period, since)

    part = jnp.floor(since / (period / n)).astype("int32")
    part = jnp.clip(part, 0, n - 1)
    return jnp.zeros(n, dtype="int32").at[part].add(counts.astype("int32"))
