import jax.numpy as jnp


def contact_sums(types, contacts, weights):
    first, second = contacts.astype(int).T  # 16 and 8 bits are too narrow for what follows
    a, b = types[first].astype(int), types[second].astype(int)
    high, low = jnp.maximum(a, b), jnp.minimum(a, b)
    there = (first < len(types)) & (second < len(types))
    counts = there & (low >= 0) & (abs(first - second) >= 3)
    entry = jnp.where(counts, high * (high + 1) // 2 + low, 120)  # outside: dropped
    return jnp.zeros(120, dtype="float32").at[entry].add(weights)


def fold(times, counts, period, n):
    whole = int(period)
    turns = times // whole  # integers, exact
    seconds = times % whole - turns * (period - whole)  # less than 300000: 32 bits will do
    part = jnp.floor(seconds / period % 1.0 * n).astype(int)
    return jnp.zeros(n, dtype="int32").at[part % n].add(counts)  # % 1.0 can round to 1.0
