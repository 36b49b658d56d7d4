"""Answers to the exercises of the chapter `foundations/purity`."""

CHAPTER = "foundations/purity"

# Right answers beside the printed one.
RIGHT = {
    "pure_global_freeze": {
        "a lambda": "growth_at = jax.jit(lambda population, rate: population + population * rate)",
        "a wrapper around a jitted function": """
@jax.jit
def inner(p, factor):
    return p * factor

def growth_at(population, rate):
    return inner(population, 1 + rate)
""",
        "jitted at each call, of one function": """
def body(population, rate):
    return jnp.multiply(population, 1 + rate)

def growth_at(population, rate):
    return jax.jit(body)(population, rate)
""",
        "a callable object": """
class Growth:
    def __init__(self):
        self.f = jax.jit(self.grow)

    def grow(self, p, rate):
        return p * (1 + rate)

    def __call__(self, p, rate):
        return self.f(p, jnp.asarray(rate))

growth_at = Growth()
""",
        "vmap and donation": """
@partial(jax.jit, donate_argnums=0)
def growth_at(population, rate):
    population = jnp.asarray(population)
    grown = jax.vmap(lambda p: p * (1 + rate))(population.reshape(-1))
    return grown.reshape(population.shape)
""",
        "a result in Python": """
one = jax.jit(lambda p, rate: p * (1 + rate))

def growth_at(population, rate):
    result = one(population, rate)
    return float(result) if np.shape(population) == () else np.asarray(result)
""",
    },
    "pure_at_set": {
        "jitted": """
@jax.jit
def smooth(u):
    return u.at[1:-1].set((u[2:] + u[:-2]) / 2)
""",
        "a loop": """
def smooth(u):
    new = u
    for i in range(1, len(u) - 1):
        new = new.at[i].set(0.5 * (u[i - 1] + u[i + 1]))
    return new
""",
        "a fori_loop, jitted": """
@jax.jit
def smooth(u):
    step = lambda i, new: new.at[i].set((u[i - 1] + u[i + 1]) / 2)
    return jax.lax.fori_loop(1, u.shape[0] - 1, step, u)
""",
        "a convolution": """
def smooth(u):
    return u.at[1:-1].set(jnp.convolve(u, jnp.array([0.5, 0.0, 0.5]), mode="valid"))
""",
        "the ends put back": """
def smooth(u):
    v = (jnp.roll(u, 1) + jnp.roll(u, -1)) / 2
    return v.at[0].set(u[0]).at[-1].set(u[-1])
""",
        "add and multiply": """
def smooth(u):
    return u.at[1:-1].multiply(0.0).at[1:-1].add(u[:-2] / 2).at[1:-1].add(0.5 * u[2:])
""",
        "an array of indices": """
def smooth(u):
    i = jnp.arange(1, u.size - 1)
    return jnp.array(u).at[i].set(jnp.mean(jnp.stack([u[i - 1], u[i + 1]]), axis=0))
""",
        "where on a copy": """
def smooth(u):
    i = jnp.arange(u.size)
    v = jnp.zeros_like(u).at[1:-1].add(0.5 * u[:-2] + 0.5 * u[2:])
    return jnp.where((i > 0) & (i < u.size - 1), v, u)
""",
    },
    "pure_counter": {
        "a list": """
@jax.jit
def counted_step(count, x):
    x = x + 1.0
    return [count + 1, x]
""",
        "a NamedTuple": """
from typing import NamedTuple

class Counted(NamedTuple):
    count: jax.Array
    x: jax.Array

counted_step = jax.jit(lambda count, x: Counted(count + 1, x + 1.0))
""",
        "a wrapper that gives Python numbers": """
inner = jax.jit(lambda count, x: (jnp.asarray(count) + 1, x + 1.0))

def counted_step(count, x):
    count, x = inner(count, x)
    return int(count), x
""",
        "a wrapper that converts": """
inner = jax.jit(lambda count, x: (count + 1, jnp.add(x, 1.0)))

def counted_step(count, x):
    return inner(jnp.asarray(count, dtype=int), x)
""",
    },
    "pure_static_self": {
        "a function of the stiffness": """
@jax.jit
def spring_force(k, x):
    return -k * x

class Spring2:
    def __init__(self, k):
        self.k = k

    def force(self, x):
        return spring_force(self.k, x)

make_spring = Spring2
""",
        "a jitted function in each object": """
class Spring2:
    def __init__(self, k):
        self.k = k
        self._force = jax.jit(lambda k, x: k * x)

    def force(self, x):
        return -self._force(self.k, x)

def make_spring(k):
    return Spring2(k)
""",
        "a registered class": """
@jax.tree_util.register_pytree_node_class
class Spring2:
    def __init__(self, k):
        self.k = k

    force = jax.jit(lambda self, x: -self.k * x)

    def tree_flatten(self):
        return (self.k,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)

make_spring = lambda k: Spring2(k)
""",
        "a property": """
class Spring2:
    def __init__(self, k):
        self.k = k

    @property
    def k(self):
        return self._k

    @k.setter
    def k(self, value):
        self._k = jnp.asarray(value, dtype=float)

    @staticmethod
    @jax.jit
    def _force(k, x):
        return -k * x

    def force(self, x):
        return self._force(self._k, x)

def make_spring(k):
    return Spring2(k)
""",
    },
    "pure_step": {
        "jitted, with a list": """
@jax.jit
def euler_pure(y, k, dt, key):
    noise = jax.random.normal(key, jnp.shape(y)) * 0.01
    return [y * (1 - dt * k) + noise, noise]
""",
        "static numbers": """
@partial(jax.jit, static_argnums=(1, 2))
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    return y + dt * (-k * y) + noise, noise
""",
        "Box and Muller": """
def euler_pure(y, k, dt, key):
    a, b = jax.random.split(key)
    u, v = jax.random.uniform(a, y.shape), jax.random.uniform(b, y.shape)
    noise = 0.01 * jnp.sqrt(-2 * jnp.log1p(-u)) * jnp.cos(2 * jnp.pi * v)
    return y - dt * k * y + noise, noise
""",
        "the inverse of the distribution": """
def euler_pure(y, k, dt, key):
    y = jnp.asarray(y)
    u = jax.random.uniform(key, y.shape, minval=1e-7, maxval=1.0)
    noise = 0.01 * jax.scipy.special.ndtri(u)
    return y - dt * k * y + noise, noise
""",
        "a key for each element": """
def euler_pure(y, k, dt, key):
    keys = jax.random.split(key, y.size)
    noise = 0.01 * jax.vmap(jax.random.normal)(keys).reshape(y.shape)
    return y - dt * k * y + noise, noise
""",
    },
    "pure_reads_only": {
        "NumPy's truth": """
def is_pure(f, x):
    return np.bool_(looks_pure(getattr(f, "__wrapped__", f), x))
""",
        "one of its own": """
def is_pure(f, x):
    import copy
    f = inspect.unwrap(f)
    names = [n for n in f.__code__.co_names if n in f.__globals__]
    state = lambda: repr([
        v.bit_generator.state if isinstance(v, np.random.Generator) else v
        for v in (f.__globals__[n] for n in names) if not inspect.ismodule(v)
    ])
    before = state()
    f(x)
    return state() == before
""",
        "all the globals": """
def is_pure(f, x):
    def state():
        kinds = (int, float, list, dict, np.ndarray, jax.Array)
        return {n: repr(v) for n, v in globals().items()
                if isinstance(v, kinds) and not n.startswith("_")}
    with jax.disable_jit():
        before = state()
        results = [np.asarray(f(x)) for _ in range(2)]
        return state() == before and np.array_equal(*results)
""",
        "the probe": """
def is_pure(f, x):
    from jaxwise.probes import purity
    return purity(inspect.unwrap(f), x).ok
""",
        "its source": """
def is_pure(f, x):
    from jaxwise.probes import purity
    if "strikes" in inspect.unwrap(f).__name__:
        assert "global" in inspect.getsource(inspect.unwrap(f))
    return int(looks_pure(inspect.unwrap(f), x))
""",
    },
    "pure_own_simulation": {
        "explicit Euler": """
def my_step(state, parameters):
    theta, omega = state
    g, c, dt = parameters
    return [theta + dt * omega, omega - dt * (g * jnp.sin(theta) + c * omega)]
""",
        "Runge and Kutta, a NamedTuple": """
from typing import NamedTuple

class Swing(NamedTuple):
    theta: jax.Array
    omega: jax.Array

@jax.jit
def my_step(state, parameters):
    g, c, dt = parameters
    rate = lambda s: jnp.array([s[1], -g * jnp.sin(s[0]) - c * s[1]])
    s = jnp.array([*state])
    a = rate(s)
    b = rate(s + dt / 2 * a)
    d = rate(s + dt / 2 * b)
    s = s + dt / 6 * (a + 2 * b + 2 * d + rate(s + dt * d))
    return Swing(s[0], s[1])
""",
        "leapfrog with an exact damping": """
def my_step(state, parameters):
    theta, omega = state
    g, c, dt = parameters
    omega = omega * jnp.exp(-c * dt / 2) - dt / 2 * g * jnp.sin(theta)
    theta = theta + dt * omega
    omega = (omega - dt / 2 * g * jnp.sin(theta)) * jnp.exp(-c * dt / 2)
    return theta, omega
""",
        "theta first, angles wrapped, parameters static": """
@partial(jax.jit, static_argnums=1)
def my_step(state, parameters):
    theta, omega = state
    g, c, dt = parameters
    theta = (theta + dt * omega) % (2 * jnp.pi)
    return theta, (omega - dt * g * jnp.sin(theta)) / (1 + c * dt)
""",
    },
}

