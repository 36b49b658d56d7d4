"""A guide and the noise of a model are drawn with one key, by NumPyro's distributions.

misconception: M51
thread: https://github.com/pyro-ppl/numpyro/pull/5
kind: probe
needs: numpyro
"""

import jax
import jax.numpy as jnp
import numpyro.distributions as dist


def elbo_term(key, mean, scale, observed):
    depth = dist.Normal(mean, scale).sample(key, (8,))
    echo = dist.StudentT(5.0, depth, 0.3).sample(key, (8,))
    return jnp.mean((echo - observed) ** 2)


f = elbo_term
args = (jax.random.key(3), 12.0, 0.5, 11.7)
