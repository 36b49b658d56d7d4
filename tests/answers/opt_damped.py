# %% right | stacks sqrt(damping) I under J, jnp lstsq
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.concatenate([J, jnp.sqrt(damping) * jnp.eye(P)], axis=0)
    b = jnp.concatenate([-r, jnp.zeros(P)])
    return jnp.linalg.lstsq(A, b)[0]

# %% right | stacked, reduced QR and a triangular solve
from jax.scipy.linalg import solve_triangular
def damped_step(J, r, damping):
    N, P = J.shape
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.eye(P, dtype=J.dtype)])
    Q, R = jnp.linalg.qr(A)
    return -solve_triangular(R, Q[:N].T @ r)

# %% right | SVD of J with filter factors s / (s^2 + damping)
def damped_step(J, r, damping):
    U, s, Vt = jnp.linalg.svd(J, full_matrices=False)
    return -Vt.T @ ((s / (s**2 + damping)) * (U.T @ r))

# %% right | QR of J first, then QR of R stacked on sqrt(damping) I
def damped_step(J, r, damping):
    P = J.shape[1]
    Q1, R1 = jnp.linalg.qr(J)
    Q2, R2 = jnp.linalg.qr(jnp.vstack([R1, jnp.sqrt(damping) * jnp.eye(P)]))
    rhs = Q2.T @ jnp.concatenate([Q1.T @ r, jnp.zeros(P)])
    return jax.scipy.linalg.solve_triangular(R2, -rhs, lower=False)

# %% right | QR of the stacked matrix with the right side as a last column, no Q
def damped_step(J, r, damping):
    N, P = J.shape
    top = jnp.column_stack([J, -r])
    bottom = jnp.column_stack([jnp.sqrt(damping) * jnp.eye(P), jnp.zeros(P)])
    R = jnp.linalg.qr(jnp.concatenate([top, bottom]), mode="r")
    return jax.scipy.linalg.solve_triangular(R[:P, :P], R[:P, P])

# %% right | plain NumPy lstsq, turned back into a jax array
def damped_step(J, r, damping):
    Jn, rn = np.asarray(J), np.asarray(r)
    P = Jn.shape[1]
    A = np.zeros((Jn.shape[0] + P, P))
    A[:Jn.shape[0]] = Jn
    A[Jn.shape[0] + np.arange(P), np.arange(P)] = np.sqrt(damping)
    b = np.zeros(A.shape[0])
    b[:Jn.shape[0]] = -rn
    return jnp.asarray(np.linalg.lstsq(A, b, rcond=None)[0])

# %% right | symmetric augmented system scaled by sqrt(damping): condition not squared
def damped_step(J, r, damping):
    N, P = J.shape
    mu = jnp.sqrt(damping)
    K = jnp.block([[mu * jnp.eye(N), J], [J.T, -mu * jnp.eye(P)]])
    sol = jnp.linalg.solve(K, jnp.concatenate([-r, jnp.zeros(P)]))
    return sol[N:]

# %% right | Householder reflections written by hand
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.eye(P)])
    M = jnp.column_stack([A, jnp.concatenate([-r, jnp.zeros(P)])])
    rows = jnp.arange(M.shape[0])

    def reflect(k, M):
        x = jnp.where(rows >= k, M[:, k], 0.0)
        nx = jnp.linalg.norm(x)
        v = x.at[k].add(jnp.where(x[k] >= 0, nx, -nx))
        v = v / jnp.linalg.norm(v)
        return M - 2.0 * jnp.outer(v, v @ M)

    M = jax.lax.fori_loop(0, P, reflect, M)
    return jax.scipy.linalg.solve_triangular(jnp.triu(M[:P, :P]), M[:P, P])

# %% right | modified Gram-Schmidt in NumPy on the stacked matrix, right side included
def damped_step(J, r, damping):
    N, P = J.shape
    W = np.zeros((N + P, P + 1))
    W[:N, :P] = np.asarray(J)
    W[:N, P] = -np.asarray(r)
    W[N:, :P] = np.sqrt(float(damping)) * np.eye(P)
    R = np.zeros((P, P + 1))
    for k in range(P):
        R[k, k] = np.linalg.norm(W[:, k])
        q = W[:, k] / R[k, k]
        R[k, k + 1:] = q @ W[:, k + 1:]
        W[:, k + 1:] -= np.outer(q, R[k, k + 1:])
    x = np.zeros(P)
    for k in range(P - 1, -1, -1):
        x[k] = (R[k, P] - R[k, k + 1:P] @ x[k + 1:]) / R[k, k]
    return jnp.array(x)

