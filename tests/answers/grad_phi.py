# %% right | Horner with eighteen Taylor coefficients
import math

def phi(x):
    total = 0.0
    for k in reversed(range(18)):
        total = total * x + 1 / math.factorial(k + 1)
    return total + 0.0 * x

# %% right | expm1 outside, short series inside, both guarded
def phi(x):
    near = jnp.abs(x) < 0.01
    away = jnp.where(near, 1.0, x)
    close = jnp.where(near, x, 0.0)
    series = 1 + close / 2 * (1 + close / 3 * (1 + close / 4 * (1 + close / 5 * (1 + close / 6))))
    return jnp.where(near, series, jnp.expm1(away) / away)

# %% right | Gauss-Legendre quadrature of exp(s x) over s
nodes, weights = np.polynomial.legendre.leggauss(12)

def phi(x):
    return jnp.sum(weights / 2 * jnp.exp((nodes + 1) / 2 * x))

# %% right | infinite product of means
def phi(x):
    product = 1.0
    for k in range(1, 50):
        product = product * (1 + jnp.exp(x / 2**k)) / 2
    return product

# %% right | polyval
coefficients = jnp.array([1.0] + [1 / float(n) for n in np.cumprod(np.arange(2.0, 20.0))])

@jax.jit
def phi(x):
    return jnp.polyval(coefficients[::-1], x)

# %% right | terms in a scan
def phi(x):
    x = jnp.asarray(x, float)
    def step(carry, k):
        term, total = carry
        term = term * x / (k + 1)
        return (term, total + term), None
    one = jnp.ones_like(x)
    (_, total), _ = jax.lax.scan(step, (one, one), jnp.arange(1.0, 22.0))
    return total

# %% right | fori_loop with fixed bounds
def phi(x):
    x = jnp.asarray(x, jnp.float64)
    def body(k, acc):
        n = 20 - k
        return 1.0 + acc * x / (n + 1)
    return jax.lax.fori_loop(0, 20, body, jnp.ones_like(x))

# %% right | custom_jvp with the series of the derivative
from math import factorial

@jax.custom_jvp
def phi(x):
    safe = jnp.where(x == 0, 1.0, x)
    return jnp.where(x == 0, 1.0, jnp.expm1(safe) / safe)

@phi.defjvp
def phi_jvp(primals, tangents):
    (x,), (dx,) = primals, tangents
    slope = sum(k * x ** (k - 1) / factorial(k + 1) for k in range(1, 20))
    return phi(x), slope * dx

# %% right | matrix exponential
from jax.scipy.linalg import expm

def phi(x):
    A = jnp.zeros((2, 2)).at[0, 0].set(x).at[0, 1].set(1.0)
    return expm(A)[0, 1]

# %% right | lax.cond between series and quotient
def phi(x):
    x = jnp.asarray(x, float)
    def series(x):
        return 1 + x / 2 + x**2 / 6 + x**3 / 24 + x**4 / 120 + x**5 / 720
    def quotient_(x):
        return (jnp.exp(x) - 1) / x
    return jax.lax.cond(abs(x) < 5e-3, series, quotient_, x)

# %% right | halving, then doubling back
def phi(x):
    u = x / 8
    p = 1 + u * (1 / 2 + u * (1 / 6 + u * (1 / 24 + u * (1 / 120 + u * (
        1 / 720 + u * (1 / 5040 + u * (1 / 40320 + u / 362880)))))))
    for _ in range(3):
        p = p * (1 + u * p / 2)
        u = 2 * u
    return p

# %% right | dot product of powers with reciprocal factorials
from scipy.special import factorial as fact

def phi(x):
    k = np.arange(20)
    c = 1 / fact(k + 1)
    powers = [jnp.ones(())]
    for _ in k[1:]:
        powers.append(powers[-1] * x)
    return jnp.dot(c, jnp.stack(powers))

# %% right | Chebyshev fit of the integral, evaluated by Clenshaw
from numpy.polynomial import chebyshev

