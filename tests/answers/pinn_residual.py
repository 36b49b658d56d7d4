# %% right | plain nested jax.grad
def residual(u, x, t):
    u_x = jax.grad(u, 0)
    u_xx = jax.grad(u_x, 0)
    u_xxx = jax.grad(u_xx, 0)
    u_t = jax.grad(u, 1)
    return u_t(x, t) + 6 * u(x, t) * u_x(x, t) + u_xxx(x, t)

# %% right | nested jax.jvp
def residual(u, x, t):
    one = jnp.ones_like(x)
    def d(f):
        return lambda s: jax.jvp(f, (s,), (one,))[1]
    f = lambda s: u(s, t)
    u_t = jax.jvp(lambda r: u(x, r), (t,), (jnp.ones_like(t),))[1]
    return u_t + 6.0 * f(x) * d(f)(x) + d(d(d(f)))(x)

# %% right | conservation form: one derivative of a flux 3 u^2 + u_xx
def residual(u, x, t):
    def flux(x, t):
        u_xx = jax.grad(jax.grad(u))(x, t)
        return 3 * u(x, t) ** 2 + u_xx
    return jax.grad(u, argnums=1)(x, t) + jax.grad(flux)(x, t)

# %% right | jax.hessian for the second derivative, jacfwd for the third
def residual(u, x, t):
    value, (ut_x, ut_t) = jax.value_and_grad(u, argnums=(0, 1))(x, t)
    u_xxx = jax.jacfwd(jax.hessian(u, argnums=0), argnums=0)(x, t)
    return ut_t + 6 * value * ut_x + u_xxx

# %% right | Taylor mode, jax.experimental.jet
from jax.experimental.jet import jet
def residual(u, x, t):
    one, zero = jnp.ones_like(x), jnp.zeros_like(x)
    val, (u_x, u_xx, u_xxx) = jet(lambda s: u(s, t), (x,), ((one, zero, zero),))
    u_t = jax.grad(u, 1)(x, t)
    return u_t + 6 * val * u_x + u_xxx

# %% right | a point as a vector, the whole third-derivative tensor (clumsy)
def residual(u, x, t):
    z = jnp.stack([jnp.asarray(x), jnp.asarray(t)])
    f = lambda z: u(z[0], z[1])
    g = jax.grad(f)(z)
    D3 = jax.jacfwd(jax.hessian(f))(z)
    return g[1] + 6 * f(z) * g[0] + D3[0, 0, 0]

# %% right | a loop that applies jax.grad three times
def residual(u, x, t):
    derivs = [u]
    for _ in range(3):
        derivs.append(jax.grad(derivs[-1], argnums=0))
    v = [d(x, t) for d in derivs]
    return jax.grad(u, argnums=1)(x, t) + 6 * v[0] * v[1] + v[3]

# %% right | a class with __call__
class KdV:
    def __init__(self, nonlinear=6.0, dispersion=1.0):
        self.a = nonlinear
        self.b = dispersion
    def dx(self, f):
        return jax.grad(f, argnums=0)
    def dt(self, f):
        return jax.grad(f, argnums=1)
    def __call__(self, u, x, t):
        u_x = self.dx(u)
        u_xxx = self.dx(self.dx(u_x))
        return self.dt(u)(x, t) + self.a * u(x, t) * u_x(x, t) + self.b * u_xxx(x, t)
residual = KdV()

# %% right | partial and reduce
from functools import partial, reduce
def nth(n, f):
    return reduce(lambda g, _: jax.grad(g), range(n), f)
def residual(u, x, t):
    in_x = partial(lambda t, x: u(x, t), t)
    in_t = partial(u, x)
    return jax.grad(in_t)(t) + 6 * in_x(x) * nth(1, in_x)(x) + nth(3, in_x)(x)

# %% right | jax.vjp by hand for the first ones, forward over reverse for the third
def residual(u, x, t):
    val, back = jax.vjp(u, x, t)
    u_x, u_t = back(jnp.ones_like(val))
    u_xx = lambda s: jax.grad(jax.grad(u, 0), 0)(s, t)
    _, u_xxx = jax.jvp(u_xx, (x,), (jnp.ones_like(x),))
    return u_t + 6 * val * u_x + u_xxx

# %% right | linearize, and one jit inside
def residual(u, x, t):
    @jax.jit
    def r(x, t):
        val, push = jax.linearize(u, x, t)
        u_x = push(jnp.ones_like(x), jnp.zeros_like(t))
        u_t = push(jnp.zeros_like(x), jnp.ones_like(t))
        return u_t + 6 * val * u_x + jax.jacrev(jax.jacrev(jax.jacrev(u)))(x, t)
    return r(x, t)

