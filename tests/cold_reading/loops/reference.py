import jax
import jax.numpy as jnp


def collatz(n):
    def step(state):
        n, count = state
        return jnp.where(n % 2 == 0, n // 2, 3 * n + 1), count + 1

    start = (jnp.asarray(n, jnp.int32), jnp.int32(0))
    return jax.lax.while_loop(lambda state: state[0] != 1, step, start)[1]


def running_average(x, alpha):
    x = jnp.asarray(x)

    def step(s, x_t):
        s = alpha * x_t + (1 - alpha) * s
        return s, s

    first = x[:, 0]
    _, rest = jax.lax.scan(step, first, x.T[1:])
    return jnp.concatenate([first[None], rest]).T
