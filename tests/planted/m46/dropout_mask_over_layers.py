"""The mask of a custom rule is nondiff because it is constant, but scan carries it as a tracer.

misconception: M46
thread: https://github.com/jax-ml/jax/issues/20889
kind: explain
"""

import jax
import jax.numpy as jnp


class MaskedTanh:
    """Tanh on the kept units, with a slope that never vanishes."""

    def __init__(self, floor):
        self.floor = floor
        self.op = jax.custom_jvp(lambda h, keep: jnp.tanh(h) * keep, nondiff_argnums=(1,))
        self.op.defjvp(self._jvp)

    def _jvp(self, keep, primals, tangents):
        (h,), (dh,) = primals, tangents
        slope = jnp.maximum(1.0 - jnp.tanh(h) ** 2, self.floor)
        return self.op(h, keep), keep * slope * dh


def loss(weights, x, keep, act):
    def layer(carry, w):
        h, keep = carry
        return (act.op(w @ h, keep), keep), None

    (h, _), _ = jax.lax.scan(layer, (x, keep), weights)  # HERE
    return jnp.sum(h**2)


def run():
    weights = 0.5 * jax.random.normal(jax.random.key(0), (3, 4, 4))
    keep = jnp.array([1.0, 0.0, 1.0, 1.0])
    return jax.grad(loss)(weights, jnp.ones(4), keep, MaskedTanh(1e-2))
