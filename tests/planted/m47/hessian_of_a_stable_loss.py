"""A loss with a hand-written reverse rule is given to hessian, which begins in forward mode.

misconception: M47
thread: https://github.com/jax-ml/jax/issues/16049
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.custom_vjp
def log1pexp(x):
    return jnp.where(x > 20.0, x, jnp.log1p(jnp.exp(jnp.minimum(x, 20.0))))


def log1pexp_fwd(x):
    return log1pexp(x), x  # HERE


log1pexp.defvjp(log1pexp_fwd, lambda x, g: (g * jax.nn.sigmoid(x),))


def negative_log_likelihood(w, x, sign):
    return jnp.sum(log1pexp(-sign * (x @ w)))


def standard_errors(w, x, sign):
    information = jax.hessian(negative_log_likelihood)(w, x, sign)
    return jnp.sqrt(jnp.diag(jnp.linalg.inv(information)))


def run():
    x = jax.random.normal(jax.random.key(6), (30, 2))
    return standard_errors(jnp.zeros(2), x, jnp.sign(x[:, 0]))