# %% right | pinv of the stacked matrix
@jax.jit
def damped_step(J, r, damping):
    N, P = J.shape
    A = jnp.vstack((J, jnp.eye(P) * damping**0.5))
    return -(jnp.linalg.pinv(A)[:, :N] @ r)

# %% right | seminormal equations with R from QR, and refinement on the true residual
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.eye(P)])
    b = jnp.concatenate([-r, jnp.zeros(P)])
    R = jnp.linalg.qr(A, mode="r")
    tri = jax.scipy.linalg.solve_triangular
    d = jnp.zeros(P)
    for _ in range(8):
        g = A.T @ (b - A @ d)
        d = d + tri(R, tri(R, g, trans=1))
    return d

# %% right | normal equations, but in 60-digit decimals
from decimal import Decimal, getcontext, localcontext
def damped_step(J, r, damping):
    with localcontext() as ctx:
        ctx.prec = 60
        D = lambda a: np.vectorize(lambda x: Decimal(float(x)), otypes=[object])(np.asarray(a))
        Jd, rd = D(J), D(r)
        P = Jd.shape[1]
        M = Jd.T.dot(Jd)
        for i in range(P):
            M[i, i] = M[i, i] + Decimal(float(damping))
        g = -Jd.T.dot(rd)
        for k in range(P):
            for i in range(k + 1, P):
                f = M[i, k] / M[k, k]
                M[i, k:] = M[i, k:] - f * M[k, k:]
                g[i] = g[i] - f * g[k]
        d = np.array([Decimal(0)] * P, dtype=object)
        for k in range(P - 1, -1, -1):
            d[k] = (g[k] - M[k, k + 1:].dot(d[k + 1:]) if k + 1 < P else g[k]) / M[k, k]
        return jnp.array([float(x) for x in d])

# %% right | SVD of R after QR, filter written as 1 / (s + damping / s)
def damped_step(J, r, damping):
    Q, R = jnp.linalg.qr(J, mode="reduced")
    u, s, vh = jnp.linalg.svd(R)
    coef = (u.T @ (Q.T @ r)) / (s + damping / s)
    return -(coef @ vh)

# %% wrong | normal equations with solve
def damped_step(J, r, damping):
    P = J.shape[1]
    return jnp.linalg.solve(J.T @ J + damping * jnp.eye(P), -J.T @ r)

# %% wrong | normal equations with Cholesky
def damped_step(J, r, damping):
    H = J.T @ J + damping * jnp.eye(J.shape[1])
    c = jax.scipy.linalg.cho_factor(H)
    return -jax.scipy.linalg.cho_solve(c, J.T @ r)

# %% wrong | stacks damping I, not sqrt(damping) I
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, damping * jnp.eye(P)])
    b = jnp.concatenate([-r, jnp.zeros(P)])
    return jnp.linalg.lstsq(A, b)[0]

# %% wrong | the sign of r forgotten
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.eye(P)])
    Q, R = jnp.linalg.qr(A)
    return jax.scipy.linalg.solve_triangular(R, Q.T @ jnp.concatenate([r, jnp.zeros(P)]))

# %% wrong | Marquardt scaling: damping times the column norms
def damped_step(J, r, damping):
    P = J.shape[1]
    scale = jnp.linalg.norm(J, axis=0)
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.diag(scale)])
    b = jnp.concatenate([-r, jnp.zeros(P)])
    return jnp.linalg.lstsq(A, b)[0]

# %% wrong | SVD with 1 / (s + damping)
def damped_step(J, r, damping):
    U, s, Vt = jnp.linalg.svd(J, full_matrices=False)
    return -Vt.T @ ((U.T @ r) / (s + damping))