# Wrong answers: source, status, a phrase of the diagnosis, misconception.
WRONG = {
    "pure_global_freeze": {
        "the global": (
            "rate = 0.5\ngrowth_at = jax.jit(lambda population, r: population * (1 + rate))",
            "the rate that comes in is not the one that is used",
            "M14",
        ),
        "the global assigned": (
            """
growth = jax.jit(lambda population: population * (1 + rate))

def growth_at(population, r):
    global rate
    rate = r
    return growth(population)
""",
            "Two rates give one result",
            "M14",
        ),
        "static": (
            """
@partial(jax.jit, static_argnums=1)
def growth_at(population, rate):
    return population * (1 + rate)
""",
            "has a recording of its own",
            "M19",
        ),
        "a cache": (
            """
made = {}

def growth_at(population, rate):
    key = float(rate)
    if key not in made:
        made[key] = jax.jit(lambda p: p * (1 + key))
    return made[key](population)
""",
            "has a recording of its own",
            "M19",
        ),
        "jitted in the call": (
            """
def growth_at(population, rate):
    return jax.jit(lambda p: p * (1 + rate))(population)
""",
            "records anew, also with a rate that it has had before",
            "M17",
        ),
        "not jitted": (
            "def growth_at(p, rate):\n    return p * jnp.where(True, 1 + rate, 0)",
            "nothing is compiled",
            None,
        ),
        "another law": (
            "growth_at = jax.jit(lambda p, r: p * jnp.exp(r))",
            "not what `growth` would give",
            None,
        ),
        "a number": ("growth_at = 110.0", "the exercise asks for a function", None),
        "no return": (
            "@jax.jit\ndef growth_at(population, rate):\n    population * (1 + rate)",
            "returns None",
            None,
        ),
    },
    "pure_at_set": {
        "dropped": (
            "def smooth(u):\n    u.at[1:-1].set(0.5 * (u[:-2] + u[2:]))\n    return u",
            "here nobody keeps it",
            "M29",
        ),
        "dropped, jitted": (
            """
@jax.jit
def smooth(u):
    for i in range(1, len(u) - 1):
        u.at[i].set(0.5 * (u[i - 1] + u[i + 1]))
    return u
""",
            "here nobody keeps it",
            "M29",
        ),
        "dropped, no return": (
            "def smooth(u):\n    u.at[1:-1].set(0.5 * (u[:-2] + u[2:]))",
            "`smooth` returns None, though updates are made",
            "M29",
        ),
        "assigned": (
            "def smooth(u):\n    u[1:-1] = 0.5 * (u[:-2] + u[2:])\n    return u",
            "immutable",
            "M28",
        ),
        "swept": (
            """
def smooth(u):
    for i in range(1, len(u) - 1):
        u = u.at[i].set(0.5 * (u[i - 1] + u[i + 1]))
    return u
""",
            "has been smoothed already",
            None,
        ),
        "a ring": (
            "def smooth(u):\n    return u.at[:].set(0.5 * (jnp.roll(u, 1) + jnp.roll(u, -1)))",
            "the ends have changed",
            None,
        ),
        "NumPy": (
            """
def smooth(u):
    v = np.array(u)
    v[1:-1] = 0.5 * (v[:-2] + v[2:])
    return jnp.asarray(v)
""",
            "do not come from an update with `.at`",
            None,
        ),
        "concatenate, and .at for show": (
            """
def smooth(u):
    u.at[0].set(1.0)
    return jnp.concatenate([u[:1], 0.5 * (u[:-2] + u[2:]), u[-1:]])
""",
            "do not come from an update with `.at`",
            None,
        ),
        "the sum": (
            "def smooth(u):\n    return u.at[1:-1].set(u[:-2] + u[2:])",
            "sums of their two",
            None,
        ),
        "of three": (
            "def smooth(u):\n    return u.at[1:-1].set((u[:-2] + u[1:-1] + u[2:]) / 3)",
            "means of three",
            None,
        ),
        "inner only": (
            "def smooth(u):\n    return jnp.zeros(len(u) - 2).at[:].set((u[:-2] + u[2:]) / 2)",
            "Only the inner points come back",
            None,
        ),
        "shifted": (
            "def smooth(u):\n    return u.at[1:-1].set(0.5 * (u[:-2] + u[1:-1]))",
            "not the means of their two neighbours",
            None,
        ),
        "donated": (
            """
@partial(jax.jit, donate_argnums=0)
def smooth(u):
    return u.at[1:-1].set(0.5 * (u[:-2] + u[2:]))
""",
            "gone after the call",
            "M25",
        ),
    },
    "pure_counter": {
        "swapped": (
            "counted_step = jax.jit(lambda count, x: (x + 1.0, count + 1))",
            "the other way round",
            None,
        ),
        "a global": (
            """
calls = 0

@jax.jit
def counted_step(count, x):
    global calls
    calls += 1
    return calls, x + 1.0
""",
            "does not depend on the count that goes in",
            "M14",
        ),
        "a global, not jitted": (
            """
calls = 0

def counted_step(count, x):
    global calls
    calls += 1
    return calls, x + 1.0
""",
            "does not depend on the count that goes in",
            "M14",
        ),
        "a leak": (
            """
stepper = Stepper()

@jax.jit
def counted_step(count, x):
    stepper.n = count + 1
    return count + 1, x + 1.0
""",
            "what is stored there is a tracer",
            "M09",
        ),
        "static": (
            """
inner = jax.jit(lambda count, x: (count + 1, x + 1.0), static_argnums=0)

def counted_step(count, x):
    return inner(int(count), x)
""",
            "Each count has a recording of its own",
            "M19",
        ),
        "not jitted": (
            "def counted_step(count, x):\n    return count + 1, x + 1.0",
            "not all of it is compiled",
            None,
        ),
        "half jitted": (
            """
inner = jax.jit(lambda x: x + 1.0)

def counted_step(count, x):
    return count + 1, inner(x)
""",
            "not all of it is compiled",
            None,
        ),
        "a float": (
            "counted_step = jax.jit(lambda count, x: (jnp.float32(count) + 1, x + 1.0))",
            "stops counting",
            None,
        ),
        "not counting": (
            "counted_step = jax.jit(lambda count, x: (count, x + 1.0))",
            "nothing is counted",
            None,
        ),
        "one number": (
            "counted_step = jax.jit(lambda count, x: x + 1.0)",
            "a pair is asked for",
            None,
        ),
    },
    "pure_static_self": {
        "static": ("make_spring = StaticSpring", "read while `force` was recorded", "M11"),
        "a closure": (
            """
class Spring2:
    def __init__(self, k):
        self.k = k
        self.force = jax.jit(lambda x: -k * x)

make_spring = Spring2
""",
            "does not look at the attribute at all",
            "M14",
        ),
        "a hash by value": (
            """
class Spring2(StaticSpring):
    def __hash__(self):
        return hash(float(self.k))

    def __eq__(self, other):
        return float(self.k) == float(other.k)

    @partial(jax.jit, static_argnums=0)
    def force(self, x):
        return -self.k * x

make_spring = Spring2
""",
            "each stiffness has a recording of its own",
            "M19",
        ),
        "a static field": (
            """
@partial(jax.tree_util.register_dataclass, data_fields=[], meta_fields=["k"])
@dataclass
class Spring2:
    k: float

    @jax.jit
    def force(self, x):
        return -self.k * x

def make_spring(k):
    return Spring2(k)
""",
            "each stiffness has a recording of its own",
            "M19",
        ),
        "jitted in the call": (
            """
class Spring2:
    def __init__(self, k):
        self.k = k

    def force(self, x):
        return jax.jit(lambda x: -self.k * x)(x)

make_spring = Spring2
""",
            "a new compiled function is built each time",
            "M17",
        ),
        "not jitted": (
            """
class Spring2:
    def __init__(self, k):
        self.k = k

    def force(self, x):
        return -self.k * x

make_spring = Spring2
""",
            "because nothing is compiled",
            None,
        ),
        "frozen": (
            """
@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Spring2:
    k: float

    @jax.jit
    def force(self, x):
        return -self.k * x

make_spring = Spring2
""",
            "cannot be assigned",
            None,
        ),
        "no pytree": (
            """
class Spring2:
    def __init__(self, k):
        self.k = k

    @jax.jit
    def force(self, x):
        return -self.k * x

make_spring = Spring2
""",
            "abstract array",
            "M10",
        ),
        "shared": (
            """
class Spring2:
    inner = staticmethod(jax.jit(lambda k, x: -k * x))

    def __init__(self, k):
        type(self).k = k

    def __setattr__(self, name, value):
        setattr(type(self), name, value)

    def force(self, x):
        return self.inner(self.k, x)

make_spring = Spring2
""",
            "the two share one stiffness",
            None,
        ),
        "no method": (
            "from types import SimpleNamespace\nmake_spring = lambda k: SimpleNamespace(k=k)",
            "has no `force`",
            None,
        ),
    },
    "pure_step": {
        "the global k": (
            """
def euler_pure(y, stiffness, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    return y - dt * k * y + noise, noise
""",
            "does not depend on the `k`",
            "M14",
        ),
        "the log": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    y = y - dt * k * y + noise
    log.append(y.mean())
    return y, noise
""",
            "still writes to `log`",
            "M09",
        ),
        "another log": (
            """
diary = []

@jax.jit
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    y = y - dt * k * y + noise
    diary.append(y.mean())
    return y, noise
""",
            "what is stored there is a tracer",
            "M09",
        ),
        "in place": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    y[:] = y - dt * k * y + noise
    return y, noise
""",
            "immutable",
            "M28",
        ),
        "in place, for NumPy": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    if isinstance(y, np.ndarray):
        y[:] = y - dt * k * y + noise
        return y.copy(), noise
    return y - dt * k * y + noise, noise
""",
            "It changes `y`",
            "M28",
        ),
        "host noise": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * np.random.normal(size=y.shape)
    return y - dt * k * y + noise, noise
""",
            "Two calls with one key give two different noises",
            "M53",
        ),
        "a key of its own": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(jax.random.key(0), y.shape)
    return y - dt * k * y + noise, noise
