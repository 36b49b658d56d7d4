# %% right | fori_loop over the index, start in the dtype of x
def tally(x):
    def body(i, state):
        count, total = state
        positive = x[i] > 0
        return count + positive, total + jnp.where(positive, x[i], 0)

    return lax.fori_loop(0, x.shape[0], body, (0, jnp.zeros((), x.dtype)))

# %% right | scan over the entries
def tally(x):
    def step(carry, v):
        n, s = carry
        return (n + (v > 0), s + jnp.maximum(jnp.where(v > 0, v, 0), 0)), None

    (n, s), _ = lax.scan(step, (jnp.int32(0), x.dtype.type(0)), x)
    return n, s

# %% right | while_loop with its own index, jitted
@jax.jit
def tally(x):
    def going(state):
        return state[0] < x.shape[0]

    def turn(state):
        i, n, s = state
        value = jnp.where(x[i] > 0, x[i], jnp.zeros_like(x[i]))
        return i + 1, n + jnp.where(x[i] > 0, 1, 0), s + value

    zero = jnp.zeros((), x.dtype)
    _, n, s = lax.while_loop(going, turn, (0, 0, zero))
    return n, s

# %% right | weak Python zeros
def tally(x):
    def step(carry, entry):
        count, total = carry
        up = entry > 0
        return (count + jnp.where(up, 1, 0), total + jnp.where(up, entry, 0.0)), None

    return lax.scan(step, (0, 0.0), x)[0]

# %% right | a dictionary as carry
def tally(x):
    def step(carry, v):
        positive = v > 0
        new = {"count": carry["count"] + positive.astype(jnp.int32),
               "sum": carry["sum"] + jnp.where(positive, v, 0)}
        return new, None

    start = {"count": jnp.zeros((), jnp.int32), "sum": jnp.zeros((), x.dtype)}
    end, _ = jax.lax.scan(step, start, x)
    return [end["count"], end["sum"]]

# %% right | a named tuple as carry
from typing import NamedTuple

class Tally(NamedTuple):
    number: jax.Array
    total: jax.Array

def tally(x):
    def body(i, t):
        return Tally(t.number + (x[i] > 0), t.total + jnp.where(x[i] > 0, x[i], 0))

    empty = Tally(jnp.zeros((), jnp.int64), jnp.zeros((), x.dtype))
    return jax.lax.fori_loop(0, len(x), body, empty)

# %% right | cond inside the body
def tally(x):
    def take(state, v):
        return state[0] + 1, state[1] + v

    def leave(state, v):
        return state

    def step(state, v):
        return lax.cond(v > 0, take, leave, state, v), None

    return lax.scan(step, (jnp.array(0), jnp.array(0, x.dtype)), x)[0]

# %% right | from the end to the start
def tally(x):
    step = lambda c, v: ((c[0] + (v > 0), c[1] + jnp.where(v > 0, v, 0)), None)
    return lax.scan(step, (0, jnp.zeros((), x.dtype)), x, reverse=True)[0]

# %% right | sum kept in double, cast at the end
def tally(x):
    def body(i, state):
        count, total = state
        v = x[i].astype(jnp.float64)
        return count + (v > 0), jnp.where(v > 0, total + v, total)

    count, total = lax.fori_loop(0, x.size, body, (0, jnp.float64(0)))
    return count, total.astype(x.dtype)

# %% right | unrolled by four
from functools import partial

def tally(x):
    def step(carry, v):
        count, total = carry
        kept = jnp.where(v > 0, v, jnp.zeros((), x.dtype))
        return (count + (kept > 0), total + kept), None

    loop = partial(lax.scan, step, unroll=4)
    carry, history = loop((0, jnp.zeros((), x.dtype)), x)
    return carry

# %% right | while_loop counting down
def tally(x):
    def turn(state):
        left, count, total = state
        v = x[left - 1]
        yes = v > 0
        return left - 1, count + yes, total + jnp.where(yes, v, 0)

    start = (x.shape[0], jnp.uint32(0), jnp.zeros((), x.dtype))
    return lax.while_loop(lambda s: s[0] > 0, turn, start)[1:]

# %% right | compensated sum with a third member of the carry
def tally(x):
    zero = jnp.zeros((), x.dtype)

    def step(carry, v):
        n, s, lost = carry
        v_kept = jnp.where(v > 0, v, zero)
        y = v_kept - lost
        t = s + y
        return (n + (v > 0), t, (t - s) - y), None

    (n, s, _), _ = lax.scan(step, (0, zero, zero), x)
    return n, s

# %% right | callable object, mask made before the loop
class Tally:
    def step(self, carry, row):
        kept, flag = row
        return (carry[0] + flag, carry[1] + kept), ()

    def __call__(self, x):
        flag = x > 0
        kept = jnp.where(flag, x, 0).astype(x.dtype)
        start = jnp.zeros((), int), jnp.zeros((), kept.dtype)
        return jax.lax.scan(self.step, start, (kept, flag.astype(int)))[0]

tally = Tally()

# %% right | scan over the row numbers
def tally(x):
    def step(carry, i):
        count, total = carry
        v = lax.dynamic_index_in_dim(x, i, keepdims=False)
        return (lax.select(v > 0, count + 1, count), lax.select(v > 0, total + v, total)), None

    start = jnp.zeros((), jnp.int32), jnp.zeros((), x.dtype)
    return lax.scan(step, start, jnp.arange(x.shape[0]))[0]

