import jax.numpy as jnp
from jax import lax


def collatz(n):
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
  x = jnp.array(x)
  by_time = x.T              # (times, series): scan goes along the first axis
  first = by_time[0]

  def step(s, x_t):
    s = alpha * x_t + (1 - alpha) * s
    return s, s

  _, rest = lax.scan(step, first, by_time[1:])   # (times - 1, series)
  return jnp.concatenate([first[None, :], rest]).T
