# %% right | a Python loop with jax.tree.map
def descend(f, x, steps):
    v = jax.tree.map(jnp.zeros_like, x)
    for _ in range(steps):
        g = jax.grad(f)(x)
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, g)
        x = jax.tree.map(lambda x, v: x + v, x, v)
    return x, v

# %% right | scan with a pair as carry
def descend(f, x, steps):
    slope = jax.grad(f)

    def body(carry, _):
        x, v = carry
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, slope(x))
        return (jax.tree.map(jnp.add, x, v), v), None

    return jax.lax.scan(body, (x, jax.tree.map(jnp.zeros_like, x)), None, length=steps)[0]

# %% right | fori_loop, the state a registered dataclass
from typing import Any

@jax.tree_util.register_dataclass
@dataclass
class Ball:
    place: Any
    speed: Any

def descend(f, x, steps):
    def roll(i, ball):
        force = jax.grad(f)(ball.place)
        speed = jax.tree.map(lambda s, g: 0.9 * s - 0.1 * g, ball.speed, force)
        return Ball(jax.tree.map(lambda p, s: p + s, ball.place, speed), speed)

    start = Ball(x, jax.tree.map(lambda leaf: 0 * leaf, x))
    end = jax.lax.fori_loop(0, steps, roll, start)
    return end.place, end.speed

# %% right | lists of leaves, unflattened at the end, a list returned
def descend(f, x, steps):
    xs, structure = jax.tree.flatten(x)
    vs = [jnp.zeros(leaf.shape, leaf.dtype) for leaf in xs]
    for _ in range(steps):
        gs = jax.tree.leaves(jax.grad(f)(jax.tree.unflatten(structure, xs)))
        vs = [0.9 * v - 0.1 * g for v, g in zip(vs, gs)]
        xs = [x + v for x, v in zip(xs, vs)]
    return [jax.tree.unflatten(structure, xs), jax.tree.unflatten(structure, vs)]

# %% right | while_loop with a counter in a dictionary
def descend(f, x, steps):
    def body(state):
        g = jax.grad(f)(state["x"])
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, state["v"], g)
        x = jax.tree.map(lambda x, v: x + v, state["x"], v)
        return {"x": x, "v": v, "count": state["count"] + 1}

    begin = {"x": x, "v": jax.tree.map(jnp.zeros_like, x), "count": 0}
    end = jax.lax.while_loop(lambda state: state["count"] < steps, body, begin)
    return end["x"], end["v"]

# %% right | one vector with ravel_pytree
def descend(f, x, steps):
    p, unravel = ravel_pytree(x)
    slope = jax.grad(lambda p: f(unravel(p)))
    w = jnp.zeros_like(p)
    for _ in range(steps):
        w = 0.9 * w - 0.1 * slope(p)
        p = p + w
    return unravel(p), unravel(w)

# %% right | Optax: sgd with momentum, v is the last update
def descend(f, x, steps):
    import optax

    optimiser = optax.sgd(0.1, momentum=0.9)
    memory = optimiser.init(x)
    for _ in range(steps):
        v, memory = optimiser.update(jax.grad(f)(x), memory, x)
        x = optax.apply_updates(x, v)
    return x, v

# %% right | v starts as plain zeros that broadcast
def descend(f, x, steps):
    v = jax.tree.map(lambda leaf: 0.0, x)
    for step in range(steps):
        v = jax.tree.map(lambda old, slope: old * 0.9 - slope * 0.1, v, jax.grad(f)(x))
        x = jax.tree.map(lambda a, b: a + b, x, v)
    return (x, v)

# %% right | the first step apart, v from the gradient alone
def descend(f, x, steps):
    v = jax.tree.map(lambda g: -0.1 * g, jax.grad(f)(x))
    x = jax.tree.map(lambda x, v: x + v, x, v)
    for _ in range(1, steps):
        _, g = jax.value_and_grad(f)(x)
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, g)
        x = jax.tree.map(lambda x, v: x + v, x, v)
    return x, v

# %% right | recursion by halves, and a lambda for the sum
def descend(f, x, steps):
    def walk(x, v, n):
        if n > 1:
            return walk(*walk(x, v, n // 2), n - n // 2)
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, jax.grad(f)(x))
        return jax.tree.map(jnp.add, x, v), v

    return walk(x, jax.tree.map(jnp.zeros_like, x), steps)

# %% right | functools.reduce over range, with a helper for linear combinations
from functools import reduce

def combine(a, x, b, y):
    return jax.tree.map(lambda x, y: a * x + b * y, x, y)

def descend(f, x, steps):
    def step(pair, _):
        x, v = pair
        v = combine(0.9, v, -0.1, jax.grad(f)(x))
        return combine(1, x, 1, v), v

    return reduce(step, range(steps), (x, jax.tree.map(jnp.zeros_like, x)))

# %% right | a named tuple, and jit inside
from typing import NamedTuple, Any

class Pair(NamedTuple):
    x: Any
    v: Any

def descend(f, x, steps):
    @jax.jit
    def step(pair):
        g = jax.grad(f)(pair.x)
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, pair.v, g)
        return Pair(jax.tree.map(lambda x, v: x + v, pair.x, v), v)

    pair = Pair(x, jax.tree.map(jnp.zeros_like, x))
    for _ in range(steps):
        pair = step(pair)
    return pair

# %% wrong | no memory: v is only the last slope
def descend(f, x, steps):
    for _ in range(steps):
        v = jax.tree.map(lambda g: -0.1 * g, jax.grad(f)(x))
        x = jax.tree.map(lambda x, v: x + v, x, v)
    return x, v