# %% right | one directional derivative along (6u, 1), plus u_xxx
def residual(u, x, t):
    c = 6 * u(x, t)
    _, transport = jax.jvp(u, (x, t), (c * jnp.ones_like(x), jnp.ones_like(t)))
    third = jax.grad(jax.grad(jax.grad(u)))(x, t)
    return transport + third

# %% wrong | stopped at the second derivative
def residual(u, x, t):
    u_x = jax.grad(u, 0)
    u_xx = jax.grad(u_x, 0)
    return jax.grad(u, 1)(x, t) + 6 * u(x, t) * u_x(x, t) + u_xx(x, t)

# %% wrong | forgot the 6
def residual(u, x, t):
    u_x = jax.grad(u, 0)
    u_xxx = jax.grad(jax.grad(u_x, 0), 0)
    return jax.grad(u, 1)(x, t) + u(x, t) * u_x(x, t) + u_xxx(x, t)

# %% wrong | minus before u_xxx, from Burgers' habit
def residual(u, x, t):
    u_x = jax.grad(u, 0)
    u_xxx = jax.grad(jax.grad(u_x, 0), 0)
    return jax.grad(u, 1)(x, t) + 6 * u(x, t) * u_x(x, t) - u_xxx(x, t)

# %% wrong | forgot argnums: "u_t" is u_x
def residual(u, x, t):
    u_t = jax.grad(u)(x, t)
    u_x = jax.grad(u)(x, t)
    u_xxx = jax.grad(jax.grad(jax.grad(u)))(x, t)
    return u_t + 6 * u(x, t) * u_x + u_xxx

# %% wrong | third derivative taken as the cube of the first
def residual(u, x, t):
    u_x, u_t = jax.grad(u, (0, 1))(x, t)
    return u_t + 6 * u(x, t) * u_x + u_x ** 3

# %% wrong | finite differences with a step too small for a third derivative
def residual(u, x, t):
    h = 1e-5
    u_t = (u(x, t + h) - u(x, t - h)) / (2 * h)
    u_x = (u(x + h, t) - u(x - h, t)) / (2 * h)
    u_xxx = (u(x + 2*h, t) - 2*u(x + h, t) + 2*u(x - h, t) - u(x - 2*h, t)) / (2 * h**3)
    return u_t + 6 * u(x, t) * u_x + u_xxx

# %% wrong | takes jet's third derivative for a Taylor coefficient, times 3!
from jax.experimental.jet import jet
def residual(u, x, t):
    val, c = jet(lambda s: u(s, t), (x,), ((jnp.ones_like(x), jnp.zeros_like(x), jnp.zeros_like(x)),))
    return jax.grad(u, 1)(x, t) + 6 * val * c[0] + 6 * c[2]

# %% wrong | float() makes a plain number: fails under jit and vmap
def residual(u, x, t):
    u_x = jax.grad(u, 0)
    u_xxx = jax.grad(jax.grad(u_x))
    return float(jax.grad(u, 1)(x, t)) + 6 * float(u(x, t)) * float(u_x(x, t)) + float(u_xxx(x, t))

# %% wrong | the square of the residual
def residual(u, x, t):
    u_x = jax.grad(u, 0)
    u_xxx = jax.grad(jax.grad(u_x, 0), 0)
    r = jax.grad(u, 1)(x, t) + 6 * u(x, t) * u_x(x, t) + u_xxx(x, t)
    return jnp.mean(r ** 2)

# %% wrong | the last derivative of the third is by t: u_xxt
def residual(u, x, t):
    u_x, u_t = jax.grad(u, (0, 1))(x, t)
    u_xxx = jax.jacfwd(jax.hessian(u), argnums=1)(x, t)
    return u_t + 6 * u(x, t) * u_x + u_xxx

# %% wrong | a jvp along both directions at once: "u_x" is u_x + u_t
def residual(u, x, t):
    val, u_x = jax.jvp(u, (x, t), (jnp.ones_like(x), jnp.ones_like(t)))
    u_t = jax.grad(u, 1)(x, t)
    u_xxx = jax.grad(jax.grad(jax.grad(u)))(x, t)
    return u_t + 6 * val * u_x + u_xxx

# %% wrong | a Python if on x: fails under jit and vmap
def residual(u, x, t):
    u_x = jax.grad(u, 0)
    u_xxx = jax.grad(jax.grad(u_x))
    if x < -1e6 or x > 1e6:
        return 0.0
    return jax.grad(u, 1)(x, t) + 6 * u(x, t) * u_x(x, t) + u_xxx(x, t)


