# %% right | where, around an index that is inside
def looked_up(table, code):
    m = table.shape[0]
    inside = (code >= 0) & (code < m)
    return jnp.where(inside, table[jnp.clip(code, 0, m - 1)], jnp.nan)

# %% right | mode fill, with the negative codes sent beyond the end first
def looked_up(table, code):
    code = jnp.where(code < 0, len(table), code)
    return table.at[code].get(mode="fill", fill_value=jnp.nan)

# %% right | compiled, logical_or for the codes outside
@jax.jit
def looked_up(table, code):
    outside = jnp.logical_or(code < 0, code > table.size - 1)
    safe = jnp.where(outside, 0, code)
    return jnp.where(outside, jnp.nan, table[safe])

# %% right | mode clip, then NaN wherever the clipping changed the code
def looked_up(table, code):
    inside = jnp.clip(code, 0, table.shape[0] - 1)
    return jnp.where(inside == code, table.at[inside].get(mode="clip"), jnp.nan)

# %% right | a table with a frame of NaN
def looked_up(table, code):
    framed = jnp.pad(table, 1, constant_values=jnp.nan)
    return framed[jnp.clip(code, -1, len(table)) + 1]

# %% right | take with fill, NaN for the negative codes afterwards
def looked_up(table, code):
    found = jnp.take(table, code, mode="fill", fill_value=jnp.nan)
    return jnp.where(code < 0, jnp.nan, found)

# %% right | one number at a time, under vmap
def looked_up(table, code):
    def one(c):
        inside = (0 <= c) & (c <= table.shape[0] - 1)
        return jax.lax.cond(inside, lambda: table[c], lambda: jnp.full((), jnp.nan, table.dtype))

    return jax.vmap(one)(code)

# %% right | compares each code with each index, no indexing at all
def looked_up(table, code):
    hit = code[:, None] == jnp.arange(table.shape[0])[None, :]
    entry = jnp.sum(jnp.where(hit, table[None, :], 0), axis=1)
    return jnp.where(hit.any(axis=1), entry, jnp.nan)

# %% right | a factor that is one or NaN
def looked_up(table, code):
    ok = jnp.isin(code, jnp.arange(len(table)))
    return table[jnp.where(ok, code, 0)] * jnp.where(ok, 1.0, jnp.nan).astype(table.dtype)

# %% right | lets the negative codes wrap and overwrites them
def looked_up(table, code):
    n = len(table)
    values = table[code]
    values = jnp.where(code < 0, jnp.nan, values)
    values = jnp.where(code >= n, jnp.nan, values)
    return values

# %% right | select with three cases
def looked_up(table, code):
    m = table.shape[0]
    nan = jnp.full(code.shape, jnp.nan, table.dtype)
    middle = table.at[code % m].get(mode="promise_in_bounds")
    return jnp.select([code < 0, code >= m], [nan, nan], middle)

# %% right | writes NaN into the result, at the codes outside
def looked_up(table, code):
    last = table.shape[0] - 1
    outside = (code < 0) | (code > last)
    result = table[jnp.maximum(0, jnp.minimum(code, last))]
    return result.at[jnp.where(outside, jnp.arange(code.size), code.size)].set(
        jnp.nan, mode="drop")

# %% wrong | believes that mode fill fills at negative codes too
def looked_up(table, code):
    return table.at[code].get(mode="fill", fill_value=jnp.nan)

# %% wrong | plain indexing, which clips
def looked_up(table, code):
    return table[code]

# %% wrong | the chapter's table instead of the one given
def looked_up(table, code):
    m = curve.shape[0]
    return jnp.where((code >= 0) & (code < m), curve[code], jnp.nan)

# %% wrong | only the upper end is looked at
def looked_up(table, code):
    return jnp.where(code < len(table), table[code], jnp.nan)

# %% wrong | off by one: the code m passes
def looked_up(table, code):
    m = table.shape[0]
    return jnp.where((code >= 0) & (code <= m), table[jnp.clip(code, 0, m - 1)], jnp.nan)

# %% wrong | off by one: the last entry is lost
def looked_up(table, code):
    m = table.shape[0]
    return jnp.where((code >= 0) & (code < m - 1), table[code], jnp.nan)

# %% wrong | zeros where NaN was asked for
def looked_up(table, code):
    m = table.shape[0]
    inside = (code >= 0) & (code < m)
    return jnp.where(inside, table[jnp.clip(code, 0, m - 1)], 0.0)

# %% wrong | drops the codes outside, so that the shape changes
def looked_up(table, code):
    inside = (code >= 0) & (code < table.shape[0])
    return table[code[inside]]

# %% wrong | Python's chained comparison on an array
def looked_up(table, code):
    if 0 <= code < len(table):
        return table[code]
    return jnp.nan

# %% wrong | clip instead of NaN
def looked_up(table, code):
    return table.at[code].get(mode="clip")
