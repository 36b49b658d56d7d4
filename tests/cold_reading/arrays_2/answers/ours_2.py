import jax
import jax.numpy as jnp
import numpy as np


def contact_sums(types, contacts, weights):
    """Sums of the contact weights for each pair of kinds, 120 of float32."""
    n, m = types.shape[0], contacts.shape[0]
    total = jnp.zeros(120, dtype="float32")
    if n == 0:
        return total
    # Every float16 from 0 to 1 is a whole number, at most 2**24, of units of 2**-24.
    # Its three bytes are summed as integers, so that nothing is rounded on the way:
    # 2**22 rows of at most 256 stay below 2**31.
    block = 2**22
    for start in range(0, m, block):
        pairs = contacts[start:start + block].astype("int32")   # differences have a sign
        a, b = pairs[:, 0], pairs[:, 1]
        kind_a = types[jnp.minimum(a, n - 1)].astype("int32")   # i (i + 1) passes int8
        kind_b = types[jnp.minimum(b, n - 1)].astype("int32")
        i, j = jnp.maximum(kind_a, kind_b), jnp.minimum(kind_a, kind_b)
        valid = (a < n) & (b < n) & (j >= 0) & (jnp.abs(a - b) >= 3)
        slot = jnp.where(valid, i * (i + 1) // 2 + j, 0)
        weight = jnp.where(valid, weights[start:start + block].astype("float32"), 0.0)
        units = (weight * 2.0**24).astype("int32")
        for shift in (16, 8, 0):
            byte = units // 2**shift
            if shift < 16:
                byte = byte % 256
            summed = jnp.zeros(120, dtype="int32").at[slot].add(byte)
            total = total + summed.astype("float32") * 2.0 ** (shift - 24)
    return total


def fold(times, counts, period, n):
    """Sums of the counts in each of n equal parts of the period, int32."""
    period, n = float(period), int(n)
    # time = 2**15 * high + low; the phase of each multiple of 2**15 seconds is found
    # on the host, in 64 bits, and is good to 0.01 s when cut to 32 bits.
    phases = np.fmod(2.0**15 * np.arange(2**16), period)
    phases = jnp.asarray(phases.astype(np.float32))
    times = times.astype("int32")
    high, low = times // 2**15, times % 2**15
    since = phases[high] + low.astype("float32")        # below 240000 s: good to 0.04 s
    part = jnp.floor(since * (n / period)).astype("int32") % n
    return jnp.zeros(n, dtype="int32").at[part].add(counts.astype("int32"))
