# %% right | one array of noise
def copies(key, clean, n, sigma):
    return clean + sigma * jax.random.normal(key, (n, *clean.shape))

# %% right | a key per copy, vmap
def copies(key, clean, n, sigma):
    clean = jnp.asarray(clean)
    keys = jax.random.split(key, n)
    return jax.vmap(lambda k: clean + sigma * jax.random.normal(k, clean.shape))(keys)

# %% right | lax.map over fold_in
def copies(key, clean, n, sigma):
    clean = jnp.asarray(clean)
    def one(i):
        return clean + sigma * jax.random.normal(jax.random.fold_in(key, i), clean.shape)
    return jax.lax.map(one, jnp.arange(n))

# %% right | key carried through a scan and split at each copy
def copies(key, clean, n, sigma):
    clean = jnp.asarray(clean)
    def body(k, _):
        k, sub = jax.random.split(k)
        return k, clean + sigma * jax.random.normal(sub, clean.shape)
    return jax.lax.scan(body, key, None, length=n)[1]

# %% right | inverse distribution function of uniform numbers
def copies(key, clean, n, sigma):
    lowest = np.nextafter(-1.0, 0.0)
    u = jax.random.uniform(key, (n,) + np.shape(clean), minval=lowest, maxval=1.0)
    return jnp.asarray(clean)[None] + sigma * np.sqrt(2) * jax.scipy.special.erfinv(u)

# %% right | Box-Muller with two subkeys
def copies(key, clean, n, sigma):
    shape = (n, *clean.shape)
    ka, kb = jax.random.split(key)
    radius = jnp.sqrt(-2 * jnp.log1p(-jax.random.uniform(ka, shape)))
    angle = 2 * jnp.pi * jax.random.uniform(kb, shape)
    return clean + sigma * radius * jnp.cos(angle)

# %% right | NumPy's generator, seeded with the bits of the key
def copies(key, clean, n, sigma):
    bits = np.asarray(jax.random.key_data(key)).ravel()
    rng = np.random.default_rng([int(b) for b in bits])
    clean = np.asarray(clean)
    return jnp.asarray(clean + sigma * rng.standard_normal((n, *clean.shape)))

# %% right | one flat draw, reshaped
def copies(key, clean, n, sigma):
    clean = jnp.asarray(clean)
    flat = jax.random.normal(key, (n * clean.size,))
    return jnp.broadcast_to(clean, (n,) + clean.shape) + sigma * flat.reshape((n,) + clean.shape)

# %% right | a key for each single reading
def copies(key, clean, n, sigma):
    clean = jnp.asarray(clean)
    keys = jax.random.split(key, n * clean.size)
    noise = jax.vmap(jax.random.normal)(keys)
    return clean + sigma * noise.reshape(n, *clean.shape)

# %% right | generalised normal distribution with p = 2
import math

def copies(key, clean, n, sigma):
    _, sub = jax.random.split(key)
    g = jax.random.generalized_normal(sub, 2.0, (n, *clean.shape))   # variance 1/2
    return jnp.asarray(clean) + math.sqrt(2) * sigma * g

# %% right | repeats the readings first, then adds
def copies(key, clean, n, sigma):
    many = jnp.repeat(jnp.expand_dims(jnp.asarray(clean), 0), n, axis=0)
    noise = jax.random.normal(key, many.shape, dtype=jnp.float64)
    return many + noise * sigma

# %% wrong | one noise for all copies
def copies(key, clean, n, sigma):
    noisy = clean + sigma * jax.random.normal(key, clean.shape)
    return jnp.broadcast_to(noisy, (n, *clean.shape))

# %% wrong | takes the key for a generator with a state: the same key in each turn
def copies(key, clean, n, sigma):
    clean = jnp.asarray(clean)
    one = lambda i: clean + sigma * jax.random.normal(key, clean.shape)
    return jax.lax.map(one, jnp.arange(n))

# %% wrong | one number per copy, the same for all its readings
def copies(key, clean, n, sigma):
    clean = jnp.asarray(clean)
    shift = sigma * jax.random.normal(key, (n,))
    return clean + shift.reshape((n,) + (1,) * clean.ndim)

# %% wrong | takes sigma for the variance
def copies(key, clean, n, sigma):
    return clean + jnp.sqrt(sigma) * jax.random.normal(key, (n, *clean.shape))

# %% wrong | uniform noise of the right standard deviation, not normal
import math

def copies(key, clean, n, sigma):
    half = sigma * math.sqrt(3)
    return clean + jax.random.uniform(key, (n, *clean.shape), minval=-half, maxval=half)

# %% wrong | makes its own key
def copies(key, clean, n, sigma):
    key = jax.random.key(0)
    return clean + sigma * jax.random.normal(key, (n, *clean.shape))

# %% wrong | NumPy's global generator: the same key gives other copies
def copies(key, clean, n, sigma):
    return jnp.asarray(clean + sigma * np.random.randn(n, *clean.shape))

# %% wrong | noise relative to the reading
def copies(key, clean, n, sigma):
    return clean * (1 + sigma * jax.random.normal(key, (n, *clean.shape)))

# %% wrong | antithetic pairs: the second half is the first with the sign changed
def copies(key, clean, n, sigma):
    z = jax.random.normal(key, ((n + 1) // 2, *clean.shape))
    noise = jnp.concatenate([z, -z])[:n]
    return clean + sigma * noise
