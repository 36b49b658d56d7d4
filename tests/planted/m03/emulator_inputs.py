"""The user collects sampled parameters of a likelihood into an array with NumPy under jit and grad.

misconception: M03
thread: https://github.com/dpiras/cosmopower-jax/issues/9
kind: explain
"""

import jax
import jax.numpy as jnp
import numpy as np

ORDER = ("omega_cdm", "omega_b", "h", "n_s")


def make_emulator(key):
    k1, k2 = jax.random.split(key)
    w1 = jax.random.normal(k1, (len(ORDER), 16)) / 2.0
    w2 = jax.random.normal(k2, (16, 5)) / 4.0

    def predict(theta):
        return jnp.tanh(theta @ w1) @ w2

    return predict


def make_loglike(emulator, data, sigma):
    def loglike(sample):
        theta = np.stack([sample[name] for name in ORDER])  # HERE
        r = (emulator(theta) - data) / sigma
        return -0.5 * jnp.vdot(r, r)

    return jax.jit(jax.value_and_grad(loglike))


def run():
    loglike = make_loglike(make_emulator(jax.random.key(1)), jnp.zeros(5), 0.1)
    return loglike(dict(omega_cdm=0.12, omega_b=0.022, h=0.68, n_s=0.965))
