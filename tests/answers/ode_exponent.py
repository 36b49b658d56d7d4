# %% right | scan over jvp, renormalised in every step
def largest_exponent(step, u0, skip, n):
    u = jnp.asarray(u0, dtype=float)
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), u)
    v = jax.random.normal(jax.random.key(0), u.shape, u.dtype)
    v = v / jnp.linalg.norm(v)

    def body(carry, _):
        u, v = carry
        u, v = jax.jvp(step, (u,), (v,))
        size = jnp.linalg.norm(v)
        return (u, v / jnp.where(size > 0, size, 1.0)), jnp.log(size)

    _, logs = jax.lax.scan(body, (u, v), None, length=n)
    return jnp.mean(logs)

# %% right | fori_loop with the sum in the carry
def largest_exponent(step, u0, skip, n):
    @jax.jit
    def run(u):
        v = jax.random.normal(jax.random.PRNGKey(7), u.shape, u.dtype)
        v = v / jnp.sqrt(v @ v)
        u = jax.lax.fori_loop(0, skip, lambda _, u: step(u), u)

        def body(_, carry):
            u, v, total = carry
            u, w = jax.jvp(step, (u,), (v,))
            r = jnp.sqrt(w @ w)
            return u, jnp.where(r > 0, w / jnp.where(r > 0, r, 1.0), w), total + jnp.log(r)

        return jax.lax.fori_loop(0, n, body, (u, v, jnp.zeros((), u.dtype)))[2]

    return float(run(jnp.asarray(u0, dtype=float)) / n)

# %% right | all exponents by QR, the largest of them
def largest_exponent(step, u0, skip, n):
    jac = jax.jacfwd(step)
    u = jnp.asarray(u0, dtype=float)
    d = u.shape[0]

    def body(carry, _):
        u, q = carry
        q, r = jnp.linalg.qr(jac(u) @ q)
        return (step(u), q), jnp.log(jnp.abs(jnp.diagonal(r)))

    u, _ = jax.lax.scan(lambda u, _: (step(u), None), u, None, length=skip)
    _, logs = jax.lax.scan(body, (u, jnp.eye(d, dtype=u.dtype)), None, length=n)
    return jnp.max(jnp.mean(logs, axis=0))

# %% right | the deviation lines itself up during the skipped steps
def largest_exponent(step, u0, skip, n):
    u = jnp.asarray(u0, dtype=float)
    v = jnp.asarray(np.random.default_rng(3).normal(size=u.shape), dtype=u.dtype)
    v = v / jnp.linalg.norm(v)

    def body(carry, _):
        u, v = carry
        u, v = jax.jvp(step, (u,), (v,))
        size = jnp.linalg.norm(v)
        return (u, v / jnp.where(size > 0, size, 1.0)), jnp.log(size)

    _, logs = jax.lax.scan(body, (u, v), None, length=skip + n)
    return logs[skip:].mean()

# %% right | orbit first, all Jacobians by vmap, the products in NumPy
def largest_exponent(step, u0, skip, n):
    def orbit(u, _):
        return step(u), u

    _, us = jax.lax.scan(orbit, jnp.asarray(u0, dtype=float), None, length=skip + n)
    Js = np.asarray(jax.vmap(jax.jacfwd(step))(us[skip:]))
    v = np.random.default_rng(0).standard_normal(Js.shape[-1])
    v /= np.linalg.norm(v)
    total = 0.0
    for J in Js:
        v = J @ v
        size = np.linalg.norm(v)
        if size == 0.0:
            return -np.inf
        total += np.log(size)
        v /= size
    return total / n

# %% right | Python loop around one compiled step
def largest_exponent(step, u0, skip, n):
    advance = jax.jit(step)

    @jax.jit
    def both(u, v, total):
        u, v = jax.jvp(step, (u,), (v,))
        size = jnp.linalg.norm(v)
        return u, v / jnp.where(size > 0, size, 1.0), total + jnp.log(size)

    u = jnp.asarray(u0, dtype=float)
    for _ in range(skip):
        u = advance(u)
    v = jax.random.normal(jax.random.key(11), u.shape, u.dtype)
    v, total = v / jnp.linalg.norm(v), jnp.zeros((), u.dtype)
    for _ in range(n):
        u, v, total = both(u, v, total)
    return float(total) / n

