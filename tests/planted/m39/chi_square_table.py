"""The user reads the errors as a column of a table, (N, 1), and divides (N,) residuals by them.

misconception: M39
thread: none
kind: probe
"""

import jax.numpy as jnp
import numpy as np

# time [d], magnitude, error
TABLE = np.array(
    [
        [0.0, 12.10, 0.05],
        [0.4, 12.31, 0.02],
        [0.9, 12.62, 0.10],
        [1.3, 12.44, 0.04],
        [1.8, 12.15, 0.20],
    ],
    dtype=np.float32,
)


class LightCurve:
    def __init__(self, table):
        self.time = table[:, 0]
        self.magnitude = table[:, 1]
        self.error = table[:, 2:]

    def chi2(self, theta):
        mean, amplitude, period = theta
        model = mean - amplitude * jnp.cos(2 * jnp.pi * self.time / period)
        return jnp.sum(((self.magnitude - model) / self.error) ** 2)


f = LightCurve(TABLE).chi2
args = (jnp.array([12.35, 0.25, 1.9]),)
