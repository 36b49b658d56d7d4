import jax
import jax.numpy as jnp
from jax import lax


def collatz(n):
    # The numbers may need all 32 bits, so the signed int32 is not enough.
    n = jnp.asarray(n, dtype=jnp.uint32)

    def not_done(state):
        m, steps = state
        return m != 1

    def step(state):
        m, steps = state
        m = jnp.where(m % 2 == 0, m // 2, 3 * m + 1)
        return m, steps + 1

    m, steps = lax.while_loop(not_done, step, (n, 0))
    return steps


def running_average(x, alpha):
    x = jnp.asarray(x)

    def step(s, x_t):
        # the same as alpha * x_t + (1 - alpha) * s; gives exactly x_0 for s = x_t = x_0
        s = s + alpha * (x_t - s)
        return s, s

    # scan goes along the first axis: times first, all series in one step
    last, averages = lax.scan(step, x[:, 0], x.T)
    return averages.T
