"""jax.numpy.linalg and jax.lax.linalg."""

import jax.numpy as jnp
import jax.numpy.linalg as la
import numpy as np
from jax.lax import linalg as lla


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    a = n(4, 4) + 4 * jnp.eye(4)
    spd = a @ a.T + jnp.eye(4)
    batch = n(3, 4, 4) + 4 * jnp.eye(4)
    tall = n(6, 3)
    v = n(4)

    yield "jax.numpy.linalg.cholesky", la.cholesky, (spd,), {}
    yield "jax.numpy.linalg.cond", la.cond, (a,), {}
    yield "jax.numpy.linalg.cond[1]", la.cond, (a,), {"p": 1}
    yield "jax.numpy.linalg.cross", la.cross, (n(5, 3), n(5, 3)), {}
    yield "jax.numpy.linalg.det", la.det, (a,), {}
    yield "jax.numpy.linalg.det[3x3]", la.det, (n(3, 3),), {}
    yield "jax.numpy.linalg.det[batch]", la.det, (batch,), {}
    yield "jax.numpy.linalg.diagonal", la.diagonal, (n(3, 5),), {}
    yield "jax.numpy.linalg.eig", la.eig, (a,), {}
    yield "jax.numpy.linalg.eigh", la.eigh, (spd,), {}
    yield "jax.numpy.linalg.eigvals", la.eigvals, (a,), {}
    yield "jax.numpy.linalg.eigvalsh", la.eigvalsh, (spd,), {}
    yield "jax.numpy.linalg.inv", la.inv, (a,), {}
    yield "jax.numpy.linalg.inv[batch]", la.inv, (batch,), {}
    yield "jax.numpy.linalg.lstsq", la.lstsq, (tall, n(6)), {}
    yield "jax.numpy.linalg.matmul", la.matmul, (n(3, 4), n(4, 2)), {}
    yield "jax.numpy.linalg.matrix_norm", la.matrix_norm, (tall,), {}
    yield "jax.numpy.linalg.matrix_norm[nuc]", la.matrix_norm, (tall,), {"ord": "nuc"}
    yield "jax.numpy.linalg.matrix_power[3]", la.matrix_power, (a, 3), {}
    yield "jax.numpy.linalg.matrix_power[-2]", la.matrix_power, (a, -2), {}
    yield "jax.numpy.linalg.matrix_rank", la.matrix_rank, (tall,), {}
    yield "jax.numpy.linalg.matrix_transpose", la.matrix_transpose, (batch,), {}
    yield "jax.numpy.linalg.multi_dot", la.multi_dot, ([n(3, 4), n(4, 5), n(5, 2)],), {}
    yield "jax.numpy.linalg.norm", la.norm, (v,), {}
    yield "jax.numpy.linalg.norm[3]", la.norm, (v,), {"ord": 3}
    yield "jax.numpy.linalg.norm[inf]", la.norm, (tall,), {"ord": np.inf, "axis": 1}
    yield "jax.numpy.linalg.norm[2]", la.norm, (a,), {"ord": 2}
    yield "jax.numpy.linalg.outer", la.outer, (v, n(3)), {}
    yield "jax.numpy.linalg.pinv", la.pinv, (tall,), {}
    yield "jax.numpy.linalg.pinv[wide]", la.pinv, (n(3, 6),), {}
    yield "jax.numpy.linalg.qr", la.qr, (tall,), {}
    yield "jax.numpy.linalg.qr[r]", la.qr, (tall,), {"mode": "r"}
    yield "jax.numpy.linalg.slogdet", la.slogdet, (a,), {}
    yield "jax.numpy.linalg.slogdet[batch]", la.slogdet, (batch,), {}
    yield "jax.numpy.linalg.solve", la.solve, (a, v), {}
    yield "jax.numpy.linalg.solve[batch]", la.solve, (batch, n(3, 4, 2)), {}
    yield "jax.numpy.linalg.svd", la.svd, (tall,), {"full_matrices": False}
    yield "jax.numpy.linalg.svdvals", la.svdvals, (tall,), {}
    yield "jax.numpy.linalg.tensordot", la.tensordot, (n(3, 4, 2), n(4, 2, 5)), {}
    yield "jax.numpy.linalg.tensorinv", la.tensorinv, (n(4, 2, 2),), {"ind": 1}
    yield "jax.numpy.linalg.tensorsolve", la.tensorsolve, (n(2, 3, 6), n(2, 3)), {}
    yield "jax.numpy.linalg.trace", la.trace, (a,), {}
    yield "jax.numpy.linalg.vecdot", la.vecdot, (n(5, 3), n(5, 3)), {}
    yield "jax.numpy.linalg.vector_norm", la.vector_norm, (n(5, 3),), {"axis": -1}

    lower = {"left_side": True, "lower": True}
    diagonals = (n(6).at[0].set(0.0), 4 + n(6) ** 2, n(6).at[-1].set(0.0), n(6, 2))
    pivots = jnp.array([2, 3, 2, 3], jnp.int32)
    yield "jax.lax.linalg.cholesky", lla.cholesky, (spd,), {}
    yield "jax.lax.linalg.cholesky_update", lla.cholesky_update, (la.cholesky(spd).T, v), {}
    yield "jax.lax.linalg.eigh", lla.eigh, (spd,), {}
    yield "jax.lax.linalg.hessenberg", lla.hessenberg, (a,), {}
    yield "jax.lax.linalg.householder_product", lla.householder_product, (tall, n(3)), {}
    yield "jax.lax.linalg.lu", lla.lu, (a,), {}
    permutation = {"permutation_size": 5}
    name = "jax.lax.linalg.lu_pivots_to_permutation"
    yield name, lla.lu_pivots_to_permutation, (pivots,), permutation
    yield "jax.lax.linalg.qdwh", lla.qdwh, (a,), {}
    yield "jax.lax.linalg.qr", lla.qr, (tall,), {"full_matrices": False}
    yield "jax.lax.linalg.schur", lla.schur, (a,), {}
    yield "jax.lax.linalg.symmetric_product", lla.symmetric_product, (n(4, 3), spd), {"beta": 0.5}
    yield "jax.lax.linalg.triangular_solve", lla.triangular_solve, (a, n(4, 2)), lower
    yield "jax.lax.linalg.tridiagonal", lla.tridiagonal, (spd,), {}
    yield "jax.lax.linalg.tridiagonal_solve", lla.tridiagonal_solve, diagonals, {}
