# %% right | singular values, jnp
def seen(J, sigma, size):
    s = jnp.linalg.svd(J, compute_uv=False)
    return jnp.sum(sigma / s < size)

# %% right | NumPy, no division by zero, with a rank tolerance
def seen(J, sigma, size):
    J = np.asarray(J, dtype=float)
    s = np.linalg.svd(J, compute_uv=False)
    real = s > max(J.shape) * np.finfo(float).eps * s[0]
    return int(np.count_nonzero(real & (s * size > sigma)))

# %% right | SciPy's svdvals and searchsorted
def seen(J, sigma, size):
    from scipy.linalg import svdvals
    s = svdvals(np.asarray(J, dtype=float))        # descending
    return int(np.searchsorted(-s, -sigma / size, side="left"))

# %% right | loop that stops at the first that is badly known
def seen(J, sigma, size):
    count = 0
    for s in np.linalg.svd(np.asarray(J), compute_uv=False).tolist():
        if s == 0.0 or sigma / s >= size:
            break
        count += 1
    return count

# %% right | QR first, then the SVD of the small R
def seen(J, sigma, size):
    R = jnp.linalg.qr(jnp.asarray(J, dtype=jnp.float64), mode="r")
    s = jnp.linalg.svdvals(R)
    tol = J.shape[0] * jnp.finfo(jnp.float64).eps * s[0]
    err = jnp.where(s > tol, sigma / jnp.where(s > tol, s, 1.0), jnp.inf)
    return (err < size).sum()

# %% right | eigenvalues of the symmetric matrix [[0, R'], [R, 0]], plus and minus s
def seen(J, sigma, size):
    R = np.linalg.qr(np.asarray(J, dtype=float), mode="r")
    p = R.shape[1]
    Z = np.zeros((p, p))
    w = np.linalg.eigvalsh(np.block([[Z, R.T], [R, Z]]))
    return int(np.sum(w > sigma / size))

# %% right | matrix_rank with the threshold as tolerance
def seen(J, sigma, size):
    return int(np.linalg.matrix_rank(np.asarray(J, dtype=float), tol=sigma / size))

# %% right | singular vectors, and the norm of J v for each
def seen(J, sigma, size):
    J = jnp.asarray(J, dtype=jnp.float64)
    _, _, Vt = jnp.linalg.svd(J, full_matrices=False)
    length = jax.vmap(lambda v: jnp.linalg.norm(J @ v))(Vt)
    return jnp.count_nonzero(length * size > sigma)

# %% right | one-sided Jacobi rotations by hand
import math

def seen(J, sigma, size):
    A = np.linalg.qr(np.asarray(J, dtype=float), mode="r").copy()
    p = A.shape[1]
    for _ in range(40):
        rotated = False
        for i in range(p - 1):
            for j in range(i + 1, p):
                a, b, c = A[:, i] @ A[:, i], A[:, j] @ A[:, j], A[:, i] @ A[:, j]
                if abs(c) <= 1e-15 * math.sqrt(a * b) or c == 0.0:
                    continue
                rotated = True
                t = 0.5 * math.atan2(2 * c, a - b)
                x, y = A[:, i].copy(), A[:, j].copy()
                A[:, i] = math.cos(t) * x + math.sin(t) * y
                A[:, j] = -math.sin(t) * x + math.cos(t) * y
        if not rotated:
            break
    s = np.sqrt((A ** 2).sum(axis=0))
    return int((s > sigma / size).sum())

# %% right | whitened and scaled, so that the threshold is 1; other LAPACK driver
def seen(J, sigma, size):
    from scipy.linalg import svd
    A = np.asarray(J, dtype=float) * (size / sigma)
    s = svd(A, compute_uv=False, lapack_driver="gesvd")
    floor = A.shape[0] * np.finfo(float).eps * s.max()
    return sum(1 for x in s if x > 1.0 and x > floor)

# %% right | jitted, the error is infinite where the singular value is rounding
def seen(J, sigma, size):
    @jax.jit
    def count(J):
        s = jnp.linalg.svd(J, full_matrices=False)[1]
        s = jnp.where(s <= 1e-15 * max(J.shape) * s[0], 0.0, s)
        return jnp.sum(jnp.where(s == 0, False, sigma / jnp.where(s == 0, 1.0, s) < size))
    return count(jnp.asarray(J))

# %% wrong | standard errors of the parameters, not of orthogonal directions
def seen(J, sigma, size):
    cov = sigma ** 2 * jnp.linalg.inv(J.T @ J)
    return jnp.sum(jnp.sqrt(jnp.diag(cov)) < size)

# %% wrong | pinv: a direction that the data do not see gets the error zero, and counts
def seen(J, sigma, size):
    cov = sigma ** 2 * np.linalg.pinv(np.asarray(J).T @ np.asarray(J), hermitian=True)
    var = np.linalg.eigvalsh(cov)
    return int(np.sum(np.sqrt(np.clip(var, 0, None)) < size))

# %% wrong | the rank, whatever the noise
def seen(J, sigma, size):
    return jnp.linalg.matrix_rank(J)

# %% wrong | squares of the singular values taken for them
def seen(J, sigma, size):
    lam = jnp.linalg.eigvalsh(J.T @ J)
    return jnp.sum(sigma < size * lam)

# %% wrong | error proportional to the singular value, not to its inverse
def seen(J, sigma, size):
    s = jnp.linalg.svd(J, compute_uv=False)
    return jnp.sum(sigma * s < size)

# %% wrong | compares the variance with the size
def seen(J, sigma, size):
    s = jnp.linalg.svd(J, compute_uv=False)
    return jnp.sum((sigma / s) ** 2 < size)

# %% wrong | norms of the columns: each parameter alone, as if the others were known
def seen(J, sigma, size):
    return jnp.sum(sigma / jnp.linalg.norm(J, axis=0) < size)

# %% wrong | divides once more by the root of the number of readings
import math

def seen(J, sigma, size):
    s = jnp.linalg.svd(J, compute_uv=False)
    return jnp.sum(sigma / (s * math.sqrt(J.shape[0])) < size)

# %% wrong | singular values relative to the largest
def seen(J, sigma, size):
    s = jnp.linalg.svd(J, compute_uv=False)
    return jnp.sum(sigma * s[0] / s < size)
