# %% right | dual N by N system with solve
def wide_step(J, r, damping):
    K = J @ J.T + damping * jnp.eye(J.shape[0])
    return -J.T @ jnp.linalg.solve(K, r)

# %% right | dual with Cholesky, jitted
@jax.jit
def wide_step(J, r, damping):
    n = J.shape[0]
    K = jnp.einsum("ip,jp->ij", J, J)
    K = K.at[jnp.arange(n), jnp.arange(n)].add(damping)
    L = jax.scipy.linalg.cho_factor(K, lower=True)
    return -(jax.scipy.linalg.cho_solve(L, r) @ J)

# %% right | thin SVD with filter factors
def wide_step(J, r, damping):
    U, s, Vt = jnp.linalg.svd(J, full_matrices=False)
    return -(s / (s**2 + damping) * (U.T @ r)) @ Vt

# %% right | QR of J^T, small stacked least squares in the row space
def wide_step(J, r, damping):
    N = J.shape[0]
    Q, R = jnp.linalg.qr(J.T)
    A = jnp.vstack([R.T, jnp.sqrt(damping) * jnp.eye(N)])
    z = jnp.linalg.lstsq(A, jnp.concatenate([-r, jnp.zeros(N)]))[0]
    return Q @ z

# %% right | least-norm solution of [J, sqrt(damping) I]
def wide_step(J, r, damping):
    N, P = J.shape
    W = jnp.hstack([J, jnp.sqrt(damping) * jnp.eye(N)])
    return jnp.linalg.lstsq(W, -r)[0][:P]

# %% right | eigh of J J^T
def wide_step(J, r, damping):
    w, E = jnp.linalg.eigh(J @ J.T)
    return -J.T @ (E @ ((E.T @ r) / (w + damping)))

# %% right | conjugate gradients in the N space, tight tolerance
def wide_step(J, r, damping):
    mv = lambda y: J @ (J.T @ y) + damping * y
    y, _ = jax.scipy.sparse.linalg.cg(mv, -r, tol=1e-13, atol=0.0, maxiter=2000)
    return J.T @ y

# %% right | CGLS by hand in the P space with many iterations, matrix free
def wide_step(J, r, damping):
    d = jnp.zeros(J.shape[1])
    res = -r
    g = J.T @ res
    p = g
    gam = g @ g
    start = float(gam)
    for _ in range(20 * J.shape[0]):
        if float(gam) <= 1e-26 * start:
            break
        q = J @ p
        a = gam / (q @ q + damping * (p @ p))
        d = d + a * p
        res = res - a * q
        g = J.T @ res - damping * d
        new = g @ g
        p = g + (new / gam) * p
        gam = new
    return d

# %% right | J only through jvp and vjp of a linear map
def wide_step(J, r, damping):
    N, P = J.shape
    f = lambda v: J @ v
    _, back = jax.vjp(f, jnp.zeros(P))
    col = lambda e: f(back(e)[0])
    K = jax.lax.map(col, jnp.eye(N)).T + damping * jnp.eye(N)
    y = jnp.linalg.solve(K, r)
    return -back(y)[0]

# %% right | Gram matrix summed over blocks of columns
def wide_step(J, r, damping):
    N, P = J.shape
    K = damping * jnp.eye(N)
    step = 1024
    for a in range(0, P, step):
        B = J[:, a:a + step]
        K = K + B @ B.T
    y = jnp.linalg.solve(K, -r)
    return jnp.concatenate([J[:, a:a + step].T @ y for a in range(0, P, step)])

# %% right | NumPy, Cholesky by hand on the small matrix
def wide_step(J, r, damping):
    Jn, rn = np.asarray(J), np.asarray(r)
    n = Jn.shape[0]
    K = Jn @ Jn.T
    K[np.diag_indices(n)] += float(damping)
    L = np.zeros_like(K)
    for j in range(n):
        L[j, j] = np.sqrt(K[j, j] - L[j, :j] @ L[j, :j])
        L[j + 1:, j] = (K[j + 1:, j] - L[j + 1:, :j] @ L[j, :j]) / L[j, j]
    y = np.zeros(n)
    for i in range(n):
        y[i] = (rn[i] - L[i, :i] @ y[:i]) / L[i, i]
    z = np.zeros(n)
    for i in range(n - 1, -1, -1):
        z[i] = (y[i] - L[i + 1:, i] @ z[i + 1:]) / L[i, i]
    return jnp.asarray(-(Jn.T @ z))

# %% right | QR of [J, sqrt(damping) I]^T and a forward substitution
def wide_step(J, r, damping):
    N, P = J.shape
    T = jnp.concatenate([J.T, jnp.sqrt(damping) * jnp.eye(N)])
    Q, R = jnp.linalg.qr(T)
    z = jax.scipy.linalg.solve_triangular(R, -r, trans=1)
    return Q[:P] @ z

# %% right | explicit inverse of the small matrix, rows of J scaled in a sum
def wide_step(J, r, damping):
    Kinv = jnp.linalg.inv(jnp.matmul(J, J.T) + damping * jnp.identity(J.shape[0]))
    y = -Kinv @ r
    return jnp.tensordot(y, J, axes=1)

# %% wrong | P by P normal equations
def wide_step(J, r, damping):
    P = J.shape[1]
    return jnp.linalg.solve(J.T @ J + damping * jnp.eye(P), -J.T @ r)

# %% wrong | sqrt(damping) I of size P stacked under J
def wide_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.eye(P)])
    b = jnp.concatenate([-r, jnp.zeros(P)])
    return jnp.linalg.lstsq(A, b)[0]

