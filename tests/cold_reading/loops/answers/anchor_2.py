import jax
import jax.numpy as jnp
from jax import lax


def collatz(n):
    # "32 bits" may need the top bit, so unsigned, as in NumPy.
    m0 = jnp.asarray(n, dtype=jnp.uint32)

    def cond_fun(state):
        m, count = state
        return m != 1

    def body_fun(state):
        m, count = state
        m = jnp.where(m % 2 == 0, m // 2, 3 * m + 1)
        return m, count + 1

    m, count = lax.while_loop(cond_fun, body_fun, (m0, 0))
    return count


def running_average(x, alpha):
    x = jnp.asarray(x)
    first = x[:, 0]

    def step(s, x_t):
        s = alpha * x_t + (1 - alpha) * s
        return s, s

    # scan walks along the first axis, so time goes first
    last, rest = lax.scan(step, first, x[:, 1:].T)
    return jnp.concatenate([first[:, None], rest.T], axis=1)
