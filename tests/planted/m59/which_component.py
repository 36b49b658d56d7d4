"""A mixture is written with a discrete label per point, which NUTS cannot sample by itself.

misconception: M59
thread: https://github.com/pyro-ppl/numpyro/issues/1518
kind: explain
needs: numpyro
"""

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS


def mixture(y):
    weights = numpyro.sample("weights", dist.Dirichlet(jnp.ones(2)))
    with numpyro.plate("components", 2):
        means = numpyro.sample("means", dist.Normal(0.0, 10.0))
    with numpyro.plate("points", len(y)):
        label = numpyro.sample("label", dist.Categorical(weights))
        numpyro.sample("y", dist.Normal(means[label], 1.0), obs=y)


def run():
    y = jnp.concatenate([jnp.linspace(-3.0, -1.0, 5), jnp.linspace(2.0, 4.0, 5)])
    mcmc = MCMC(NUTS(mixture), num_warmup=5, num_samples=5, progress_bar=False)
    mcmc.run(jax.random.key(3), y)  # HERE
    return mcmc.get_samples()
