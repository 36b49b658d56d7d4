"""Each hour of a year has the same gust: the key of the loop is the key of the call.

misconception: M52
thread: none
kind: probe
needs: numpyro
"""

import jax
import jax.numpy as jnp
import numpyro.distributions as dist


def f(key, mean_wind):
    gusts = dist.Gamma(4.0, 2.0)

    def hour(energy, wind):
        return energy + (wind + gusts.sample(key)) ** 3, None

    return jax.lax.scan(hour, 0.0, mean_wind)[0]


args = (jax.random.key(8), jnp.linspace(4.0, 9.0, 24))
