# %% right | masked by where, the clamped read never shows
def row_or_nan(table, i):
    i = jnp.asarray(i, dtype=int)
    return jnp.where((i >= 0) & (i < len(table)), table[i], jnp.nan)

# %% right | negative indices sent to n, then fill
def row_or_nan(table, i):
    n = table.shape[0]
    i = jnp.asarray(i, dtype=int)
    return table.at[jnp.where(i < 0, n, i)].get(mode="fill")

# %% right | the keyword that switches the wrap off
def row_or_nan(table, i):
    return table.at[jnp.asarray(i, dtype=int)].get(mode="fill", fill_value=jnp.nan,
                                        wrap_negative_indices=False)

# %% right | jnp.take, negative indices moved one table further down
def row_or_nan(table, i):
    i = jnp.asarray(i, dtype=int)
    return jnp.take(table, jnp.where(i < 0, i - len(table), i))

# %% right | NumPy, filled by a mask, handed back as a jax.Array
def row_or_nan(table, i):
    rows, i = np.asarray(table), np.asarray(i)
    out = np.full(i.shape, np.nan, dtype=rows.dtype)
    there = (i >= 0) & (i < rows.size)
    out[there] = rows[i[there]]
    return jnp.asarray(out)

# %% right | a NaN row in front and behind, index clipped to them
def row_or_nan(table, i):
    padded = jnp.pad(table, 1, constant_values=jnp.nan)
    return padded[jnp.clip(jnp.asarray(i, dtype=int), -1, len(table)) + 1]

# %% right | one NaN appended, everything outside points at it
def row_or_nan(table, i):
    n = len(table)
    i = np.asarray(i, dtype=np.int64)
    inside = np.logical_and(np.greater_equal(i, 0), np.less(i, n))
    where_to = np.where(inside, i, n)
    return jnp.append(table, jnp.nan)[where_to]

# %% right | one row at a time with lax.cond, vmapped over the flat indices
def row_or_nan(table, i):
    def one(k):
        ok = jnp.logical_and(k >= 0, k < table.shape[0])
        missing = lambda k: jnp.full((), jnp.nan, table.dtype)
        return jax.lax.cond(ok, lambda k: table[k], missing, k)

    i = jnp.asarray(i, dtype=int)
    return jax.vmap(one)(i.ravel()).reshape(i.shape)

# %% right | compared with all row numbers
@jax.jit
def row_or_nan(table, i):
    hit = jnp.asarray(i)[..., None] == jnp.arange(table.shape[0])
    found = jnp.where(hit, table, 0).sum(axis=-1)
    return jnp.where(hit.any(axis=-1), found, jnp.nan)

# %% right | plain Python row by row
def row_or_nan(table, i):
    rows = np.asarray(table)
    flat = []
    for k in np.asarray(i).ravel().tolist():
        if 0 <= k < len(rows):
            flat.append(rows[k])
        else:
            flat.append(float("nan"))
    return jnp.array(flat, dtype=table.dtype).reshape(np.shape(i))

# %% right | NaN written over what was read outside
def row_or_nan(table, i):
    i = jnp.asarray(i, dtype=int)
    safe = jnp.clip(i, 0, len(table) - 1)
    rows = table[safe]
    return jnp.where(safe == i, rows, jnp.full_like(rows, jnp.nan))

# %% right | membership by isin, NumPy array as the result
def row_or_nan(table, i):
    n = len(table)
    exists = np.isin(i, np.arange(n))
    values = np.asarray(table)[np.where(exists, i, 0)]
    return np.where(exists, values, np.asarray(np.nan, values.dtype))

# %% right | a callable object with lax.select
class RowOrNaN:
    def __call__(self, table, i):
        i = jnp.asarray(i, dtype=int)
        outside = (i < 0) | (i > table.shape[0] - 1)
        rows = jnp.take(table, i, mode="clip")
        return jax.lax.select(outside, jnp.full(i.shape, jnp.nan, rows.dtype), rows)

row_or_nan = RowOrNaN()

# %% right | a NaN is added where the row is missing
def row_or_nan(table, i):
    i = jnp.asarray(i, dtype=int)
    missing = jnp.logical_not((0 <= i) & (i < table.size))
    penalty = jnp.array([0, jnp.nan], dtype=table.dtype)
    return jnp.take(table, i, mode="clip") + penalty[missing.astype(int)]

# %% wrong | plain indexing
def row_or_nan(table, i):
    return table[i]

# %% wrong | jnp.take fills, but row -1 is the last
def row_or_nan(table, i):
    return jnp.take(table, jnp.asarray(i))

# %% wrong | mode fill takes care of negative indices
def row_or_nan(table, i):
    return table.at[i].get(mode="fill", fill_value=jnp.nan)

# %% wrong | clip mode
def row_or_nan(table, i):
    return jnp.take(table, jnp.asarray(i), mode="clip")

# %% wrong | works for one integer only
def row_or_nan(table, i):
    if 0 <= i < len(table):
        return table[i]
    return jnp.nan

# %% wrong | off by one at the end
def row_or_nan(table, i):
    i = jnp.asarray(i)
    return jnp.where((i >= 0) & (i <= len(table)), table[i], jnp.nan)

# %% wrong | the absolute value of the index is tested
def row_or_nan(table, i):
    i = jnp.asarray(i)
    return jnp.where(jnp.abs(i) < len(table), table[i], jnp.nan)

# %% wrong | zero instead of NaN outside
def row_or_nan(table, i):
    i = jnp.asarray(i)
    inside = (i >= 0) & (i < len(table))
    return table[i] * inside

# %% wrong | rows that are missing are left out
def row_or_nan(table, i):
    i = np.atleast_1d(i)
    return table[i[(i >= 0) & (i < len(table))]]

# %% wrong | the shape of i is lost
def row_or_nan(table, i):
    i = jnp.asarray(i).ravel()
    return jnp.where((i >= 0) & (i < len(table)), table[i], jnp.nan)

# %% wrong | only -1 is taken out
def row_or_nan(table, i):
    i = jnp.asarray(i)
    return table.at[jnp.where(i == -1, len(table), i)].get(mode="fill")

# %% wrong | the end is tested, the beginning not
def row_or_nan(table, i):
    i = jnp.asarray(i)
    return jnp.where(i < len(table), table[i], jnp.nan)

# %% wrong | the last row is taken for outside
def row_or_nan(table, i):
    i = jnp.asarray(i)
    return jnp.where((i >= 0) & (i < len(table) - 1), table[i], jnp.nan)

# %% wrong | NaN if any of the rows is missing
def row_or_nan(table, i):
    i = jnp.asarray(i)
    if jnp.any(i < 0) or jnp.any(i >= len(table)):
        return jnp.full(i.shape, jnp.nan)
    return table[i]

# %% wrong | one NaN appended: it serves n and -1, but -2 is the last row
def row_or_nan(table, i):
    return jnp.append(table, jnp.nan)[jnp.asarray(i)]

# %% wrong | an exception, which never comes from a jax.Array
def row_or_nan(table, i):
    try:
        return table[i]
    except IndexError:
        return jnp.full(jnp.shape(i), jnp.nan)
