"""A model chooses its likelihood with a Python if on a sampled value.

misconception: M59
thread: https://github.com/pyro-ppl/numpyro/issues/1570
kind: explain
needs: numpyro
"""

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS


def travel_time(slowness, distance, moho):
    if slowness > moho:  # HERE
        return slowness * distance
    return moho * distance + 2.0 * (slowness - moho) ** 2


def model(distance, arrival):
    slowness = numpyro.sample("slowness", dist.LogNormal(0.0, 0.5))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))
    numpyro.sample("t", dist.Normal(travel_time(slowness, distance, 0.8), sigma), obs=arrival)


def run():
    distance = jnp.linspace(1.0, 10.0, 8)
    mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
    mcmc.run(jax.random.key(1), distance, 1.1 * distance)
    return mcmc.get_samples()["slowness"]
