# %% right | where, sum, and at least one in the count
def good_mean(x, good):
    return jnp.where(good, x, 0.0).sum() / jnp.maximum(good.sum(), 1)

# %% right | the where argument of sum
def good_mean(x, good):
    total = jnp.sum(x, where=good)
    count = jnp.sum(good)
    return jnp.where(count > 0, total / jnp.where(count > 0, count, 1), 0.0)

# %% right | the where argument of mean, and the empty case picked afterwards
def good_mean(x, good):
    return jnp.where(jnp.any(good), jnp.mean(x, where=good), 0)

# %% right | cond on any
def good_mean(x, good):
    return lax.cond(good.any(),
                    lambda: jnp.mean(x, where=good),
                    lambda: jnp.zeros((), x.dtype))

# %% right | scatter into two bins
def good_mean(x, good):
    bins = jnp.zeros(2, x.dtype).at[good.astype(int)].add(x)
    return bins[1] / jnp.clip(jnp.count_nonzero(good), 1)

# %% right | fori_loop over the entries
@jax.jit
def good_mean(x, good):
    def body(i, state):
        total, count = state
        return total + jnp.where(good[i], x[i], 0), count + jnp.where(good[i], 1, 0)

    total, count = lax.fori_loop(0, x.shape[0], body, (jnp.zeros((), x.dtype), 0))
    return total / jnp.maximum(count, 1)

# %% right | scan with a running mean
def good_mean(x, good):
    def step(state, row):
        mean, k = state
        value, ok = row
        k = k + ok
        mean = mean + jnp.where(ok, value - mean, 0) / jnp.maximum(k, 1)
        return (mean, k), None

    start = jnp.zeros((), x.dtype), jnp.zeros((), int)
    return lax.scan(step, start, (x, good))[0][0]

# %% right | good ones sorted to the front
def good_mean(x, good):
    order = jnp.argsort(~good, stable=True)
    count = good.sum()
    front = jnp.arange(x.size) < count
    return jnp.sum(jnp.where(front, x[order], 0)) / jnp.maximum(count, 1)

# %% right | nonzero of full size, gathered with a fill
def good_mean(x, good):
    n = x.shape[0]
    (rows,) = jnp.nonzero(good, size=n, fill_value=n)
    values = x.at[rows].get(mode="fill", fill_value=0)
    return values.sum() / jnp.maximum(jnp.sum(good), 1)

# %% right | weights that sum to one, dot product
def good_mean(x, good):
    clean = jnp.where(good, x, 0.0)
    weights = good / jnp.maximum(good.sum(), 1)
    return jnp.dot(weights, clean)

# %% right | callable object, jitted
class MaskedMean:
    def __init__(self, empty=0.0):
        self.empty = empty

    def __call__(self, values, mask):
        clean = jnp.where(mask, values, 0)
        count = jnp.count_nonzero(mask)
        mean = jnp.sum(clean) / (count + (count == 0))
        return jnp.where(count == 0, self.empty, mean)

good_mean = jax.jit(MaskedMean())

# %% right | bincount with weights
def good_mean(x, good):
    which = good.astype(jnp.int32)
    total = jnp.bincount(which, weights=x, length=2)[1]
    number = jnp.bincount(which, length=2)[1]
    return total / jnp.maximum(number, 1)

# %% right | select of lax on a terse line
good_mean = lambda x, good: (lax.select(good, x, jnp.zeros_like(x)).sum()
                             / lax.max(good.sum(), jnp.ones_like(good.sum())))

# %% right | vmap of a helper for one night
def one_night(value, ok):
    return jnp.where(ok, value, 0.0), jnp.where(ok, 1, 0)

def good_mean(x, good):
    values, ones = jax.vmap(one_night)(x, good)
    n_good = ones.sum()
    n_safe = jnp.where(n_good == 0, 1, n_good)
    return values.sum() / n_safe

# %% right | average with weights that are never all zero
def good_mean(x, good):
    clean = jnp.where(good, x, 0.0)
    weights = jnp.where(good.any(), good, True).astype(x.dtype)
    return jnp.average(clean, weights=weights)

# %% right | segment sums
def good_mean(x, good):
    ids = jnp.where(good, 0, 1)
    sums = jax.ops.segment_sum(x, ids, num_segments=2)
    counts = jax.ops.segment_sum(jnp.ones_like(x), ids, num_segments=2)
    return sums[0] / jnp.maximum(counts[0], 1)

# %% wrong | Boolean indexing
def good_mean(x, good):
    chosen = x[good]
    return jnp.where(good.any(), chosen.mean(), 0.0)

# %% wrong | multiplies by the mask: NaN times zero
def good_mean(x, good):
    return jnp.sum(x * good) / jnp.maximum(good.sum(), 1)

# %% wrong | mean with where: NaN if no entry is good
def good_mean(x, good):
    return jnp.mean(x, where=good)

# %% wrong | divides by all entries
def good_mean(x, good):
    return jnp.where(good, x, 0.0).mean()

# %% wrong | Python's if on the count
def good_mean(x, good):
    count = good.sum()
    if count == 0:
        return 0.0
    return jnp.where(good, x, 0.0).sum() / count

# %% wrong | takes NaN, not the mask, as the sign of a bad night
def good_mean(x, good):
    ok = ~jnp.isnan(x)
    return jnp.where(ok, x, 0.0).sum() / jnp.maximum(ok.sum(), 1)

# %% wrong | nanmean of the masked array: NaN if no entry is good
def good_mean(x, good):
    return jnp.nanmean(jnp.where(good, x, jnp.nan))

# %% wrong | masks NaN away but adds the other entries that are not good
def good_mean(x, good):
    return jnp.nansum(x) / jnp.maximum(good.sum(), 1)

# %% wrong | no guard: zero over zero
def good_mean(x, good):
    return jnp.where(good, x, 0.0).sum() / good.sum()

# %% wrong | nonzero without a size
def good_mean(x, good):
    rows = jnp.nonzero(good)[0]
    return x[rows].sum() / jnp.maximum(len(rows), 1)

# %% wrong | mask under a trace only; step by step an empty mean
def good_mean(x, good):
    if isinstance(good, jax.core.Tracer):
        return jnp.where(good, x, 0.0).sum() / jnp.maximum(good.sum(), 1)
    return x[good].mean()

# %% wrong | one added to the count for safety
def good_mean(x, good):
    return jnp.where(good, x, 0.0).sum() / (good.sum() + 1)

# %% wrong | bad entries filled with zero and left in the mean of the kept size
def good_mean(x, good):
    rows = jnp.nonzero(good, size=x.size, fill_value=0)[0]
    return jnp.where(good.any(), x[rows].mean(), 0.0)

# %% wrong | Python's max on a tracer
def good_mean(x, good):
    return jnp.sum(x, where=good) / max(good.sum(), 1)

# %% wrong | the mask by running sums, through which NaN leaks
def good_mean(x, good):
    order = jnp.argsort(~good, stable=True)
    running = jnp.cumsum(x[order][::-1])[::-1]
    count = good.sum()
    rest = jnp.append(running, 0.0)[count]
    return (running[0] - rest) / jnp.maximum(count, 1)

# %% wrong | median of the good ones
def good_mean(x, good):
    middle = jnp.nanmedian(jnp.where(good, x, jnp.nan))
    return jnp.where(good.any(), middle, 0.0)
