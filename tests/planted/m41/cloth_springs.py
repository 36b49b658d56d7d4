"""The user's folded cloth has two nodes in one place; the spring force is 0/0.

misconception: M41
thread: https://github.com/jax-ml/jax/issues/3058
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np

EDGES = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]])


class Cloth:
    def __init__(self, rest, stiffness):
        self.rest = rest
        self.stiffness = stiffness

    def energy(self, nodes):
        d = nodes[EDGES[:, 0]] - nodes[EDGES[:, 1]]
        stretch = jnp.sqrt(jnp.sum(d**2, axis=-1)) - self.rest
        return 0.5 * self.stiffness * jnp.sum(stretch**2)

    def forces(self, nodes):
        return -jax.grad(self.energy)(nodes)


f = jax.jit(Cloth(rest=1.0, stiffness=50.0).forces)
args = (jnp.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),)