# %% right | nested jax.grad with argnums, the plain textbook way
def residual(u, x, t):
    u_t = jax.grad(u, argnums=1)
    u_x = jax.grad(u, argnums=0)
    u_xx = jax.grad(u_x, argnums=0)
    u_xxx = jax.grad(u_xx, argnums=0)
    return u_t(x, t) + 6 * u(x, t) * u_x(x, t) + u_xxx(x, t)

# %% right | jax.jvp of jvp of jvp, all forward mode, tangent by ones_like
def residual(u, x, t):
    x = jnp.asarray(x, float)
    t = jnp.asarray(t, float)
    def f(s):
        return u(s, t)
    def f_x(s):
        return jax.jvp(f, (s,), (jnp.ones_like(s),))[1]
    def f_xx(s):
        return jax.jvp(f_x, (s,), (jnp.ones_like(s),))[1]
    u_xx, u_xxx = jax.jvp(f_xx, (x,), (jnp.ones_like(x),))
    value, u_t = jax.jvp(lambda s: u(x, s), (t,), (jnp.ones_like(t),))
    return u_t + 6.0 * value * f_x(x) + u_xxx

# %% right | jax.jacfwd nested three times
def residual(u, x, t):
    u_t = jax.jacfwd(u, argnums=1)(x, t)
    u_x = jax.jacfwd(u)(x, t)
    u_xxx = jax.jacfwd(jax.jacfwd(jax.jacfwd(u)))(x, t)
    return u_t + 6.0 * u(x, t) * u_x + u_xxx

# %% right | jax.hessian for u_xx and then grad of it; first derivatives by jax.vjp
def residual(u, x, t):
    x, t = jnp.asarray(x, float), jnp.asarray(t, float)
    value, pull = jax.vjp(u, x, t)
    u_x, u_t = pull(jnp.ones_like(value))
    u_xx = jax.hessian(u, argnums=0)
    u_xxx = jax.grad(u_xx, argnums=0)(x, t)
    return u_t + 6 * value * u_x + u_xxx

# %% right | conservation form, u_t + d/dx (3 u^2 + u_xx)
def residual(u, x, t):
    u_xx = jax.grad(jax.grad(u, 0), 0)
    def flux(x, t):
        return 3.0 * u(x, t) ** 2 + u_xx(x, t)
    return jax.grad(u, 1)(x, t) + jax.grad(flux, 0)(x, t)

# %% right | value_and_grad with argnums=(0, 1) for u, u_x and u_t at once
def residual(u, x, t):
    val, (u_x, u_t) = jax.value_and_grad(u, argnums=(0, 1))(x, t)
    u_xxx = jax.grad(jax.grad(jax.grad(u)))(x, t)
    return u_t + 6.0 * val * u_x + u_xxx

# %% right | helper that differentiates n times in a loop
def nth_derivative(f, n, argnum):
    for _ in range(n):
        f = jax.grad(f, argnums=argnum)
    return f
def residual(u, x, t):
    d = lambda n, argnum: nth_derivative(u, n, argnum)(x, t)
    return d(1, 1) + 6.0 * d(0, 0) * d(1, 0) + d(3, 0)

# %% right | lambda chain, functions of one variable with the other held
def residual(u, x, t):
    in_x = lambda s: u(s, t)
    in_t = lambda s: u(x, s)
    dx1 = lambda s: jax.grad(in_x)(s)
    dx2 = lambda s: jax.grad(dx1)(s)
    dx3 = lambda s: jax.grad(dx2)(s)
    return jax.grad(in_t)(t) + 6 * in_x(x) * dx1(x) + dx3(x)

# %% right | vector z = (x, t), gradient and full tensor of third derivatives, entry [0, 0, 0]
def residual(u, x, t):
    z = jnp.array([x, t], dtype=float)
    def w(z):
        return u(z[0], z[1])
    first = jax.jacrev(w)
    third = jax.jacfwd(jax.jacfwd(first))
    g = first(z)
    return g[1] + 6.0 * w(z) * g[0] + third(z)[0, 0, 0]

# %% right | derivatives by a shift h, taken by autodiff at h = 0
def residual(u, x, t):
    shift_x = lambda h: u(x + h, t)
    shift_t = lambda h: u(x, t + h)
    D = jax.grad
    u_x = D(shift_x)(0.0)
    u_xxx = D(D(D(shift_x)))(0.0)
    u_t = D(shift_t)(0.0)
    return u_t + 6.0 * u(x, t) * u_x + u_xxx

