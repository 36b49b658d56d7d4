# %% right | sign counted first, wrapped as an integer
def count_signs(degrees):
    sign = (degrees // 30).astype(int) % 12
    return jnp.zeros(12, dtype=int).at[sign].add(1)

# %% right | floor division and bincount with a length
def count_signs(degrees):
    return jnp.bincount((degrees // 30).astype("int32") % 12, length=12)

# %% right | turn taken off first, the thirteenth sign wrapped to the first
def count_signs(degrees):
    sign = (degrees % 360 // 30).astype(int)
    return jnp.zeros(12, int).at[sign % 12].add(1)

# %% right | turn taken off first, the thirteenth sign clipped to the last
def count_signs(degrees):
    within = jnp.mod(degrees, 360.0)
    sign = jnp.clip(within // 30.0, 0, 11).astype(jnp.int32)
    return jnp.bincount(sign, length=12)

# %% right | a histogram, whose last bin holds its right edge, made integer
def count_signs(degrees):
    edges = 30.0 * jnp.arange(13)
    counts, _ = jnp.histogram(degrees % 360, bins=edges)
    return counts.astype(int)

# %% right | NumPy in 64 bits
def count_signs(degrees):
    wide = np.asarray(degrees, dtype=np.float64)
    sign = np.floor(wide / 30).astype(int) % 12
    return np.bincount(sign, minlength=12)

# %% right | one-hot rows summed
def count_signs(degrees):
    s = jnp.floor_divide(degrees, 30).astype(int) % 12
    return jax.nn.one_hot(s, 12, dtype=int).sum(axis=0)

# %% right | each sign compared and counted
@jax.jit
def count_signs(degrees):
    which = jnp.mod(jnp.floor_divide(degrees, 30), 12)
    return jnp.sum(which[:, None] == jnp.arange(12), axis=0)

# %% right | segment_sum
def count_signs(degrees):
    sign = jnp.remainder(jnp.floor_divide(degrees, 30.0).astype(int), 12)
    return jax.ops.segment_sum(jnp.ones_like(sign), sign, num_segments=12)

# %% right | a Python loop with a Counter
from collections import Counter
from math import floor

def count_signs(degrees):
    seen = Counter(floor(d / 30) % 12 for d in degrees.tolist())
    return jnp.array([seen[k] for k in range(12)])

# %% right | np.add.at
def count_signs(degrees):
    sign = (np.asarray(degrees) // 30).astype(int) % 12
    counts = np.zeros(12, dtype=int)
    np.add.at(counts, sign, 1)
    return counts

# %% right | sorted, and the borders searched
def count_signs(degrees):
    sign = jnp.sort((degrees // 30).astype(int) % 12)
    return jnp.diff(jnp.searchsorted(sign, jnp.arange(13), side="left"))

# %% right | a scan with the counts as carry
def count_signs(degrees):
    def step(counts, d):
        k = (d // 30).astype(int) % 12
        return counts.at[k].add(1), None
    counts, _ = jax.lax.scan(step, jnp.zeros(12, dtype=int), degrees)
    return counts

# %% right | a vmapped count_nonzero, 64-bit or not
def count_signs(degrees):
    sign = degrees // 30 % 12
    return jax.vmap(lambda k: jnp.count_nonzero(sign == k))(jnp.arange(12.0))

# %% wrong | NumPy's += counts a repeated sign once
def count_signs(degrees):
    sign = np.floor(np.asarray(degrees, dtype=float) / 30).astype(int) % 12
    counts = np.zeros(12, dtype=int)
    counts[sign] += 1
    return counts

# %% wrong | a rounding error below zero becomes 360, sign 12, and is dropped
def count_signs(degrees):
    sign = (degrees % 360 // 30).astype(int)
    return jnp.zeros(12, dtype=int).at[sign].add(1)

# %% wrong | the cast to an integer cuts toward zero
def count_signs(degrees):
    return jnp.zeros(12, int).at[(degrees / 30).astype(int) % 12].add(1)

# %% wrong | no turn taken off, .at drops what is beyond
def count_signs(degrees):
    return jnp.zeros(12, int).at[(degrees // 30).astype(int)].add(1)

# %% wrong | clipped instead of wrapped
def count_signs(degrees):
    sign = jnp.clip((degrees // 30).astype(int), 0, 11)
    return jnp.bincount(sign, length=12)

# %% wrong | bincount ends with the highest sign hit
def count_signs(degrees):
    return jnp.bincount((degrees // 30).astype(int) % 12)

# %% wrong | a histogram counts in floats
def count_signs(degrees):
    counts, _ = jnp.histogram(degrees % 360, bins=30.0 * jnp.arange(13))
    return counts

# %% wrong | a histogram from 0 to 360 without taking the turns off
def count_signs(degrees):
    counts, _ = jnp.histogram(degrees, bins=12, range=(0, 360))
    return counts.astype(int)

# %% wrong | rounded to the nearest border
def count_signs(degrees):
    sign = jnp.round(degrees / 30).astype(int) % 12
    return jnp.bincount(sign, length=12)

# %% wrong | fmod keeps the sign of the dividend
def count_signs(degrees):
    sign = jnp.floor(jnp.abs(jnp.fmod(degrees, 360)) / 30).astype(int)
    return jnp.bincount(sign, length=12)

# %% wrong | which signs are hit, not how often
def count_signs(degrees):
    sign = (degrees // 30).astype(int) % 12
    return jnp.zeros(12, int).at[sign].set(1)

# %% wrong | the new array is not kept
def count_signs(degrees):
    sign = (degrees // 30).astype(int) % 12
    counts = jnp.zeros(12, dtype=int)
    counts.at[sign].add(1)
    return counts

# %% wrong | a thirteenth place for what rounds to 360
def count_signs(degrees):
    return jnp.bincount((degrees % 360 // 30).astype(int), length=13)

# %% wrong | counts of eight bits
def count_signs(degrees):
    sign = (degrees // 30).astype(int) % 12
    return jnp.zeros(12, jnp.uint8).at[sign].add(1)

# %% wrong | signs numbered from one, and the last falls off
def count_signs(degrees):
    sign = (degrees // 30).astype(int) % 12 + 1
    return jnp.zeros(12, int).at[sign].add(1)

# %% wrong | one turn added is enough
def count_signs(degrees):
    sign = jnp.floor((degrees + 360) / 30).astype(int)
    sign = jnp.where(sign >= 12, sign - 12, sign)
    return jnp.zeros(12, int).at[sign].add(1)
