"""Looks like two samples that are not independent, for they come from one draw.
The second is the first with its sign changed: antithetic variates reduce the variance.

looks like: M51
"""

import jax
import jax.numpy as jnp


class AsianOption:
    def __init__(self, strike, vol, steps):
        self.strike, self.vol, self.steps = strike, vol, steps

    def payoff(self, z):
        dt = 1.0 / self.steps
        log_path = jnp.cumsum(self.vol * jnp.sqrt(dt) * z - 0.5 * self.vol**2 * dt, axis=1)
        return jnp.maximum(jnp.exp(log_path).mean(axis=1) - self.strike, 0.0)

    def price(self, key):
        z = jax.random.normal(key, (1000, self.steps))
        return jnp.mean(0.5 * (self.payoff(z) + self.payoff(-z)))


f = AsianOption(strike=1.0, vol=0.3, steps=12).price
args = (jax.random.key(21),)
