"""The user builds a quadrature table at first use and keeps it; the first use is inside jit.

misconception: M09
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


class GaussHermite:
    """Expectation under a normal distribution, the nodes being computed only when needed."""

    def __init__(self, order):
        self.order = order
        self._table = None

    def table(self):
        if self._table is None:
            off = jnp.sqrt(jnp.arange(1, self.order) / 2.0)
            nodes, vectors = jnp.linalg.eigh(jnp.diag(off, 1) + jnp.diag(off, -1))
            self._table = nodes, vectors[0] ** 2
        return self._table

    def expect(self, fun, mu, sigma):
        nodes, weights = self.table()
        return jnp.sum(weights * fun(mu + jnp.sqrt(2.0) * sigma * nodes))


rule = GaussHermite(12)


def marginal_likelihood(mu, sigma, count):
    rate = lambda z: jnp.exp(count * z - jnp.exp(z))
    return jnp.log(rule.expect(rate, mu, sigma))


f = jax.jit(marginal_likelihood)
args = (0.3, 0.5, 2.0)
