# %% right | fori_loop with a lambda
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda _, E: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return jax.lax.fori_loop(0, steps, newton, M)

# %% right | scan of a given length over nothing
def eccentric_anomaly_loop(M, e, steps):
    def step(E, _):
        E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
        return E, None

    E, _ = jax.lax.scan(step, jnp.asarray(M), None, length=steps)
    return E

# %% right | scan over the numbers of the steps, which are not used
def eccentric_anomaly_loop(M, e, steps):
    def step(E, k):
        slope = 1 - e * jnp.cos(E)
        return E - (E - e * jnp.sin(E) - M) / slope, None

    return jax.lax.scan(step, M, jnp.arange(steps))[0]

# %% right | while_loop that counts down
def eccentric_anomaly_loop(M, e, steps):
    def more(state):
        left, _ = state
        return left > 0

    def body(state):
        left, E = state
        return left - 1, E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

    _, E = jax.lax.while_loop(more, body, (steps, M))
    return E

# %% right | compiled, the number of steps static
from functools import partial

@partial(jax.jit, static_argnames="steps")
def eccentric_anomaly_loop(M, e, steps):
    def body(_, E):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

    return jax.lax.fori_loop(0, steps, body, M)

# %% right | compiled, the number of steps a traced argument
@jax.jit
def eccentric_anomaly_loop(M, e, steps):
    def body(_, E):
        f = E - e * jnp.sin(E) - M
        return E - f / (1 - e * jnp.cos(E))

    return jax.lax.fori_loop(0, steps, body, M)

# %% right | everything that the step needs is carried along
def eccentric_anomaly_loop(M, e, steps):
    def step(i, state):
        E, M, e = state
        E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
        return E, M, e

    E, _, _ = jax.lax.fori_loop(0, steps, step, (M, M, e))
    return E

# %% right | the step is an object that can be called
class NewtonStep:
    def __init__(self, M, e):
        self.M, self.e = M, e

    def __call__(self, _, E):
        miss = E - self.e * jnp.sin(E) - self.M
        return E - miss / (1 - self.e * jnp.cos(E))

def eccentric_anomaly_loop(M, e, steps):
    return jax.lax.fori_loop(0, steps, NewtonStep(M, e), jnp.asarray(M))

# %% right | the slope of Kepler's equation by jvp
def eccentric_anomaly_loop(M, e, steps):
    def kepler(E):
        return E - e * jnp.sin(E) - M

    def body(_, E):
        f, slope = jax.jvp(kepler, (E,), (jnp.ones_like(E),))
        return E - f / slope

    return jax.lax.fori_loop(0, steps, body, jnp.asarray(M))

# %% right | scan that also keeps all the iterates, and returns the last carry
def eccentric_anomaly_loop(M, e, steps):
    def step(E, _):
        E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
        return E, E

    last, history = jax.lax.scan(step, M, xs=None, length=steps)
    return last

# %% right | a step for any M and e, the two filled in by partial
import functools

def newton_step(M, e, i, E):
    return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

def eccentric_anomaly_loop(M, e, steps):
    body = functools.partial(newton_step, M, e)
    return jax.lax.fori_loop(lower=0, upper=steps, body_fun=body, init_val=M)

# %% right | one number at a time with jax.grad, spread over arrays by jnp.vectorize
def eccentric_anomaly_loop(M, e, steps):
    @jnp.vectorize
    def solve(M, e):
        both = jax.value_and_grad(lambda E: E - e * jnp.sin(E) - M)

        def body(_, E):
            f, slope = both(E)
            return E - f / slope

        return jax.lax.fori_loop(0, steps, body, M)

    return solve(M, e)

# %% wrong | a Python loop: the recording grows with the steps
def eccentric_anomaly_loop(M, e, steps):
    E = M
    for _ in range(steps):
        E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return E

# %% wrong | jit around the Python loop: one call outside, inside still a copy for each step
from functools import partial

@partial(jax.jit, static_argnums=2)
def eccentric_anomaly_loop(M, e, steps):
    E = M
    for _ in range(steps):
        E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return E

# %% wrong | starts counting at 1: one step short
def eccentric_anomaly_loop(M, e, steps):
    def body(_, E):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

    return jax.lax.fori_loop(1, steps, body, M)

# %% wrong | always ten steps, whatever steps says
def eccentric_anomaly_loop(M, e, steps):
    def body(_, E):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

    return jax.lax.fori_loop(0, 10, body, M)

# %% wrong | the arguments of the body are swapped: the counter is taken for the anomaly
def eccentric_anomaly_loop(M, e, steps):
    def body(E, _):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

    return jax.lax.fori_loop(0, steps, body, M)

# %% wrong | returns the pair of scan, not the anomaly
def eccentric_anomaly_loop(M, e, steps):
    def step(E, _):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E)), None

    return jax.lax.scan(step, M, None, length=steps)

# %% wrong | iterates until it converges and pays no heed to steps
def eccentric_anomaly_loop(M, e, steps):
    def off(E):
        return jnp.max(jnp.abs(E - e * jnp.sin(E) - M)) > 1e-12

    def body(E):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

    return jax.lax.while_loop(off, body, M)

# %% wrong | fixed-point iteration instead of Newton's
def eccentric_anomaly_loop(M, e, steps):
    return jax.lax.fori_loop(0, steps, lambda _, E: M + e * jnp.sin(E), M)

# %% wrong | only the step is compiled: the recording holds one call for each step
def eccentric_anomaly_loop(M, e, steps):
    @jax.jit
    def newton(E):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

    E = M
    while steps > 0:
        E, steps = newton(E), steps - 1
    return E

# %% wrong | starts at zero instead of at M: another iteration, seen after few steps
def eccentric_anomaly_loop(M, e, steps):
    def body(_, E):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))

    return jax.lax.fori_loop(0, steps, body, 0.0 * M)
