# %% right | divide by x
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(z)
        return f(t, x, p) / x
    return g

# %% right | lambda, multiply by exp(-z)
def in_logs(f):
    return lambda t, z, p: f(t, jnp.exp(z), p) * jnp.exp(-z)

# %% right | push the velocity through log with jvp
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(z)
        dx = f(t, x, p)
        kind = jnp.result_type(x, dx)
        return jax.jvp(jnp.log, (x.astype(kind),), (dx.astype(kind),))[1]
    return g

# %% right | linearize of log
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(z)
        dx = f(t, x, p)
        kind = jnp.result_type(x, dx)
        _, push = jax.linearize(jnp.log, x.astype(kind))
        return push(dx.astype(kind))
    return g

# %% right | vjp of log, as its Jacobian is diagonal
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(z)
        dx = f(t, x, p)
        kind = jnp.result_type(x, dx)
        _, pull = jax.vjp(jnp.log, x.astype(kind))
        return pull(dx.astype(kind))[0]
    return g

# %% right | full Jacobian of log times the velocity, any shape
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(z)
        dx = f(t, x, p)
        D = jax.jacfwd(jnp.log)(x.ravel())
        return (D @ dx.ravel()).reshape(x.shape)
    return g

# %% right | derivative of log entry by entry with vmap
def in_logs(f):
    slope = jax.vmap(jax.grad(jnp.log))

    def g(t, z, p):
        x = jnp.exp(z)
        return slope(x.ravel()).reshape(x.shape) * f(t, x, p)

    return g

# %% right | plain loop over the entries
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(jnp.asarray(z))
        dx = f(t, x, p)
        xs, dxs = x.ravel(), dx.ravel()
        parts = []
        for i in range(x.size):
            parts.append(dxs[i] / xs[i])
        return jnp.stack(parts).reshape(x.shape)
    return g

# %% right | an object that can be called
class _InLogs:
    def __init__(self, f):
        self.f = f

    def __call__(self, t, z, p):
        x = jnp.exp(z)
        return jnp.divide(self.f(t, x, p), x)

def in_logs(f):
    return _InLogs(f)

# %% right | functools.partial and a reciprocal
import functools

def _g(f, t, z, p):
    x = jnp.exp(z)
    return jnp.reciprocal(x) * f(t, x, p)

def in_logs(f):
    return functools.partial(_g, f)

# %% right | divides by the derivative of exp at z
def in_logs(f):
    def g(t, z, p):
        z = jnp.asarray(z) * 1.0
        x, dxdz = jax.jvp(jnp.exp, (z,), (jnp.ones_like(z),))
        return f(t, x, p) / dxdz
    return g

# %% wrong | forgets the chain rule
def in_logs(f):
    def g(t, z, p):
        return f(t, jnp.exp(z), p)
    return g

# %% wrong | multiplies by x instead of dividing
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(z)
        return x * f(t, x, p)
    return g

# %% wrong | hands f the logarithms
def in_logs(f):
    def g(t, z, p):
        return f(t, z, p) / jnp.exp(z)
    return g

# %% wrong | takes the logarithm of the velocity
def in_logs(f):
    def g(t, z, p):
        return jnp.log(f(t, jnp.exp(z), p))
    return g

# %% wrong | NumPy inside, which a tracer does not survive
def in_logs(f):
    def g(t, z, p):
        x = np.exp(np.asarray(z))
        return f(t, x, p) / x
    return g

# %% wrong | stop_gradient on x, so jacfwd sees no dependence on z
def in_logs(f):
    def g(t, z, p):
        x = jax.lax.stop_gradient(jnp.exp(z))
        return f(t, x, p) / x
    return g

# %% wrong | calls f on each entry alone, so the components do not see each other
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(z)
        return jax.vmap(lambda xi: f(t, xi, p))(x) / x
    return g

# %% wrong | custom_vjp, which forward mode refuses
def in_logs(f):
    @jax.custom_vjp
    def g(t, z, p):
        x = jnp.exp(z)
        return f(t, x, p) / x

    def plain(t, z, p):
        x = jnp.exp(z)
        return f(t, x, p) / x

    def fwd(t, z, p):
        return jax.vjp(plain, t, z, p)

    def bwd(pull, ct):
        return pull(ct)

    g.defvjp(fwd, bwd)
    return g

# %% wrong | logarithms of base ten
def in_logs(f):
    def g(t, z, p):
        x = 10.0 ** z
        return f(t, x, p) / (x * jnp.log(10.0))
    return g
