# %% right | the plain call
def cost_and_slope(p):
    return jax.value_and_grad(cost)(p)

# %% right | unpacked and packed again
def cost_and_slope(p):
    both = jax.value_and_grad(cost)
    value, slope = both(p)
    return value, slope

# %% right | no def: value_and_grad returns the function that is wanted
cost_and_slope = jax.value_and_grad(cost)

# %% right | compiled, outside
cost_and_slope = jax.jit(jax.value_and_grad(cost))

# %% right | compiled, as a decorator, with argnums written out
@jax.jit
def cost_and_slope(p):
    return jax.value_and_grad(cost, argnums=0)(p)

# %% right | the cost written again as a lambda
def cost_and_slope(p):
    half_sum = lambda q: 0.5 * jnp.sum(misses(q) ** 2)
    return jax.value_and_grad(half_sum)(p)

# %% right | the cost as half a scalar product
def cost_and_slope(p):
    def half_square(q):
        r = misses(q)
        return jnp.vdot(r, r) / 2

    return jax.value_and_grad(half_square)(jnp.asarray(p))

# %% right | has_aux carries the misses along; only the pair is returned
def cost_and_slope(p):
    def with_misses(p):
        r = misses(p)
        return 0.5 * jnp.sum(r**2), r

    (value, _), slope = jax.value_and_grad(with_misses, has_aux=True)(p)
    return value, slope

# %% right | value_and_grad as a decorator: odd to read, right
@jax.value_and_grad
def cost_and_slope(p):
    return cost(p)

# %% right | a named pair
from typing import NamedTuple

class CostAndSlope(NamedTuple):
    cost: jax.Array
    slope: jax.Array

def cost_and_slope(p):
    return CostAndSlope(*jax.value_and_grad(cost)(p))

# %% right | the cost from the model, wrapped by the angle of a complex number
def cost_and_slope(p):
    def squares(p):
        d = heliocentric_longitude(p, t) - longitude
        wrapped = jnp.angle(jnp.exp(1j * d))
        arcmin = jnp.degrees(wrapped) * 60
        return (arcmin @ arcmin) / 2

    return jax.value_and_grad(squares)(p)

# %% right | four arguments, four derivatives, stacked into one gradient
def cost_and_slope(p):
    def of_four(P, e, varpi, L0):
        return cost(jnp.stack([P, e, varpi, L0]))

    P, e, varpi, L0 = jnp.asarray(p)
    value, parts = jax.value_and_grad(of_four, argnums=(0, 1, 2, 3))(P, e, varpi, L0)
    return value, jnp.stack(parts)

# %% wrong | cost and grad called one after the other, not by value_and_grad
def cost_and_slope(p):
    return cost(p), jax.grad(cost)(p)

# %% wrong | gradient first, cost second
def cost_and_slope(p):
    value, slope = jax.value_and_grad(cost)(p)
    return slope, value

# %% wrong | returns the function, not the pair
def cost_and_slope(p):
    return jax.value_and_grad(cost)

# %% wrong | differentiates the twelve misses, which are not one number
def cost_and_slope(p):
    return jax.value_and_grad(misses)(p)

# %% wrong | differentiates a number instead of a function
def cost_and_slope(p):
    return jax.value_and_grad(cost(p))

# %% wrong | the half of the cost is forgotten
def cost_and_slope(p):
    return jax.value_and_grad(lambda q: jnp.sum(misses(q) ** 2))(p)

# %% wrong | J transposed times r by jacfwd: right numbers, not by value_and_grad
def cost_and_slope(p):
    r = misses(p)
    J = jax.jacfwd(misses)(p)
    return 0.5 * jnp.sum(r**2), J.T @ r

# %% wrong | ignores its argument and takes the fitted orbit of the chapter
def cost_and_slope(p):
    value, slope = jax.value_and_grad(cost)(orbit)
    return value, slope

# %% wrong | one array of five numbers, not a pair
def cost_and_slope(p):
    value, slope = jax.value_and_grad(cost)(p)
    return jnp.concatenate([value[None], slope])

# %% wrong | a cost from the NumPy program, which cannot take stand-ins
def cost_and_slope(p):
    return jax.value_and_grad(lambda q: 0.5 * np.sum(np_residuals(q) ** 2))(p)
