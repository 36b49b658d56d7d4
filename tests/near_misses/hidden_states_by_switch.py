"""Looks like functions in a global list, chosen by a traced integer.
The tuple never changes, and lax.switch is what chooses among functions at run time.

looks like: M02
"""

import jax
import jax.numpy as jnp

MEANS = jnp.array([-1.0, 0.5, 2.0])
EMISSIONS = (
    lambda y: -0.5 * (y - MEANS) ** 2,
    lambda y: -jnp.abs(y - MEANS) - jnp.log(2.0),
    lambda y: -jnp.log1p((y - MEANS) ** 2),
)


def f(kind, log_move, ys):
    def forward(alpha, y):
        moved = jax.nn.logsumexp(alpha[:, None] + log_move, axis=0)
        return moved + jax.lax.switch(kind, EMISSIONS, y), None

    alpha, _ = jax.lax.scan(forward, jnp.full(3, -jnp.log(3.0)), ys)
    return jax.nn.logsumexp(alpha)


stay = jnp.log(jnp.eye(3) * 0.7 + 0.1)
args = (jnp.int32(2), stay, jnp.array([-1.1, -0.8, 0.6, 2.2, 1.9]))
