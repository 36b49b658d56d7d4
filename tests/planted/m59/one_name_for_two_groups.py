"""A sub-model is used for two groups, and both of its copies have a site of the same name.

misconception: M59
thread: https://github.com/pyro-ppl/numpyro/issues/1280
kind: explain
needs: numpyro
"""

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS


def group(label, y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 5.0))  # HERE
    with numpyro.plate(f"plate_{label}", len(y)):
        numpyro.sample(f"y_{label}", dist.Normal(mu, 1.0), obs=y)
    return mu


def model(treated, control):
    effect = group("treated", treated) - group("control", control)
    numpyro.deterministic("effect", effect)


def run():
    mcmc = MCMC(NUTS(model), num_warmup=10, num_samples=10, progress_bar=False)
    mcmc.run(jax.random.key(0), jnp.array([1.2, 0.7, 1.9]), jnp.array([0.1, -0.4, 0.3]))
    return mcmc.get_samples()
