"""A scale is taken from the data, in which one column is constant: zero is no standard deviation.

misconception: M59
thread: https://github.com/google/lightweight_mmm/issues/115
kind: explain
needs: numpyro
"""

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import HMC, MCMC


class MediaMix:
    def __init__(self, spend, sales):
        self.spend, self.sales = spend, sales

    def model(self):
        width = self.spend.std(axis=0)
        coef = numpyro.sample("coef", dist.Normal(jnp.zeros(3), width).to_event(1))  # HERE
        sigma = numpyro.sample("sigma", dist.Exponential(1.0))
        numpyro.sample("sales", dist.Normal(self.spend @ coef, sigma), obs=self.sales)

    def fit(self, key):
        mcmc = MCMC(HMC(self.model), num_warmup=5, num_samples=5, progress_bar=False)
        mcmc.run(key)
        return mcmc.get_samples()


def run():
    spend = jnp.array([[1.0, 0.0, 3.0], [2.0, 0.0, 1.0], [4.0, 0.0, 2.0]])
    return MediaMix(spend, spend.sum(axis=1)).fit(jax.random.key(2))
