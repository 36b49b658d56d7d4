# %% right | one draw of the whole shape
def fair_readings(key, T):
    return T + 0.1 * jax.random.normal(key, T.shape)

# %% right | a key for each thermometer, and vmap over both
def fair_readings(key, T):
    keys = jax.random.split(key, T.shape[0])
    return jax.vmap(lambda key, T: T + 0.1 * jax.random.normal(key))(keys, T)

# %% right | the number of the thermometer folded into the key
def fair_readings(key, T):
    def one(i, t):
        return t + 0.1 * jax.random.normal(jax.random.fold_in(key, i))

    return jax.vmap(one)(jnp.arange(len(T)), T)

# %% right | compiled, with the type of T
@jax.jit
def fair_readings(key, T):
    noise = jax.random.normal(key, shape=T.shape, dtype=T.dtype)
    return T + 0.1 * noise

# %% right | a lambda
fair_readings = lambda key, T: jax.random.normal(key, jnp.shape(T)) * 0.1 + T

# %% right | a scan that carries the key along
def fair_readings(key, T):
    def one(key, t):
        key, sub = jax.random.split(key)
        return key, t + 0.1 * jax.random.normal(sub)

    return jax.lax.scan(one, key, T)[1]

# %% right | lax.map over pairs of key and temperature
def fair_readings(key, T):
    keys = jax.random.split(key, len(T))
    return jax.lax.map(lambda pair: pair[1] + 0.1 * jax.random.normal(pair[0]), (keys, T))

# %% right | a normal vector with a covariance matrix
def fair_readings(key, T):
    return jax.random.multivariate_normal(key, T, 0.01 * jnp.eye(T.shape[0]))

# %% right | the normal distribution by the inverse of its integral
from jax.scipy.special import ndtri


def fair_readings(key, T):
    u = jax.random.uniform(key, T.shape, minval=1e-6, maxval=1 - 1e-6)
    return T + 0.1 * ndtri(u)

# %% right | Box and Muller, with two keys for two kinds of draw
def fair_readings(key, T):
    radius_key, angle_key = jax.random.split(key)
    radius = jnp.sqrt(2 * jax.random.exponential(radius_key, T.shape))
    angle = jax.random.uniform(angle_key, T.shape, maxval=2 * jnp.pi)
    return T + 0.1 * radius * jnp.cos(angle)

# %% right | uses the first of two keys and leaves the other alone
def fair_readings(key, T):
    key, noise_key = jax.random.split(key)
    sigma = 0.1
    return T + sigma * jax.random.normal(noise_key, T.shape)

# %% right | vmap with in_axes, keys made outside, the reading named
from functools import partial


def one_reading(key, temperature, sigma):
    return temperature + sigma * jax.random.normal(key, ())


def fair_readings(key, T):
    keyed = jax.vmap(partial(one_reading, sigma=0.1), in_axes=(0, 0))
    return keyed(jax.random.split(key, T.size), T)

# %% wrong | the chapter's function again: one draw for all lanes
def fair_readings(key, T):
    return jax.vmap(lambda T: T + 0.1 * jax.random.normal(key))(T)

# %% wrong | a single number that broadcasts
def fair_readings(key, T):
    return T + 0.1 * jax.random.normal(key)

# %% wrong | splits, then uses the same one of the keys for all
def fair_readings(key, T):
    keys = jax.random.split(key, len(T))
    return jnp.stack([t + 0.1 * jax.random.normal(keys[0]) for t in T])

# %% wrong | uniform noise
def fair_readings(key, T):
    return T + 0.1 * jax.random.uniform(key, T.shape, minval=-1.0, maxval=1.0)

# %% wrong | takes 0.1 for a variance
def fair_readings(key, T):
    return T + jnp.sqrt(0.1) * jax.random.normal(key, T.shape)

# %% wrong | ignores the key that it is given
def fair_readings(key, T):
    return T + 0.1 * jax.random.normal(jax.random.key(0), T.shape)

# %% wrong | NumPy's generator
def fair_readings(key, T):
    return T + 0.1 * rng.normal(size=T.shape)

# %% wrong | the noise without the temperatures
def fair_readings(key, T):
    return 0.1 * jax.random.normal(key, T.shape)

# %% wrong | noise in proportion to the temperature
def fair_readings(key, T):
    return T * (1 + 0.1 * jax.random.normal(key, T.shape))

# %% wrong | a column against a row: n by n readings
def fair_readings(key, T):
    return T + 0.1 * jax.random.normal(key, (T.shape[0], 1))
