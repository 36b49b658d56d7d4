# %% right | subtracts the Python floats, which have 64 bits, and converts the small number
def hours_apart(a, b):
    return jnp.asarray((b - a) * 24)

# %% right | hours of both days in Python, then the difference
def hours_apart(a, b):
    hours_a = 24.0 * a
    hours_b = 24.0 * b
    return jnp.array(hours_b - hours_a)

# %% right | NumPy float64 for the difference, device_put for the array
def hours_apart(a, b):
    hours = (np.float64(b) - np.float64(a)) * 24
    return jax.device_put(hours)

# %% right | counts whole seconds in Python, divides in JAX
def hours_apart(a, b):
    seconds = round((b - a) * 86400)
    return jnp.asarray(float(seconds)) / 3600

# %% right | datetime.timedelta does the subtraction
from datetime import timedelta

def hours_apart(a, b):
    return jnp.array(timedelta(days=b - a) / timedelta(hours=1))

# %% right | exact rational arithmetic before the conversion
from fractions import Fraction

def hours_apart(a, b):
    exact = (Fraction(b) - Fraction(a)) * 24
    return jnp.asarray(float(exact))

# %% right | whole days and fractions of a day apart from each other
import math

def hours_apart(a, b):
    day_a, day_b = math.floor(a), math.floor(b)
    whole = jnp.asarray(float(day_b - day_a))
    part = jnp.asarray(b - day_b) - jnp.asarray(a - day_a)
    return 24 * (whole + part)

# %% right | each day as the sum of two 32-bit numbers
def hours_apart(a, b):
    a_high, b_high = np.float32(a), np.float32(b)
    a_low, b_low = np.float32(a - float(a_high)), np.float32(b - float(b_high))
    return ((jnp.asarray(b_high) - jnp.asarray(a_high))
            + (jnp.asarray(b_low) - jnp.asarray(a_low))) * 24

# %% right | switches 64 bits on for these lines only
def hours_apart(a, b):
    with jax.enable_x64(True):
        return (jnp.asarray(b) - jnp.asarray(a)) * 24

# %% right | jitted, but with static arguments: the subtraction is done by Python while tracing
from functools import partial

@partial(jax.jit, static_argnums=(0, 1))
def hours_apart(a, b):
    return jnp.asarray((b - a) * 24)

# %% right | a lambda that says 32 bits openly: the difference is small enough
hours_apart = lambda a, b: jnp.float32(24 * (b - a))

# %% right | a zero midway between the two, chosen before JAX sees a number
def hours_apart(a, b):
    zero = 0.5 * (a + b)
    before, after = jnp.asarray(a - zero), jnp.asarray(b - zero)
    return 24 * (after - before)

# %% wrong | converts first: 32-bit Julian days are a quarter of a day apart
def hours_apart(a, b):
    return (jnp.asarray(b) - jnp.asarray(a)) * 24

# %% wrong | the arguments of a jitted function are converted before they are subtracted
@jax.jit
def hours_apart(a, b):
    return (b - a) * 24

# %% wrong | asks for float64 by name, which only earns a warning in 32-bit mode
def hours_apart(a, b):
    a = jnp.array(a, dtype=jnp.float64)
    b = jnp.array(b, dtype=jnp.float64)
    return 24 * (b - a)

# %% wrong | zero at the first opposition: thousands of days later a 32-bit step is a minute
def hours_apart(a, b):
    a, b = jnp.asarray(a - day[0]), jnp.asarray(b - day[0])
    return (b - a) * 24

# %% wrong | a Python float, not a jax.Array
def hours_apart(a, b):
    return (b - a) * 24

# %% wrong | from b to a: the sign is turned
def hours_apart(a, b):
    return jnp.asarray((a - b) * 24)

# %% wrong | days, not hours
def hours_apart(a, b):
    return jnp.asarray(b - a)

# %% wrong | compares the times of day only and loses the whole days
def hours_apart(a, b):
    return jnp.asarray((b % 1 - a % 1) * 24)

# %% wrong | rounds to whole hours
def hours_apart(a, b):
    return jnp.asarray(round((b - a) * 24), dtype=float)

# %% wrong | 16 bits hold hundreds of hours to no better than a quarter of an hour
def hours_apart(a, b):
    return jnp.asarray((b - a) * 24, dtype=jnp.float16)
