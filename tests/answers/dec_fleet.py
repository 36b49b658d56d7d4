# %% right | sum over count, with a count of at least one
def mean_afloat(w):
    afloat = w > 0
    return jnp.where(afloat, w, 0.0).sum() / jnp.maximum(afloat.sum(), 1)


# %% right | mean with where, the NaN replaced
def mean_afloat(w):
    mean = jnp.mean(w, where=w > 0)
    return jnp.where(jnp.isnan(mean), 0.0, mean)


# %% right | mean with where, chosen by any
def mean_afloat(w):
    afloat = w > 0
    return jnp.where(afloat.any(), jnp.mean(w, where=afloat), 0.0)


# %% right | lax.cond for the empty case
def mean_afloat(w):
    w = jnp.asarray(w)
    total = jnp.sum(w, where=w > 0)
    count = jnp.sum(w > 0)
    return jax.lax.cond(count > 0, lambda: total / count, lambda: jnp.zeros_like(total))


# %% right | jitted itself
@jax.jit
def mean_afloat(w):
    mask = w > 0
    n = jnp.count_nonzero(mask)
    return jnp.sum(jnp.where(mask, w, 0)) / jnp.where(n == 0, 1, n)


# %% right | clip to zero: what is not positive adds nothing to the sum
def mean_afloat(w):
    total = jnp.clip(w, 0).sum()
    return total / jnp.clip((w > 0).sum(), 1)


# %% right | a weighted average, one weight changed where all are zero
def mean_afloat(w):
    weights = (w > 0).astype(float)
    none = weights.sum() == 0
    return jnp.where(none, 0.0, jnp.average(w, weights=jnp.where(none, 1.0, weights)))


# %% right | a dot product of the mask with the array
def mean_afloat(w):
    mask = (w > 0).astype(jnp.float32)
    return jnp.dot(mask, w) / jnp.maximum(mask.sum(), 1.0)


# %% right | nanmean of what is left, NaN made zero
def mean_afloat(w):
    return jnp.nan_to_num(jnp.nanmean(jnp.where(w > 0, w, jnp.nan)))


# %% right | a scan with sum and count as its carry
def mean_afloat(w):
    def add(carry, x):
        total, count = carry
        return (total + jnp.where(x > 0, x, 0.0), count + (x > 0)), None

    (total, count), _ = jax.lax.scan(add, (0.0, 0), jnp.asarray(w))
    return jnp.where(count > 0, total / jnp.maximum(count, 1), 0.0)


# %% right | nonzero with a size, an index outside filled with zero
def mean_afloat(w):
    w = jnp.asarray(w)
    where = jnp.nonzero(w > 0, size=w.shape[0], fill_value=w.shape[0])[0]
    kept = w.at[where].get(mode="fill", fill_value=0.0)
    return kept.sum() / jnp.maximum(jnp.sum(where < w.shape[0]), 1)


# %% right | a lambda, the mask multiplied
mean_afloat = lambda w: jnp.sum(w * (w > 0)) / jnp.maximum(jnp.sum(w > 0), 1)


# %% wrong | NaN where no berg is afloat
def mean_afloat(w):
    return jnp.mean(w, where=w > 0)


# %% wrong | divides by all bergs, not by those afloat
def mean_afloat(w):
    return jnp.where(w > 0, w, 0.0).mean()


# %% wrong | the mask still selects
def mean_afloat(w):
    afloat = w[w > 0]
    return jnp.where(afloat.size == 0, 0.0, afloat.mean())


# %% wrong | the count in a Python max
def mean_afloat(w):
    return jnp.sum(jnp.where(w > 0, w, 0.0)) / max(jnp.sum(w > 0), 1)


# %% wrong | an if on the count
def mean_afloat(w):
    n = (w > 0).sum()
    if n == 0:
        return jnp.zeros(())
    return jnp.where(w > 0, w, 0.0).sum() / n


# %% wrong | float at the end
def mean_afloat(w):
    afloat = w > 0
    return float(jnp.where(afloat, w, 0.0).sum() / jnp.maximum(afloat.sum(), 1))


# %% wrong | one too many in the count, against the zero
def mean_afloat(w):
    afloat = w > 0
    return jnp.where(afloat, w, 0.0).sum() / (afloat.sum() + 1)


# %% wrong | nonzero with a size, the places left over filled with entry 0
def mean_afloat(w):
    indices = jnp.nonzero(w > 0, size=len(w), fill_value=0)[0]
    return jnp.where(jnp.any(w > 0), w[indices].mean(), 0.0)


# %% wrong | negative widths go into the sum
def mean_afloat(w):
    return w.sum() / jnp.maximum((w > 0).sum(), 1)
