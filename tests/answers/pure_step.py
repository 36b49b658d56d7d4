# %% right | straight from the statement
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    return y - dt * k * y + noise, noise

# %% right | jitted
@jax.jit
def euler_pure(y, k, dt, key):
    noise = jax.random.normal(key, jnp.shape(y)) * 0.01
    y_new = (1 - dt * k) * y + noise
    return y_new, noise

# %% right | splits the key first and uses the child
def euler_pure(y, k, dt, key):
    _, sub = jax.random.split(key)
    noise = 0.01 * jax.random.normal(sub, shape=y.shape)
    return y * (1 - k * dt) + noise, noise

# %% right | with the starter's function kept beside it
k, log = 0.3, []

def euler(y, dt):
    y[:] = y - dt * k * y
    y += 0.01 * np.random.default_rng().normal(size=y.shape)
    log.append(y.mean())
    return y

def euler_pure(y, k, dt, key):
    """One Euler step of y' = -k y; returns the new y and the noise that is in it."""
    decayed = y - dt * k * y
    noise = 0.01 * jax.random.normal(key, decayed.shape)
    return decayed + noise, noise

# %% right | a key for each element, by split and vmap
def euler_pure(y, k, dt, key):
    y = jnp.asarray(y)
    keys = jax.random.split(key, y.size)
    noise = 0.01 * jax.vmap(jax.random.normal)(keys).reshape(y.shape)
    return y - dt * k * y + noise, noise

# %% right | augmented assignments on a jax array, which rebind the local name
def euler_pure(y, k, dt, key):
    y = jnp.array(y)
    noise = 0.01 * jax.random.normal(key, y.shape)
    y -= dt * k * y
    y += noise
    return y, noise

# %% right | .at.add on a jax array
@jax.jit
def euler_pure(y, k, dt, key):
    y = jnp.asarray(y)
    noise = jax.random.normal(key, y.shape, y.dtype) * 0.01
    return y.at[...].add(noise - dt * k * y), noise

# %% right | the inverse of the normal distribution on uniform numbers
from jax.scipy.special import ndtri

def euler_pure(y, k, dt, key):
    u = jax.random.uniform(key, y.shape, minval=1e-7, maxval=1.0)
    noise = 0.01 * ndtri(u)
    return y - dt * k * y + noise, noise

# %% right | a lambda around a named draw
_draw = lambda key, shape: 0.01 * jax.random.normal(key, shape)
_step = lambda y, k, dt, noise: (y - dt * k * y + noise, noise)
euler_pure = lambda y, k, dt, key: _step(y, k, dt, _draw(key, y.shape))

# %% right | the scale fixed by partial, then jitted
def noisy_euler(scale, y, k, dt, key):
    noise = scale * jax.random.normal(key, y.shape)
    return y + dt * (-k * y) + noise, noise

euler_pure = jax.jit(partial(noisy_euler, 0.01))

# %% right | a NamedTuple as the pair, the key folded
from typing import NamedTuple

class Stepped(NamedTuple):
    y: jax.Array
    noise: jax.Array

def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(jax.random.fold_in(key, 0), jnp.shape(y))
    return Stepped(y=y - dt * k * y + noise, noise=noise)

# %% right | Box and Muller by hand
@jax.jit
def euler_pure(y, k, dt, key):
    key_r, key_phi = jax.random.split(key)
    r = jnp.sqrt(-2 * jnp.log1p(-jax.random.uniform(key_r, y.shape)))
    phi = 2 * jnp.pi * jax.random.uniform(key_phi, y.shape)
    noise = 0.01 * r * jnp.cos(phi)
    return y - dt * k * y + noise, noise

# %% wrong | still the noise of the host, the key unused
def euler_pure(y, k, dt, key):
    noise = 0.01 * np.random.default_rng().normal(size=y.shape)
    return y - dt * k * y + noise, noise

# %% wrong | a key of its own, the one passed in is ignored
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(jax.random.key(0), y.shape)
    return y - dt * k * y + noise, noise

# %% wrong | the new y alone
def euler_pure(y, k, dt, key):
    return y - dt * k * y + 0.01 * jax.random.normal(key, y.shape)

# %% wrong | one draw for all elements
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key)
    return y - dt * k * y + noise, noise * jnp.ones_like(y)

# %% wrong | writes into its argument
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    y[:] = y - dt * k * y
    y += noise
    return y, noise

# %% wrong | 0.01 taken for the variance
def euler_pure(y, k, dt, key):
    noise = jnp.sqrt(0.01) * jax.random.normal(key, y.shape)
    return y - dt * k * y + noise, noise

# %% wrong | returns the standard draw, without the 0.01 that is in y
def euler_pure(y, k, dt, key):
    noise = jax.random.normal(key, y.shape)
    return y - dt * k * y + 0.01 * noise, noise

# %% wrong | still keeps the log
log = []

def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    y = y - dt * k * y + noise
    log.append(y.mean())
    return y, noise

# %% wrong | the noise that is returned is another draw than the noise in y
def euler_pure(y, k, dt, key):
    key1, key2 = jax.random.split(key)
    y = y - dt * k * y + 0.01 * jax.random.normal(key1, y.shape)
    return y, 0.01 * jax.random.normal(key2, y.shape)

# %% wrong | the noise decays too: it is added before the step
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    y = y + noise
    return y - dt * k * y, noise
