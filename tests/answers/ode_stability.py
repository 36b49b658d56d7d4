# %% right | jacfwd, eigvals, where
def stability_steps(f, t, u, p, T, limit):
    u = jnp.asarray(u) * 1.0
    J = jax.jacfwd(f, argnums=1)(t, u, p)
    mu = jnp.linalg.eigvals(J)
    return T / limit * jnp.max(jnp.where(mu.real < 0, jnp.abs(mu), 0.0))

# %% right | NumPy's eigenvalues and a branch for none
def stability_steps(f, t, u, p, T, limit):
    u = jnp.asarray(u) * 1.0
    J = np.asarray(jax.jacfwd(lambda v: f(t, v, p))(u))
    mu = np.linalg.eigvals(J)
    stable = mu[mu.real < 0]
    if stable.size == 0:
        return 0.0
    h = limit / np.abs(stable).max()
    return float(T / h)

# %% right | jacrev and SciPy
def stability_steps(f, t, u, p, T, limit):
    import scipy.linalg
    J = jax.jacrev(f, argnums=1)(t, jnp.asarray(u, dtype=float), p)
    mu = scipy.linalg.eigvals(np.array(J))
    return float(np.max(np.where(mu.real < 0, np.abs(mu), 0.0)) * T / limit)

# %% right | real Schur form, blocks of one and two rows
def stability_steps(f, t, u, p, T, limit):
    import scipy.linalg
    J = np.array(jax.jacfwd(f, argnums=1)(t, jnp.asarray(u, dtype=float), p))
    S = scipy.linalg.schur(J, output="real")[0]
    n, k, worst = len(S), 0, 0.0
    while k < n:
        if k + 1 < n and S[k + 1, k] != 0.0:       # a complex pair
            real = 0.5 * (S[k, k] + S[k + 1, k + 1])
            size = np.sqrt(S[k, k] * S[k + 1, k + 1] - S[k, k + 1] * S[k + 1, k])
            k += 2
        else:
            real, size = S[k, k], abs(S[k, k])
            k += 1
        if real < 0:
            worst = max(worst, size)
    return worst * T / limit

# %% right | columns of the Jacobian by jvp under vmap
def stability_steps(f, t, u, p, T, limit):
    u = jnp.asarray(u, dtype=float)
    push = lambda e: jax.jvp(lambda v: f(t, v, p), (u,), (e,))[1]
    J = jax.vmap(push, out_axes=1)(jnp.eye(u.shape[0], dtype=u.dtype))
    mu = jnp.linalg.eigvals(J)
    return jnp.max(jnp.abs(mu), where=jnp.real(mu) < 0, initial=0.0) * T / limit

# %% right | plain loop over the eigenvalues
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacobian(f, argnums=1)(t, jnp.asarray(u, dtype=float), p)
    steps = 0.0
    for mu in np.linalg.eigvals(np.asarray(J)).tolist():
        mu = complex(mu)
        if mu.real < 0:
            steps = max(steps, T * abs(mu) / limit)
    return steps

# %% right | linearize, one column after the other
def stability_steps(f, t, u, p, T, limit):
    u = jnp.asarray(u, dtype=float)
    _, df = jax.linearize(lambda v: f(t, v, p), u)
    J = np.stack([np.asarray(df(e)) for e in jnp.eye(len(u), dtype=u.dtype)], axis=1)
    mu = np.linalg.eigvals(J)
    return float(max([abs(m) for m in mu if m.real < 0], default=0.0) * T / limit)

# %% right | the longest step that each eigenvalue allows, infinite where it does not matter
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, 1)(t, jnp.asarray(u, dtype=float), p)
    mu = jnp.linalg.eigvals(J)
    decays = mu.real < 0
    h = jnp.where(decays, limit / jnp.where(decays, jnp.abs(mu), 1.0), jnp.inf)
    return T / jnp.min(h)

# %% right | rows by vjp, eigenvalues with eig
def stability_steps(f, t, u, p, T, limit):
    u = jnp.asarray(u, dtype=float)
    out, pull = jax.vjp(lambda v: f(t, v, p), u)
    J = jnp.stack([pull(e)[0] for e in jnp.eye(u.size, dtype=out.dtype)])
    mu, _ = np.linalg.eig(np.asarray(J))
    size = np.hypot(mu.real, mu.imag)
    size[~(mu.real < 0)] = 0
    return float(size.max()) * T / limit

# %% right | real and imaginary part by hand, sorted
def stability_steps(f, t, u, p, T, limit):
    u = jnp.array(u, dtype=float)
    J = jax.jit(jax.jacfwd(lambda v: f(t, v, p)))(u)
    mu = np.linalg.eigvals(np.asarray(J))
    sizes = np.sort(np.sqrt(mu.real**2 + mu.imag**2) * (mu.real < 0))
    return sizes[-1] * T / limit

# %% right | masked array
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, argnums=1)(t, jnp.asarray(u, dtype=float), p)
    mu = np.linalg.eigvals(np.asarray(J))
    sizes = np.ma.masked_where(mu.real >= 0, np.abs(mu))
    return float(T * sizes.filled(0.0).max() / limit)

# %% wrong | all eigenvalues, growing ones too
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, argnums=1)(t, u, p)
    return T * jnp.max(jnp.abs(jnp.linalg.eigvals(J))) / limit

# %% wrong | real part instead of the modulus
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, argnums=1)(t, u, p)
    re = jnp.linalg.eigvals(J).real
    return T * jnp.max(jnp.where(re < 0, -re, 0.0)) / limit

# %% wrong | eigvalsh, as if the matrix were symmetric
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, argnums=1)(t, u, p)
    mu = jnp.linalg.eigvalsh(J)
    return T * jnp.max(jnp.where(mu < 0, -mu, 0.0)) / limit

# %% wrong | spectral norm (largest singular value) in place of eigenvalues
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, argnums=1)(t, u, p)
    if not bool(jnp.any(jnp.linalg.eigvals(J).real < 0)):
        return 0.0
    return float(T * jnp.linalg.norm(J, 2) / limit)

# %% wrong | rounds up to whole steps
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, argnums=1)(t, u, p)
    mu = jnp.linalg.eigvals(J)
    return jnp.ceil(T * jnp.max(jnp.where(mu.real < 0, jnp.abs(mu), 0.0)) / limit)

# %% wrong | the length of the step instead of the number of steps
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, argnums=1)(t, u, p)
    mu = np.linalg.eigvals(np.asarray(J))
    mu = mu[mu.real < 0]
    return 0.0 if mu.size == 0 else float(limit / np.abs(mu).max())

# %% wrong | Jacobian by the time
def stability_steps(f, t, u, p, T, limit):
    u = jnp.asarray(u, dtype=float)
    dfdt = jax.jacfwd(f, argnums=0)(jnp.asarray(t, dtype=float), u, p)
    mu = dfdt / u
    return T * jnp.max(jnp.where(mu < 0, jnp.abs(mu), 0.0)) / limit

# %% wrong | diagonal of the Jacobian taken for its eigenvalues
def stability_steps(f, t, u, p, T, limit):
    d = jnp.diagonal(jax.jacfwd(f, argnums=1)(t, u, p))
    return T * jnp.max(jnp.where(d < 0, -d, 0.0)) / limit

# %% wrong | "at least" read as the smallest count: the gentlest eigenvalue decides
def stability_steps(f, t, u, p, T, limit):
    J = jax.jacfwd(f, argnums=1)(t, u, p)
    mu = np.linalg.eigvals(np.asarray(J))
    mu = mu[mu.real < 0]
    return 0.0 if mu.size == 0 else float(T * np.abs(mu).min() / limit)