points = np.cos((np.arange(24) + 0.5) * np.pi / 24)
fitted = chebyshev.chebfit(points, np.expm1(points) / points, 16)

def phi(x):
    b1, b2 = 0.0, 0.0
    for a in fitted[:0:-1]:
        b1, b2 = 2 * x * b1 - b2 + a, b1
    return x * b1 - b2 + fitted[0]

# %% wrong | the formula as it stands, NaN at 0
def phi(x):
    return (jnp.exp(x) - 1) / x

# %% wrong | one where outside, NaN slope at 0
def phi(x):
    return jnp.where(x == 0, 1.0, jnp.expm1(x) / x)

# %% wrong | double where with the constant 1, slope 0 at 0
def phi(x):
    safe = jnp.where(x == 0, 0.5, x)
    return jnp.where(x == 0, 1.0, jnp.expm1(safe) / safe)

# %% wrong | right slope at 0 only, derivative lost near it
def phi(x):
    safe = jnp.where(x == 0, 1.0, x)
    return jnp.where(x == 0, 1 + x / 2, jnp.expm1(safe) / safe)

# %% wrong | straight line up to 1e-3, not precise enough
def phi(x):
    near = jnp.abs(x) < 1e-3
    safe = jnp.where(near, 1.0, x)
    return jnp.where(near, 1 + x / 2, jnp.expm1(safe) / safe)

# %% wrong | parabola below 1e-5 and exp(x) - 1 above, derivative loses its digits
def phi(x):
    near = jnp.abs(x) < 1e-5
    safe = jnp.where(near, 1.0, x)
    return jnp.where(near, 1 + x / 2 + x**2 / 6, (jnp.exp(safe) - 1) / safe)

# %% wrong | Taylor series with too few terms at the ends
def phi(x):
    return 1 + x / 2 + x**2 / 6 + x**3 / 24 + x**4 / 120 + x**5 / 720

# %% wrong | Python if, not under jit
def phi(x):
    if abs(x) < 0.01:
        return 1 + x / 2 + x**2 / 6 + x**3 / 24 + x**4 / 120 + x**5 / 720
    return jnp.expm1(x) / x

# %% wrong | moves the argument off zero by 1e-6
def phi(x):
    x = x + 1e-6
    return jnp.expm1(x) / x

# %% wrong | floor under the size of the denominator, sign lost
def phi(x):
    return jnp.expm1(x) / jnp.maximum(jnp.abs(x), 1e-12)

# %% wrong | series in 32 bits
import math

def phi(x):
    x32 = jnp.asarray(x, jnp.float32)
    total = jnp.float32(0)
    for k in reversed(range(18)):
        total = total * x32 + jnp.float32(1 / math.factorial(k + 1))
    return total

# %% wrong | NumPy and math inside, grad cannot pass
import math

def phi(x):
    x = float(x)
    return 1.0 if x == 0 else math.expm1(x) / x

# %% wrong | hyperbolic sine, smooth in value, derivative cancels near 0
def phi(x):
    h = x / 2
    safe = jnp.where(h == 0, 1.0, h)
    return jnp.exp(h) * jnp.where(h == 0, 1.0, jnp.sinh(safe) / safe)

# %% wrong | factorials off by one, the series of exp
import math

def phi(x):
    return sum(x**k / math.factorial(k) for k in range(20))

# %% wrong | custom derivative by its formula, cancelling near 0
@jax.custom_jvp
def phi(x):
    safe = jnp.where(x == 0, 1.0, x)
    return jnp.where(x == 0, 1.0, jnp.expm1(safe) / safe)

@phi.defjvp
def phi_jvp(primals, tangents):
    (x,), (dx,) = primals, tangents
    safe = jnp.where(x == 0, 1.0, x)
    slope = jnp.where(x == 0, 0.5, (jnp.exp(safe) * safe - jnp.expm1(safe)) / safe**2)
    return phi(x), slope * dx
