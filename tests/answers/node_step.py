# %% right | jacfwd and solve
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    A = J.T @ J + lam * jnp.eye(theta.size, dtype=J.dtype)
    return theta - jnp.linalg.solve(A, J.T @ r(theta))

# %% right | jacrev and Cholesky factors
def lm_step(r, theta, lam):
    from jax.scipy.linalg import cho_factor, cho_solve
    J = jax.jacrev(r)(theta)
    A = J.T @ J
    A = A + jnp.diag(jnp.full(len(theta), lam, dtype=A.dtype))
    return theta + cho_solve(cho_factor(A), -(J.T @ r(theta)))

# %% right | least squares with sqrt(lam) I below J
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    p = theta.shape[0]
    rows = jnp.concatenate([J, jnp.sqrt(lam) * jnp.eye(p)])
    rhs = jnp.concatenate([-r(theta), jnp.zeros(p)])
    return theta + jnp.linalg.lstsq(rows, rhs)[0]

# %% right | filter on the singular values
def lm_step(r, theta, lam):
    U, s, Vt = jnp.linalg.svd(jax.jacobian(r)(theta), full_matrices=False)
    return theta - Vt.T @ (s / (s ** 2 + lam) * (U.T @ r(theta)))

# %% right | the m x m system of the dual form
def lm_step(r, theta, lam):
    res, push = jax.vjp(r, theta)
    J = jax.vmap(lambda e: push(e)[0])(jnp.eye(res.shape[0], dtype=res.dtype))
    z = jnp.linalg.solve(J @ J.T + lam * jnp.eye(res.shape[0], dtype=res.dtype), res)
    return theta - push(z)[0]

# %% right | the columns of J one by one, solved in NumPy
def lm_step(r, theta, lam):
    theta = jnp.asarray(theta)
    p = theta.shape[0]
    columns = []
    for i in range(p):
        e = jnp.zeros(p, theta.dtype).at[i].set(1)
        value, column = jax.jvp(r, (theta,), (e,))
        columns.append(np.asarray(column))
    J = np.stack(columns, axis=1)
    A = J.T @ J
    A[np.arange(p), np.arange(p)] += float(lam)
    return theta + jnp.asarray(np.linalg.solve(A, -J.T @ np.asarray(value)))

# %% right | QR of the extended matrix
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    p = J.shape[1]
    Q, R = jnp.linalg.qr(jnp.vstack([J, jnp.sqrt(lam) * jnp.eye(p)]))
    rhs = -Q[:J.shape[0]].T @ r(theta)
    return theta + jax.scipy.linalg.solve_triangular(R, rhs, lower=False)

# %% right | eigenvectors of J^T J
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    w, V = jnp.linalg.eigh(J.T @ J)
    g = J.T @ r(theta)
    return theta - V @ ((V.T @ g) / (w + lam))

# %% right | Newton step of the quadratic model, its Hessian by JAX
def lm_step(r, theta, lam):
    theta = jnp.asarray(theta)
    res, lin = jax.linearize(r, theta)

    def model(d):
        return 0.5 * jnp.sum((res + lin(d)) ** 2) + 0.5 * lam * jnp.sum(d ** 2)

    zero = jnp.zeros_like(theta)
    return theta - jnp.linalg.solve(jax.hessian(model)(zero), jax.grad(model)(zero))

# %% right | Gaussian elimination by hand
def lm_step(r, theta, lam):
    J = np.asarray(jax.jacrev(r)(jnp.asarray(theta)), dtype=float)
    res = np.asarray(r(jnp.asarray(theta)), dtype=float)
    p = J.shape[1]
    M = np.hstack([J.T @ J + float(lam) * np.eye(p), -(J.T @ res)[:, None]])
    for i in range(p):
        pivot = i + int(np.argmax(np.abs(M[i:, i])))
        M[[i, pivot]] = M[[pivot, i]]
        for j in range(p):
            if j != i:
                M[j] -= M[j, i] / M[i, i] * M[i]
    return jnp.asarray(theta) + jnp.asarray(M[:, -1] / np.diag(M))

# %% right | J^T r as the gradient of half the sum of squares, SciPy's solver
def lm_step(r, theta, lam):
    import scipy.linalg
    g = jax.grad(lambda q: 0.5 * jnp.vdot(r(q), r(q)))(theta)
    J = np.asarray(jax.jacfwd(r)(theta))
    A = np.einsum("mi,mj->ij", J, J) + float(lam) * np.identity(len(theta))
    return jnp.asarray(theta) - scipy.linalg.solve(A, np.asarray(g), assume_a="pos")

# %% wrong | the step up the hill: delta = +(...)^-1 J^T r
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    return theta + jnp.linalg.solve(J.T @ J + lam * jnp.eye(len(theta)), J.T @ r(theta))

# %% wrong | returns delta alone
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    return jnp.linalg.solve(J.T @ J + lam * jnp.eye(len(theta)), -J.T @ r(theta))

# %% wrong | Marquardt's scaling: lam times the diagonal of J^T J
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    A = J.T @ J
    return theta + jnp.linalg.solve(A + lam * jnp.diag(jnp.diag(A)), -J.T @ r(theta))

# %% wrong | Gauss and Newton: lam is forgotten
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    return theta + jnp.linalg.lstsq(J, -r(theta))[0]

# %% wrong | lam and not its root in the extended least squares
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    p = theta.shape[0]
    rows = jnp.concatenate([J, lam * jnp.eye(p)])
    return theta + jnp.linalg.lstsq(rows, jnp.concatenate([-r(theta), jnp.zeros(p)]))[0]

# %% wrong | the full Hessian in place of J^T J
def lm_step(r, theta, lam):
    f = lambda q: 0.5 * jnp.sum(r(q) ** 2)
    H = jax.hessian(f)(theta)
    return theta - jnp.linalg.solve(H + lam * jnp.eye(len(theta)), jax.grad(f)(theta))

# %% wrong | a step that makes the sum of squares larger is refused
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    new = theta + jnp.linalg.solve(J.T @ J + lam * jnp.eye(len(theta)), -J.T @ r(theta))
    return jnp.where(jnp.sum(r(new) ** 2) < jnp.sum(r(theta) ** 2), new, theta)

# %% wrong | gradient of the sum of squares, twice J^T r
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    g = jax.grad(lambda q: jnp.sum(r(q) ** 2))(theta)
    return theta - jnp.linalg.solve(J.T @ J + lam * jnp.eye(len(theta)), g)

# %% wrong | lam added to every entry of J^T J by broadcasting
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    return theta + jnp.linalg.solve(J.T @ J + lam, -J.T @ r(theta))
