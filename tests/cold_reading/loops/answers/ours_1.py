import jax
import jax.numpy as jnp
from jax import lax


def collatz(n):
    def going(state):
        m, _ = state
        return m > 1

    def turn(state):
        m, steps = state
        m = jnp.where(m % 2 == 0, m // 2, 3 * m + 1)
        return m, steps + 1

    start = (jnp.asarray(n, dtype=jnp.uint32), jnp.int32(0))
    return lax.while_loop(going, turn, start)[1]


def running_average(x, alpha):
    def one(x):
        x = x.astype((alpha * x).dtype)                # the dtype that the carry ends in

        def step(s, x_t):
            s = alpha * x_t + (1 - alpha) * s
            return s, s

        rest = lax.scan(step, x[0], x[1:])[1]
        return jnp.concatenate([x[:1], rest])

    return jax.vmap(one)(x)
