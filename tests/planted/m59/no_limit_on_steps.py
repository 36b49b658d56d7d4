"""The limit on the number of steps is removed, and the solution is then to be differentiated.

misconception: M59
thread: none
kind: explain
needs: diffrax
"""

import jax
import jax.numpy as jnp
from diffrax import DirectAdjoint, Dopri5, ODETerm, PIDController, SaveAt, diffeqsolve


class Predator:
    def __init__(self, times):
        self.saveat = SaveAt(ts=times)

    def simulate(self, theta):
        def field(t, y, args):
            prey, hunters = y
            alpha, beta = args
            return alpha * prey - prey * hunters, beta * prey * hunters - hunters

        return diffeqsolve(
            ODETerm(field),
            Dopri5(),
            t0=0.0,
            t1=5.0,
            dt0=0.1,
            y0=(jnp.array(1.0), jnp.array(0.5)),
            args=theta,
            saveat=self.saveat,
            stepsize_controller=PIDController(rtol=1e-3, atol=1e-5),
            adjoint=DirectAdjoint(),
            max_steps=None,
        ).ys[0]


def run():
    model = Predator(jnp.linspace(0.0, 5.0, 6))
    return jax.grad(lambda theta: jnp.sum(model.simulate(theta) ** 2))((1.1, 0.4))  # HERE
