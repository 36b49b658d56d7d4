# %% right | jvp of jvp (forward over forward)
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=jnp.float64)
    one = jnp.ones_like(x)

    def first(t):
        return jax.jvp(f, (t,), (one,))

    (y, dy), (_, d2y) = jax.jvp(first, (x,), (one,))
    return y, dy, d2y

# %% right | forward over reverse: jvp of value_and_grad, plain Python float tangent
def two_derivatives(f, x):
    (y, dy), (_, d2y) = jax.jvp(jax.value_and_grad(f), (x,), (1.0,))
    return y, dy, d2y

# %% right | value_and_grad with has_aux around value_and_grad
def two_derivatives(f, x):
    def slope(t):
        y, dy = jax.value_and_grad(f)(t)
        return dy, y

    (dy, y), d2y = jax.value_and_grad(slope, has_aux=True)(x)
    return y, dy, d2y

# %% right | linearize of value_and_grad
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    (y, dy), push = jax.linearize(jax.value_and_grad(f), x)
    return y, dy, push(jnp.ones_like(x))[1]

# %% right | reverse over forward: vjp of jvp with cotangents (0, 1)
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    (y, dy), pull = jax.vjp(lambda t: jax.jvp(f, (t,), (jnp.ones_like(t),)), x)
    (d2y,) = pull((jnp.zeros_like(y), jnp.ones_like(dy)))
    return y, dy, d2y

# %% right | vjp twice by hand (reverse over reverse)
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)

    def inner(t):
        y, back = jax.vjp(f, t)
        return y, back(jnp.ones_like(y))[0]

    (y, dy), back2 = jax.vjp(inner, x)
    d2y = back2((jnp.zeros_like(y), jnp.ones_like(dy)))[0]
    return y, dy, d2y

# %% right | f traced once to a jaxpr, the jaxpr evaluated three times
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    closed = jax.make_jaxpr(lambda t: f(t))(x)

    def g(t):
        return jax.core.eval_jaxpr(closed.jaxpr, closed.consts, t)[0]

    return g(x), jax.grad(g)(x), jax.grad(jax.grad(g))(x)

# %% right | closure_convert traces f once; then grad of grad of the converted function
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    g, consts = jax.closure_convert(lambda t: f(t), x)
    y = g(x, *consts)
    dy = jax.grad(g)(x, *consts)
    d2y = jax.grad(jax.grad(g))(x, *consts)
    return y, dy, d2y

# %% right | jacfwd with has_aux, the aux carries value and slope, stacked
def two_derivatives(f, x):
    def g(t):
        both = jnp.stack(jax.jvp(f, (t,), (jnp.ones_like(t),)))
        return both, both

    derivs, vals = jax.jacfwd(g, has_aux=True)(jnp.asarray(x, dtype=float))
    return vals[0], vals[1], derivs[1]

# %% right | expansion in a displacement h at h = 0, jvp twice
def two_derivatives(f, x):
    shifted = lambda h: f(x + h)
    d = lambda h: jax.jvp(shifted, (h,), (1.0,))
    (a, b), (_, c) = jax.jvp(d, (0.0,), (1.0,))
    return a, b, c

# %% right | linearize inside, jvp outside
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)

    def g(t):
        y, lin = jax.linearize(f, t)
        return y, lin(jnp.ones_like(t))

    primal, tangent = jax.jvp(g, (x,), (jnp.ones_like(x),))
    return primal[0], primal[1], tangent[1]

# %% right | Hessian in two dummy displacements: gradient and mixed entry, nested has_aux
def two_derivatives(f, x):
    def g(e):
        return f(x + e[0] + e[1])

    def grad_with_value(e):
        y, de = jax.value_and_grad(g)(e)
        return de, (y, de)

    H, (y, de) = jax.jacrev(grad_with_value, has_aux=True)(jnp.zeros(2))
    return y, de[0], H[0, 1]

# %% right | grad with has_aux at both levels (reverse over reverse), the aux carries value and slope
def two_derivatives(f, x):
    def val(t):
        y = f(t)
        return y, y

    def slope(t):
        dy, y = jax.grad(val, has_aux=True)(t)
        return dy, (y, dy)

    d2y, (y, dy) = jax.grad(slope, has_aux=True)(jnp.asarray(x, jnp.float64))
    return (y, dy, d2y)

# %% wrong | three separate calls of f: f, grad, grad of grad
def two_derivatives(f, x):
    return f(x), jax.grad(f)(x), jax.grad(jax.grad(f))(x)

# %% wrong | value_and_grad saves one call, the second derivative calls f again
def two_derivatives(f, x):
    y, dy = jax.value_and_grad(f)(x)
    d2y = jax.jacfwd(jax.grad(f))(x)
    return y, dy, d2y

# %% wrong | jvp of grad gives two derivatives in one go, but the value costs a second call
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    dy, d2y = jax.jvp(jax.grad(f), (x,), (jnp.ones_like(x),))
    return f(x), dy, d2y

# %% wrong | has_aux, but the aux is a new call of f
def two_derivatives(f, x):
    def slope(t):
        return jax.grad(f)(t), f(t)

    (dy, y), d2y = jax.value_and_grad(slope, has_aux=True)(x)
    return y, dy, d2y

