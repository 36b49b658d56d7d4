# %% right | value_and_grad with has_aux, unpacked
def report(orbit):
    orbit = jnp.asarray(orbit, dtype=float)
    (value, r), gradient = jax.value_and_grad(cost_and_misses, has_aux=True)(
        orbit, t, longitude)
    return value, r, gradient

# %% right | times 1.0, terse
def report(orbit):
    (v, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        1.0 * jnp.array(orbit), t, longitude)
    return v, r, g

# %% right | three separate computations with the chapter's functions
def report(orbit):
    p = jnp.array([float(number) for number in orbit])
    r = kepler.misses(p, t, longitude)
    c = 0.5 * jnp.sum(r**2)
    g = jax.grad(lambda q: 0.5 * jnp.sum(kepler.misses(q, t, longitude) ** 2))(p)
    return (c, r, g)

# %% right | grad with aux, both values carried in aux
def report(orbit):
    def f(p):
        r = misses(p, t, longitude)
        c = jnp.sum(r * r) / 2
        return c, (c, r)
    g, (c, r) = jax.grad(f, has_aux=True)(jnp.asarray(orbit, jnp.float64))
    return c, r, g

# %% right | Jacobian of the misses, transposed, times the misses
def report(orbit):
    x = np.asarray(orbit, dtype=np.float64)
    r = misses(x, t, longitude)
    J = jax.jacfwd(misses)(x, t, longitude)
    return 0.5 * (r @ r), r, J.T @ r

# %% right | vjp of the misses, pulled back with the misses
def report(orbit):
    r, back = jax.vjp(lambda x: misses(x, t, longitude), jnp.asarray(orbit) + 0.0)
    (g,) = back(r)
    return 0.5 * jnp.vdot(r, r), r, g

# %% right | jitted helper, result in NumPy and a Python float
both = jax.jit(jax.value_and_grad(cost_and_misses, has_aux=True))

def report(orbit):
    (value, r), g = both(np.array(orbit, float), t, longitude)
    return float(value), np.asarray(r), np.asarray(g)

# %% right | the whole function jitted, list as a pytree
@jax.jit
def report(orbit):
    orbit = jnp.stack([jnp.asarray(p, float) for p in orbit])
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        orbit, t, longitude)
    return value, r, g

# %% right | the chapter's smooth cost for the gradient, misses for the rest
def report(orbit):
    orbit = jnp.array(orbit, dtype="float64")
    value, gradient = jax.value_and_grad(cost_with(smooth))(orbit)
    return value, misses(orbit, t, longitude), gradient

# %% right | gradient entry by entry with jvp
def report(orbit):
    x = jnp.asarray(orbit, float)
    f = lambda x: cost_and_misses(x, t, longitude)[0]
    g = jnp.array([jax.jvp(f, (x,), (e,))[1] for e in jnp.eye(4)])
    return f(x), misses(x, t, longitude), g

# %% right | a callable object with partial and jacrev
from functools import partial

class Report:
    def __init__(self, dates, seen):
        self.f = partial(cost_and_misses, t=dates, longitude=seen)

    def __call__(self, orbit):
        orbit = np.asarray(orbit).astype(float)
        gradient, r = jax.jacrev(self.f, has_aux=True)(orbit)
        return 0.5 * jnp.sum(r**2), r, gradient

report = Report(t, longitude)

# %% right | linearised once, transposed
def report(orbit):
    x = jnp.asarray(orbit).astype(jnp.float64)
    r, push = jax.linearize(lambda p: misses(p, t, longitude), x)
    g = jax.vmap(push)(jnp.eye(4)) @ r
    return jnp.sum(jnp.square(r)) * 0.5, r, g

# %% right | four scalars as arguments, argnums of all four
def report(orbit):
    P, e, varpi, L0 = map(float, orbit)
    f = lambda *p: cost_and_misses(jnp.stack(p), t, longitude)
    (value, r), parts = jax.value_and_grad(f, argnums=(0, 1, 2, 3), has_aux=True)(
        *map(jnp.float64, (P, e, varpi, L0)))
    return value, r, jnp.array(parts)

# %% wrong | integers go to grad as they are
def report(orbit):
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        jnp.array(orbit), t, longitude)
    return value, r, g

# %% wrong | converts lists only, an integer array fails
def report(orbit):
    if isinstance(orbit, list):
        orbit = jnp.array(orbit, float)
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        orbit, t, longitude)
    return value, r, g

# %% wrong | expects an array, a list has no astype
def report(orbit):
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        orbit.astype(float), t, longitude)
    return value, r, g

# %% wrong | returns the pair nested as it comes
def report(orbit):
    return jax.value_and_grad(cost_and_misses, has_aux=True)(
        jnp.asarray(orbit, float), t, longitude)

# %% wrong | gradient by the longitudes, of shape (12,)
def report(orbit):
    (value, r), g = jax.value_and_grad(cost_and_misses, argnums=2, has_aux=True)(
        jnp.asarray(orbit, float), t, longitude)
    return value, r, g

# %% wrong | order of grad's pair mixed up, gradient before misses
def report(orbit):
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        jnp.asarray(orbit, float), t, longitude)
    return value, g, r

# %% wrong | has_aux forgotten
def report(orbit):
    orbit = jnp.asarray(orbit, float)
    value, r = cost_and_misses(orbit, t, longitude)
    return value, r, jax.grad(cost_and_misses)(orbit, t, longitude)

# %% wrong | Jacobian of the misses in place of the gradient of the cost
def report(orbit):
    orbit = jnp.asarray(orbit, float)
    value, r = cost_and_misses(orbit, t, longitude)
    return value, r, jax.jacfwd(misses)(orbit, t, longitude)

# %% wrong | allow_int, and the gradient at integers has no numbers
def report(orbit):
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True, allow_int=True)(
        jnp.asarray(orbit), t, longitude)
    return value, r, g

# %% wrong | dtype of the first number decides, and cuts the others
def report(orbit):
    numbers = np.array(orbit, dtype=type(orbit[0])).astype(float)
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        numbers, t, longitude)
    return value, r, g

# %% wrong | the quotient form, NaN for a circle
def report(orbit):
    orbit = jnp.asarray(orbit, float)
    value, gradient = jax.value_and_grad(cost_with(quotient))(orbit)
    return value, misses(orbit, t, longitude), gradient

# %% wrong | the guarded form, half of the slope in e for a circle
def report(orbit):
    orbit = jnp.asarray(orbit, float)
    value, gradient = jax.value_and_grad(cost_with(guarded))(orbit)
    return value, misses(orbit, t, longitude), gradient

# %% wrong | cost without the half
def report(orbit):
    def f(p):
        r = misses(p, t, longitude)
        return jnp.sum(r**2), r
    (value, r), g = jax.value_and_grad(f, has_aux=True)(jnp.asarray(orbit, float))
    return value, r, g

# %% wrong | the spoiled longitudes
def report(orbit):
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        jnp.asarray(orbit, float), t, spoiled)
    return value, r, g

# %% wrong | misses of the numbers, gradient only with respect to the eccentricity
def report(orbit):
    orbit = jnp.asarray(orbit, float)
    value, r = cost_and_misses(orbit, t, longitude)
    f = lambda e: cost_and_misses(orbit.at[1].set(e), t, longitude)[0]
    return value, r, jax.grad(f)(orbit[1])

# %% wrong | absolute values of the misses
def report(orbit):
    orbit = jnp.asarray(orbit, float)
    (value, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        orbit, t, longitude)
    return value, jnp.abs(r), g
