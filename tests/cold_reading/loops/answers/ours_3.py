import jax
import jax.numpy as jnp
from jax import lax


def collatz(n):
    # unsigned: "32 bits" may need the top bit; the carry keeps this dtype
    n = jnp.asarray(n, dtype=jnp.uint32)

    def going(state):
        m, _ = state
        return m > 1

    def turn(state):
        m, count = state
        m = jnp.where(m % 2 == 0, m // 2, 3 * m + 1)
        return m, count + 1

    return lax.while_loop(going, turn, (n, jnp.int32(0)))[1]


def running_average(x, alpha):
    x = jnp.asarray(x)
    x = x.astype((alpha * x).dtype)                    # the dtype the carry ends in

    def one(row):                                      # one series: axis 0 is time
        def step(s, value):
            s = alpha * value + (1 - alpha) * s
            return s, s

        later = lax.scan(step, row[0], row[1:])[1]
        return jnp.concatenate([row[:1], later])

    return jax.vmap(one)(x)
