# %% right | fori_loop over the inner points
def simulate(key, T, gain, steps):
    def step(_, T):
        return T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:]))

    T = jax.lax.fori_loop(0, steps, step, T.at[0].set(0.0).at[-1].set(0.0))
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% right | scan without inputs, ends held in each step
def simulate(key, T, gain, steps):
    def held(T):
        return T.at[jnp.array([0, -1])].set(0.0)

    def step(T, _):
        T = held(T)
        return held(T + 0.2 * (jnp.roll(T, 1) - 2 * T + jnp.roll(T, -1))), None

    T, _ = jax.lax.scan(step, held(T), None, length=steps)
    noise = 0.1 * jax.random.normal(key, T.shape)
    return T, gain * T + noise

# %% right | only the inner points are carried, padded with zeros
def simulate(key, T, gain, steps):
    def step(_, inner):
        rod = jnp.pad(inner, 1)
        return inner + 0.2 * (rod[:-2] - 2 * inner + rod[2:])

    T = jnp.pad(jax.lax.fori_loop(0, steps, step, T[1:-1]), 1)
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% right | compiled, steps static
from functools import partial


@partial(jax.jit, static_argnums=3)
def simulate(key, T, gain, steps):
    T = T.at[0].set(0.0).at[-1].set(0.0)

    def step(T, _):
        change = T[:-2] - 2 * T[1:-1] + T[2:]
        return T.at[1:-1].set(T[1:-1] + 0.2 * change), None

    T = jax.lax.scan(step, T, length=steps)[0]
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% right | where, with a mask of the inner points
def simulate(key, T, gain, steps):
    i = jnp.arange(T.shape[0])
    inner = (i > 0) & (i < T.shape[0] - 1)

    def step(_, T):
        T = jnp.where(inner, T, 0.0)
        return jnp.where(inner, T + 0.2 * (jnp.roll(T, 1) - 2 * T + jnp.roll(T, -1)), 0.0)

    T = jax.lax.fori_loop(0, steps, step, jnp.where(inner, T, 0.0))
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% right | concatenates the two cold ends at each step
def simulate(key, T, gain, steps):
    ice = jnp.zeros(1, T.dtype)

    def step(T, _):
        left, middle, right = T[:-2], T[1:-1], T[2:]
        return jnp.concatenate([ice, middle + 0.2 * (left - 2 * middle + right), ice]), None

    T, _ = jax.lax.scan(step, jnp.concatenate([ice, T[1:-1], ice]), None, steps)
    return (T, gain * T + 0.1 * jax.random.normal(key, (T.shape[0],)))

# %% right | the step as a matrix, applied in a loop
def simulate(key, T, gain, steps):
    n = T.shape[0]
    inner = jnp.ones(n).at[0].set(0.0).at[-1].set(0.0)
    laplace = jnp.eye(n, k=1) + jnp.eye(n, k=-1) - 2 * jnp.eye(n)
    M = inner[:, None] * (jnp.eye(n) + 0.2 * laplace) * inner[None, :]
    T = jax.lax.fori_loop(0, steps, lambda _, T: M @ T, inner * T)
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% right | a key for each thermometer
def read(key, t, gain):
    return gain * t + 0.1 * jax.random.normal(key)


def simulate(key, T, gain, steps):
    T = T.at[0].set(0.0)
    T = T.at[-1].set(0.0)
    T = jax.lax.fori_loop(
        0, steps, lambda i, T: T.at[1:-1].add(0.2 * jnp.diff(T, n=2)), T)
    keys = jax.random.split(key, T.shape[0])
    return T, jax.vmap(read, in_axes=(0, 0, None))(keys, T, gain)

# %% right | a convolution with three weights
def simulate(key, T, gain, steps):
    weights = jnp.array([0.2, 0.6, 0.2])
    T = T.at[0].set(0.0).at[-1].set(0.0)

    def step(T, _):
        return T.at[1:-1].set(jnp.convolve(T, weights, mode="valid")), None

    T = jax.lax.scan(step, T, jnp.arange(steps))[0]
    noise = jax.random.normal(key, T.shape)
    return T, gain * T + 0.1 * noise

# %% right | a class for the rod, and one more key split off
class Rod:
    rate = 0.2

    def held(self, T):
        return T.at[0].set(0.0).at[-1].set(0.0)

    def step(self, i, T):
        flow = jnp.diff(T)
        return T.at[1:-1].add(self.rate * (flow[1:] - flow[:-1]))

    def simulate(self, key, T, gain, steps):
        _, noise_key = jax.random.split(key)
        T = jax.lax.fori_loop(0, steps, self.step, self.held(T))
        return T, gain * T + 0.1 * jax.random.normal(noise_key, T.shape)


