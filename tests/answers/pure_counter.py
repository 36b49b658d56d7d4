# %% right | the plain decorator
@jax.jit
def counted_step(count, x):
    return count + 1, x + 1.0

# %% right | a lambda
counted_step = jax.jit(lambda count, x: (count + 1, x + 1.0))

# %% right | with the starter's class and the answer in a comment
class Stepper:
    def __init__(self):
        self.n = jnp.array(0)

    def step(self, x):
        self.n = self.n + 1
        return x + 1.0

# stepper.n is a leaked tracer: the body ran once, while recording, and stored a stand-in.

@partial(jax.jit)
def counted_step(count, x):
    new_count = count + 1
    new_x = x + 1.0
    return (new_count, new_x)

# %% right | a fresh Stepper inside, filled from the argument and emptied into the result
class Stepper:
    def __init__(self):
        self.n = jnp.array(0)

    def step(self, x):
        self.n = self.n + 1
        return x + 1.0

@jax.jit
def counted_step(count, x):
    stepper = Stepper()
    stepper.n = count
    moved = stepper.step(x)
    return stepper.n, moved

# %% right | a NamedTuple as the pair
from typing import NamedTuple

class Counted(NamedTuple):
    count: jax.Array
    x: jax.Array

@jax.jit
def counted_step(count, x):
    return Counted(count + 1, x + 1.0)

# %% right | jnp functions, jitted afterwards
def _counted_step(count, x):
    return jnp.add(count, 1), jnp.add(x, 1.0)

counted_step = jax.jit(_counted_step)

# %% right | tree.map over both
@jax.jit
def counted_step(count, x):
    return jax.tree.map(jnp.add, (count, x), (1, 1.0))

# %% right | .at on the scalar count
@jax.jit
def counted_step(count, x):
    count = jnp.asarray(count).at[()].add(1)
    return count, x + 1.0

# %% right | prints at every call with jax.debug.print
@jax.jit
def counted_step(count, x):
    count = count + 1
    jax.debug.print("call {}", count)
    return count, x + 1.0

# %% right | augmented assignments, which only rebind the local names
@jax.jit
def counted_step(count, x):
    count += 1
    x += 1.0
    return count, x

# %% right | a static method of a class without state
class PureStepper:
    @staticmethod
    def step(count, x):
        return count + jnp.ones_like(count), x + 1.0

counted_step = jax.jit(PureStepper.step)

# %% right | a general wrapper that counts any step
def counting(step):
    def counted(count, *args):
        return count + 1, step(*args)

    return jax.jit(counted)

counted_step = counting(lambda x: x + 1.0)

# %% wrong | the pair the other way round
@jax.jit
def counted_step(count, x):
    return x + 1.0, count + 1

# %% wrong | not jitted
def counted_step(count, x):
    return count + 1, x + 1.0

# %% wrong | hands back the count that it was given
@jax.jit
def counted_step(count, x):
    return count, x + 1.0

# %% wrong | counts in a global, which happens only while recording
calls = 0

@jax.jit
def counted_step(count, x):
    global calls
    calls += 1
    return calls, x + 1.0

# %% wrong | the count is static: an array that came back cannot go in again
@partial(jax.jit, static_argnums=0)
def counted_step(count, x):
    return count + 1, x + 1.0

# %% wrong | the jitted method of a Stepper, with the count put into the object
class Stepper:
    def __init__(self):
        self.n = jnp.array(0)

    def step(self, x):
        self.n = self.n + 1
        return x + 1.0

stepper = Stepper()
step = jax.jit(stepper.step)

def counted_step(count, x):
    stepper.n = count
    y = step(x)
    return stepper.n, y

# %% wrong | int() of a tracer
@jax.jit
def counted_step(count, x):
    return int(count) + 1, x + 1.0

# %% wrong | returns the moved x alone
@jax.jit
def counted_step(count, x):
    count = count + 1
    return x + 1.0

# %% wrong | adds the count to x
@jax.jit
def counted_step(count, x):
    count = count + 1
    return count, x + count

# %% wrong | a value, not a function: called where it should be defined
def _counted_step(count, x):
    return count + 1, x + 1.0

counted_step = jax.jit(_counted_step)(jnp.array(0), 1.0)
