# %% right | masked argmin and where
def best_of(q, cost, solved):
    q, cost, solved = jnp.asarray(q), jnp.asarray(cost), jnp.asarray(solved)
    n, k = q.shape
    if n == 0:
        return jnp.full(k, jnp.nan)
    ok = solved & jnp.isfinite(cost)
    i = jnp.argmin(jnp.where(ok, cost, jnp.inf))
    return jnp.where(ok[i], q[i], jnp.nan)

# %% right | a row of NaN put first, which wins if all are infinite
def best_of(q, cost, solved):
    q = jnp.asarray(q)
    ok = jnp.logical_and(solved, jnp.isfinite(cost))
    costs = jnp.where(ok, cost, jnp.inf)
    rows = jnp.concatenate([jnp.full((1, q.shape[1]), jnp.nan, (q * 1.0).dtype), q * 1.0])
    costs = jnp.concatenate([jnp.array([jnp.inf], costs.dtype), costs])
    return rows[jnp.argmin(costs)]

# %% right | lexsort: usable first, then by cost
def best_of(q, cost, solved):
    q, cost, solved = map(jnp.asarray, (q, cost, solved))
    if q.shape[0] == 0:
        return jnp.full(q.shape[1], jnp.nan)
    ok = solved & ~jnp.isnan(cost) & ~jnp.isinf(cost)
    first = jnp.lexsort((cost, ~ok))[0]
    return jnp.where(ok[first], q[first], jnp.nan)

# %% right | a scan that keeps the champion
def best_of(q, cost, solved):
    q = jnp.asarray(q) * 1.0
    cost = jnp.asarray(cost) * 1.0

    def step(champion, fit):
        best_q, best_c = champion
        qi, ci, si = fit
        better = si & jnp.isfinite(ci) & (ci < best_c)
        return (jnp.where(better, qi, best_q), jnp.where(better, ci, best_c)), None

    start = (jnp.full(q.shape[1], jnp.nan, q.dtype), jnp.asarray(jnp.inf, cost.dtype))
    (winner, _), _ = jax.lax.scan(step, start, (q, cost, jnp.asarray(solved)))
    return winner

# %% right | lax.cond
def best_of(q, cost, solved):
    q = jnp.asarray(q) * 1.0
    cost = jnp.asarray(cost)
    nobody = jnp.full(q.shape[1], jnp.nan, q.dtype)
    if q.shape[0] == 0:
        return nobody
    ok = jnp.asarray(solved) & jnp.isfinite(cost)

    def pick():
        return q[jnp.argmin(jnp.where(ok, cost, jnp.inf))]

    return jax.lax.cond(jnp.any(ok), pick, lambda: nobody)

# %% right | top_k of the negated costs
def best_of(q, cost, solved):
    q = jnp.asarray(q) * 1.0
    if q.shape[0] == 0:
        return jnp.full(q.shape[1], jnp.nan, q.dtype)
    ok = jnp.asarray(solved) & jnp.isfinite(cost)
    score, index = jax.lax.top_k(jnp.where(ok, -jnp.asarray(cost), -jnp.inf), 1)
    return jnp.where(score[0] > -jnp.inf, q[index[0]], jnp.nan)

# %% right | knock-out tournament, halving the field
def best_of(q, cost, solved):
    q = jnp.asarray(q) * 1.0
    if q.shape[0] == 0:
        return jnp.full(q.shape[1], jnp.nan, q.dtype)
    ok = jnp.asarray(solved) & jnp.isfinite(cost)
    c = jnp.where(ok, cost, jnp.inf)
    q = jnp.where(ok[:, None], q, jnp.nan)
    while q.shape[0] > 1:
        if q.shape[0] % 2:   # a bye for nobody
            q = jnp.concatenate([q, jnp.full((1, q.shape[1]), jnp.nan, q.dtype)])
            c = jnp.concatenate([c, jnp.full(1, jnp.inf, c.dtype)])
        left = c[0::2] <= c[1::2]
        q = jnp.where(left[:, None], q[0::2], q[1::2])
        c = jnp.where(left, c[0::2], c[1::2])
    return q[0]

# %% right | mask of the first winner and a sum of where, no index
def best_of(q, cost, solved):
    q = jnp.asarray(q)
    ok = jnp.asarray(solved) & jnp.isfinite(cost)
    lowest = jnp.min(jnp.where(ok, cost, jnp.inf), initial=jnp.inf)
    hit = ok & (cost == lowest)
    hit = hit & (jnp.cumsum(hit) == 1)
    total = jnp.sum(jnp.where(hit[:, None], q, 0), axis=0)
    return jnp.where(jnp.any(hit), total, jnp.nan)

