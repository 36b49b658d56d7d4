# %% right | pairs from triu_indices
def my_energy(x, m):
    i, j = np.triu_indices(x.shape[0], k=1)
    d = x[i] - x[j]
    return -jnp.sum(m[i] * m[j] / jnp.sqrt(jnp.sum(d**2, axis=1)))

# %% right | full matrix, eye added under the root, half of the sum
def my_energy(x, m):
    eye = jnp.eye(len(m))
    d = x[:, None, :] - x[None, :, :]
    r = jnp.sqrt(jnp.sum(d**2, axis=-1) + eye)
    return -0.5 * jnp.sum(m[:, None] * m[None, :] * (1 - eye) / r)

# %% right | double Python loop, starts with 0.0
def my_energy(x, m):
    energy = 0.0
    n = x.shape[0]
    for i in range(n):
        for j in range(i + 1, n):
            dx = x[i, 0] - x[j, 0]
            dy = x[i, 1] - x[j, 1]
            energy = energy - m[i] * m[j] / jnp.sqrt(dx * dx + dy * dy)
    return energy

# %% right | double where
def my_energy(x, m):
    n = x.shape[0]
    same = jnp.eye(n, dtype=bool)
    r2 = ((x[:, None] - x) ** 2).sum(-1)
    inverse = jnp.where(same, 0.0, jax.lax.rsqrt(jnp.where(same, 1.0, r2)))
    return -m @ inverse @ m / 2

# %% right | vmap over pairs, a helper for one pair
from functools import partial

def pair(x, m, i, j):
    return -m[i] * m[j] / jnp.linalg.norm(x[i] - x[j])

def my_energy(x, m):
    x, m = jnp.asarray(x), jnp.asarray(m)
    i, j = np.triu_indices(len(x), 1)
    return jnp.sum(jax.vmap(partial(pair, x, m))(jnp.asarray(i), jnp.asarray(j)))

# %% right | rolled neighbours, each distance in the ring
def my_energy(x, m):
    n = x.shape[0]
    total = jnp.zeros(())
    for k in range(1, n):
        r = jnp.linalg.norm(x - jnp.roll(x, k, axis=0), axis=1)
        total += jnp.sum(m * jnp.roll(m, k) / r)
    return -total / 2

# %% right | one row after the other, array slices
def my_energy(x, m):
    x, m = jnp.asarray(x), jnp.asarray(m)
    e = jnp.zeros((), x.dtype)
    for i in range(1, x.shape[0]):
        e -= m[i] * jnp.sum(m[:i] / jnp.hypot(x[:i, 0] - x[i, 0], x[:i, 1] - x[i, 1]))
    return e

# %% right | itertools.combinations and sum with a float start
from itertools import combinations

def my_energy(x, m):
    return sum((-m[i] * m[j] * jnp.sum((x[i] - x[j]) ** 2) ** -0.5
                for i, j in combinations(range(len(m)), 2)), start=0.0)

# %% right | infinite squared distance on the diagonal
@jax.jit
def my_energy(x, m):
    d = x[:, None] - x[None]
    r2 = jnp.einsum("ijk,ijk->ij", d, d) + jnp.diag(jnp.full(x.shape[0], jnp.inf))
    return -0.5 * jnp.einsum("i,j,ij->", m, m, 1 / jnp.sqrt(r2))

# %% right | complex numbers for the plane
def my_energy(x, m):
    z = x[:, 0] + 1j * x[:, 1]
    i, j = np.tril_indices(z.shape[0], -1)
    return -(m[i] * m[j] / jnp.abs(z[i] - z[j])).sum()

# %% right | custom_jvp with the known force
@jax.custom_jvp
def my_energy(x, m):
    off = 1 - jnp.eye(len(m))
    r = jnp.sqrt(jnp.sum((x[:, None] - x) ** 2, -1)) + (1 - off)
    return -0.5 * jnp.sum(off * jnp.outer(m, m) / r)

@my_energy.defjvp
def my_energy_jvp(primals, tangents):
    (x, m), (dx, dm) = primals, tangents
    off = 1 - jnp.eye(len(m))
    d = x[:, None] - x
    r = jnp.sqrt(jnp.sum(d**2, -1)) + (1 - off)
    by_x = jnp.einsum("i,j,ij,ijk->ik", m, m, off / r**3, d)
    return my_energy(x, m), jnp.sum(by_x * dx) - dm @ (off / r) @ m

# %% right | scan over the bodies with a mask of the earlier ones
def my_energy(x, m):
    x, m, n = jnp.asarray(x), jnp.asarray(m), len(m)
    def add(total, i):
        earlier = jnp.arange(n) < i
        r2 = jnp.where(earlier, jnp.sum((x - x[i]) ** 2, axis=1), 1.0)
        return total - m[i] * jnp.sum(jnp.where(earlier, m, 0.0) / jnp.sqrt(r2)), None
    return jax.lax.scan(add, 0.0 * x[0, 0], jnp.arange(n))[0]

