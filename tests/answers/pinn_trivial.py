# %% right | shifted in x and in t
def trivial(x, t):
    return (x + 2.0) / (t + 3.0)

# %% right | another member of the family, slope 2 at the start
def trivial(x, t):
    a = 2.0
    b = -0.7
    return (a * x + b) / (1.0 + a * t)

# %% right | falling straight line whose pole lies outside, at t = 2
def trivial(x, t):
    return x / (t - 2.0)

# %% right | written with exp and log1p
def trivial(x, t):
    return (x - 1.0) * jnp.exp(-jnp.log1p(t))

# %% right | jax.grad of a potential by x
def potential(x, t):
    return 0.5 * x**2 / (1.0 + t)
trivial = jax.grad(potential, argnums=0)

# %% right | jax.grad by t of x log(2 + t), inside the function
def trivial(x, t):
    return jax.grad(lambda s: x * jnp.log(2.0 + s))(t)

# %% right | Galilean boost: x -> x - c t, plus c
def trivial(x, t):
    c = 0.4
    def still(x, t):
        return x / (1.0 + t)
    return still(x - c * t, t) + c

# %% right | a class with __call__
class Fan:
    def __init__(self, x0, t0):
        self.x0 = x0
        self.t0 = t0
    def __call__(self, x, t):
        return (x - self.x0) / (t - self.t0)
trivial = Fan(x0=0.3, t0=-0.5)

# %% right | functools.partial of the whole family
from functools import partial
def family(k, d, x, t):
    return (k * x + d) / (1 + k * t)
trivial = partial(family, -0.5, 0.25)

# %% right | Cole-Hopf: heat kernel with some viscosity, which cancels
def trivial(x, t):
    nu = 0.3
    def log_phi(x):
        return -x**2 / (4 * nu * (1 + t)) - 0.5 * jnp.log(1 + t)
    return -2 * nu * jax.grad(log_phi)(x)

# %% right | method of characteristics by a small linear solve
def trivial(x, t):
    # unknowns: foot s of the characteristic, and u;  s + t u = x,  u = s + 1
    A = jnp.array([[1.0, t], [-1.0, 1.0]])
    b = jnp.array([x, 1.0])
    s, u = jnp.linalg.solve(A, b)
    return u

# %% right | a lambda that depends on t only weakly
trivial = lambda x, t: x / (t + 50.0)

# %% right | jnp.where guards a division which is never by zero here
def trivial(x, t):
    d = 1 + t
    safe = jnp.where(d > 0.1, d, 1.0)
    return jnp.where(d > 0.1, jnp.divide(3 + x, safe), 0.0)

# %% wrong | a constant: solves it, but depends on neither
def trivial(x, t):
    return jnp.asarray(0.5) + 0.0 * x * t

# %% wrong | sign of t: this one solves u_t - u u_x = 0
def trivial(x, t):
    return x / (2.0 - t)

# %% wrong | the equation is not linear: a constant may not be added
def trivial(x, t):
    return x / (1 + t) + 1.0

# %% wrong | singular at t = 0
def trivial(x, t):
    return x / t

# %% wrong | travelling wave, right for one viscosity only
def trivial(x, t):
    nu = 0.01 / jnp.pi
    c = 0.5
    return c - c * jnp.tanh(c * (x - c * t) / (2 * nu))

# %% wrong | solution of the heat equation, not of Burgers' (u u_x forgotten)
def trivial(x, t):
    return jnp.sin(jnp.pi * x) * jnp.exp(-jnp.pi**2 * t)

# %% wrong | rarefaction fan with a kink at x = 0 (JAX's derivatives do not see it)
def trivial(x, t):
    return jnp.maximum(x / (1 + t), 0.0)

# %% wrong | stop_gradient makes JAX's residual zero, but x t solves nothing
def trivial(x, t):
    return jax.lax.stop_gradient(x * t)

# %% wrong | staircase: jumps, with zero derivatives by JAX
def trivial(x, t):
    return jnp.floor(4 * x) + jnp.floor(4 * t)

# %% wrong | solves the equation without viscosity only (characteristics of a parabola)
def trivial(x, t):
    # foot s of the characteristic: s + 0.1 t s**2 = x, by Newton
    s = x
    for _ in range(20):
        s = s - (s + 0.1 * t * s**2 - x) / (1 + 0.2 * t * s)
    return 0.1 * s**2