# %% right | nanargmin, with everything unusable made NaN
def best_of(q, cost, solved):
    q = jnp.asarray(q)
    if len(q) == 0:
        return jnp.full(q.shape[1], jnp.nan)
    usable = jnp.where(jnp.isfinite(cost), jnp.asarray(solved), False)
    c = jnp.where(usable, cost, jnp.nan)
    i = jnp.nanargmin(c)
    return jnp.where(usable.any(), q[i], jnp.nan)

# %% right | plain NumPy behind a callback
def best_of(q, cost, solved):
    q = jnp.asarray(q) * 1.0

    def on_host(q, cost, solved):
        q, cost, solved = np.asarray(q), np.asarray(cost), np.asarray(solved)
        best, low = np.full(q.shape[1], np.nan, q.dtype), None
        for i in range(len(q)):
            if solved[i] and np.isfinite(cost[i]) and (low is None or cost[i] < low):
                best, low = q[i].copy(), cost[i]
        return best

    out = jax.ShapeDtypeStruct((q.shape[1],), q.dtype)
    return jax.pure_callback(on_host, out, q, cost, solved, vmap_method="sequential")

# %% right | index out of bounds on purpose, filled with NaN by take
def best_of(q, cost, solved):
    q = jnp.asarray(q) * 1.0
    n = q.shape[0]
    if n == 0:
        return jnp.full(q.shape[1], jnp.nan, q.dtype)
    ok = jnp.asarray(solved) & jnp.isfinite(cost)
    i = jnp.argmin(jnp.where(ok, cost, jnp.inf))
    i = jnp.where(ok.any(), i, n)
    return jnp.take(q, i, axis=0, mode="fill", fill_value=jnp.nan)

# %% wrong | does not ask whether the fit was solved
def best_of(q, cost, solved):
    ok = jnp.isfinite(cost)
    i = jnp.argmin(jnp.where(ok, cost, jnp.inf))
    return jnp.where(ok.any(), q[i], jnp.nan)

# %% wrong | forgets infinite costs: minus infinity wins
def best_of(q, cost, solved):
    ok = solved & ~jnp.isnan(cost)
    i = jnp.argmin(jnp.where(ok, cost, jnp.inf))
    return jnp.where(ok.any(), q[i], jnp.nan)

# %% wrong | boolean indexing, whose shape jit cannot know
def best_of(q, cost, solved):
    ok = solved & jnp.isfinite(cost)
    left, costs = q[ok], cost[ok]
    if left.shape[0] == 0:
        return jnp.full(q.shape[1], jnp.nan)
    return left[jnp.argmin(costs)]

# %% wrong | a Python if on a traced value
def best_of(q, cost, solved):
    ok = solved & jnp.isfinite(cost)
    if not ok.any():
        return jnp.full(q.shape[1], jnp.nan)
    return q[jnp.argmin(jnp.where(ok, cost, jnp.inf))]

# %% wrong | thinks that argmin skips NaN: a NaN cost wins
def best_of(q, cost, solved):
    c = jnp.where(solved, cost, jnp.inf)
    i = jnp.argmin(c)
    return jnp.where(solved.any(), q[i], jnp.nan)

# %% wrong | somebody always wins: no NaN where no fit is left
def best_of(q, cost, solved):
    ok = solved & jnp.isfinite(cost)
    return q[jnp.argmin(jnp.where(ok, cost, jnp.inf))]

# %% wrong | a finite penalty, which a large cost exceeds
def best_of(q, cost, solved):
    ok = solved & jnp.isfinite(cost)
    c = jnp.where(ok, cost, 1000.0)
    return jnp.where(ok.any(), q[jnp.argmin(c)], jnp.nan)

# %% wrong | nan_to_num makes a NaN cost zero, the lowest of all
def best_of(q, cost, solved):
    c = jnp.where(solved, jnp.nan_to_num(cost), jnp.inf)
    i = jnp.argmin(c)
    return jnp.where(jnp.isfinite(c[i]), q[i], jnp.nan)

# %% wrong | the least value of each parameter instead of the parameters of the best fit
def best_of(q, cost, solved):
    ok = solved & jnp.isfinite(cost)
    low = jnp.min(jnp.where(ok[:, None], q, jnp.inf), axis=0)
    return jnp.where(ok.any(), low, jnp.nan)