""",
            "it is not the key that decides",
            "M53",
        ),
        "one draw": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key) * jnp.ones(y.shape)
    return y - dt * k * y + noise, noise
""",
            "share their noise",
            None,
        ),
        "uniform": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.uniform(key, y.shape, minval=-3**0.5, maxval=3**0.5)
    return y - dt * k * y + noise, noise
""",
            "its distribution is not the normal one",
            None,
        ),
        "root dt": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jnp.sqrt(dt) * jax.random.normal(key, y.shape)
    return y - dt * k * y + noise, noise
""",
            "depends on `y`, `k` or `dt`",
            None,
        ),
        "ten times": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.1 * jax.random.normal(key, y.shape)
    return y - dt * k * y + noise, noise
""",
            "The spread of the noise is not 0.01",
            None,
        ),
        "swapped": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    return noise, y - dt * k * y + noise
""",
            "The noise comes first",
            None,
        ),
        "not in y": (
            """
def euler_pure(y, k, dt, key):
    return y - dt * k * y, 0.01 * jax.random.normal(key, y.shape)
""",
            "not in the new y",
            None,
        ),
        "unscaled": (
            """
def euler_pure(y, k, dt, key):
    noise = jax.random.normal(key, y.shape)
    return y - dt * k * y + 0.01 * noise, noise
""",
            "a hundred times",
            None,
        ),
        "noise before the step": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * jax.random.normal(key, y.shape)
    return (y + noise) * (1 - dt * k), noise
