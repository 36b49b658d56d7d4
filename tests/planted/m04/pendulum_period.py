"""The user writes physics with the math module and then asks jax.grad for a sensitivity.

misconception: M04
thread: https://github.com/jax-ml/jax/issues/2783
kind: explain
"""

import math

import jax


class Pendulum:
    def __init__(self, length, g=9.81):
        self.length = length
        self.g = g

    def period(self, theta0):
        t0 = 2.0 * math.pi * math.sqrt(self.length / self.g)  # HERE
        return t0 * (1.0 + theta0**2 / 16.0 + 11.0 * theta0**4 / 3072.0)


def run():
    dT_dL = jax.grad(lambda length: Pendulum(length).period(0.3))
    return dT_dL(1.0)
