"""The user differentiates eigenvectors of a rank-one density matrix, with many zero eigenvalues.

misconception: M42
thread: https://github.com/jax-ml/jax/issues/10527
kind: probe
"""

import jax.numpy as jnp


def f(orbital, hamiltonian):
    """Energy of the eigenvector basis, weighted by occupation."""
    density = jnp.outer(orbital, orbital)
    occupation, basis = jnp.linalg.eigh(density)
    return jnp.sum(occupation * jnp.diag(basis.T @ hamiltonian @ basis))


args = (
    jnp.array([0.0, 2.0, 0.0, 0.0]),
    jnp.diag(jnp.arange(4.0)) + 0.1,
)