# %% right | the whole product of Jacobians, its norm kept near one
def largest_exponent(step, u0, skip, n):
    jac = jax.jacfwd(step)

    def body(_, carry):
        u, M, logs = carry
        M = jac(u) @ M
        size = jnp.max(jnp.abs(M))
        return step(u), M / jnp.where(size > 0, size, 1.0), logs + jnp.log(size)

    u = jax.lax.fori_loop(0, skip, lambda _, u: step(u), jnp.asarray(u0, dtype=float))
    M = jnp.eye(u.shape[0], dtype=u.dtype)
    _, M, logs = jax.lax.fori_loop(0, n, body, (u, M, jnp.zeros((), u.dtype)))
    return (logs + jnp.log(jnp.linalg.norm(M, 2))) / n

# %% right | eight random deviations at once, the one that grew most
def largest_exponent(step, u0, skip, n):
    u = jnp.asarray(u0, dtype=float)
    V = jax.random.normal(jax.random.key(1), (8, u.shape[0]), u.dtype)
    V = V / jnp.linalg.norm(V, axis=1, keepdims=True)

    def body(carry, _):
        u, V = carry
        u, push = jax.linearize(step, u)
        V = jax.vmap(push)(V)
        size = jnp.linalg.norm(V, axis=1)
        return (u, V / jnp.where(size > 0, size, 1.0)[:, None]), jnp.log(size)

    u = jax.lax.fori_loop(0, skip, lambda _, u: step(u), u)
    _, logs = jax.lax.scan(body, (u, V), None, length=n)
    return float(logs.mean(axis=0).max())

# %% right | while_loop, size kept as a binary exponent
def largest_exponent(step, u0, skip, n):
    u = jnp.asarray(u0, dtype=float)
    u = jax.lax.while_loop(lambda c: c[0] < skip, lambda c: (c[0] + 1, step(c[1])), (0, u))[1]
    v = jnp.asarray(np.random.default_rng(5).normal(size=u.shape), dtype=u.dtype)
    v = v / jnp.linalg.norm(v)

    def body(c):
        k, u, v, e = c
        u, v = jax.jvp(step, (u,), (v,))
        _, shift = jnp.frexp(jnp.max(jnp.abs(v)))
        return k + 1, u, jnp.ldexp(v, -shift), e + shift

    _, _, v, e = jax.lax.while_loop(lambda c: c[0] < n, body, (0, u, v, jnp.zeros((), jnp.int32)))
    return (e * jnp.log(2.0) + jnp.log(jnp.linalg.norm(v))) / n

# %% right | products of Jacobians pairwise in a tree, scale kept apart
def largest_exponent(step, u0, skip, n):
    _, us = jax.lax.scan(lambda u, _: (step(u), u), jnp.asarray(u0, dtype=float),
                         None, length=skip + n)
    M = np.asarray(jax.lax.map(jax.jacfwd(step), us[skip:]))
    d, logs = M.shape[-1], 0.0
    while len(M) > 1:
        if len(M) % 2:
            M = np.concatenate([M, np.eye(d)[None]])
        M = M[1::2] @ M[::2]                      # the later one stands on the left
        size = np.abs(M).max(axis=(1, 2))
        if np.any(size == 0):
            return -np.inf
        logs += np.log(size).sum()
        M = M / size[:, None, None]
    with np.errstate(divide="ignore"):
        return (logs + np.log(np.linalg.norm(M[0], 2))) / n

# %% right | scan returns the sizes, their logarithms are taken in NumPy
def largest_exponent(step, u0, skip, n):
    def grow(u, v):
        u, w = jax.jvp(step, (u,), (v,))
        size = jnp.sqrt(jnp.sum(w * w))
        return u, w / jnp.maximum(size, jnp.finfo(w.dtype).tiny), size

    @partial(jax.jit, static_argnums=1)
    def sizes(u, count):
        v = jax.random.normal(jax.random.key(2024), u.shape, u.dtype)
        v = v / jnp.sqrt(jnp.sum(v * v))

        def body(state, _):
            *state, size = grow(*state)
            return tuple(state), size

        return jax.lax.scan(body, (u, v), length=count)[1]

    u = jnp.asarray(u0, dtype=float)
    u = jax.lax.fori_loop(0, skip, lambda _, x: step(x), u)
    with np.errstate(divide="ignore"):
        return float(np.log(np.asarray(sizes(u, int(n)))).mean())

