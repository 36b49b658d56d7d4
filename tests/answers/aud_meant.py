# %% right | one draw, kept in a variable
def difference(key, f, g, x):
    noise = jax.random.normal(key, x.shape)
    return f(x + noise) - g(x + noise)

# %% right | the noisy input in a variable
def difference(key, f, g, x):
    y = x + jax.random.normal(key, shape=x.shape)
    return f(y) - g(y)

# %% right | a lambda that is called at once
difference = lambda key, f, g, x: (lambda y: f(y) - g(y))(
    x + jax.random.normal(key, jnp.shape(x)))

# %% right | compiled, with the functions static
from functools import partial


@partial(jax.jit, static_argnums=(1, 2))
def difference(key, f, g, x):
    noisy = x + jax.random.normal(key, x.shape, x.dtype)
    return f(noisy) - g(noisy)

# %% right | both functions in one comprehension
def difference(key, f, g, x):
    shaken_x = x + jax.random.normal(key, x.shape)
    a, b = [h(shaken_x) for h in (f, g)]
    return a - b

# %% right | operator.sub of a map
import operator


def difference(key, f, g, x):
    noisy = jnp.add(x, jax.random.normal(key, x.shape))
    return operator.sub(*map(lambda h: h(noisy), (f, g)))

# %% right | a default argument holds the one draw
def difference(key, f, g, x):
    def with_noise(h, noise=jax.random.normal(key, x.shape)):
        return h(x + noise)

    return with_noise(f) - with_noise(g)

# %% right | a new function that is f minus g
def difference(key, f, g, x):
    def contrast(y):
        return f(y) - g(y)

    return contrast(x + jax.random.normal(key, x.shape))

# %% right | an object for the pair of functions
class Contrast:
    def __init__(self, first, second):
        self.first, self.second = first, second

    def __call__(self, y):
        return self.first(y) - self.second(y)


def difference(key, f, g, x):
    return Contrast(f, g)(x + jax.random.normal(key, x.shape))

# %% right | normal draws from uniform ones, still one draw
from jax.scipy.special import ndtri


def difference(key, f, g, x):
    u = jax.random.uniform(key, x.shape, minval=1e-6, maxval=1 - 1e-6)
    noise = ndtri(u)
    return f(x + noise) - g(x + noise)

# %% right | one flat draw, brought into the shape of x
def difference(key, f, g, x):
    noise = jax.random.normal(key, (x.size,)).reshape(x.shape)
    before, after = f(x + noise), g(x + noise)
    return before - after

# %% right | a tree of two functions, and subtract
def difference(key, f, g, x):
    noisy = x + jax.random.normal(key, x.shape)
    outputs = jax.tree.map(lambda h: h(noisy), {"f": f, "g": g})
    return jnp.subtract(outputs["f"], outputs["g"])

# %% wrong | draws twice from the same key
def difference(key, f, g, x):
    return f(x + jax.random.normal(key, x.shape)) - g(x + jax.random.normal(key, x.shape))

# %% wrong | draws twice and silences the finding with a comment
def difference(key, f, g, x):
    first = f(x + jax.random.normal(key, x.shape))
    # jaxwise: ignore[key-reused] common random numbers: the difference has less noise
    second = g(x + jax.random.normal(key, x.shape))
    return first - second

# %% wrong | two keys, so two noises
def difference(key, f, g, x):
    one, two = jax.random.split(key)
    return f(x + jax.random.normal(one, x.shape)) - g(x + jax.random.normal(two, x.shape))

# %% wrong | one number of noise for all entries
def difference(key, f, g, x):
    noise = jax.random.normal(key)
    return f(x + noise) - g(x + noise)

# %% wrong | noise outside of the functions, where it cancels
def difference(key, f, g, x):
    noise = jax.random.normal(key, x.shape)
    return (f(x) + noise) - (g(x) + noise)

# %% wrong | noise for the first function only
def difference(key, f, g, x):
    return f(x + jax.random.normal(key, x.shape)) - g(x)

# %% wrong | the difference the other way round
def difference(key, f, g, x):
    y = x + jax.random.normal(key, x.shape)
    return g(y) - f(y)

# %% wrong | a helper that hides the second draw from the same key
def noisy(key, h, x):
    return h(x + jax.random.normal(key, x.shape))


def difference(key, f, g, x):
    return noisy(key, f, x) - noisy(key, g, x)

# %% wrong | the noise with the opposite sign in the second
def difference(key, f, g, x):
    noise = jax.random.normal(key, x.shape)
    return f(x + noise) - g(x - noise)

# %% wrong | uniform noise
def difference(key, f, g, x):
    noise = jax.random.uniform(key, x.shape)
    return f(x + noise) - g(x + noise)