# %% wrong | svd with full matrices: V is P by P, though only N rows are used
def wide_step(J, r, damping):
    U, s, Vt = jnp.linalg.svd(J)
    c = s / (s**2 + damping) * (U.T @ r)
    return -Vt[:len(s)].T @ c

# %% wrong | Gram matrix by broadcasting, an N by N by P array
def wide_step(J, r, damping):
    K = jnp.sum(J[:, None, :] * J[None, :, :], axis=-1)
    y = jnp.linalg.solve(K + damping * jnp.eye(J.shape[0]), r)
    return -J.T @ y

# %% wrong | jax.hessian of the loss, P by P
def wide_step(J, r, damping):
    loss = lambda d: 0.5 * jnp.sum((J @ d + r)**2) + 0.5 * damping * jnp.sum(d**2)
    d0 = jnp.zeros(J.shape[1])
    return -jnp.linalg.solve(jax.hessian(loss)(d0), jax.grad(loss)(d0))

# %% wrong | QR of J^T in complete mode, Q is P by P
def wide_step(J, r, damping):
    N = J.shape[0]
    Q, R = jnp.linalg.qr(J.T, mode="complete")
    Q, R = Q[:, :N], R[:N]
    return -Q @ (R @ jnp.linalg.solve(R.T @ R + damping * jnp.eye(N), r))

# %% wrong | the small matrix found by vmap over jnp.eye(P)
def wide_step(J, r, damping):
    N, P = J.shape
    cols = jax.vmap(lambda e: J @ e)(jnp.eye(P))
    y = jnp.linalg.solve(cols.T @ cols + damping * jnp.eye(N), r)
    return -cols @ y

# %% wrong | sign of r forgotten
def wide_step(J, r, damping):
    K = J @ J.T + damping * jnp.eye(J.shape[0])
    return J.T @ jnp.linalg.solve(K, r)

# %% wrong | sqrt(damping) on the diagonal of the dual matrix
def wide_step(J, r, damping):
    K = J @ J.T + jnp.sqrt(damping) * jnp.eye(J.shape[0])
    return -J.T @ jnp.linalg.solve(K, r)

# %% wrong | undamped least-norm lstsq
def wide_step(J, r, damping):
    return jnp.linalg.lstsq(J, -r)[0]

# %% wrong | conjugate gradients left at the default tolerance
def wide_step(J, r, damping):
    mv = lambda v: J.T @ (J @ v) + damping * v
    d, _ = jax.scipy.sparse.linalg.cg(mv, -J.T @ r)
    return d

# %% wrong | conjugate gradients stopped after 20 iterations
def wide_step(J, r, damping):
    mv = lambda y: J @ (J.T @ y) + damping * y
    y, _ = jax.scipy.sparse.linalg.cg(mv, -r, tol=1e-12, maxiter=20)
    return J.T @ y

# %% wrong | Gram matrix in single precision to save memory
def wide_step(J, r, damping):
    J32 = J.astype(jnp.float32)
    K = (J32 @ J32.T).astype(jnp.float64) + damping * jnp.eye(J.shape[0])
    return -J.T @ jnp.linalg.solve(K, r)

# %% wrong | Marquardt scaling in the dual: damping times the diagonal of K
def wide_step(J, r, damping):
    K = J @ J.T
    K = K + damping * jnp.diag(jnp.diag(K))
    return -J.T @ jnp.linalg.solve(K, r)

# %% wrong | SVD with 1 / (s + damping)
def wide_step(J, r, damping):
    U, s, Vt = jnp.linalg.svd(J, full_matrices=False)
    return -Vt.T @ ((U.T @ r) / (s + damping))

# %% wrong | damps the dual vector: |K a + r|^2 + damping |a|^2
def wide_step(J, r, damping):
    N = J.shape[0]
    K = J @ J.T
    A = jnp.vstack([K, jnp.sqrt(damping) * jnp.eye(N)])
    a = jnp.linalg.lstsq(A, jnp.concatenate([-r, jnp.zeros(N)]))[0]
    return J.T @ a

# %% wrong | Woodbury with the factor 1 / damping left out
def wide_step(J, r, damping):
    g = J.T @ r
    K = damping * jnp.eye(J.shape[0]) + J @ J.T
    return -(g - J.T @ jnp.linalg.solve(K, J @ g))

# %% wrong | mean of squares: damping times N
def wide_step(J, r, damping):
    N = J.shape[0]
    K = J @ J.T + N * damping * jnp.eye(N)
    return -J.T @ jnp.linalg.solve(K, r)

# %% wrong | damping taken relative to the mean eigenvalue
def wide_step(J, r, damping):
    N = J.shape[0]
    K = J @ J.T
    K = K + damping * jnp.trace(K) / N * jnp.eye(N)
    return -J.T @ jnp.linalg.solve(K, r)

# %% wrong | gradient descent with 1000 steps
def wide_step(J, r, damping):
    lr = 1.0 / (jnp.linalg.norm(J, 2)**2 + damping)
    body = lambda i, d: d - lr * (J.T @ (J @ d + r) + damping * d)
    return jax.lax.fori_loop(0, 1000, body, jnp.zeros(J.shape[1]))

# %% wrong | eigenvalues of J J^T below 1e-3 of the largest dropped
def wide_step(J, r, damping):
    w, E = jnp.linalg.eigh(J @ J.T)
    f = jnp.where(w > 1e-3 * w[-1], 1.0 / (w + damping), 0.0)
    return -J.T @ (E @ (f * (E.T @ r)))

# %% wrong | gives shape (P, 1)
def wide_step(J, r, damping):
    K = J @ J.T + damping * jnp.eye(J.shape[0])
    y = jax.scipy.linalg.solve(K, r.reshape(-1, 1), assume_a="pos")
    return -J.T @ y