# %% wrong | x moves by the old v
def descend(f, x, steps):
    v = jax.tree.map(jnp.zeros_like, x)
    for _ in range(steps):
        g = jax.grad(f)(x)
        x = jax.tree.map(lambda x, v: x + v, x, v)
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, g)
    return x, v

# %% wrong | Nesterov: the slope at the point ahead
def descend(f, x, steps):
    v = jax.tree.map(jnp.zeros_like, x)
    for _ in range(steps):
        ahead = jax.tree.map(lambda x, v: x + 0.9 * v, x, v)
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, jax.grad(f)(ahead))
        x = jax.tree.map(lambda x, v: x + v, x, v)
    return x, v

# %% wrong | the other convention: v without the rate and with the other sign
def descend(f, x, steps):
    v = jax.tree.map(jnp.zeros_like, x)
    for _ in range(steps):
        v = jax.tree.map(lambda v, g: 0.9 * v + g, v, jax.grad(f)(x))
        x = jax.tree.map(lambda x, v: x - 0.1 * v, x, v)
    return x, v

# %% wrong | v is kept outside of the function
velocity = {}

def descend(f, x, steps):
    for _ in range(steps):
        g = jax.grad(f)(x)
        old = velocity.get("v", jax.tree.map(jnp.zeros_like, x))
        velocity["v"] = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, old, g)
        x = jax.tree.map(lambda x, v: x + v, x, velocity["v"])
    return x, velocity["v"]

# %% wrong | only for a flat dictionary
def descend(f, x, steps):
    v = {name: jnp.zeros_like(x[name]) for name in x}
    for _ in range(steps):
        g = jax.grad(f)(x)
        v = {name: 0.9 * v[name] - 0.1 * g[name] for name in x}
        x = {name: x[name] + v[name] for name in x}
    return x, v

# %% wrong | v comes back as one vector
def descend(f, x, steps):
    p, unravel = ravel_pytree(x)
    v = jnp.zeros_like(p)
    for _ in range(steps):
        v = 0.9 * v - 0.1 * jax.grad(lambda p: f(unravel(p)))(p)
        p = p + v
    return unravel(p), v

# %% wrong | one step too few
def descend(f, x, steps):
    def body(i, pair):
        x, v = pair
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, jax.grad(f)(x))
        return jax.tree.map(jnp.add, x, v), v

    return jax.lax.fori_loop(1, steps, body, (x, jax.tree.map(jnp.zeros_like, x)))

# %% wrong | the slope is taken once, at the start
def descend(f, x, steps):
    v = jax.tree.map(jnp.zeros_like, x)
    g = jax.grad(f)(x)
    for _ in range(steps):
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, g)
        x = jax.tree.map(lambda x, v: x + v, x, v)
    return x, v

# %% wrong | lists and dictionaries only, no registered class
def combine(op, a, b):
    if isinstance(a, dict):
        return {name: combine(op, a[name], b[name]) for name in a}
    if isinstance(a, (list, tuple)):
        return type(a)(combine(op, i, j) for i, j in zip(a, b))
    return op(a, b)

def descend(f, x, steps):
    v = combine(lambda a, b: 0.0 * a, x, x)
    for _ in range(steps):
        v = combine(lambda v, g: 0.9 * v - 0.1 * g, v, jax.grad(f)(x))
        x = combine(lambda x, v: x + v, x, v)
    return x, v

# %% wrong | the leaves are stacked, as if all had one shape
def descend(f, x, steps):
    leaves, structure = jax.tree.flatten(x)
    p = jnp.stack(leaves)
    v = jnp.zeros_like(p)
    slope = jax.grad(lambda p: f(jax.tree.unflatten(structure, list(p))))
    for _ in range(steps):
        v = 0.9 * v - 0.1 * slope(p)
        p = p + v
    return jax.tree.unflatten(structure, list(p)), jax.tree.unflatten(structure, list(v))

# %% wrong | only the last x is returned
def descend(f, x, steps):
    v = jax.tree.map(jnp.zeros_like, x)
    for _ in range(steps):
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, jax.grad(f)(x))
        x = jax.tree.map(jnp.add, x, v)
    return x

# %% wrong | zeros of the default type, so a loop over 32-bit leaves fails
def descend(f, x, steps):
    def body(pair, _):
        x, v = pair
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, jax.grad(f)(x))
        return (jax.tree.map(jnp.add, x, v), v), None

    v = jax.tree.map(lambda leaf: jnp.zeros(leaf.shape), x)
    return jax.lax.scan(body, (x, v), None, length=steps)[0]

# %% wrong | v is dropped by the loop and begins anew
def descend(f, x, steps):
    zero = jax.tree.map(jnp.zeros_like, x)

    def body(x, _):
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, zero, jax.grad(f)(x))
        return jax.tree.map(jnp.add, x, v), v

    x, vs = jax.lax.scan(body, x, None, length=steps)
    return x, jax.tree.map(lambda leaf: leaf[-1], vs)

# %% wrong | None is made a leaf
def descend(f, x, steps):
    none = lambda node: node is None
    v = jax.tree.map(jnp.zeros_like, x, is_leaf=none)
    for _ in range(steps):
        g = jax.grad(f)(x)
        v = jax.tree.map(lambda v, g: 0.9 * v - 0.1 * g, v, g, is_leaf=none)
        x = jax.tree.map(lambda x, v: x + v, x, v, is_leaf=none)
    return x, v

# %% wrong | an average of slopes: 0.1 enters with a plus, and the step is v
def descend(f, x, steps):
    v = jax.tree.map(jnp.zeros_like, x)
    for _ in range(steps):
        v = jax.tree.map(lambda v, g: 0.9 * v + 0.1 * g, v, jax.grad(f)(x))
        x = jax.tree.map(lambda x, v: x - v, x, v)
    return x, v
