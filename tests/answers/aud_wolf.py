# %% right | the chapter's measure, for the batch as a whole
def same_in_a_batch(f, x):
    batched = jax.vmap(f)(x)
    looped = jnp.stack([f(row) for row in x])
    far = float(jnp.abs(batched - looped).max())
    return far <= 30 * moved_by_rounding(jax.vmap(f), x) + 1e-4

# %% right | row by row, each with its own conditioning
def same_in_a_batch(f, x):
    batched = jax.vmap(f)(x)
    for i in range(x.shape[0]):
        far = float(jnp.max(jnp.abs(batched[i] - f(x[i]))))
        if not far <= 30 * moved_by_rounding(f, x[i]) + 1e-4:
            return False
    return True

# %% right | allclose, with the conditioning as the absolute tolerance
def same_in_a_batch(f, x):
    moved = moved_by_rounding(jax.vmap(f), x)
    looped = jnp.array([f(x[i]) for i in range(len(x))])
    return bool(jnp.allclose(jax.vmap(f)(x), looped, rtol=1e-5, atol=1e-5 + 50 * moved))

# %% right | NumPy's assertion, caught
def same_in_a_batch(f, x):
    moved = max(moved_by_rounding(f, row) for row in x)
    try:
        np.testing.assert_allclose(
            np.asarray(jax.vmap(f)(x)), np.stack([np.asarray(f(row)) for row in x]),
            rtol=1e-5, atol=1e-5 + 100 * moved)
    except AssertionError:
        return False
    return True

# %% right | own nudges, by nextafter up and down, compiled once
def same_in_a_batch(f, x):
    run = jax.jit(jax.vmap(f))
    here = run(x)
    up, down = run(jnp.nextafter(x, jnp.inf)), run(jnp.nextafter(x, -jnp.inf))
    sensitivity = jnp.maximum(jnp.abs(up - here), jnp.abs(down - here)).max(axis=-1)
    loop = jnp.stack([f(row) for row in x])
    gap = jnp.abs(jax.vmap(f)(x) - loop).max(axis=-1)
    scale = 1.0 + jnp.abs(loop).max(axis=-1)
    return bool(jnp.all(gap <= 40 * sensitivity + 1e-5 * scale))

# %% right | random nudges of a few last digits, the largest effect of eight
def same_in_a_batch(f, x):
    eps = jnp.finfo(x.dtype).eps
    run = jax.jit(jax.vmap(f))
    base, worst_move = run(x), 0.0
    for k in jax.random.split(jax.random.key(12345), 8):
        sign = jax.random.rademacher(k, x.shape, dtype=x.dtype)
        move = jnp.abs(run(x * (1 + 2 * eps * sign)) - base).max()
        worst_move = max(worst_move, float(move))
    loop = jnp.stack([f(x[i]) for i in range(x.shape[0])])
    return float(jnp.abs(jax.vmap(f)(x) - loop).max()) < 20 * worst_move + 1e-4

# %% right | a class with a step for each of the three runs
class BatchProbe:
    factor, floor = 30.0, 1e-4

    def batched(self, f, x):
        return jax.vmap(f)(x)

    def looped(self, f, x):
        out = []
        for row in x:
            out.append(f(row))
        return jnp.stack(out)

    def allowed(self, f, x):
        return self.factor * moved_by_rounding(jax.vmap(f), x) + self.floor

    def __call__(self, f, x):
        gap = jnp.abs(self.batched(f, x) - self.looped(f, x))
        return bool((gap <= self.allowed(f, x)).all())


same_in_a_batch = BatchProbe()

# %% right | a generator expression under all
def same_in_a_batch(f, x):
    return all(
        bool(jnp.abs(a - f(row)).max() <= 30 * moved_by_rounding(f, row) + 1e-4)
        for a, row in zip(jax.vmap(f)(x), x))

# %% right | the loop writes into a NumPy array, tolerance relative to the size of the result
def same_in_a_batch(f, x):
    batched = np.asarray(jax.vmap(f)(x))
    looped = np.empty_like(batched)
    for i, row in enumerate(x):
        looped[i] = f(row)
    moved = moved_by_rounding(jax.vmap(f), x)
    tolerance = 30 * moved + 1e-5 * (1 + np.abs(looped).max())
    return not bool(np.any(np.abs(batched - looped) > tolerance))