simulate = Rod().simulate

# %% right | carries the inner points only, compiles the march alone
from functools import partial


@partial(jax.jit, static_argnames="steps")
def march(T, steps):
    zero = jnp.zeros((), T.dtype)

    def step(u, _):
        left = jnp.append(zero, u[:-1])
        right = jnp.append(u[1:], zero)
        return u + 0.2 * (left - 2 * u + right), None

    u, _ = jax.lax.scan(step, T[1:-1], None, length=steps)
    return jnp.zeros_like(T).at[1:-1].set(u)


def simulate(key, T, gain, steps):
    warm = march(T, steps=steps)
    readings = warm * gain + jax.random.normal(key, warm.shape) * 0.1
    return warm, readings

# %% right | steps in the order of the formula, new name for each thing
def simulate(key, T, gain, steps):
    n = len(T)
    start_state = jnp.zeros(n).at[1:n - 1].set(T[1:n - 1])

    def body(_, now):
        new = now[1:n - 1] + 0.2 * (now[0:n - 2] - 2 * now[1:n - 1] + now[2:n])
        return now.at[1:n - 1].set(new)

    temperatures = jax.lax.fori_loop(0, steps, body, start_state)
    noise = 0.1 * jax.random.normal(key, temperatures.shape)
    return temperatures, gain * temperatures + noise

# %% wrong | a Python loop, written out in the recording
def simulate(key, T, gain, steps):
    T = T.at[0].set(0.0).at[-1].set(0.0)
    for _ in range(steps):
        T = T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:]))
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% wrong | updates that are thrown away: the ends keep what they had
def simulate(key, T, gain, steps):
    T.at[0].set(0.0)
    T.at[-1].set(0.0)
    T = jax.lax.fori_loop(
        0, steps, lambda _, T: T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:])), T)
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% wrong | a ring: the ends are cold at the start and warm up
def simulate(key, T, gain, steps):
    def step(_, T):
        return T + 0.2 * (jnp.roll(T, 1) - 2 * T + jnp.roll(T, -1))

    T = jax.lax.fori_loop(0, steps, step, T.at[0].set(0.0).at[-1].set(0.0))
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% wrong | one draw for all thermometers
def simulate(key, T, gain, steps):
    def step(_, T):
        return T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:]))

    T = jax.lax.fori_loop(0, steps, step, T.at[0].set(0.0).at[-1].set(0.0))
    return T, jax.vmap(lambda t: gain * t + 0.1 * jax.random.normal(key))(T)

# %% wrong | the amplifier amplifies the noise too
def simulate(key, T, gain, steps):
    def step(T, _):
        return T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:])), None

    T, _ = jax.lax.scan(step, T.at[0].set(0.0).at[-1].set(0.0), None, length=steps)
    return T, gain * (T + 0.1 * jax.random.normal(key, T.shape))

# %% wrong | the gain of the chapter instead of the one given
def simulate(key, T, gain, steps):
    def step(_, T):
        return T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:]))

    T = jax.lax.fori_loop(0, steps, step, T.at[0].set(0.0).at[-1].set(0.0))
    return T, amplified(T) + 0.1 * jax.random.normal(key, T.shape)

# %% wrong | one step too few
def simulate(key, T, gain, steps):
    def step(_, T):
        return T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:]))

    T = jax.lax.fori_loop(1, steps, step, T.at[0].set(0.0).at[-1].set(0.0))
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% wrong | the ends are made cold after the last step only
def simulate(key, T, gain, steps):
    def step(_, T):
        return T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:]))

    T = jax.lax.fori_loop(0, steps, step, T)
    T = T.at[0].set(0.0).at[-1].set(0.0)
    return T, gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% wrong | the readings alone
def simulate(key, T, gain, steps):
    def step(_, T):
        return T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:]))

    T = jax.lax.fori_loop(0, steps, step, T.at[0].set(0.0).at[-1].set(0.0))
    return gain * T + 0.1 * jax.random.normal(key, T.shape)

# %% wrong | the same key drawn from in every step: noise inside the simulation
def simulate(key, T, gain, steps):
    def step(T, _):
        T = T.at[1:-1].add(0.2 * (T[:-2] - 2 * T[1:-1] + T[2:]))
        reading = gain * T + 0.1 * jax.random.normal(key, T.shape)
        return reading.at[0].set(0.0).at[-1].set(0.0), reading

    T = T.at[0].set(0.0).at[-1].set(0.0)
    T, readings = jax.lax.scan(step, T, None, length=steps)
    return T, readings[-1]