# %% right | has_aux=True collects u, u_x, u_xx on the way to u_xxx
def residual(u, x, t):
    def with_lower(f):
        def g(s):
            d, lower = jax.grad(f, has_aux=True)(s)
            return d, lower + (d,)
        return g
    def f0(s):
        value = u(s, t)
        return value, (value,)
    f3 = with_lower(with_lower(with_lower(f0)))
    _, (value, u_x, _, u_xxx) = f3(x)
    u_t = jax.jacfwd(u, argnums=1)(x, t)
    return u_t + 6.0 * value * u_x + u_xxx

# %% wrong | factor 6 missing, u u_x instead of 6 u u_x
def residual(u, x, t):
    u_t = jax.grad(u, 1)(x, t)
    u_x = jax.grad(u, 0)(x, t)
    u_xxx = jax.grad(jax.grad(jax.grad(u, 0), 0), 0)(x, t)
    return u_t + u(x, t) * u_x + u_xxx

# %% wrong | sign of u_xxx, subtracted instead of added
def residual(u, x, t):
    val, (u_x, u_t) = jax.value_and_grad(u, argnums=(0, 1))(x, t)
    u_xxx = jax.jacfwd(jax.jacfwd(jax.grad(u)))(x, t)
    return u_t + 6.0 * val * u_x - u_xxx

# %% wrong | second derivative instead of third, grad nested once too few
def residual(u, x, t):
    u_x = jax.grad(u, argnums=0)
    u_xxx = jax.grad(u_x, argnums=0)
    u_t = jax.grad(u, argnums=1)
    return u_t(x, t) + 6.0 * u(x, t) * u_x(x, t) + u_xxx(x, t)

# %% wrong | argnums interchanged, x and t derivatives swapped
def residual(u, x, t):
    u_t = jax.grad(u, argnums=0)
    u_x = jax.grad(u, argnums=1)
    u_xxx = jax.grad(jax.grad(u_x, argnums=1), argnums=1)
    return u_t(x, t) + 6.0 * u(x, t) * u_x(x, t) + u_xxx(x, t)

# %% wrong | u_x cubed taken for the third derivative
def residual(u, x, t):
    u_x = jax.grad(u, 0)(x, t)
    u_t = jax.grad(u, 1)(x, t)
    return u_t + 6.0 * u(x, t) * u_x + u_x ** 3

# %% wrong | u missing in the product, 6 u_x instead of 6 u u_x
def residual(u, x, t):
    f = lambda s: u(s, t)
    u_x = jax.grad(f)
    u_xxx = jax.grad(jax.grad(u_x))
    u_t = jax.grad(lambda s: u(x, s))(t)
    return u_t + 6.0 * u_x(x) + u_xxx(x)

# %% wrong | central finite differences with a coarse step, not exact to 1e-6
def residual(u, x, t):
    h = 1e-2
    u_t = (u(x, t + h) - u(x, t - h)) / (2 * h)
    u_x = (u(x + h, t) - u(x - h, t)) / (2 * h)
    u_xxx = (u(x + 2 * h, t) - 2 * u(x + h, t) + 2 * u(x - h, t) - u(x - 2 * h, t)) / (2 * h ** 3)
    return u_t + 6.0 * u(x, t) * u_x + u_xxx

# %% wrong | returns the squared residual (the loss term) instead of the residual
def residual(u, x, t):
    u_x = jax.grad(u, 0)
    u_xxx = jax.grad(jax.grad(u_x, 0), 0)
    r = jax.grad(u, 1)(x, t) + 6.0 * u(x, t) * u_x(x, t) + u_xxx(x, t)
    return jnp.square(r)

# %% wrong | float(x) and float(t), which fail on tracers under jit and vmap
def residual(u, x, t):
    x, t = float(x), float(t)
    u_x = jax.grad(u, 0)
    u_xxx = jax.grad(jax.grad(u_x, 0), 0)
    return jax.grad(u, 1)(x, t) + 6.0 * u(x, t) * u_x(x, t) + u_xxx(x, t)

# %% wrong | returns shape (1,) instead of a scalar, through atleast_1d and an inner vmap
def residual(u, x, t):
    X = jnp.atleast_1d(x)
    T = jnp.atleast_1d(t)
    u_x = jax.grad(u, 0)
    u_xxx = jax.grad(jax.grad(u_x, 0), 0)
    u_t = jax.grad(u, 1)
    return jax.vmap(u_t)(X, T) + 6.0 * jax.vmap(u)(X, T) * jax.vmap(u_x)(X, T) + jax.vmap(u_xxx)(X, T)

