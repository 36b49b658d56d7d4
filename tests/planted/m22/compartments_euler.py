"""The user writes the time loop in Python under jit; tracing copies the step 300 times.

misconception: M22
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


@jax.jit
def f(amounts, rates, dose, dt=0.01):
    """Drug in gut, blood and tissue after 300 steps, with a slow infusion."""
    exchange = jnp.array(
        [
            [-rates["absorb"], 0.0, 0.0],
            [rates["absorb"], -rates["out"] - rates["in"], rates["back"]],
            [0.0, rates["in"], -rates["back"]],
        ]
    )
    infusion = jnp.array([dose, 0.0, 0.0])
    for _ in range(300):
        amounts = amounts + dt * (exchange @ amounts + infusion)
    return amounts


args = (
    jnp.array([100.0, 0.0, 0.0]),
    {"absorb": 1.2, "out": 0.3, "in": 0.5, "back": 0.2},
    1.0,
)
