# %% right | slices and .at.set
def smooth(u):
    return u.at[1:-1].set(0.5 * (u[:-2] + u[2:]))

# %% right | jitted
@jax.jit
def smooth(u):
    inner = (u[2:] + u[:-2]) / 2
    return u.at[1:-1].set(inner)

# %% right | a lambda
smooth = lambda u: u.at[1:-1].set((u[:-2] + u[2:]) / 2)

# %% right | adds the difference to the inner points
def smooth(u):
    change = (u[:-2] + u[2:]) / 2 - u[1:-1]
    return u.at[1:-1].add(change)

# %% right | an index array in place of a slice
def smooth(u):
    i = jnp.arange(1, u.shape[0] - 1)
    return u.at[i].set((u[i - 1] + u[i + 1]) / 2)

# %% right | rolls round, then puts the two ends back
def smooth(u):
    v = 0.5 * (jnp.roll(u, 1) + jnp.roll(u, -1))
    return v.at[0].set(u[0]).at[-1].set(u[-1])

# %% right | a Python loop that reads u and writes a new name
def smooth(u):
    out = u
    for i in range(1, len(u) - 1):
        out = out.at[i].set((u[i - 1] + u[i + 1]) / 2)
    return out

# %% right | fori_loop with the array as carry
@jax.jit
def smooth(u):
    def body(i, out):
        return out.at[i].set(0.5 * (u[i - 1] + u[i + 1]))

    return jax.lax.fori_loop(1, u.shape[0] - 1, body, u)

# %% right | three updates in a chain: set, add, divide
def smooth(u):
    inner = slice(1, -1)
    return u.at[inner].set(u[:-2]).at[inner].add(u[2:]).at[inner].divide(2)

# %% right | jnp.mean of the two shifted arrays
def smooth(u):
    neighbours = jnp.stack([u[:-2], u[2:]])
    return u.at[1:-1].set(neighbours.mean(axis=0))

# %% right | a convolution for the inside, short arrays apart
def smooth(u):
    if u.size < 3:
        return u
    kernel = jnp.array([0.5, 0.0, 0.5], dtype=u.dtype)
    return u.at[1:-1].set(jnp.convolve(u, kernel, mode="valid"))

# %% right | vmap over the inner indices; jnp.copy is not needed and does no harm
def smooth(u):
    copy = jnp.copy(u)
    places = jnp.arange(1, u.size - 1)
    means = jax.vmap(lambda i: (u[i - 1] + u[i + 1]) / 2)(places)
    copy = copy.at[places].set(means)
    return copy

# %% wrong | assigns in place, as in NumPy
def smooth(u):
    v = u.copy()
    v[1:-1] = 0.5 * (u[:-2] + u[2:])
    return v

# %% wrong | drops the array that .at returns
def smooth(u):
    u.at[1:-1].set(0.5 * (u[:-2] + u[2:]))
    return u

# %% wrong | mean of three, the point itself among them
def smooth(u):
    return u.at[1:-1].set((u[:-2] + u[1:-1] + u[2:]) / 3)

# %% wrong | right values without .at
def smooth(u):
    return jnp.concatenate([u[:1], 0.5 * (u[:-2] + u[2:]), u[-1:]])

# %% wrong | right values from a NumPy copy, without .at
def smooth(u):
    v = np.array(u)
    v[1:-1] = 0.5 * (v[:-2] + v[2:])
    return jnp.asarray(v)

# %% wrong | the loop reads points that it has already changed
def smooth(u):
    for i in range(1, len(u) - 1):
        u = u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    return u

# %% wrong | the ends are neighbours of each other
def smooth(u):
    return u.at[:].set(0.5 * (jnp.roll(u, 1) + jnp.roll(u, -1)))

# %% wrong | the ends become zero
def smooth(u):
    return jnp.zeros_like(u).at[1:-1].set(0.5 * (u[:-2] + u[2:]))

# %% wrong | adds the mean to what was there
def smooth(u):
    return u.at[1:-1].add(0.5 * (u[:-2] + u[2:]))

# %% wrong | no return
def smooth(u):
    u = u.at[1:-1].set(0.5 * (u[:-2] + u[2:]))