# %% wrong | SVD filter s^2 / (s^2 + damping), the division by s forgotten
def damped_step(J, r, damping):
    U, s, Vt = jnp.linalg.svd(J, full_matrices=False)
    f = s**2 / (s**2 + damping)
    return -Vt.T @ (f * (U.T @ r))

# %% wrong | lstsq on the stacked matrix with rcond 1e-6 cutting small singular values
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.eye(P)])
    b = jnp.concatenate([-r, jnp.zeros(P)])
    return jnp.linalg.lstsq(A, b, rcond=1e-6)[0]

# %% wrong | pinv of the normal matrix
def damped_step(J, r, damping):
    H = J.T @ J + damping * jnp.eye(J.shape[1])
    return -jnp.linalg.pinv(H) @ (J.T @ r)

# %% wrong | undamped lstsq, damping thought too small to matter
def damped_step(J, r, damping):
    d, *_ = jnp.linalg.lstsq(J, -r)
    return d

# %% wrong | QR of J, but then R^T R + damping I, which squares again
def damped_step(J, r, damping):
    Q, R = jnp.linalg.qr(J)
    H = R.T @ R + damping * jnp.eye(R.shape[0])
    return -jnp.linalg.solve(H, R.T @ (Q.T @ r))

# %% wrong | sqrt(damping) added to the diagonal of R
def damped_step(J, r, damping):
    Q, R = jnp.linalg.qr(J)
    sign = jnp.sign(jnp.diag(R))
    R = R + jnp.diag(sign * jnp.sqrt(damping))
    return -jax.scipy.linalg.solve_triangular(R, Q.T @ r)

# %% wrong | the mean of the squares in place of their sum
def damped_step(J, r, damping):
    N, P = J.shape
    A = jnp.vstack([J / jnp.sqrt(N), jnp.sqrt(damping) * jnp.eye(P)])
    b = jnp.concatenate([-r / jnp.sqrt(N), jnp.zeros(P)])
    return jnp.linalg.lstsq(A, b)[0]

# %% wrong | conjugate gradients on the normal equations
def damped_step(J, r, damping):
    mv = lambda v: J.T @ (J @ v) + damping * v
    d, _ = jax.scipy.sparse.linalg.cg(mv, -J.T @ r, tol=1e-12, maxiter=1000)
    return d

# %% wrong | dual form with the N by N matrix, squares as well
def damped_step(J, r, damping):
    N = J.shape[0]
    y = jnp.linalg.solve(J @ J.T + damping * jnp.eye(N), r)
    return -J.T @ y

# %% wrong | eigh of J^T J with negative eigenvalues clipped
def damped_step(J, r, damping):
    w, V = jnp.linalg.eigh(J.T @ J)
    w = jnp.maximum(w, 0.0)
    return -V @ ((V.T @ (J.T @ r)) / (w + damping))

# %% wrong | stacked QR in single precision
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.eye(P)]).astype(jnp.float32)
    b = jnp.concatenate([-r, jnp.zeros(P)]).astype(jnp.float32)
    Q, R = jnp.linalg.qr(A)
    return jax.scipy.linalg.solve_triangular(R, Q.T @ b).astype(J.dtype)

# %% wrong | V used where svd gives its transpose
def damped_step(J, r, damping):
    U, s, V = jnp.linalg.svd(J, full_matrices=False)
    return -V @ (s / (s**2 + damping) * (U.T @ r))

# %% wrong | damping floored at 1e-12 for safety
def damped_step(J, r, damping):
    lam = jnp.maximum(damping, 1e-12)
    U, s, Vt = jnp.linalg.svd(J, full_matrices=False)
    return -Vt.T @ (s / (s**2 + lam) * (U.T @ r))

# %% wrong | damping halved, a factor of two lost in the derivative
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, jnp.sqrt(damping / 2) * jnp.eye(P)])
    b = jnp.concatenate([-r, jnp.zeros(P)])
    return jnp.linalg.lstsq(A, b)[0]

# %% wrong | gives shape (P, 1)
def damped_step(J, r, damping):
    P = J.shape[1]
    A = jnp.vstack([J, jnp.sqrt(damping) * jnp.eye(P)])
    b = jnp.vstack([-r[:, None], jnp.zeros((P, 1))])
    return jnp.linalg.lstsq(A, b)[0]
