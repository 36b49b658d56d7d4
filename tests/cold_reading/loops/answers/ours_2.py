import jax
import jax.numpy as jnp
from jax import lax


def collatz(n):
    # positive and within 32 bits: an unsigned number holds all of them
    n = jnp.array(n).astype(jnp.uint32)

    def going(state):
        m, _ = state
        return m > 1

    def turn(state):
        m, count = state
        return jnp.where(m % 2 == 0, m // 2, 3 * m + 1), count + 1

    _, count = lax.while_loop(going, turn, (n, jnp.int32(0)))
    return count


def running_average(x, alpha):
    def one(x):                                   # one series, shape (times,)
        def step(s, value):
            s = alpha * value + (1 - alpha) * s
            return s, s

        # start from x_0: the first turn gives alpha x_0 + (1 - alpha) x_0 = x_0;
        # 0 * alpha gives the carry the dtype that it ends in
        return lax.scan(step, x[0] + 0 * alpha, x)[1]

    return jax.vmap(one)(x)
