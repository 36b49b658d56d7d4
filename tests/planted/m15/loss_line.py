"""The user logs the loss with a format specification from inside the jitted training step.

misconception: M15
thread: https://github.com/jax-ml/jax/issues/23475
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.jit
def step(theta, batch, i):
    x, y = batch
    nll = lambda t: jnp.mean(jax.nn.softplus(-y * (x @ t)))
    loss, grad = jax.value_and_grad(nll)(theta)
    print(f"step {i}  loss {loss:8.4f}  |grad| {jnp.linalg.norm(grad):.2e}")  # HERE
    return theta - 0.5 * grad


def run():
    kx, ky = jax.random.split(jax.random.key(0))
    x = jax.random.normal(kx, (32, 4))
    y = jnp.sign(x[:, 0] + 0.1 * jax.random.normal(ky, (32,)))
    theta = jnp.zeros(4)
    for i in range(5):
        theta = step(theta, (x, y), i)
    return theta
