# %% right | safe numbers first, then the squares
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=1, keepdims=True)
    safe = jnp.where(reached, ys, 0.0)
    square = jnp.where(reached, (safe - data) ** 2, 0.0)
    return square.sum() / jnp.maximum(2 * reached.sum(), 1)

# %% right | one where, around the difference and before the square
def misfit_of(ys, data):
    ok = jnp.all(jnp.isfinite(ys), axis=1)
    d = jnp.where(ok[:, None], ys - data, 0)
    return jnp.sum(d * d) / jnp.maximum(ok.sum() * ys.shape[1], 1)

# %% right | the data put in place of what was not reached
def misfit_of(ys, data):
    lost = jnp.isinf(ys).any(axis=1)
    filled = jnp.where(lost[:, None], data, ys)
    count_of = 2 * jnp.sum(~lost)
    total = jnp.sum(jnp.square(filled - data))
    return jnp.where(count_of > 0, total / jnp.where(count_of > 0, count_of, 1), 0.0)

# %% right | lax.scan over the rows with a running sum and a running number
def misfit_of(ys, data):
    ys, data = jnp.asarray(ys), jnp.asarray(data)

    def row(carry, pair):
        total, number = carry
        y, d = pair
        ok = jnp.all(jnp.isfinite(y))
        e = jnp.where(ok, y - d, jnp.zeros_like(d))
        return (total + e[0] ** 2 + e[1] ** 2, number + jnp.where(ok, 2, 0)), None

    zero = jnp.zeros((), jnp.result_type(ys, data))
    (total, number), _ = jax.lax.scan(row, (zero, jnp.asarray(0)), (ys, data))
    return total / jnp.maximum(number, 1)

# %% right | custom_jvp with the derivative by hand
@jax.custom_jvp
def misfit_of(ys, data):
    ok = jnp.isfinite(ys).all(axis=1)[:, None]
    e = jnp.where(ok, ys - data, 0)
    return jnp.sum(e ** 2) / jnp.maximum(2 * ok.sum(), 1)

@misfit_of.defjvp
def _misfit_jvp(primals, tangents):
    ys, data = primals
    ok = jnp.isfinite(ys).all(axis=1)[:, None]
    e = jnp.where(ok, ys - data, 0)
    number = jnp.maximum(2 * ok.sum(), 1)
    de = jnp.where(ok, tangents[0] - tangents[1], 0)
    return jnp.sum(e ** 2) / number, jnp.sum(2 * e * de) / number

# %% right | fori_loop over the rows
def misfit_of(ys, data):
    ys, data = jnp.asarray(ys), jnp.asarray(data)
    reached = jnp.isfinite(ys).all(axis=1)

    def body(i, total):
        d = jnp.where(reached[i], ys[i] - data[i], 0)
        return total + jnp.dot(d, d)

    total = jax.lax.fori_loop(0, ys.shape[0], body, jnp.zeros((), jnp.result_type(ys, data)))
    return total / jnp.maximum(2 * jnp.count_nonzero(reached), 1)

# %% right | a function of one row under vmap
def misfit_of(ys, data):
    def one(y, d):
        ok = ~jnp.isinf(y).any()
        y = jnp.where(ok, y, d)
        return jnp.mean((y - d) ** 2), ok

    means, ok = jax.vmap(one)(ys, data)
    return jnp.sum(means) / jnp.maximum(jnp.sum(ok), 1)

# %% right | jnp.mean with where=, guarded against an empty mask
def misfit_of(ys, data):
    mask = jnp.broadcast_to(jnp.isfinite(ys).all(axis=1, keepdims=True), ys.shape)
    some = mask.any()
    square = jnp.where(mask, ys - data, 0) ** 2
    return jnp.mean(square, where=mask | ~some)

# %% right | weights of 0 and 1 on numbers made finite
def misfit_of(ys, data):
    ys = jnp.asarray(ys)
    w = jnp.isfinite(ys).all(axis=1).astype(ys.dtype)
    e = jnp.nan_to_num(ys, posinf=0.0, neginf=0.0) - data
    return jnp.einsum("i,ij,ij->", w, e, e) / jnp.clip(2 * w.sum(), 1)

# %% right | lax.cond for the case that nothing was reached
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=-1)
    d = jnp.where(reached[:, None], ys, 0) - jnp.where(reached[:, None], data, 0)
    number = reached.sum()
    return jax.lax.cond(number > 0,
                        lambda s: s / (2 * number),
                        lambda s: jnp.zeros_like(s),
                        jnp.vdot(d, d))

# %% right | expanded square, columns apart
def misfit_of(ys, data):
    reached = ~jnp.isinf(ys[:, 0]) & ~jnp.isinf(ys[:, 1])
    a = jnp.where(reached, ys[:, 0] - data[:, 0], 0)
    b = jnp.where(reached, ys[:, 1] - data[:, 1], 0)
    number = jnp.where(reached.any(), reached.sum(), 1)
    return (a @ a + b @ b) / (2 * number)

# %% wrong | where after the square: the value is right and the gradient nan
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=1, keepdims=True)
    square = jnp.where(reached, (ys - data) ** 2, 0.0)
    return square.sum() / jnp.maximum(2 * reached.sum(), 1)

# %% wrong | the mean over all rows, those that were not reached counted as 0
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=1, keepdims=True)
    return jnp.mean(jnp.where(reached, ys - data, 0.0) ** 2)

# %% wrong | divided by the number of rows and not of numbers
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=1)
    d = jnp.where(reached[:, None], ys - data, 0.0)
    return jnp.sum(d ** 2) / jnp.maximum(reached.sum(), 1)

# %% wrong | boolean indexing, which does not work under jit
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=1)
    if not reached.any():
        return jnp.sum(jnp.zeros_like(ys))
    return jnp.mean((ys[reached] - data[reached]) ** 2)

# %% wrong | 0/0 if nothing was reached
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=1)
    d = jnp.where(reached[:, None], ys - data, 0.0)
    return jnp.sum(d ** 2) / (2 * reached.sum())

# %% wrong | nan_to_num as it stands, which makes a huge number of inf
def misfit_of(ys, data):
    return jnp.mean((jnp.nan_to_num(ys) - data) ** 2)

# %% wrong | inf replaced by 0, so that the data of those rows count as errors
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=1, keepdims=True)
    safe = jnp.where(reached, ys, 0.0)
    d = safe - data
    return jnp.where(reached.any(), jnp.mean(d ** 2), 0.0)

# %% wrong | stop_gradient over the whole masked array: no gradient for the reached rows
def misfit_of(ys, data):
    reached = jnp.isfinite(ys).all(axis=1, keepdims=True)
    safe = jax.lax.stop_gradient(jnp.where(reached, ys, data))
    return jnp.sum((safe - data) ** 2) / jnp.maximum(2 * reached.sum(), 1)

# %% wrong | a solution that ended early counts as not reached at all
def misfit_of(ys, data):
    all_there = jnp.isfinite(ys).all()
    d = jnp.where(all_there, ys - data, 0.0)
    return jnp.mean(d ** 2)
