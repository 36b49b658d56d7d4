# %% right | the plain decorator
@jax.jit
def growth_at(population, rate):
    return population * (1 + rate)

# %% right | the lambda of the statement with one argument more
growth_at = jax.jit(lambda population, rate: population * (1 + rate))

# %% right | partial(jax.jit) as the decorator, inlined into callers
@partial(jax.jit, inline=True)
def growth_at(population, rate):
    return population * (1.0 + rate)

# %% right | a plain function, jitted afterwards under the wanted name
def _grow(population, rate):
    return population * (1 + rate)

growth_at = jax.jit(_grow)

# %% right | multiplied out, with annotations and a docstring
@jax.jit
def growth_at(population: jax.Array, rate: float) -> jax.Array:
    """The population after one step of growth at the given rate."""
    born = rate * population
    return population + born

# %% right | jnp functions in place of operators
@jax.jit
def growth_at(population, rate):
    return jnp.multiply(population, jnp.add(1.0, rate))

# %% right | a callable object, jitted
class Growth:
    def __call__(self, population, rate):
        return population * (1 + rate)

growth_at = jax.jit(Growth())

# %% right | the rate is made a strong float32 outside, so weak and strong share one recording
@jax.jit
def _growth_at(population, rate):
    return population * (1 + rate)

def growth_at(population, rate):
    return _growth_at(population, jnp.float32(rate))

# %% right | a general function with what never changes fixed by partial
def compound(periods, population, rate):
    for _ in range(periods):
        population = population * (1 + rate)
    return population

growth_at = jax.jit(partial(compound, 1))

# %% right | a default for the rate; the global of the same name stays unused
rate = 0.1

@jax.jit
def growth_at(population, rate=rate):
    return population * (1 + rate)

# %% right | experiment included: 110, 110 (frozen), then 1.5 per element (new shape)
rate = 0.1
growth = jax.jit(lambda population: population * (1 + rate))
first = growth(100.0)
rate = 0.5
second = growth(100.0)
third = growth(jnp.ones(2))          # a new kind of argument: traced again, rate is 0.5

def growth_at(population, rate):
    factor = 1 + rate
    return population * factor

growth_at = jax.jit(growth_at)

# %% right | a static method of a class, with jnp.asarray on both arguments
class Biology:
    @staticmethod
    @jax.jit
    def grow(population, rate):
        population, rate = jnp.asarray(population), jnp.asarray(rate)
        return population + population * rate

growth_at = Biology.grow

# %% wrong | the rate is static: a recording for every rate
@partial(jax.jit, static_argnames="rate")
def growth_at(population, rate):
    return population * (1 + rate)

# %% wrong | right values, but not jitted
def growth_at(population, rate):
    return population * (1 + rate)

# %% wrong | the argument has another name, and the body still reads the global
rate = 0.1

@jax.jit
def growth_at(population, new_rate):
    return population * (1 + rate)

# %% wrong | a new lambda is jitted in every call, so every call records
def growth_at(population, rate):
    return jax.jit(lambda p: p * (1 + rate))(population)

# %% wrong | one jitted function per rate, kept in a cache: a recording for every rate
from functools import lru_cache

@lru_cache(maxsize=None)
def _growth_for(rate):
    return jax.jit(lambda population: population * (1 + rate))

def growth_at(population, rate):
    return _growth_for(rate)(population)

# %% wrong | arguments in the other order
@jax.jit
def growth_at(rate, population):
    return population * (1 + rate)

# %% wrong | float() of a tracer
@jax.jit
def growth_at(population, rate):
    return population * (1 + float(rate))

# %% wrong | takes the rate alone and returns a function
def growth_at(rate):
    return jax.jit(lambda population: population * (1 + rate))

# %% wrong | writes the rate to the global before calling the frozen function
rate = 0.1
growth = jax.jit(lambda population: population * (1 + rate))

def growth_at(population, new_rate):
    global rate
    rate = new_rate
    return growth(population)

# %% wrong | the growth alone, without the population that was there
@jax.jit
def growth_at(population, rate):
    return population * rate
