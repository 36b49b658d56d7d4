# %% right | integers and fractions subtracted apart
def elapsed(whole, clock):
    return (whole - whole[0]) + (clock - clock[0])

# %% right | the first day off while integers, the first clock off at the end
def elapsed(whole, clock):
    days = (whole - whole[0]).astype(clock.dtype)
    return days + clock - clock[0]

# %% right | in 32 bits by name
def elapsed(whole, clock):
    d = jnp.subtract(whole, whole[0]).astype("float32")
    return jnp.add(d, jnp.subtract(clock, clock[0]))

# %% right | NumPy in 64 bits, handed back as a jax.Array
def elapsed(whole, clock):
    moments = np.asarray(whole, dtype=np.float64) + np.asarray(clock, dtype=np.float64)
    return jnp.asarray(moments - moments[0])

# %% right | jitted
@jax.jit
def elapsed(whole, clock):
    w0, c0 = whole[0], clock[0]
    return (whole - w0) * 1.0 + (clock - c0)

# %% right | whole days are exact in 32 bits, so the cast may come first
def elapsed(whole, clock):
    w = whole.astype(jnp.float32)
    return (w - w[0]) + (clock - clock[0])

# %% right | whole seconds as integers
def elapsed(whole, clock):
    seconds = (whole - whole[0]) * 86_400 + jnp.round((clock - clock[0]) * 86_400).astype(jnp.int32)
    return seconds / 86_400

# %% right | vmapped over the nights
def elapsed(whole, clock):
    since = lambda w, c: (w - whole[0]).astype(float) + (c - clock[0])
    return jax.vmap(since)(whole, clock)

# %% right | Python numbers and a list
def elapsed(whole, clock):
    w, c = whole.tolist(), clock.tolist()
    return jnp.array([(a - w[0]) + (b - c[0]) for a, b in zip(w, c)])

# %% right | differences of neighbours, the integers summed exactly
def elapsed(whole, clock):
    steps = jnp.diff(whole, prepend=whole[:1])
    return jnp.cumsum(steps) + (clock - clock[0])

# %% right | a helper for both parts, jax.tree.map
def elapsed(whole, clock):
    def from_first(x):
        return x - x[0]
    w, c = jax.tree.map(from_first, (whole, clock))
    return w.astype(c.dtype) + c

# %% right | a fixed round zero near the data
def elapsed(whole, clock):
    zero = int(whole[0])
    near = (whole - zero) + clock
    return near - near[0]

# %% right | lax operations, the dtype of the default float
def elapsed(whole, clock):
    f = jnp.result_type(float)
    w = jax.lax.convert_element_type(jax.lax.sub(whole, jnp.broadcast_to(whole[0], whole.shape)), f)
    c = jax.lax.convert_element_type(clock, f)
    return jax.lax.add(w, c - c[0])

# %% right | borrow a day by hand
def elapsed(whole, clock):
    days = whole - whole[0]
    part = clock - clock[0]
    borrow = part < 0
    return jnp.where(borrow, days - 1, days) + jnp.where(borrow, part + 1, part)

# %% wrong | added first, subtracted later
def elapsed(whole, clock):
    t = whole + clock
    return t - t[0]

# %% wrong | made float64 first, which JAX cuts in 32-bit mode
def elapsed(whole, clock):
    t = whole.astype("float64") + clock.astype("float64")
    return t - t[0]

# %% wrong | the clock of the first entry is forgotten
def elapsed(whole, clock):
    return (whole - whole[0]) + clock

# %% wrong | whole days only, and integers
def elapsed(whole, clock):
    return whole - whole[0]

# %% wrong | the switch is thrown for the whole process
def elapsed(whole, clock):
    jax.config.update("jax_enable_x64", True)
    t = whole.astype(float) + clock.astype(float)
    return t - t[0]

# %% wrong | the switch is put back to off, whatever it was
def elapsed(whole, clock):
    jax.config.update("jax_enable_x64", True)
    t = whole.astype(jnp.float64) + clock.astype(jnp.float64)
    t = t - t[0]
    jax.config.update("jax_enable_x64", False)
    return t

# %% wrong | a NumPy array
def elapsed(whole, clock):
    t = np.asarray(whole, dtype=float) + np.asarray(clock, dtype=float)
    return t - t[0]

# %% wrong | counted from the earliest entry
def elapsed(whole, clock):
    days = whole - whole.min()
    return (days + clock) - (days + clock).min()

# %% wrong | the past made positive
def elapsed(whole, clock):
    return jnp.abs((whole - whole[0]) + (clock - clock[0]))

# %% wrong | unsigned integers for the days
def elapsed(whole, clock):
    w = whole.astype(jnp.uint32)
    return (w - w[0]).astype(clock.dtype) + (clock - clock[0])

# %% wrong | rounded to a thousandth of a day
def elapsed(whole, clock):
    return ((whole - whole[0]) + (clock - clock[0])).round(3)

# %% wrong | half precision is enough for sixty days
def elapsed(whole, clock):
    return (whole - whole[0]).astype(jnp.float16) + (clock - clock[0]).astype(jnp.float16)

# %% wrong | the default float, which is wide enough in 64-bit mode only
def elapsed(whole, clock):
    t = whole.astype(float) + clock
    return t - t[0]

# %% wrong | from each night to the next
def elapsed(whole, clock):
    return jnp.diff(whole, prepend=whole[0]) + jnp.diff(clock, prepend=clock[0])

# %% wrong | the sign is turned
def elapsed(whole, clock):
    return (whole[0] - whole) + (clock[0] - clock)

# %% wrong | strict promotion left on
def elapsed(whole, clock):
    jax.config.update("jax_numpy_dtype_promotion", "strict")
    return (whole - whole[0]).astype(clock.dtype) + (clock - clock[0])
