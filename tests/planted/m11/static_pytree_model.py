"""The user marks the model (a pytree) static and trains its weights; predictions never change.

misconception: M11
thread: https://github.com/jax-ml/jax/issues/9024
kind: probe
"""

import jax
import jax.numpy as jnp


@jax.tree_util.register_pytree_node_class
class Polynomial:
    def __init__(self, coeffs):
        self.coeffs = coeffs

    def tree_flatten(self):
        return (self.coeffs,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)


def predict(model, x):
    return jnp.polyval(model.coeffs, x)


f = jax.jit(predict, static_argnums=0)

model = Polynomial(jnp.zeros(3))
x = jnp.linspace(-1.0, 1.0, 9)
before = f(model, x)
model.coeffs = jnp.polyfit(x, 1.0 + x**2, 2)  # the fit

args = (model, x)
