# %% right | count the finite times
def reached(sol):
    last = jnp.sum(jnp.isfinite(sol.ts)) - 1
    return sol.ts[last], sol.ys[last]

# %% right | the solver's own count of accepted steps
def reached(sol):
    k = int(sol.stats["num_accepted_steps"]) - 1
    return sol.ts[k], sol.ys[k]

# %% right | NumPy, boolean mask over the rows
def reached(sol):
    ts = np.asarray(sol.ts)
    ys = np.asarray(sol.ys)
    filled = np.isfinite(ts)
    return ts[filled][-1], ys[filled][-1]

# %% right | plain Python loop that stops at the padding
def reached(sol):
    import math
    t_last, y_last = None, None
    for t, y in zip(np.asarray(sol.ts), np.asarray(sol.ys)):
        if math.isinf(t):
            break
        t_last, y_last = t, y
    return t_last, y_last

# %% right | first padded row minus one; -1 wraps to the last row when nothing is padded
def reached(sol):
    k = jnp.argmax(jnp.isinf(sol.ts)) - 1
    return sol.ts[k], sol.ys[k]

# %% right | argmax on the reversed mask
def reached(sol):
    ok = np.isfinite(np.asarray(sol.ts))
    from_behind = int(np.argmax(ok[::-1]))
    k = len(ok) - 1 - from_behind
    return float(sol.ts[k]), np.asarray(sol.ys[k])

# %% right | flatnonzero
def reached(sol):
    k = np.flatnonzero(np.isfinite(sol.ts))[-1]
    return sol.ts[k], sol.ys[k]

# %% right | bisection for the border between times and padding
def reached(sol):
    ts = np.asarray(sol.ts)
    lo, hi = 0, len(ts)          # ts[lo] is a time, everything from hi on is padding
    while hi - lo > 1:
        mid = (lo + hi) // 2
        if np.isfinite(ts[mid]):
            lo = mid
        else:
            hi = mid
    return ts[lo], np.asarray(sol.ys)[lo]

# %% right | scan that carries the last real row along
def reached(sol):
    def body(carry, row):
        t, y = row
        t0, y0 = carry
        real = jnp.isfinite(t)
        return (jnp.where(real, t, t0), jnp.where(real, y, y0)), None

    (t, y), _ = jax.lax.scan(body, (sol.ts[0], sol.ys[0]), (sol.ts, sol.ys))
    return t, y

# %% right | one-hot mask with where and a sum, no indexing
def reached(sol):
    n = sol.ts.shape[0]
    count = jnp.isfinite(sol.ts).sum()
    here = jnp.arange(n) == count - 1
    t = jnp.where(here, sol.ts, 0.0).sum()
    y = jnp.where(here[:, None], sol.ys, 0.0).sum(axis=0)
    return t, y

# %% right | itertools.takewhile over the times, then a dynamic index
def reached(sol):
    from itertools import takewhile
    times = [float(t) for t in takewhile(np.isfinite, np.asarray(sol.ts))]
    k = len(times) - 1
    return times[k], jax.lax.dynamic_index_in_dim(sol.ys, k, axis=0, keepdims=False)

# %% wrong | takes the last row, which is padding
def reached(sol):
    return sol.ts[-1], sol.ys[-1]

# %% wrong | believes that sol.t1 is where the solver got to
def reached(sol):
    n = jnp.isfinite(sol.ts).sum()
    return sol.t1, sol.ys[n - 1]

# %% wrong | counts the rejected steps too, though they are not saved
def reached(sol):
    k = sol.stats["num_steps"] - 1
    return sol.ts[k], sol.ys[k]

# %% wrong | largest time by argmax: finds the infinite padding
def reached(sol):
    k = jnp.argmax(sol.ts)
    return sol.ts[k], sol.ys[k]

# %% wrong | thinks that the padding is NaN
def reached(sol):
    k = int(np.sum(~np.isnan(np.asarray(sol.ts)))) - 1
    return sol.ts[k], sol.ys[k]

# %% wrong | thinks that the padding is zero
def reached(sol):
    k = np.count_nonzero(np.asarray(sol.ts)) - 1
    return sol.ts[k], sol.ys[k]

# %% wrong | off by one: the number of accepted steps as an index
def reached(sol):
    k = sol.stats["num_accepted_steps"]
    return sol.ts[k], sol.ys[k]

# %% wrong | finite entries of ys without rows: only the last component of the state
def reached(sol):
    ts, ys = np.asarray(sol.ts), np.asarray(sol.ys)
    return ts[np.isfinite(ts)][-1], ys[np.isfinite(ys)][-1]

# %% wrong | largest value of each component instead of the state at the last time
def reached(sol):
    ok = jnp.isfinite(sol.ts)
    t = jnp.max(jnp.where(ok, sol.ts, -jnp.inf))
    y = jnp.max(jnp.where(ok[:, None], sol.ys, -jnp.inf), axis=0)
    return t, y
