# %% right | first column of y
def chi2_per_reading(model, y, sigma):
    return jnp.mean(((y[:, 0] - model) / sigma) ** 2)

# %% right | ravel
def chi2_per_reading(model, y, sigma):
    z = (jnp.ravel(y) - model) / sigma
    return jnp.sum(z * z) / z.size

# %% right | the model becomes a column
def chi2_per_reading(model, y, sigma):
    r = y - model[:, None]
    assert r.shape == y.shape
    return jnp.mean(jnp.square(r / sigma))

# %% right | NumPy, a Python float
def chi2_per_reading(model, y, sigma):
    y = np.asarray(y).reshape(-1)
    model = np.asarray(model)
    return float(np.mean(((y - model) / sigma) ** 2))

# %% right | plain Python loop over the readings
def chi2_per_reading(model, y, sigma):
    total, count = 0.0, 0
    for m, row in zip(np.asarray(model).tolist(), np.asarray(y).tolist()):
        total += ((row[0] - m) / sigma) ** 2
        count += 1
    return total / count

# %% right | vmap over readings
def chi2_per_reading(model, y, sigma):
    def one(m, row):
        return ((row[0] - m) / sigma) ** 2
    return jax.vmap(one)(jnp.asarray(model), jnp.asarray(y)).mean()

# %% right | squeeze of axis 1
def chi2_per_reading(model, y, sigma):
    return jnp.mean(((jnp.squeeze(y, axis=1) - model) / sigma) ** 2)

# %% right | transposed to a row, which broadcasts with (n,) as one wants
def chi2_per_reading(model, y, sigma):
    return (((y.T - model) / sigma) ** 2).mean()

# %% right | scalar product of the residual with itself
def chi2_per_reading(model, y, sigma):
    r = (jnp.reshape(y, jnp.shape(model)) - model) / sigma
    return jnp.vdot(r, r) / len(r)

# %% right | square of the mean plus variance
def chi2_per_reading(model, y, sigma):
    z = (jnp.asarray(y).flatten() - jnp.asarray(model)) / sigma
    return z.var() + z.mean() ** 2

# %% right | scan that adds up
def chi2_per_reading(model, y, sigma):
    z = (jnp.asarray(y)[:, 0] - jnp.asarray(model)) / sigma
    def add(total, zi):
        return total + zi * zi, None
    total, _ = jax.lax.scan(add, jnp.zeros((), z.dtype), z)
    return total / z.shape[0]

# %% wrong | (n, 1) minus (n,) broadcasts to (n, n)
def chi2_per_reading(model, y, sigma):
    return jnp.mean(((y - model) / sigma) ** 2)

# %% wrong | turns the model into a row, which is still (n, n)
def chi2_per_reading(model, y, sigma):
    r = (y - model[None, :]) / sigma
    return jnp.sum(r ** 2) / r.size

# %% wrong | the sum instead of the mean
def chi2_per_reading(model, y, sigma):
    return jnp.sum(((y[:, 0] - model) / sigma) ** 2)

# %% wrong | divides by sigma, not by its square
def chi2_per_reading(model, y, sigma):
    return jnp.mean((y[:, 0] - model) ** 2) / sigma

# %% wrong | root of the mean square
def chi2_per_reading(model, y, sigma):
    return jnp.sqrt(jnp.mean(((y.ravel() - model) / sigma) ** 2))

# %% wrong | square of the mean residual instead of mean of the squares
def chi2_per_reading(model, y, sigma):
    return (jnp.mean(y.ravel() - model) / sigma) ** 2

# %% wrong | mean over axis 1 only, gives n numbers
def chi2_per_reading(model, y, sigma):
    return jnp.mean(((y - model[:, None]) / sigma) ** 2, axis=1)

# %% wrong | y[0] is taken for the column: only the first reading is used
def chi2_per_reading(model, y, sigma):
    return jnp.mean(((y[0] - model) / sigma) ** 2)

# %% wrong | Pearson's chi squared: divides by the model, sigma ignored
def chi2_per_reading(model, y, sigma):
    return jnp.mean((y[:, 0] - model) ** 2 / jnp.abs(model))
