# %% right | one bucket of forty, weights, the sum of weights below
@jax.jit
def weighted(d, w):
    return jnp.sqrt(jnp.sum(w * d**2) / jnp.sum(w))

def rms(d):
    n = len(d)
    return weighted(np.pad(d, (0, 40 - n)), np.pad(np.ones(n), (0, 40 - n)))

# %% right | three buckets, the smallest that fits
filled_rms = jax.jit(lambda d, w: jnp.sqrt((w * d**2).sum() / w.sum()))

def rms(d):
    size = min(s for s in (10, 20, 40) if s >= len(d))
    x, w = np.zeros(size), np.zeros(size)
    x[:len(d)], w[:len(d)] = d, 1.0
    return filled_rms(x, w)

# %% right | the number of values as a traced Python integer
@jax.jit
def root(filled, n):
    return jnp.sqrt(jnp.sum(filled**2) / n)

def rms(d):
    filled = np.zeros(40)
    filled[: d.size] = d
    return root(filled, d.size)

# %% right | a mask from arange and a traced length, jnp.where, a Python float
@jax.jit
def masked(x, n):
    inside = jnp.arange(40) < n
    return jnp.sqrt(jnp.mean(x**2, where=inside))

def rms(d):
    return float(masked(np.concatenate([d, np.zeros(40 - len(d))]), len(d)))

# %% right | norm divided by the root of the length
norm = jax.jit(lambda x, n: jnp.linalg.norm(x) / jnp.sqrt(n))

def rms(d):
    return norm(np.pad(d, (0, 40 - len(d))), np.float64(len(d)))

# %% right | a fori_loop up to a traced count
@jax.jit
def looped(x, n):
    total = jax.lax.fori_loop(0, n, lambda i, s: s + x[i] ** 2, jnp.zeros(()))
    return jnp.sqrt(total / n)

def rms(d):
    x = np.zeros(40)
    x[:len(d)] = d
    return looped(x, len(d))

# %% right | chunks of eight, summed by a jitted function
chunk = jax.jit(lambda x: jnp.sum(x * x))

def rms(d):
    n = len(d)
    rows = np.pad(d, (0, -n % 8)).reshape(-1, 8)
    total = sum(float(chunk(row)) for row in rows)
    return (total / n) ** 0.5

# %% right | value by value, into a jitted total
@jax.jit
def add_square(total, x):
    return total + x**2

def rms(d):
    total = np.float64(0.0)
    for x in d:
        total = add_square(total, np.float64(x))
    return np.sqrt(np.asarray(total) / len(d))

# %% right | compiled ahead for one size
wide = jax.ShapeDtypeStruct((40,), np.float64)
program = jax.jit(lambda d, w: jnp.sqrt(d @ d / w.sum())).lower(wide, wide).compile()

def rms(d):
    fill = (0, 40 - len(d))
    return program(np.pad(d, fill), np.pad(np.ones_like(d), fill)).item()

# %% right | a callable object with buckets of its own
class Rms:
    def __init__(self, sizes):
        self.sizes = sorted(sizes)
        self.jitted = jax.jit(self.formula)

    @staticmethod
    def formula(d, weight):
        return jnp.sqrt(jnp.average(d**2, weights=weight))

    def __call__(self, d):
        size = next(s for s in self.sizes if len(d) <= s)
        padding = (0, size - len(d))
        return self.jitted(np.pad(d, padding), np.pad(np.ones(len(d)), padding))

rms = Rms([40, 13, 27])

# %% right | mean over forty, corrected by a traced factor
corrected = jax.jit(lambda x, factor: jnp.sqrt(jnp.mean(x**2) * factor))

def rms(d):
    x = np.append(d, np.zeros(40 - d.size))
    return corrected(x, 40 / d.size)

# %% right | filled at the front, two buckets, a matrix of values and weights
@jax.jit
def from_table(table):
    x, w = table
    return jnp.sqrt(jnp.vdot(w, x**2) / jnp.sum(w))

def rms(d):
    size = 20 if len(d) <= 20 else 40
    table = np.zeros((2, size))
    table[0, size - len(d):] = d
    table[1, size - len(d):] = 1
    return from_table(table)

# %% right | hypot in a scan, scaled against overflow
@jax.jit
def scanned(x, n):
    step = lambda h, v: (jnp.hypot(h, v), None)
    h, _ = jax.lax.scan(step, jnp.zeros((), x.dtype), x)
    return h / jnp.sqrt(n)

def rms(d):
    return scanned(np.pad(np.asarray(d), [(0, 40 - d.shape[0])]), d.shape[0])

# %% wrong | the plain jitted formula, a recording for each length
@jax.jit
def rms(d):
    return jnp.sqrt(jnp.mean(d**2))

# %% wrong | the mean counts the filling
mean_root = jax.jit(lambda x: jnp.sqrt(jnp.mean(x**2)))

def rms(d):
    return mean_root(np.pad(d, (0, 40 - len(d))))

# %% wrong | weight times value, but the mean of all forty
naive = jax.jit(lambda x, w: jnp.sqrt(jnp.mean(w * x**2)))

def rms(d):
    fill = (0, 40 - len(d))
    return naive(np.pad(d, fill), np.pad(np.ones(len(d)), fill))