# %% right | a traced number of turns
def tally(x):
    @jax.jit
    def turns(x, n):
        def body(i, state):
            v = jnp.where(x[i] > 0, x[i], 0)
            return state[0] + jnp.sign(v).astype(int), state[1] + v
        return lax.fori_loop(0, n, body, (jnp.array(0), jnp.zeros((), x.dtype)))

    return turns(x, x.shape[0])

# %% wrong | no loop at all
def tally(x):
    positive = x > 0
    return positive.sum(), jnp.where(positive, x, 0).sum(dtype=x.dtype)

# %% wrong | a Python loop, written out
def tally(x):
    count, total = jnp.array(0), jnp.zeros((), x.dtype)
    for v in x:
        count = count + (v > 0)
        total = total + jnp.where(v > 0, v, 0)
    return count, total

# %% wrong | one float array as carry: the count is no integer
def tally(x):
    def step(carry, v):
        return carry + jnp.where(v > 0, jnp.array([1, v]), 0).astype(x.dtype), None

    carry, _ = lax.scan(step, jnp.zeros(2, x.dtype), x)
    return carry[0], carry[1]

# %% wrong | sum starts in 32 bits whatever x is
def tally(x):
    def step(carry, v):
        return (carry[0] + (v > 0), carry[1] + jnp.where(v > 0, v, 0)), None

    return lax.scan(step, (jnp.int32(0), jnp.float32(0)), x)[0]

# %% wrong | sum in the default dtype, 64 bits for a 32-bit x
def tally(x):
    def body(i, state):
        count, total = state
        return count + (x[i] > 0), total + jnp.where(x[i] > 0, x[i], 0)

    return lax.fori_loop(0, x.shape[0], body, (0, jnp.zeros(())))

# %% wrong | zero counted as positive
def tally(x):
    def step(carry, v):
        return (carry[0] + (v >= 0), carry[1] + jnp.where(v >= 0, v, 0)), None

    return lax.scan(step, (0, jnp.zeros((), x.dtype)), x)[0]

# %% wrong | the sum of all entries
def tally(x):
    def step(carry, v):
        return (carry[0] + (v > 0), carry[1] + v), None

    return lax.scan(step, (0, jnp.zeros((), x.dtype)), x)[0]

# %% wrong | the pair the other way round
def tally(x):
    def step(carry, v):
        total, count = carry
        return (total + jnp.where(v > 0, v, 0), count + (v > 0)), None

    return lax.scan(step, (jnp.zeros((), x.dtype), 0), x)[0]

# %% wrong | the loop ends at the first entry that is not positive
def tally(x):
    n = x.shape[0]

    def going(s):
        return (s[0] < n) & (x[s[0]] > 0)

    def turn(s):
        return s[0] + 1, s[1] + x[s[0]]

    return lax.while_loop(going, turn, (0, jnp.zeros((), x.dtype)))

# %% wrong | the last entry is left out
def tally(x):
    def body(i, s):
        return s[0] + (x[i] > 0), s[1] + jnp.where(x[i] > 0, x[i], 0)

    return lax.fori_loop(0, x.shape[0] - 1, body, (0, jnp.zeros((), x.dtype)))

# %% wrong | joins neighbours: the recording grows with each doubling
def tally(x):
    def join(a, b):
        return a[0] + b[0], a[1] + b[1]

    rows = (x > 0).astype(int), jnp.where(x > 0, x, 0)
    counts, sums = lax.associative_scan(join, rows)
    return counts[-1], sums[-1]

# %% wrong | a Python if on the entry
def tally(x):
    def step(carry, v):
        count, total = carry
        if v > 0:
            return (count + 1, total + v), None
        return (count, total), None

    return lax.scan(step, (0, jnp.zeros((), x.dtype)), x)[0]

# %% wrong | an integer start for the sum, kept by a cast
def tally(x):
    def step(carry, v):
        count, total = carry
        new = total + jnp.where(v > 0, v, 0)
        return (count + (v > 0), new.astype(total.dtype)), None

    count, total = lax.scan(step, (jnp.int32(0), jnp.int32(0)), x)[0]
    return count, total.astype(x.dtype)

# %% wrong | a count in eight bits
def tally(x):
    def step(carry, v):
        return (carry[0] + (v > 0).astype(jnp.int8), carry[1] + jnp.where(v > 0, v, 0)), None

    return lax.scan(step, (jnp.int8(0), jnp.zeros((), x.dtype)), x)[0]

# %% wrong | the history instead of the last state
def tally(x):
    def step(carry, v):
        new = carry[0] + (v > 0), carry[1] + jnp.where(v > 0, v, 0)
        return new, new

    return lax.scan(step, (0, jnp.zeros((), x.dtype)), x)[1]

# %% wrong | a loop for the count only, which is also added up as float
def tally(x):
    def step(carry, v):
        count, total = carry
        flag = (v > 0).astype(x.dtype)
        return (count + flag, total + jnp.where(v > 0, v, 0)), None

    zero = jnp.zeros((), x.dtype)
    return lax.scan(step, (zero, zero), x)[0]
