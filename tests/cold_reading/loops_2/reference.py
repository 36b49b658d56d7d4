import jax
import jax.numpy as jnp


def vapour_fraction(K, z):
    def f(V, K):
        return jnp.sum(z * (K - 1) / (1 + V * (K - 1)))

    liquid, vapour = f(0.0, K) <= 0, f(1.0, K) >= 0
    K = jnp.where(liquid | vapour, 2.0, K)  # what is not picked stays finite

    def halve(_, ends):
        low, high = ends
        middle = (low + high) / 2
        above = f(middle, K) > 0
        return jnp.where(above, middle, low), jnp.where(above, high, middle)

    V = jax.lax.stop_gradient(jax.lax.fori_loop(0, 25, halve, (0.0, 1.0))[0])
    for _ in range(2):  # one Newton step for each derivative
        V = V + f(V, K) / jnp.sum(z * ((K - 1) / (1 + V * (K - 1))) ** 2)
    return jnp.where(liquid, 0.0, jnp.where(vapour, 1.0, V))


def counted(t, valid, tau, extends):
    def step(carry, row):
        dead, last = carry
        t, valid = row
        counts = valid & (~dead | (t - last >= tau))
        starts = valid & (counts | extends)
        return (dead | starts, jnp.where(starts, t, last)), counts

    t = jnp.asarray(t)
    start = (jnp.asarray(False), jnp.zeros((), t.dtype))
    return jax.lax.scan(step, start, (t, jnp.asarray(valid)))[1]
