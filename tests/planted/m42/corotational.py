"""The user takes the rotation out of a deformation gradient by SVD; at rest the stress is NaN.

misconception: M42
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


class Corotated:
    """Fixed corotated elasticity, for one element."""

    def __init__(self, mu, lam):
        self.mu, self.lam = mu, lam

    def energy(self, F):
        U, _, Vh = jnp.linalg.svd(F, full_matrices=False)
        R = U @ Vh
        J = jnp.linalg.det(F)
        return self.mu * jnp.sum((F - R) ** 2) + 0.5 * self.lam * (J - 1) ** 2

    def stress(self, displacement_gradient):
        return jax.grad(self.energy)(jnp.eye(3) + displacement_gradient)


f = jax.jit(Corotated(mu=1.0, lam=2.0).stress)
args = (jnp.zeros((3, 3)),)
