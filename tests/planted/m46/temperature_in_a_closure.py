"""Instead of an argument, the temperature is closed over by a custom rule and then differentiated.

misconception: M46
thread: https://github.com/GragasLab/nufftax/issues/13
kind: explain
"""

import jax
import jax.numpy as jnp


def make_sampler(temperature):
    @jax.custom_vjp
    def choose(logits):
        return jax.nn.softmax(logits / temperature)  # HERE

    def fwd(logits):
        p = choose(logits)
        return p, p

    def bwd(p, g):
        return ((p * (g - jnp.dot(p, g))) / 2.0,)

    choose.defvjp(fwd, bwd)
    return choose


def expected_cost(theta, costs):
    choose = make_sampler(jnp.exp(theta["log_temperature"]))
    return choose(-theta["scale"] * costs) @ costs


def run():
    theta = {"log_temperature": jnp.array(0.0), "scale": jnp.array(1.0)}
    return jax.grad(expected_cost)(theta, jnp.array([1.0, 3.0, 2.0]))