# %% wrong | returns an array of shape (1,), not a scalar
def trivial(x, t):
    return jnp.atleast_1d(x / (1 + t))

# %% wrong | arguments in the other order
def trivial(t, x):
    return x / (2 + t)

# %% wrong | NumPy on traced values: JAX cannot differentiate it
def trivial(x, t):
    return np.divide(np.asarray(x), 1 + np.asarray(t))


# %% right | plain: the opening fan x / (1 + t)
def trivial(x, t):
    return x / (1 + t)

# %% right | the pole lies after the end of time, at t = 2 (a steepening ramp)
trivial = lambda x, t: -x / (2.0 - t)

# %% right | jitted, shifted, constants as default arguments
@jax.jit
def trivial(x, t, a=0.25, b=3.0):
    return jnp.divide(x - a, t + b)

# %% right | the division written with exp and log1p
def trivial(x, t):
    return x * jnp.exp(-jnp.log1p(t))

# %% right | characteristics u = x - u t, as a 1 x 1 linear system, taken out as a scalar
def trivial(x, t):
    A = jnp.array([[1.0 + t]])
    b = jnp.array([x])
    return jnp.linalg.solve(A, b)[0]

# %% right | the slope of a potential, by jax.grad inside
def trivial(x, t):
    def potential(s):
        return 0.5 * (s - 0.5) ** 2 / (t + 1.5)
    return jax.grad(potential)(x)

# %% right | characteristics u = x - u t solved by Newton steps in a fori_loop
from jax import lax

def trivial(x, t):
    def step(i, u):
        miss = u - (x - u * t)
        return u - miss / (1.0 + t)
    return lax.fori_loop(0, 3, step, jnp.zeros(()))

# %% right | a fan seen from a moving frame: c + (x - c t) / (1 + t) = (x + c) / (1 + t)
def trivial(x, t):
    c = 0.7
    return c + (x - c * t) / (1 + t)

# %% right | steep: b = 0.01, a = -2, large values and large derivatives (round-off in the residual)
def trivial(x, t):
    return (x + 2.0) / (t + 0.01)

# %% right | depends on t only weakly: b = 100
def trivial(x, t):
    b = 100.0
    return x / (t + b)

# %% right | clumsy: a(t) x + b(t) in pieces, common factors not cancelled: (x + 3) / (t + 2)
def trivial(x, t):
    bottom = 2 * t + 4
    slope = 2 / bottom
    offset = 6 / bottom
    both = jnp.stack([slope * x, offset])
    return jnp.sum(both)

# %% wrong | a constant in disguise: depends on neither x nor t
def trivial(x, t):
    return 1.0 + 0.0 * (x + t)

# %% wrong | a travelling tanh front: exact for one viscosity only
def trivial(x, t):
    nu = 0.01 / jnp.pi
    c, a = 0.5, 0.5
    return c - a * jnp.tanh(a * (x - c * t) / (2 * nu))

# %% wrong | x / t: singular at t = 0
def trivial(x, t):
    return x / t

# %% wrong | -x / (1 - t): singular at t = 1, which is in the domain
def trivial(x, t):
    return -x / (1 - t)

# %% wrong | sign: x / (2 - t) makes u_t and u u_x add, not cancel
def trivial(x, t):
    return x / (2 - t)

# %% wrong | solution of the heat equation, u u_x forgotten (and one viscosity only)
def trivial(x, t):
    nu = 0.01 / jnp.pi
    return -jnp.exp(-nu * jnp.pi**2 * t) * jnp.sin(jnp.pi * x)

# %% wrong | returns an array of shape (1,), not a scalar
def trivial(x, t):
    return jnp.array([x / (1 + t)])

# %% wrong | return is forgotten: gives None
def trivial(x, t):
    u = (x - 0.5) / (t + 1.0)

# %% wrong | rarefaction fan clipped at 1/2: kinks along |x| = (1 + t) / 2, not smooth
def trivial(x, t):
    return jnp.clip(x / (1 + t), -0.5, 0.5)

# %% wrong | float() of the inputs: JAX cannot trace through it
def trivial(x, t):
    x, t = float(x), float(t)
    return x / (1.0 + t)

