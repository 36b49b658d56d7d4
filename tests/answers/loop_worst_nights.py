# %% right | nonzero with size and fill
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return jnp.nonzero(bad, size=3, fill_value=-1)[0], bad.sum()

# %% right | flatnonzero, jitted, a list for the pair
@jax.jit
def bad_nights(miss, limit):
    over = jnp.abs(miss) > limit
    return [jnp.flatnonzero(over, size=3, fill_value=-1), jnp.count_nonzero(over)]

# %% right | three separate integers in a tuple
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    first, second, third = jnp.where(bad, size=3, fill_value=-1)[0]
    return (first, second, third), jnp.sum(bad)

# %% right | row numbers sorted, the good ones behind
def bad_nights(miss, limit):
    n = miss.shape[0]
    bad = jnp.abs(miss) > limit
    rows = jnp.sort(jnp.where(bad, jnp.arange(n), n))[:3]
    return jnp.where(rows < n, rows, -1), bad.sum()

# %% right | stable argsort of the mask
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    order = jnp.argsort(~bad, stable=True)[:3]
    return jnp.where(bad[order], order, -1), bad.sum()

# %% right | searchsorted in the running count
def bad_nights(miss, limit):
    running = jnp.cumsum(jnp.abs(miss) > limit)
    rows = jnp.searchsorted(running, jnp.array([1, 2, 3]))
    return jnp.where(rows < miss.size, rows, -1), running[-1]

# %% right | scatter by rank, the rest dropped
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rank = jnp.where(bad, jnp.cumsum(bad) - 1, 3)
    numbers = jnp.full(3, -1).at[rank].set(jnp.arange(miss.size), mode="drop")
    return numbers, bad.sum()

# %% right | scan with three slots and a count
def bad_nights(miss, limit):
    def step(carry, row):
        slots, count = carry
        i, m = row
        hit = jnp.abs(m) > limit
        here = (jnp.arange(3) == count) & hit
        return (jnp.where(here, i, slots), count + hit), None

    start = jnp.full(3, -1), jnp.zeros((), int)
    rows = jnp.arange(miss.shape[0]), miss
    return lax.scan(step, start, rows)[0]

# %% right | argmax three times
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    total, numbers = bad.sum(), []
    for _ in range(3):
        i = jnp.argmax(bad)
        numbers.append(jnp.where(bad[i], i, -1))
        bad = bad.at[i].set(False)
    return jnp.stack(numbers), total

# %% right | top_k of the negated numbers
def bad_nights(miss, limit):
    n = miss.shape[0]
    bad = (miss > limit) | (miss < -limit)
    negated, _ = lax.top_k(jnp.where(bad, -jnp.arange(n), -n), 3)
    return jnp.where(negated == -n, -1, -negated), bad.sum()

# %% right | fori_loop with cond in its body, 32-bit integers
def bad_nights(miss, limit):
    def body(i, state):
        numbers, count = state
        i = jnp.asarray(i, jnp.int32)

        def hit():
            return numbers.at[count].set(i, mode="drop"), count + 1

        return lax.cond(jnp.abs(miss[i]) > limit, hit, lambda: (numbers, count))

    start = jnp.full(3, -1, jnp.int32), jnp.int32(0)
    return lax.fori_loop(0, len(miss), body, start)

# %% right | while_loop from hit to hit, the count apart
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    n = miss.shape[0]

    def going(state):
        i, k, _ = state
        return (i < n) & (k < 3)

    def turn(state):
        i, k, numbers = state
        numbers = numbers.at[k].set(jnp.where(bad[i], i, -1))
        return i + 1, k + bad[i], numbers

    _, _, numbers = lax.while_loop(going, turn, (0, 0, jnp.full(3, -1)))
    return numbers, bad.sum()

# %% right | argwhere, squeezed, from a callable object
class BadNights:
    size = 3

    def __call__(self, miss, limit):
        bad = jnp.abs(miss) > limit
        rows = jnp.argwhere(bad, size=self.size, fill_value=-1)
        return rows[:, 0], jnp.where(bad, 1, 0).sum()

bad_nights = BadNights()

# %% right | a sum over each rank
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rank = jnp.cumsum(bad) * bad
    rows = jnp.arange(bad.size)
    pick = lambda k: jnp.sum(jnp.where(rank == k, rows + 1, 0)) - 1
    return jax.vmap(pick)(jnp.arange(1, 4)), rank.max()

