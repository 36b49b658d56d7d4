# %% right | full SVD, counting the rank
def unseen(J):
    J = jnp.asarray(J, dtype=jnp.float64)
    _, s, Vt = jnp.linalg.svd(J, full_matrices=True)
    rank = int(jnp.sum(s >= 1e-8 * s[0]))
    return Vt[rank:]

# %% right | NumPy, singular values padded with zeros, boolean mask
def unseen(J):
    J = np.asarray(J, dtype=float)
    n = J.shape[1]
    _, s, Vt = np.linalg.svd(J)
    padded = np.zeros(n)
    padded[:len(s)] = s
    return Vt[padded < 1e-8 * s.max()]

# %% right | null_space of SciPy with rcond
from scipy.linalg import null_space

def unseen(J):
    return null_space(np.asarray(J, dtype=float), rcond=1e-8).T

# %% right | rows of zeros added, so that the reduced SVD is enough
def unseen(J):
    J = np.array(J, dtype=np.float64)
    m, n = J.shape
    if m < n:
        J = np.vstack([J, np.zeros((n - m, n))])
    _, s, Vt = np.linalg.svd(J, full_matrices=False)
    return Vt[s < 1e-8 * s[0]]

# %% right | complement of the seen directions by a complete QR
def unseen(J):
    J = np.asarray(J, dtype=float)
    _, s, Vt = np.linalg.svd(J, full_matrices=False)
    seen = Vt[s >= 1e-8 * s[0]]
    Q, _ = np.linalg.qr(seen.T, mode="complete")
    return Q[:, len(seen):].T

# %% right | eigenvectors of the projector on the complement
def unseen(J):
    J = np.array(J, dtype=np.float64)
    _, s, Vt = np.linalg.svd(J, full_matrices=False)
    seen = Vt[s >= 1e-8 * s[0]]
    P = np.eye(J.shape[1]) - seen.T @ seen
    values, vectors = np.linalg.eigh(P)
    return vectors[:, values > 0.5].T

# %% right | Gram-Schmidt from the unit vectors, largest remainder first
def unseen(J):
    J = np.asarray(J, dtype=float)
    n = J.shape[1]
    _, s, Vt = np.linalg.svd(J, full_matrices=False)
    taken = list(Vt[s >= 1e-8 * s[0]])
    basis = []
    while len(taken) < n:
        B = np.array(taken)
        rest = np.eye(n) - B.T @ B
        v = rest[np.argmax(np.linalg.norm(rest, axis=1))]
        for _ in range(2):
            v = v - B.T @ (B @ v)
        v = v / np.linalg.norm(v)
        taken.append(v)
        basis.append(v)
    return np.array(basis).reshape(-1, n)

# %% right | left singular vectors of the transpose
import scipy.linalg

def unseen(J):
    A = np.asarray(J, dtype=float).T
    U, s, _ = scipy.linalg.svd(A, full_matrices=True, lapack_driver="gesvd")
    rank = np.count_nonzero(s / s.max() >= 1e-8)
    return jnp.asarray(U.T[rank:, :])

# %% right | one-sided Jacobi rotations by hand
def unseen(J):
    A = np.array(J, dtype=float)
    A /= np.abs(A).max()
    n = A.shape[1]
    V = np.eye(n)
    small = 1e-13 * np.linalg.norm(A)
    for _ in range(60):
        quiet = True
        for i in range(n - 1):
            for j in range(i + 1, n):
                a, b, c = A[:, i] @ A[:, i], A[:, j] @ A[:, j], A[:, i] @ A[:, j]
                if abs(c) <= 1e-15 * np.sqrt(a * b) or min(a, b) <= small**2:
                    continue
                quiet = False
                angle = 0.5 * np.arctan2(2 * c, a - b)
                R = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
                A[:, [i, j]] = A[:, [i, j]] @ R
                V[:, [i, j]] = V[:, [i, j]] @ R
        if quiet:
            break
    s = np.linalg.norm(A, axis=0)
    return V[:, s < 1e-8 * s.max()].T

# %% right | QR of the transpose first, then the SVD of the small factor
def unseen(J):
    J = np.asarray(J, dtype=float)
    m, n = J.shape
    Q, R = np.linalg.qr(J.T, mode="complete")      # J = R.T @ Q.T
    _, s, Wt = np.linalg.svd(R.T, full_matrices=True)
    small = np.concatenate([s, np.zeros(n - len(s))]) < 1e-8 * s[0]
    return (Q @ Wt[small].T).T

# %% right | another basis of the same space, turned at random
def unseen(J):
    J = np.asarray(J, dtype=float)
    _, s, Vt = np.linalg.svd(J)
    N = Vt[int(np.sum(s >= 1e-8 * s[0])):]
    k = len(N)
    if k == 0:
        return np.zeros((0, J.shape[1]))
    turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(k, k)))
    return turn @ N

# %% wrong | reduced SVD, which loses directions where m < n
def unseen(J):
    _, s, Vt = jnp.linalg.svd(J, full_matrices=False)
    return Vt[s < 1e-8 * s[0]]

# %% wrong | an absolute threshold
def unseen(J):
    _, s, Vt = jnp.linalg.svd(J, full_matrices=True)
    rank = int(jnp.sum(s >= 1e-8))
    return Vt[rank:]

# %% wrong | directions as columns, of shape (n, k)
from scipy.linalg import null_space

def unseen(J):
    return null_space(np.asarray(J), rcond=1e-8)

# %% wrong | eigenvalues of J.T @ J against 1e-8, which is 1e-4 for singular values
def unseen(J):
    w, V = jnp.linalg.eigh(J.T @ J)
    return V.T[w < 1e-8 * w[-1]]

# %% wrong | the default threshold of SciPy, at the rounding level
from scipy.linalg import null_space

def unseen(J):
    return null_space(np.asarray(J)).T

# %% wrong | left singular vectors: combinations of data, not directions of parameters
def unseen(J):
    U, s, _ = np.linalg.svd(np.asarray(J), full_matrices=True)
    rank = int(np.sum(s >= 1e-8 * s[0]))
    return U.T[rank:]

# %% wrong | always exactly one direction, the least seen
def unseen(J):
    _, _, Vt = jnp.linalg.svd(J, full_matrices=True)
    return Vt[-1:]

# %% wrong | shape (0,) instead of (0, n) if all is seen
def unseen(J):
    _, s, Vt = np.linalg.svd(np.asarray(J))
    padded = np.zeros(len(Vt))
    padded[:len(s)] = s
    return np.array([v for v, size in zip(Vt, padded) if size < 1e-8 * s[0]])

# %% wrong | the projector, whose rows span the space but are no basis
def unseen(J):
    J = np.asarray(J)
    return np.eye(J.shape[1]) - np.linalg.pinv(J, rcond=1e-8) @ J