# %% wrong | one where outside, NaN gradient from the diagonal
def my_energy(x, m):
    r = jnp.linalg.norm(x[:, None] - x, axis=-1)
    inverse = jnp.where(jnp.eye(len(m), dtype=bool), 0.0, 1 / r)
    return -0.5 * m @ inverse @ m

# %% wrong | triu after the division, gradient NaN
def my_energy(x, m):
    r = jnp.sqrt(jnp.sum((x[:, None] - x) ** 2, axis=-1))
    return -jnp.sum(jnp.triu(jnp.outer(m, m) / r, k=1))

# %% wrong | eye added outside the root, gradient NaN
def my_energy(x, m):
    eye = jnp.eye(len(m))
    r = jnp.linalg.norm(x[:, None] - x, axis=-1) + eye
    return -0.5 * jnp.sum(jnp.outer(m, m) * (1 - eye) / r)

# %% wrong | sum of nothing is the integer 0, no gradient for one body
def my_energy(x, m):
    n = len(m)
    return -sum(m[i] * m[j] / jnp.linalg.norm(x[i] - x[j])
                for i in range(n) for j in range(i + 1, n))

# %% wrong | each pair twice
def my_energy(x, m):
    eye = jnp.eye(len(m))
    r = jnp.sqrt(jnp.sum((x[:, None] - x) ** 2, axis=-1) + eye)
    return -jnp.sum(jnp.outer(m, m) * (1 - eye) / r)

# %% wrong | softened by 0.01
def my_energy(x, m):
    r = jnp.sqrt(jnp.sum((x[:, None] - x) ** 2, axis=-1) + 0.01**2)
    return -0.5 * jnp.sum(jnp.outer(m, m) * (1 - jnp.eye(len(m))) / r)

# %% wrong | self-energy of the guarded diagonal left in
def my_energy(x, m):
    r = jnp.sqrt(jnp.sum((x[:, None] - x) ** 2, axis=-1) + jnp.eye(len(m)))
    return -0.5 * jnp.sum(jnp.outer(m, m) / r)

# %% wrong | guards each coordinate, wrong where two bodies share one
def my_energy(x, m):
    d = x[:, None] - x
    d = jnp.where(d == 0, 1.0, d)
    r = jnp.sqrt(jnp.sum(d**2, axis=-1))
    return -0.5 * jnp.sum(jnp.outer(m, m) * (1 - jnp.eye(len(m))) / r)

# %% wrong | neighbours in the list only
def my_energy(x, m):
    r = jnp.sqrt(jnp.sum((x[1:] - x[:-1]) ** 2, axis=1))
    return -jnp.sum(m[1:] * m[:-1] / r)

# %% wrong | sign of the energy
def my_energy(x, m):
    i, j = np.triu_indices(len(m), k=1)
    return jnp.sum(m[i] * m[j] / jnp.linalg.norm(x[i] - x[j], axis=1))

# %% wrong | squared distance in the denominator
def my_energy(x, m):
    i, j = np.triu_indices(len(m), k=1)
    return -jnp.sum(m[i] * m[j] / jnp.sum((x[i] - x[j]) ** 2, axis=1))

# %% wrong | asks in Python whether the distance is zero, not under jit
def my_energy(x, m):
    total = 0.0
    for i in range(len(m)):
        for j in range(len(m)):
            r2 = jnp.sum((x[i] - x[j]) ** 2)
            if r2 > 0:
                total = total - 0.5 * m[i] * m[j] / jnp.sqrt(r2)
    return total

# %% wrong | nan_to_num of the value, gradient NaN
def my_energy(x, m):
    r = jnp.linalg.norm(x[:, None] - x, axis=-1)
    inverse = jnp.nan_to_num(1 / r, posinf=0.0)
    return -0.5 * jnp.sum(jnp.outer(m, m) * inverse)

# %% wrong | inner loop with a traced bound, reverse mode refuses
def my_energy(x, m):
    n = x.shape[0]
    def row(i, total):
        def one(j, total):
            return total - m[i] * m[j] / jnp.linalg.norm(x[i] - x[j])
        return jax.lax.fori_loop(i + 1, n, one, total)
    return jax.lax.fori_loop(0, n, row, 0.0)

# %% wrong | close bodies taken for one and the same
def my_energy(x, m):
    r2 = jnp.sum((x[:, None] - x) ** 2, axis=-1)
    same = r2 < 0.1
    return -0.5 * jnp.sum(jnp.where(same, 0.0, jnp.outer(m, m)) / jnp.sqrt(jnp.where(same, 1.0, r2)))

# %% wrong | stacks a list of pairs, empty for one body
def my_energy(x, m):
    n = len(m)
    terms = [m[i] * m[j] / jnp.linalg.norm(x[i] - x[j])
             for i in range(n) for j in range(i + 1, n)]
    return -jnp.sum(jnp.stack(terms))
