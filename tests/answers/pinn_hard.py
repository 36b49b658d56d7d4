# %% right | the start fades out, other powers
def hard(net):
    def u(x, t):
        return (1 - t) * jnp.sin(jnp.pi * x) + x**2 * t + t * x * (1 - x) * net(x, t)
    return u

# %% right | nested: first the ends, then the start
def hard(net):
    def ends(x, t):
        return x + x * (1 - x) * net(x, t)
    def u(x, t):
        return jnp.sin(jnp.pi * x) + t * ends(x, t)
    return u

# %% right | t * sin(pi x / 2) for the right end, -expm1(-t) as the factor
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + t * jnp.sin(jnp.pi * x / 2) - jnp.expm1(-t) * x * (1 - x) * net(x, t)
    return u

# %% right | a class with __call__
class Hard:
    def __init__(self, net):
        self.net = net
    def lift(self, x, t):
        return jnp.sin(jnp.pi * x) + x * t
    def mask(self, x, t):
        return 4 * x * (1 - x) * jnp.tanh(3 * t)
    def __call__(self, x, t):
        return self.lift(x, t) + self.mask(x, t) * self.net(x, t)
def hard(net):
    return Hard(net)

# %% right | functools.partial
from functools import partial
def _u(net, x, t):
    return jnp.sin(jnp.pi * x) + x * t + t**2 * (x - x**2) * net(x, t)
hard = lambda net: partial(_u, net)

# %% right | the net goes through arcsinh, which is one-to-one
def hard(net):
    return lambda x, t: jnp.sin(jnp.pi * x) + x * t + t * x * (1 - x) * jnp.arcsinh(net(x, t))

# %% right | a nonlinear but growing function of the net, n + n^3
def hard(net):
    def u(x, t):
        n = net(x, t)
        return jnp.sin(jnp.pi * x) + t * x + t * x * (1 - x) * (n + n**3)
    return u

# %% right | a negative factor (x - 1), and an offset that vanishes at the edges
def hard(net):
    def u(x, t):
        w = t * x * (x - 1)
        return jnp.exp(-t) * jnp.sin(jnp.pi * x) + t * x + w * (net(x, t) - 5.0)
    return u

# %% right | the sine as the factor for both ends
def hard(net):
    def u(x, t):
        return x * t + jnp.sin(jnp.pi * x) * (1 + t * net(x, t))
    return u

# %% right | distances to the three edges multiplied in a loop, result jitted
def hard(net):
    @jax.jit
    def u(x, t):
        factor = 1.0
        for d in (t, x, 1 - x):
            factor = factor * d
        return jnp.sin(jnp.pi * x) + x * t + factor * net(x, t)
    return u

# %% right | exact solution of the heat equation as the lift, positive wobbling factor
def hard(net):
    def u(x, t):
        lift = jnp.exp(-jnp.pi**2 * t) * jnp.sin(jnp.pi * x) + x * t
        return lift + t * x * (1 - x) * (2 + jnp.cos(7 * x * t)) * net(x, t)
    return u

# %% right | jnp.where with a guard against a division, not needed inside the square
def hard(net):
    def u(x, t):
        s = jnp.where(t > -0.5, 1 + t, 1.0)
        return jnp.sin(jnp.pi * x) + t * x + (t / s) * x * (1 - x) * net(x, t)
    return u

# %% right | jax.jvp makes the factor x (1 - x) from a cubic
def hard(net):
    def u(x, t):
        cubic = lambda s: s**2 / 2 - s**3 / 3
        x = 1.0 * x
        _, bump = jax.jvp(cubic, (x,), (jnp.ones_like(x),))
        return jnp.sin(jnp.pi * x) + x * t + t * bump * net(x, t)
    return u

# %% wrong | the right end forgotten: u(1, t) = 0
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + t * x * (1 - x) * net(x, t)
    return u

# %% wrong | no factor t: the net breaks the start
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + x * (1 - x) * net(x, t)
    return u

# %% wrong | no factor 1 - x: the net breaks the right end
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + t * x * net(x, t)
    return u

# %% wrong | a factor 1 - t too: no net at t = 1
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + t * (1 - t) * x * (1 - x) * net(x, t)
    return u

# %% wrong | sin(2 pi x) as the factor: no net at x = 1/2
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + t * jnp.sin(2 * jnp.pi * x) * net(x, t)
    return u

# %% wrong | sqrt(t): infinite derivative at t = 0
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + jnp.sqrt(t) * x * (1 - x) * net(x, t)
    return u

# %% wrong | t^1.5: the second derivative by t is infinite at t = 0
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + t**1.5 * x * (1 - x) * net(x, t)
    return u

# %% wrong | net squared: net and -net give the same
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + t * x * (1 - x) * net(x, t) ** 2
    return u

# %% wrong | jnp.where pastes the conditions on the edges: a jump
def hard(net):
    def u(x, t):
        v = net(x, t)
        v = jnp.where(x == 0, 0.0, v)
        v = jnp.where(x == 1, t, v)
        return jnp.where(t == 0, jnp.sin(jnp.pi * x), v)
    return u

# %% wrong | distance function that is 0/0 in the corners
def hard(net):
    def u(x, t):
        b = x * (1 - x)
        d = b * t / (b + t)
        return jnp.sin(jnp.pi * x) + x * t + d * net(x, t)
    return u

# %% wrong | subtracts the net's own start: nets that differ by a constant give the same u
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + x * (1 - x) * (net(x, t) - net(x, 0.0 * t))
    return u

# %% wrong | net called with its arguments swapped
def hard(net):
    def u(x, t):
        return jnp.sin(jnp.pi * x) + x * t + t * x * (1 - x) * net(t, x)
    return u