# %% right | the nudge as an argument of one compiled run
def same_in_a_batch(f, x):
    eps = jnp.finfo(x.dtype).eps
    run = jax.jit(lambda nudge: jax.vmap(f)(x + nudge * eps * jnp.abs(x)))
    down, middle, up = run(-1.0), run(0.0), run(1.0)
    moved = max(float(jnp.abs(up - middle).max()), float(jnp.abs(down - middle).max()))
    looped = jnp.stack([f(x[i]) for i in range(x.shape[0])])
    return float(jnp.abs(jax.vmap(f)(x) - looped).max()) <= 1e-4 + 30 * moved

# %% right | NaN in the same place counts as agreement
def same_in_a_batch(f, x):
    batched = jax.vmap(f)(x)
    looped = jnp.stack([f(row) for row in x])
    both = jnp.isnan(batched) & jnp.isnan(looped)
    gap = jnp.where(both, 0.0, jnp.abs(batched - looped))
    moved = jnp.nan_to_num(moved_by_rounding(jax.vmap(f), x))
    return bool(jnp.all(gap <= 30 * moved + 1e-4))

# %% right | asks for a plain agreement first, for the conditioning only if it fails
def same_in_a_batch(f, x):
    batched = jax.vmap(f)(x)
    gaps = [float(jnp.abs(b - f(row)).max()) for b, row in zip(batched, x)]
    if max(gaps) <= 1e-4:
        return True
    moves = [moved_by_rounding(f, row) for row in x]
    return all(gap <= 30 * move + 1e-4 for gap, move in zip(gaps, moves))

# %% wrong | a fixed tolerance cries wolf at chaos
def same_in_a_batch(f, x):
    looped = jnp.stack([f(row) for row in x])
    return bool(jnp.allclose(jax.vmap(f)(x), looped, atol=1e-4))

# %% wrong | exact equality
def same_in_a_batch(f, x):
    looped = jnp.stack([f(row) for row in x])
    return bool((jax.vmap(f)(x) == looped).all())

# %% wrong | a tolerance so wide that chaos passes, and all else
def same_in_a_batch(f, x):
    looped = jnp.stack([f(row) for row in x])
    return bool(jnp.abs(jax.vmap(f)(x) - looped).max() < 100.0)

# %% wrong | says True where the runs differ
def same_in_a_batch(f, x):
    looped = jnp.stack([f(row) for row in x])
    far = float(jnp.abs(jax.vmap(f)(x) - looped).max())
    return far > 30 * moved_by_rounding(jax.vmap(f), x) + 1e-4

# %% wrong | compares the batch with the compiled batch: there is no loop
def same_in_a_batch(f, x):
    far = float(jnp.abs(jax.vmap(f)(x) - jax.jit(jax.vmap(f))(x)).max())
    return far <= 30 * moved_by_rounding(jax.vmap(f), x) + 1e-4

# %% wrong | the spread between the rows taken for rounding
def same_in_a_batch(f, x):
    looped = jnp.stack([f(row) for row in x])
    spread = float((looped.max(axis=0) - looped.min(axis=0)).max())
    return float(jnp.abs(jax.vmap(f)(x) - looped).max()) <= spread + 1e-4

# %% wrong | looks at the first row only
def same_in_a_batch(f, x):
    far = float(jnp.abs(jax.vmap(f)(x)[0] - f(x[0])).max())
    return far <= 30 * moved_by_rounding(f, x[0]) + 1e-4

# %% wrong | a nudge far below the last digit, which changes nothing
def same_in_a_batch(f, x):
    run = jax.jit(jax.vmap(f))
    moved = float(jnp.abs(run(x + 1e-12) - run(x)).max())
    looped = jnp.stack([f(row) for row in x])
    return float(jnp.abs(jax.vmap(f)(x) - looped).max()) <= 30 * moved + 1e-4

# %% wrong | a flag for each row instead of one answer
def same_in_a_batch(f, x):
    looped = jnp.stack([f(row) for row in x])
    far = jnp.abs(jax.vmap(f)(x) - looped).max(axis=1)
    moved = jnp.array([moved_by_rounding(f, row) for row in x])
    return far <= 30 * moved + 1e-4
