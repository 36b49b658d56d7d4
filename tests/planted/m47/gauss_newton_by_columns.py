"""The Jacobian of few parameters is taken in forward mode, through a curve with a reverse rule.

misconception: M47
thread: https://github.com/google-research/t5x/issues/351
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.custom_vjp
def decay(rate, times):
    return jnp.exp(-rate * times)


def decay_forward(rate, times):
    y = jnp.exp(-rate * times)
    return y, (rate, times, y)


def decay_backward(saved, y_bar):
    rate, times, y = saved
    return -jnp.sum(times * y * y_bar), -rate * y * y_bar


decay.defvjp(decay_forward, decay_backward)


class GaussNewton:
    def __init__(self, times, counts):
        self.times, self.counts = times, counts

    def residual(self, theta):
        return theta[0] * decay(theta[1], self.times) - self.counts  # HERE

    def step(self, theta):
        r = self.residual(theta)
        jac = jax.jacfwd(self.residual)(theta)
        return theta - jnp.linalg.solve(jac.T @ jac, jac.T @ r)


def run():
    times = jnp.arange(6.0)
    return GaussNewton(times, 3.0 * 0.5**times).step(jnp.array([2.0, 1.0]))
