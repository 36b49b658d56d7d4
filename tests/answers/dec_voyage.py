# %% right | the sketch mended, fori_loop with at and set
def voyage(key, w, days):
    widths, lost = jnp.zeros(days), 0.0

    def step(i, state):
        w, lost, widths = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        widths = widths.at[i].set(w - melt)
        return w - melt, lost + melt, widths

    w, lost, widths = jax.lax.fori_loop(0, days, step, (w, lost, widths))
    return widths, lost


# %% right | scan over the days, widths as its output
def voyage(key, w, days):
    def step(state, i):
        w, lost = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return (w - melt, lost + melt), w - melt

    (_, lost), widths = jax.lax.scan(step, (w, 0.0), jnp.arange(days))
    return widths, lost


# %% right | no loop: all draws by vmap, then a running sum
def voyage(key, w, days):
    draw = jax.vmap(lambda i: jax.random.uniform(jax.random.fold_in(key, i)))
    melt = rate(4.0) * draw(jnp.arange(days))
    return w - jnp.cumsum(melt), melt.sum()


# %% right | vmap twice, over numbers and over keys
def voyage(key, w, days):
    keys = jax.vmap(jax.random.fold_in, in_axes=(None, 0))(key, jnp.arange(days))
    melts = rate(4.0) * jax.vmap(jax.random.uniform)(keys)
    return w - jnp.cumsum(melts), jnp.sum(melts)


# %% right | scan with the width alone, the loss summed afterwards
def voyage(key, w, days):
    def step(w, i):
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return w - melt, (w - melt, melt)

    _, (widths, melts) = jax.lax.scan(step, jnp.asarray(w, float), jnp.arange(days))
    return widths, melts.sum()


# %% right | jitted itself, days static
import functools


@functools.partial(jax.jit, static_argnames="days")
def voyage(key, w, days):
    def step(i, state):
        w, lost, widths = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return w - melt, lost + melt, widths.at[i].set(w - melt)

    start = (jnp.float32(w), jnp.float32(0), jnp.zeros(days))
    _, lost, widths = jax.lax.fori_loop(0, days, step, start)
    return widths, lost


# %% right | while_loop with a counter in the carry
def voyage(key, w, days):
    def more(state):
        return state[0] < days

    def step(state):
        i, w, lost, widths = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return i + 1, w - melt, lost + melt, widths.at[i].set(w - melt)

    _, _, lost, widths = jax.lax.while_loop(more, step, (0, w, 0.0, jnp.zeros(days)))
    return widths, lost


# %% right | jax.lax.map for the draws
def voyage(key, w, days):
    def loss(i):
        return rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))

    losses = jax.lax.map(loss, jnp.arange(days))
    return w - losses.cumsum(), losses.sum()


# %% right | a dictionary as carry
def voyage(key, w, days):
    def step(i, s):
        melt = jax.random.uniform(jax.random.fold_in(key, i)) * rate(4.0)
        width = s["w"] - melt
        return {"w": width, "lost": s["lost"] + melt, "widths": s["widths"].at[i].set(width)}

    start = {"w": w, "lost": jnp.zeros(()), "widths": jnp.zeros((days,))}
    end = jax.lax.fori_loop(0, days, step, start)
    return end["widths"], end["lost"]


# %% right | scan that counts the days itself, xs=None and a length
def voyage(key, w, days):
    def step(carry, _):
        i, w, lost = carry
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return (i + 1, w - melt, lost + melt), w - melt

    carry, widths = jax.lax.scan(step, (0, w, 0.0), None, length=days)
    return widths, carry[2]


# %% right | an associative scan of the losses
def voyage(key, w, days):
    def draw(i):
        return jax.random.uniform(jax.random.fold_in(key, i))

    melts = jax.vmap(draw)(jnp.arange(days)) * rate(4.0)
    total = jax.lax.associative_scan(jnp.add, melts)
    return w - total, jnp.sum(melts)


# %% right | the draws made before, the loop goes over them; partial for the key
import functools


def voyage(key, w, days):
    def draw(key, i):
        return jax.random.uniform(jax.random.fold_in(key, i), ())

    def step(carry, u):
        w, lost = carry
        melt = rate(4.0) * u
        carry = (w - melt, lost + melt)
        return carry, carry[0]

    u = jax.vmap(functools.partial(draw, key))(jnp.arange(days))
    (w, lost), widths = jax.lax.scan(step, (w, jnp.float32(0)), u)
    return widths, lost


# %% wrong | the key is never changed: the same weather each day
def voyage(key, w, days):
    def step(state, i):
        w, lost = state
        melt = rate(4.0) * jax.random.uniform(key)
        return (w - melt, lost + melt), w - melt

    (_, lost), widths = jax.lax.scan(step, (w, 0.0), jnp.arange(days))
    return widths, lost


# %% wrong | all days drawn at once from the one key: other draws than those asked for
def voyage(key, w, days):
    melts = rate(4.0) * jax.random.uniform(key, (days,))
    return w - jnp.cumsum(melts), melts.sum()


# %% wrong | the days counted from 1
def voyage(key, w, days):
    def step(state, i):
        w, lost = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return (w - melt, lost + melt), w - melt

    (_, lost), widths = jax.lax.scan(step, (w, 0.0), jnp.arange(1, days + 1))
    return widths, lost


# %% wrong | a Python loop: a copy of the body for each day
def voyage(key, w, days):
    widths, lost = jnp.zeros(days), 0.0
    for i in range(days):
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        w, lost = w - melt, lost + melt
        widths = widths.at[i].set(w)
    return widths, lost


# %% wrong | what at and set return is thrown away
def voyage(key, w, days):
    def step(i, state):
        w, lost, widths = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        widths.at[i].set(w - melt)
        return w - melt, lost + melt, widths

    w, lost, widths = jax.lax.fori_loop(0, days, step, (w, 0.0, jnp.zeros(days)))
    return widths, lost


# %% wrong | the loss still starts as an int32
def voyage(key, w, days):
    widths, lost = jnp.zeros(days), jnp.int32(0)

    def step(i, state):
        w, lost, widths = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return w - melt, lost + melt, widths.at[i].set(w - melt)

    w, lost, widths = jax.lax.fori_loop(0, days, step, (w, lost, widths))
    return widths, lost


# %% wrong | the carry kept an integer by rounding the loss
def voyage(key, w, days):
    widths, lost = jnp.zeros(days), jnp.int32(0)

    def step(i, state):
        w, lost, widths = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return w - melt, (lost + melt).astype(jnp.int32), widths.at[i].set(w - melt)

    w, lost, widths = jax.lax.fori_loop(0, days, step, (w, lost, widths))
    return widths, lost


# %% wrong | the width at the beginning of each day
def voyage(key, w, days):
    def step(i, state):
        w, lost, widths = state
        melt = rate(4.0) * jax.random.uniform(jax.random.fold_in(key, i))
        return w - melt, lost + melt, widths.at[i].set(w)

    w, lost, widths = jax.lax.fori_loop(0, days, step, (w, 0.0, jnp.zeros(days)))
    return widths, lost


# %% wrong | the key in the carry, each day folded into that of the day before
def voyage(key, w, days):
    def step(state, i):
        key, w, lost = state
        key = jax.random.fold_in(key, i)
        melt = rate(4.0) * jax.random.uniform(key)
        return (key, w - melt, lost + melt), w - melt

    (_, _, lost), widths = jax.lax.scan(step, (key, w, 0.0), jnp.arange(days))
    return widths, lost
