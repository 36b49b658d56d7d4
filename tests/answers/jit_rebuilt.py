# %% right | jits the same function object in every request
def cost_service(orbit, t, longitude):
    return jax.jit(squares)(orbit, t, longitude)

# %% right | jitted once, outside
jitted_squares = jax.jit(squares)

def cost_service(orbit, t, longitude):
    return jitted_squares(orbit, t, longitude)

# %% right | a decorator
@jax.jit
def cost_service(orbit, t, longitude):
    return squares(orbit, t, longitude)

# %% right | the service is the jitted function
cost_service = jax.jit(squares)

# %% right | the sum of squares written out from the misses
@jax.jit
def cost_service(orbit, t, longitude):
    d = kepler.misses(orbit, t, longitude)
    return jnp.sum(d * d)

# %% right | dot product, and a Python number in the end
@jax.jit
def dotted(p, times, angles):
    d = kepler.misses(p, times, angles)
    return jnp.dot(d, d)

def cost_service(orbit, t, longitude):
    return float(dotted(orbit, t, longitude))

# %% right | serve_badly itself under one outer jit
cost_service = jax.jit(serve_badly)

# %% right | the unit is a static argument, always the same
with_unit = jax.jit(squares, static_argnames="unit")

def cost_service(orbit, t, longitude):
    return with_unit(orbit, t, longitude, unit=1.0)

# %% right | one tree of all arguments
@jax.jit
def cost_of(request):
    return squares(request["orbit"], request["t"], request["longitude"])

def cost_service(orbit, t, longitude):
    request = {"orbit": orbit, "t": t, "longitude": longitude}
    return cost_of(request)

# %% right | compiled ahead of the first request of each length, kept in a dictionary
programs = {}

def cost_service(orbit, t, longitude):
    n = len(t)
    if n not in programs:
        kinds = [jax.ShapeDtypeStruct((m,), np.float64) for m in (4, n, n)]
        programs[n] = jax.jit(squares).lower(*kinds).compile()
    return programs[n](orbit, t, longitude)

# %% right | a callable object that owns its jitted function
class CostService:
    def __init__(self):
        self.program = jax.jit(squares)

    def __call__(self, orbit, t, longitude):
        return self.program(orbit, t, longitude).item()

cost_service = CostService()

# %% right | one partial, made once, with keywords
from functools import partial

in_minutes = jax.jit(partial(squares, unit=1.0))

def cost_service(orbit, t, longitude):
    return in_minutes(orbit, t=t, longitude=longitude)

# %% right | a scan over the nights
@jax.jit
def cost_service(orbit, t, longitude):
    def add(total, night):
        return total + kepler.misses(orbit, *night) ** 2, None
    total, _ = jax.lax.scan(add, jnp.zeros((), orbit.dtype), (t, longitude))
    return total

# %% right | vmap over the nights, then a sum
one_night = jax.vmap(lambda p, t, l: kepler.misses(p, t, l) ** 2, in_axes=(None, 0, 0))
summed = jax.jit(lambda p, t, l: one_night(p, t, l).sum())

def cost_service(orbit, t, longitude):
    return summed(orbit, t, longitude)

# %% right | a factory that is cached without arguments
from functools import cache

@cache
def program():
    return jax.jit(lambda p, t, l: jnp.linalg.norm(kepler.misses(p, t, l)) ** 2)

def cost_service(orbit, t, longitude):
    return program()(orbit, t, longitude)

# %% right | value_and_grad under jit, the value alone returned
both = jax.jit(jax.value_and_grad(squares))

def cost_service(orbit, t, longitude):
    value, _ = both(orbit, t, longitude)
    return value

# %% wrong | still a new lambda for each request, only with all its data as arguments
def cost_service(orbit, t, longitude):
    return jax.jit(lambda p, t, l: squares(p, t, l))(orbit, t, longitude)

# %% wrong | a new partial for each request
from functools import partial

