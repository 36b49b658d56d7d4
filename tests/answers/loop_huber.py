# %% right | one where on the absolute value
def huber(r, delta):
    a = jnp.abs(r)
    return jnp.where(a <= delta, r**2 / 2, delta * (a - delta / 2))

# %% right | cond with closures
def huber(r, delta):
    return jax.lax.cond(jnp.abs(r) <= delta,
                        lambda: 0.5 * r * r,
                        lambda: delta * (jnp.abs(r) - 0.5 * delta))

# %% right | cond with operands and named branches
def huber(r, delta):
    def near(r, delta):
        return r**2 / 2

    def far(r, delta):
        return delta * (jnp.abs(r) - delta / 2)

    return lax.cond(jnp.abs(r) > delta, far, near, r, delta)

# %% right | product with a minimum, no branch
def huber(r, delta):
    size = jnp.abs(r)
    inner = jnp.minimum(size, delta)
    return inner * (size - inner / 2)

# %% right | clipped miss, lambda
huber = lambda r, delta: (lambda c: c * (r - 0.5 * c))(jnp.clip(r, -delta, delta))

# %% right | select of lax, jitted
@jax.jit
def huber(r, delta):
    quadratic = jnp.asarray(r * r / 2)
    linear = jnp.asarray(delta * (jnp.abs(r) - delta / 2))
    return jax.lax.select(jnp.abs(r) <= delta, quadratic, linear)

# %% right | jnp.select with a condition for each of three pieces
def huber(r, delta):
    left = -delta * (r + delta / 2)
    middle = r**2 / 2
    right = delta * (r - delta / 2)
    return jnp.select([r < -delta, r > delta], [left, right], middle)

# %% right | custom_jvp with the slopes by hand
@jax.custom_jvp
def huber(r, delta):
    return jnp.where(jnp.abs(r) < delta, r**2 / 2, delta * (jnp.abs(r) - delta / 2))

@huber.defjvp
def huber_jvp(primals, tangents):
    r, delta = primals
    dr, ddelta = tangents
    by_r = jnp.clip(r, -delta, delta)
    by_delta = jnp.maximum(jnp.abs(r) - delta, 0.0)
    return huber(r, delta), by_r * dr + by_delta * ddelta

# %% right | custom_vjp with both cotangents
@jax.custom_vjp
def huber(r, delta):
    a = jnp.abs(r)
    return jnp.where(a <= delta, 0.5 * a * a, delta * a - 0.5 * delta * delta)

def _forward(r, delta):
    return huber(r, delta), (r, delta)

def _backward(saved, g):
    r, delta = saved
    return g * jnp.clip(r, -delta, delta), g * jnp.maximum(jnp.abs(r) - delta, 0)

huber.defvjp(_forward, _backward)

# %% right | callable object
class Huber:
    def quadratic(self, r):
        return r * r / 2

    def linear(self, r, delta):
        return delta * (jnp.abs(r) - delta / 2)

    def __call__(self, r, delta):
        return jnp.where(jnp.abs(r) <= delta, self.quadratic(r), self.linear(r, delta))

huber = Huber()

# %% right | switch on an index from the comparison
def huber(r, delta):
    which = (jnp.abs(r) > delta).astype(int)
    pieces = [lambda r, d: r**2 / 2, lambda r, d: d * (jnp.abs(r) - d / 2)]
    return lax.switch(which, pieces, r, delta)

# %% right | a capped square plus the excess
def huber(r, delta):
    a = jnp.abs(r)
    return jnp.minimum(a, delta) ** 2 / 2 + delta * jnp.maximum(a - delta, 0)

# %% right | piecewise, on a float
def huber(r, delta):
    r = jnp.asarray(r) * 1.0
    inside = jnp.abs(r) <= delta
    return jnp.piecewise(r, [inside, ~inside],
                         [lambda s: s**2 / 2, lambda s: delta * (jnp.abs(s) - delta / 2)])

