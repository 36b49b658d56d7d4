"""The user rebuilds a matrix from its SVD; with two equal singular values the gradient is NaN.

misconception: M42
thread: https://github.com/jax-ml/jax/issues/8732
kind: probe
"""

import jax
import jax.numpy as jnp


def truncate(theta, keep):
    U, S, Vh = jnp.linalg.svd(theta, full_matrices=False)
    return (U[:, :keep] * S[:keep]) @ Vh[:keep]


def truncation_overlap(theta, target):
    approx = truncate(theta, keep=3)
    return jnp.sum(approx * target) / jnp.linalg.norm(approx)


f = jax.value_and_grad(truncation_overlap)
args = (jnp.diag(jnp.array([1.0, 1.0, 2.0, 3.0])), jnp.ones((4, 4)))
