"""The user makes the number of samples an ordinary parameter of a jitted sampler.

misconception: M07
thread: https://github.com/jax-ml/jax/issues/648
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.jit
def independence_sampler(key, n_samples, scale):
    k_prop, k_acc = jax.random.split(key)
    proposals = scale * jax.random.normal(k_prop, (n_samples,))  # HERE
    log_u = jnp.log(jax.random.uniform(k_acc, proposals.shape))

    def step(x, inp):
        y, lu = inp
        log_ratio = (x**4 - y**4) - (x**2 - y**2) / (2.0 * scale**2)
        x = jnp.where(lu < log_ratio, y, x)
        return x, x

    return jax.lax.scan(step, 0.0, (proposals, log_u))[1]


def run():
    return independence_sampler(jax.random.key(2), 500, 1.5).mean()