# %% right | where with the input of each branch kept in its domain
def huber(residual, delta):
    small = jnp.abs(residual) <= delta
    for_square = jnp.where(small, residual, 0.0)
    for_line = jnp.where(small, delta, jnp.abs(residual))
    return jnp.where(small, for_square**2 / 2, delta * (for_line - delta / 2))

# %% right | sign times r as absolute value, strict comparison
def huber(r, delta):
    sign = jnp.where(r < 0, -1.0, 1.0)
    a = sign * r
    return jnp.where(a < delta, jnp.square(r) / 2, delta * (a - delta / 2))

# %% right | nested where for the two sides
from functools import partial

def line(r, delta, side):
    return delta * (side * r - delta / 2)

def huber(r, delta):
    up, down = partial(line, side=1), partial(line, side=-1)
    outside = jnp.where(r > 0, up(r, delta), down(r, delta))
    return jnp.where((r <= delta) & (r >= -delta), r * r / 2, outside)

# %% wrong | Python's if on a traced number
def huber(r, delta):
    if abs(r) <= delta:
        return r**2 / 2
    return delta * (abs(r) - delta / 2)

# %% wrong | forgets the absolute value in the comparison
def huber(r, delta):
    return jnp.where(r <= delta, r**2 / 2, delta * (jnp.abs(r) - delta / 2))

# %% wrong | forgets the absolute value in the linear part
def huber(r, delta):
    return jnp.where(jnp.abs(r) <= delta, r**2 / 2, delta * (r - delta / 2))

# %% wrong | takes the smaller of the two formulas
def huber(r, delta):
    return jnp.minimum(r**2 / 2, delta * (jnp.abs(r) - delta / 2))

# %% wrong | takes the larger of the two formulas
def huber(r, delta):
    return jnp.maximum(r**2 / 2, delta * (jnp.abs(r) - delta / 2))

# %% wrong | absolute value by a square root: slope NaN at zero
def huber(r, delta):
    a = jnp.sqrt(r**2)
    return jnp.where(a <= delta, r**2 / 2, delta * (a - delta / 2))

# %% wrong | pieces meet, but half the slope is lost where |r| equals delta
def huber(r, delta):
    a = jnp.abs(r)
    return jnp.minimum(a, delta) ** 2 / 2 + delta * jax.nn.relu(a - delta)

# %% wrong | the smooth L1 cost, divided by delta
def huber(r, delta):
    a = jnp.abs(r)
    return jnp.where(a < delta, r**2 / (2 * delta), a - delta / 2)

# %% wrong | the pseudo-Huber cost
def huber(r, delta):
    return delta**2 * (jnp.sqrt(1 + (r / delta) ** 2) - 1)

# %% wrong | branches of cond swapped
def huber(r, delta):
    return lax.cond(jnp.abs(r) <= delta,
                    lambda r: delta * (jnp.abs(r) - delta / 2),
                    lambda r: r**2 / 2, r)

# %% wrong | the line misses its half delta
def huber(r, delta):
    return jnp.where(jnp.abs(r) <= delta, r**2 / 2, delta * (jnp.abs(r) - delta))

# %% wrong | Python's min and max
def huber(r, delta):
    c = max(-delta, min(r, delta))
    return c * (r - c / 2)

# %% wrong | delta static, for a plain if
from functools import partial

@partial(jax.jit, static_argnames="delta")
def huber(r, delta):
    if delta == float("inf"):
        return r**2 / 2
    return jnp.where(jnp.abs(r) <= delta, r**2 / 2, delta * (jnp.abs(r) - delta / 2))

# %% wrong | an array of one number instead of a number
def huber(r, delta):
    r = jnp.atleast_1d(r)
    return jnp.where(jnp.abs(r) <= delta, r**2 / 2, delta * (jnp.abs(r) - delta / 2))

# %% wrong | the clipped miss hidden from differentiation, and so a part of its slope
def huber(r, delta):
    c = lax.stop_gradient(jnp.clip(r, -delta, delta))
    return jnp.where(jnp.abs(r) <= delta, c**2 / 2, c * r - delta**2 / 2)
