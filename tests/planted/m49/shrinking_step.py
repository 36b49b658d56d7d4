"""The step of a line search is kept in half precision inside the loop, but not before it.

misconception: M49
thread: https://github.com/jax-ml/jax/issues/1681
kind: explain
"""

import jax
import jax.numpy as jnp


def rosenbrock(p):
    return (1.0 - p[0]) ** 2 + 100.0 * (p[1] - p[0] ** 2) ** 2


@jax.jit
def backtrack(point, direction):
    value, slope = jax.jvp(rosenbrock, (point,), (direction,))

    def too_long(state):
        return rosenbrock(point + state["step"] * direction) > value + 1e-4 * state["step"] * slope

    def halve(state):
        step = (0.5 * state["step"]).astype(jnp.float16)
        return {"step": step, "tries": state["tries"] + 1}

    start = {"step": jnp.float32(1.0), "tries": jnp.int32(0)}
    return jax.lax.while_loop(too_long, halve, start)  # HERE


def run():
    point = jnp.array([-1.2, 1.0])
    return backtrack(point, -jax.grad(rosenbrock)(point))