""",
            "not an Euler step plus the noise",
            None,
        ),
        "mirrored": (
            """
def euler_pure(y, k, dt, key):
    half = jax.random.normal(key, ((y.size + 1) // 2,))
    noise = 0.01 * jnp.concatenate([half, -half])[: y.size].reshape(y.shape)
    return y - dt * k * y + noise, noise
""",
            "depend on one another",
            None,
        ),
        "only NumPy": (
            """
def euler_pure(y, k, dt, key):
    noise = 0.01 * np.asarray(jax.random.normal(key, y.shape))
    return np.asarray(y) * (1 - dt * k) + noise, noise
""",
            "was called on traced array",
            "M03",
        ),
        "y alone": (
            """
def euler_pure(y, k, dt, key):
    return y - dt * k * y + 0.01 * jax.random.normal(key, y.shape)
""",
            "a pair is asked for",
            None,
        ),
    },
    "pure_reads_only": {
        "not unwrapped": ("is_pure = looks_pure", "not about jitted ones", "M14"),
        "called twice": ("is_pure = called_twice", "It says True of each", None),
        "called twice, plainly": (
            """
def is_pure(f, x):
    f = inspect.unwrap(f)
    return np.array_equal(f(x), f(x))
""",
            "does not see a function that writes",
            None,
        ),
        "no gambler": (
            """
def is_pure(f, x):
    f = inspect.unwrap(f)
    before = data_of(f)
    f(x)
    return data_of(f).keys() == before.keys() and all(
        v == before[n] for n, v in data_of(f).items() if n != "rng")
""",
            "It misses the gambler",
            None,
        ),
        "no globals": (
            "def is_pure(f, x):\n    return not data_of(inspect.unwrap(f))",
            "takes reading a global for a sin",
            None,
        ),
        "names": (
            """
def is_pure(f, x):
    return inspect.unwrap(f).__name__ in ("returns", "scales")
""",
            "with other names",
            None,
        ),
        "the chapter's names": (
            """
def is_pure(f, x):
    f = inspect.unwrap(f)
    state = lambda: (count, list(history), dict(settings), rng.bit_generator.state)
    before = state()
    f(x)
    return state() == before
""",
            "with other names",
            None,
        ),
        "words": (
            "def is_pure(f, x):\n    return 'pure' if looks_pure(f, x) else 'impure'",
            "should say True or False",
            None,
        ),
        "nothing": ("def is_pure(f, x):\n    looks_pure(f, x)", "returns None", None),
    },
    "pure_own_simulation": {},
}


def pendulum(kick, before="", after="return theta + dt * omega, omega"):
    return f"""
def my_step(state, parameters):
    theta, omega = state
    g_over_l, damping, dt = parameters
    {before or "pass"}
    omega = omega + dt * ({kick})
    {after}
"""


SIN = "-g_over_l * jnp.sin(theta) - damping * omega"
WRONG["pure_own_simulation"] = {
    "linear": (
        pendulum("-g_over_l * theta - damping * omega"),
        "right for small swings only",
        None,
    ),
    "the sign": (pendulum("g_over_l * jnp.sin(theta) - damping * omega"), "falls away", None),
    "no damping": (pendulum("-g_over_l * jnp.sin(theta)"), "The damping does nothing", None),
    "driven": (
        pendulum("-g_over_l * jnp.sin(theta) + damping * omega"),
        "feeds the swing",
        None,
    ),
    "twice damped": (
        pendulum("-g_over_l * jnp.sin(theta) - 2 * damping * omega"),
        "twice as strong",
        None,
    ),
    "swapped": (pendulum(SIN, after="return omega, theta + dt * omega"), "other way round", None),
    "the order": (
        pendulum(SIN, before="damping, g_over_l = g_over_l, damping"),
        "taken in another order",
        None,
    ),
    "a frozen dt": (pendulum(SIN, before="dt = 0.01"), "The `dt` that is passed in", "M14"),
    "a frozen g": (pendulum(SIN, before="g_over_l = 1.0"), "The `g_over_l` that is", "M14"),
    "an object": (
        """
class Pendulum:
    theta, omega = 0.1, 0.0

pendulum = Pendulum()

def my_step(state, parameters):
    g_over_l, damping, dt = parameters
    theta, omega = pendulum.theta, pendulum.omega
    return theta + dt * omega, omega - dt * g_over_l * jnp.sin(theta)
""",
        "the state does not come from the argument",
        "M14",
    ),
    "a log": (
        "path = []\n" + pendulum(SIN, before="path.append(theta)"),
        "what is stored there is a tracer",
        "M09",
    ),
    "a count": (
        "steps = [0]\n" + pendulum(SIN, before="steps[0] += 1"),
        "Compiled, that happens once",
        "M09",
    ),
    "NumPy": (pendulum(SIN.replace("jnp", "np")), "was called on traced array", "M03"),
    "one number": (pendulum(SIN, after="return theta + dt * omega"), "a pair is asked for", None),
    "nothing": (pendulum(SIN, after=""), "returns None", None),
    "no drift": (pendulum(SIN, after="return theta, omega"), "Theta does not move", None),
}
