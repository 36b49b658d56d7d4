"""The user builds the whole Hessian for one product with a vector in each Newton-CG iteration.

misconception: M44
thread: https://github.com/jax-ml/jax/issues/1345
kind: probe
"""

import jax
import jax.numpy as jnp


class MinimalSurface:
    def __init__(self, n):
        self.n = n

    def area(self, heights):
        h = jnp.pad(heights.reshape(self.n, self.n), 1)
        dx, dy = h[1:, :-1] - h[:-1, :-1], h[:-1, 1:] - h[:-1, :-1]
        return jnp.sum(jnp.sqrt(1.0 + dx**2 + dy**2))

    def curvature(self, heights, direction):
        return jax.hessian(self.area)(heights) @ direction

    def curvature_product(self, heights, direction):
        return jax.jvp(jax.grad(self.area), (heights,), (direction,))[1]


surface = MinimalSurface(14)
f = surface.curvature
reference = surface.curvature_product
args = (jnp.sin(jnp.arange(196.0)), jnp.ones(196))