# %% right | minimum above the last one found, a helper
def next_after(rows, bad, last):
    n = rows.shape[0]
    return jnp.min(jnp.where(bad & (rows > last), rows, n))

def bad_nights(miss, limit):
    rows, bad = jnp.arange(miss.shape[0]), jnp.abs(miss) > limit
    a = next_after(rows, bad, -1)
    b = next_after(rows, bad, a)
    c = next_after(rows, bad, b)
    found = jnp.array([a, b, c])
    return jnp.where(found == miss.shape[0], -1, found), jnp.count_nonzero(bad)

# %% wrong | nonzero without a size
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rows = jnp.nonzero(bad)[0]
    return rows[:3], len(rows)

# %% wrong | default fill value, zero
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return jnp.nonzero(bad, size=3)[0], bad.sum()

# %% wrong | takes every zero for a missing number, also night 0
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rows = jnp.nonzero(bad, size=3)[0]
    return jnp.where(rows == 0, -1, rows), bad.sum()

# %% wrong | counts only those that were kept
def bad_nights(miss, limit):
    rows = jnp.nonzero(jnp.abs(miss) > limit, size=3, fill_value=-1)[0]
    return rows, (rows >= 0).sum()

# %% wrong | forgets the absolute value
def bad_nights(miss, limit):
    bad = miss > limit
    return jnp.nonzero(bad, size=3, fill_value=-1)[0], bad.sum()

# %% wrong | counts also those exactly at the limit
def bad_nights(miss, limit):
    bad = jnp.abs(miss) >= limit
    return jnp.nonzero(bad, size=3, fill_value=-1)[0], bad.sum()

# %% wrong | the three worst instead of the first three
def bad_nights(miss, limit):
    size = jnp.abs(miss)
    values, rows = lax.top_k(size, 3)
    return jnp.where(values > limit, rows, -1), (size > limit).sum()

# %% wrong | the last three
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rows = jnp.sort(jnp.where(bad, jnp.arange(miss.size), -1))[-3:]
    return rows, bad.sum()

# %% wrong | fills up with n
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return jnp.nonzero(bad, size=3, fill_value=miss.shape[0])[0], bad.sum()

# %% wrong | the limit is static
from functools import partial

@partial(jax.jit, static_argnames="limit")
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return jnp.nonzero(bad, size=3, fill_value=-1)[0], bad.sum()

# %% wrong | the missing ones in front, by a sort of the filled numbers
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rows = jnp.nonzero(bad, size=3, fill_value=-1)[0]
    return jnp.sort(rows), bad.sum()

# %% wrong | a Python loop with if
def bad_nights(miss, limit):
    numbers, count = [], 0
    for i in range(miss.shape[0]):
        if abs(miss[i]) > limit:
            count += 1
            if len(numbers) < 3:
                numbers.append(i)
    numbers += [-1] * (3 - len(numbers))
    return jnp.array(numbers), count

# %% wrong | the misses themselves instead of their numbers
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rows = jnp.nonzero(bad, size=3, fill_value=-1)[0]
    return miss[rows], bad.sum()

# %% wrong | numbers as floats, filled up with where
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rows = jnp.sort(jnp.where(bad, jnp.arange(miss.size), jnp.inf))[:3]
    return jnp.where(jnp.isfinite(rows), rows, -1.0), bad.sum()

# %% wrong | a loop that stops at the third hit, and counts no further
def bad_nights(miss, limit):
    def going(s):
        return (s[0] < miss.shape[0]) & (s[1] < 3)

    def turn(s):
        i, k, rows = s
        hit = jnp.abs(miss[i]) > limit
        return i + 1, k + hit, jnp.where((jnp.arange(3) == k) & hit, i, rows)

    _, k, rows = lax.while_loop(going, turn, (0, 0, jnp.full(3, -1)))
    return rows, k

# %% wrong | scatter by rank, hits beyond the third pushed into the last place
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    rank = jnp.clip(jnp.cumsum(bad) - 1, 0, 2)
    rows = jnp.where(bad, jnp.arange(miss.size), -1)
    return jnp.full(3, -1).at[rank].max(rows), bad.sum()