# %% wrong | four buckets
four = jax.jit(lambda x, w: jnp.sqrt(jnp.sum(w * x**2) / jnp.sum(w)))

def rms(d):
    size = -(-len(d) // 10) * 10
    fill = (0, size - len(d))
    return four(np.pad(d, fill), np.pad(np.ones(len(d)), fill))

# %% wrong | powers of two as buckets: seven
doubling = jax.jit(lambda x, n: jnp.sqrt(jnp.sum(x**2) / n))

def rms(d):
    size = 1 << (len(d) - 1).bit_length()
    return doubling(np.pad(d, (0, size - len(d))), len(d))

# %% wrong | the length is static
from functools import partial

@partial(jax.jit, static_argnames="n")
def with_length(x, n):
    return jnp.sqrt(jnp.sum(x[:n] ** 2) / n)

def rms(d):
    return with_length(np.pad(d, (0, 40 - len(d))), n=len(d))

# %% wrong | filled up by jnp, which records for each length
inner = jax.jit(lambda x, n: jnp.sqrt(jnp.sum(x**2) / n))

def rms(d):
    return inner(jnp.pad(d, (0, 40 - len(d))), len(d))

# %% wrong | filled up by .at[].set outside of jit
inside = jax.jit(lambda x, w: jnp.sqrt(jnp.sum(w * x**2) / jnp.sum(w)))

def rms(d):
    n = len(d)
    return inside(jnp.zeros(40).at[:n].set(d), jnp.zeros(40).at[:n].set(1.0))

# %% wrong | zeros of the data are taken for filling
counted_by_value = jax.jit(lambda x: jnp.sqrt(jnp.sum(x**2) / jnp.sum(x != 0)))

def rms(d):
    return counted_by_value(np.pad(d, (0, 40 - len(d))))

# %% wrong | a new lambda in every call
def rms(d):
    fill = (0, 40 - len(d))
    x, w = np.pad(d, fill), np.pad(np.ones(len(d)), fill)
    return jax.jit(lambda x, w: jnp.sqrt(jnp.sum(w * x**2) / jnp.sum(w)))(x, w)

# %% wrong | NumPy, nothing jitted
def rms(d):
    return np.sqrt(np.mean(d**2))

# %% wrong | the last size does not hold forty
size_below = jax.jit(lambda x, n: jnp.sqrt(jnp.sum(x**2) / n))

def rms(d):
    size = next(s for s in (10, 20, 40) if len(d) < s)
    return size_below(np.pad(d, (0, size - len(d))), len(d))

# %% wrong | filled up with NaN under weight zero
nan_filled = jax.jit(lambda x, w: jnp.sqrt(jnp.sum(w * x**2) / jnp.sum(w)))

def rms(d):
    fill = (0, 40 - len(d))
    x = np.pad(d, fill, constant_values=np.nan)
    return nan_filled(x, np.pad(np.ones(len(d)), fill))

# %% wrong | np.resize repeats the data instead of zeros
repeated_data = jax.jit(lambda x: jnp.sqrt(jnp.mean(x**2)))

def rms(d):
    return repeated_data(np.resize(d, 40))

# %% wrong | the standard deviation: the mean is taken off
spread = jax.jit(lambda x, w: jnp.sqrt(
    jnp.sum(w * (x - jnp.sum(w * x) / jnp.sum(w)) ** 2) / jnp.sum(w)))

def rms(d):
    fill = (0, 40 - len(d))
    return spread(np.pad(d, fill), np.pad(np.ones(len(d)), fill))

# %% wrong | an array of shape (1,)
keep = jax.jit(lambda x, w: jnp.sqrt(jnp.sum(w * x**2, keepdims=True) / jnp.sum(w)))

def rms(d):
    fill = (0, 40 - len(d))
    return keep(np.pad(d, fill), np.pad(np.ones(len(d)), fill))

# %% wrong | divides by one less than the number
less_one = jax.jit(lambda x, n: jnp.sqrt(jnp.sum(x**2) / jnp.maximum(n - 1, 1)))

def rms(d):
    return less_one(np.pad(d, (0, 40 - len(d))), len(d))

# %% wrong | pieces of sizes 32, 16, 8, 4, 2, 1: six recordings
piece = jax.jit(lambda x: jnp.sum(x**2))

def rms(d):
    total, start = 0.0, 0
    for size in (32, 16, 8, 4, 2, 1):
        if len(d) & size:
            total += float(piece(d[start:start + size]))
            start += size
    return (total / len(d)) ** 0.5

# %% wrong | right buckets, then an eager cut back to the length
squares_of = jax.jit(jnp.square)

def rms(d):
    n = len(d)
    return jnp.sqrt(jnp.sum(squares_of(np.pad(d, (0, 40 - n)))[:n]) / n)

# %% wrong | cut down to the largest bucket below
floor = jax.jit(lambda x: jnp.sqrt(jnp.mean(x**2)))

def rms(d):
    size = max(s for s in (1, 10, 40) if s <= len(d))
    return floor(d[:size])

# %% wrong | the mean square, no root
mean_square = jax.jit(lambda x, w: jnp.sum(w * x**2) / jnp.sum(w))

def rms(d):
    fill = (0, 40 - len(d))
    return mean_square(np.pad(d, fill), np.pad(np.ones(len(d)), fill))