# %% wrong | deviation along the first axis only: blind to a direction that does not mix with it
def largest_exponent(step, u0, skip, n):
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), jnp.asarray(u0, dtype=float))
    v = jnp.zeros_like(u).at[0].set(1.0)

    def body(carry, _):
        u, v = carry
        u, v = jax.jvp(step, (u,), (v,))
        size = jnp.linalg.norm(v)
        return (u, v / size), jnp.log(size)

    return jax.lax.scan(body, (u, v), None, length=n)[1].mean()

# %% wrong | never renormalised: the deviation overflows or dies within some thousands of steps
def largest_exponent(step, u0, skip, n):
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), jnp.asarray(u0, dtype=float))
    v = jax.random.normal(jax.random.key(0), u.shape, u.dtype)
    v = v / jnp.linalg.norm(v)
    _, v = jax.lax.fori_loop(0, n, lambda i, c: jax.jvp(step, (c[0],), (c[1],)), (u, v))
    return jnp.log(jnp.linalg.norm(v)) / n

# %% wrong | two orbits that are never brought together again: the distance saturates
def largest_exponent(step, u0, skip, n):
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), jnp.asarray(u0, dtype=float))
    v = jax.random.normal(jax.random.key(0), u.shape, u.dtype)
    w = u + 1e-8 * v / jnp.linalg.norm(v)
    u, w = jax.lax.fori_loop(0, n, lambda i, c: (step(c[0]), step(c[1])), (u, w))
    return jnp.log(jnp.linalg.norm(w - u) / 1e-8) / n

# %% wrong | logarithm of the mean growth instead of the mean of the logarithm
def largest_exponent(step, u0, skip, n):
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), jnp.asarray(u0, dtype=float))
    v = jax.random.normal(jax.random.key(0), u.shape, u.dtype)

    def body(carry, _):
        u, v = carry
        u, w = jax.jvp(step, (u,), (v,))
        size = jnp.linalg.norm(w)
        return (u, w / size), size

    _, sizes = jax.lax.scan(body, (u, v / jnp.linalg.norm(v)), None, length=n)
    return jnp.log(jnp.mean(sizes))

# %% wrong | local eigenvalues: the largest modulus in each Jacobian, products forgotten
def largest_exponent(step, u0, skip, n):
    _, us = jax.lax.scan(lambda u, _: (step(u), u), jnp.asarray(u0, dtype=float),
                         None, length=skip + n)
    Js = np.asarray(jax.vmap(jax.jacfwd(step))(us[skip:]))
    return np.mean(np.log(np.abs(np.linalg.eigvals(Js)).max(axis=-1)))

# %% wrong | determinant: the mean of all exponents
def largest_exponent(step, u0, skip, n):
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), jnp.asarray(u0, dtype=float))

    def body(u, _):
        J = jax.jacfwd(step)(u)
        return step(u), jnp.linalg.slogdet(J)[1] / u.shape[0]

    return jax.lax.scan(body, u, None, length=n)[1].mean()

# %% wrong | largest singular value of each Jacobian: the direction is thrown away in every step
def largest_exponent(step, u0, skip, n):
    _, us = jax.lax.scan(lambda u, _: (step(u), u), jnp.asarray(u0, dtype=float),
                         None, length=skip + n)
    Js = jax.vmap(jax.jacfwd(step))(us[skip:])
    return jnp.mean(jnp.log(jnp.linalg.norm(Js, ord=2, axis=(-2, -1))))

# %% wrong | mean over all the steps made, the skipped ones too, whose growth was not counted
def largest_exponent(step, u0, skip, n):
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), jnp.asarray(u0, dtype=float))
    v = jax.random.normal(jax.random.key(0), u.shape, u.dtype)

    def body(carry, _):
        u, v = carry
        u, v = jax.jvp(step, (u,), (v,))
        size = jnp.linalg.norm(v)
        return (u, v / size), jnp.log(size)

    return jax.lax.scan(body, (u, v / jnp.linalg.norm(v)), None, length=n)[1].sum() / (skip + n)

# %% wrong | only chaos counts: a negative exponent is returned as zero
def largest_exponent(step, u0, skip, n):
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), jnp.asarray(u0, dtype=float))
    v = jax.random.normal(jax.random.key(0), u.shape, u.dtype)

    def body(carry, _):
        u, v = carry
        u, v = jax.jvp(step, (u,), (v,))
        size = jnp.linalg.norm(v)
        return (u, v / size), jnp.log(size)

    _, logs = jax.lax.scan(body, (u, v / jnp.linalg.norm(v)), None, length=n)
    return jnp.maximum(jnp.mean(logs), 0.0)