def cost_service(orbit, t, longitude):
    return jax.jit(partial(squares, t=t, longitude=longitude))(orbit)

# %% wrong | a decorated function inside of the service
def cost_service(orbit, t, longitude):
    @jax.jit
    def cost(p):
        return squares(p, t, longitude)
    return cost(orbit)

# %% wrong | not jitted at all
def cost_service(orbit, t, longitude):
    return squares(orbit, t, longitude)

# %% wrong | NumPy instead of a jitted function
def cost_service(orbit, t, longitude):
    return np.sum(np.asarray(kepler.misses(orbit, t, longitude)) ** 2)

# %% wrong | one closure for each length keeps the first request's nights
closures = {}

def cost_service(orbit, t, longitude):
    if len(t) not in closures:
        closures[len(t)] = jax.jit(lambda p: squares(p, t, longitude))
    return closures[len(t)](orbit)

# %% wrong | the nights as static tuples, to have a hash
by_tuples = jax.jit(lambda p, t, l: squares(p, jnp.array(t), jnp.array(l)),
                    static_argnums=(1, 2))

def cost_service(orbit, t, longitude):
    return by_tuples(orbit, tuple(map(float, t)), tuple(map(float, longitude)))

# %% wrong | a cached factory whose key holds the numbers of the nights
from functools import lru_cache

@lru_cache(maxsize=None)
def factory(t, longitude):
    t, longitude = np.frombuffer(t), np.frombuffer(longitude)
    return jax.jit(lambda p: squares(p, t, longitude))

def cost_service(orbit, t, longitude):
    return factory(np.asarray(t).tobytes(), np.asarray(longitude).tobytes())(orbit)

# %% wrong | the mean instead of the sum
@jax.jit
def cost_service(orbit, t, longitude):
    return jnp.mean(kepler.misses(orbit, t, longitude) ** 2)

# %% wrong | lowers and compiles in every request
def cost_service(orbit, t, longitude):
    program = jax.jit(lambda *a: squares(*a)).lower(orbit, t, longitude).compile()
    return program(orbit, t, longitude)

# %% wrong | empties the caches after each request
def cost_service(orbit, t, longitude):
    cost = jax.jit(squares)(orbit, t, longitude)
    jax.clear_caches()
    return cost

# %% wrong | the squares are summed without wrapping the angles
@jax.jit
def cost_service(orbit, t, longitude):
    d = kepler.heliocentric_longitude(orbit, t) - longitude
    return jnp.sum((60 * jnp.degrees(d)) ** 2)

# %% wrong | the squared misses, not summed
@jax.jit
def cost_service(orbit, t, longitude):
    return kepler.misses(orbit, t, longitude) ** 2

# %% wrong | under disable_jit nothing is recorded, nor jitted
def cost_service(orbit, t, longitude):
    with jax.disable_jit():
        return jax.jit(squares)(orbit, t, longitude)

# %% wrong | fills up to twelve nights without a weight
service = jax.jit(squares)

def cost_service(orbit, t, longitude):
    missing = max(0, 12 - len(t))
    return service(orbit, np.pad(t, (0, missing)), np.pad(longitude, (0, missing)))

# %% wrong | the orbit is static, as a tuple of numbers
by_orbit = jax.jit(squares, static_argnums=0)

def cost_service(orbit, t, longitude):
    return by_orbit(tuple(float(p) for p in orbit), t, longitude)

# %% wrong | the root of the sum
cost_service = jax.jit(lambda p, t, l: jnp.sqrt(squares(p, t, l)))

# %% wrong | remembers the program by the identity of the arrays
by_identity = {}

def cost_service(orbit, t, longitude):
    key = id(t), id(longitude)
    if key not in by_identity:
        by_identity[key] = (t, longitude, jax.jit(lambda p: squares(p, t, longitude)))
    return by_identity[key][2](orbit)