# %% wrong | f memoised with lru_cache: tracers are not hashable (and would be different keys)
def two_derivatives(f, x):
    import functools

    cached = functools.lru_cache(maxsize=None)(f)
    y = cached(x)
    dy = jax.grad(cached)(x)
    d2y = jax.grad(jax.grad(cached))(x)
    return y, dy, d2y

# %% wrong | one vmapped call on a three-point stencil: not 10 digits
def two_derivatives(f, x):
    h = 1e-4
    a, b, c = jax.vmap(f)(x + h * jnp.array([-1.0, 0.0, 1.0]))
    return b, (c - a) / (2 * h), (a - 2 * b + c) / h**2

# %% wrong | np.gradient habit: f on a fine grid, jnp.gradient twice
def two_derivatives(f, x):
    h = 1e-3
    grid = x + h * jnp.arange(-4, 5)
    y = jax.vmap(f)(grid)
    dy = jnp.gradient(y, h)
    d2y = jnp.gradient(dy, h)
    return y[4], dy[4], d2y[4]

# %% wrong | one vmapped call of value_and_grad, second derivative by central difference of slopes
def two_derivatives(f, x):
    h = 1e-5
    ys, dys = jax.vmap(jax.value_and_grad(f))(jnp.stack([x - h, x + 0.0, x + h]))
    return ys[1], dys[1], (dys[2] - dys[0]) / (2 * h)

# %% wrong | jet's second output taken for a Taylor coefficient and doubled
def two_derivatives(f, x):
    from jax.experimental.jet import jet

    y, (c1, c2) = jet(f, (x,), ((1.0, 0.0),))
    return y, c1, 2.0 * c2

# %% wrong | jet series (1, 1): the result is f'' + f'
def two_derivatives(f, x):
    from jax.experimental.jet import jet

    y, (d1, d2) = jet(f, (x,), ((1.0, 1.0),))
    return y, d1, d2

# %% wrong | wrong item unpacked from nested jvp: f' returned twice
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    one = jnp.ones_like(x)
    (y, dy), (d2y, _) = jax.jvp(lambda t: jax.jvp(f, (t,), (one,)), (x,), (one,))
    return y, dy, d2y

# %% wrong | linear map applied twice: f'**2 instead of f''
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    y, push = jax.linearize(f, x)
    dy = push(jnp.ones_like(x))
    return y, dy, push(dy)

# %% wrong | cotangent 1 for both outputs: f' + f''
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    out, pull = jax.vjp(jax.value_and_grad(f), x)
    (d2y,) = pull(jax.tree_util.tree_map(jnp.ones_like, out))
    return out[0], out[1], d2y

# %% wrong | float(x): right for a number, fails under vmap and jit
def two_derivatives(f, x):
    x = float(x)
    (y, dy), (_, d2y) = jax.jvp(jax.value_and_grad(f), (x,), (1.0,))
    return y, dy, d2y

# %% wrong | results made NumPy numbers: fails under vmap and jit
def two_derivatives(f, x):
    (y, dy), (_, d2y) = jax.jvp(jax.value_and_grad(f), (x,), (1.0,))
    return np.float64(y), np.float64(dy), np.float64(d2y)

# %% wrong | x cast to float32: about 7 digits
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=jnp.float32)
    one = jnp.ones_like(x)
    (y, dy), (_, d2y) = jax.jvp(jax.value_and_grad(f), (x,), (one,))
    return y, dy, d2y

# %% wrong | x made a one-element vector: results of shapes (), (1,), (1, 1)
def two_derivatives(f, x):
    def g(z):
        y, dy = jax.value_and_grad(lambda w: f(w[0]))(z)
        return dy, (y, dy)

    H, (y, dy) = jax.jacfwd(g, has_aux=True)(jnp.stack([jnp.asarray(x, dtype=float)]))
    return y, dy, H

# %% wrong | tangent is x instead of 1: x f' and x f'' style factors
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    g = lambda t: jax.jvp(f, (t,), (x,))
    (y, dy), (_, d2y) = jax.jvp(g, (x,), (x,))
    return y, dy, d2y

# %% wrong | tangent t (the moving variable) kept at both levels, product rule adds f'
def two_derivatives(f, x):
    x = jnp.asarray(x, dtype=float)
    g = lambda t: jax.jvp(f, (t,), (t / x,))
    (y, dy), (_, d2y) = jax.jvp(g, (x,), (jnp.ones_like(x),))
    return y, dy, d2y

# %% wrong | has_aux order mixed up: slope and value swapped
def two_derivatives(f, x):
    def slope(t):
        y, dy = jax.value_and_grad(f)(t)
        return dy, y

    (y, dy), d2y = jax.value_and_grad(slope, has_aux=True)(x)
    return y, dy, d2y

# %% wrong | stop_gradient on the slope "so that it is not differentiated twice": f'' is 0
def two_derivatives(f, x):
    def g(t):
        y, dy = jax.value_and_grad(f)(t)
        dy = jax.lax.stop_gradient(dy)
        return dy, (y, dy)

    d2y, (y, dy) = jax.grad(g, has_aux=True)(x)
    return y, dy, d2y
