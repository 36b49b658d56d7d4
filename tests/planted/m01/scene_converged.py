"""The user reduces the relative updates of a fit with Python's max, which compares traced values.

misconception: M01
thread: https://github.com/pmelchior/scarlet2/issues/98
kind: explain
"""

import jax
import jax.numpy as jnp

xx, yy = jnp.meshgrid(jnp.arange(8.0), jnp.arange(8.0))
image = 3.0 * jnp.exp(-0.5 * ((xx - 3.2) ** 2 + (yy - 4.1) ** 2))


def render(source):
    r2 = (xx - source["center"][0]) ** 2 + (yy - source["center"][1]) ** 2
    return source["flux"] * jnp.exp(-0.5 * r2)


@jax.jit
def make_step(source, lr=1e-3):
    loss, g = jax.value_and_grad(lambda s: jnp.sum((render(s) - image) ** 2))(source)
    new = jax.tree.map(lambda p, d: p - lr * d, source, g)
    rel = jax.tree.map(lambda a, b: jnp.max(jnp.abs(a - b) / (jnp.abs(b) + 1e-8)), new, source)
    worst = jax.tree.reduce(lambda a, b: max(a, b), rel)  # HERE
    return new, loss, worst


def run():
    source = {"flux": jnp.array(1.0), "center": jnp.array([3.0, 4.0])}
    for _ in range(50):
        source, loss, worst = make_step(source)
        if worst < 1e-6:
            break
    return source, loss
