# %% right | a registered dataclass that can be changed, self is a pytree
@jax.tree_util.register_dataclass
@dataclass
class Spring:
    k: float

    @jax.jit
    def force(self, x):
        return -self.k * x

def make_spring(k):
    return Spring(k)

# %% right | a jitted function of k and x, and a thin method
@jax.jit
def spring_force(k, x):
    return -k * x

class Spring:
    def __init__(self, k):
        self.k = k

    def force(self, x):
        return spring_force(self.k, x)

def make_spring(k):
    return Spring(k)

# %% right | register_pytree_node_class with its two methods
@jax.tree_util.register_pytree_node_class
class Spring:
    def __init__(self, k):
        self.k = k

    def tree_flatten(self):
        return (self.k,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)

    @jax.jit
    def force(self, x):
        return -self.k * x

make_spring = Spring

# %% right | register_pytree_node with two lambdas
class Spring:
    def __init__(self, k):
        self.k = k

    @partial(jax.jit)
    def force(self, x):
        return -(self.k * x)

jax.tree_util.register_pytree_node(
    Spring, lambda s: ((s.k,), None), lambda _, leaves: Spring(leaves[0]))

def make_spring(k):
    return Spring(k)

# %% right | a jitted static method that takes the stiffness
class Spring:
    def __init__(self, k):
        self.k = k

    @staticmethod
    @jax.jit
    def _law(k, x):
        return -k * x

    def force(self, x):
        return self._law(self.k, x)

def make_spring(k):
    return Spring(k)

# %% right | StaticSpring kept, its method overridden
class StaticSpring:
    def __init__(self, k):
        self.k = k

    @partial(jax.jit, static_argnums=0)
    def force(self, x):
        return -self.k * x

_hooke = jax.jit(lambda k, x: -k * x)

class ListeningSpring(StaticSpring):
    def force(self, x):
        return _hooke(self.k, x)

def make_spring(k):
    return ListeningSpring(k)

# %% right | the object's own dictionary is the pytree
@jax.jit
def _pull(state, x):
    return -state["k"] * x

class Spring:
    def __init__(self, k):
        self.k = k

    def force(self, x):
        return _pull(vars(self), x)

def make_spring(k):
    return Spring(k)

# %% right | a namespace with a closure that looks k up at each call
from types import SimpleNamespace

@jax.jit
def _force(k, x):
    return -k * x

def make_spring(k):
    spring = SimpleNamespace(k=k)
    spring.force = lambda x: _force(spring.k, x)
    return spring

# %% right | k is a property that stores a float32 array
@jax.jit
def _force(k, x):
    return -k * x

class Spring:
    def __init__(self, k):
        self.k = k

    @property
    def k(self):
        return self._k

    @k.setter
    def k(self, value):
        self._k = jnp.asarray(value, dtype=jnp.float32)

    def force(self, x):
        return _force(self._k, x)

def make_spring(k):
    return Spring(k)

# %% right | register_dataclass called as a function, the fields named
@dataclass
class Spring:
    k: float

    def force(self, x):
        return -self.k * x

Spring.force = jax.jit(Spring.force)
jax.tree_util.register_dataclass(Spring, data_fields=["k"], meta_fields=[])

def make_spring(k):
    return Spring(k=k)

# %% right | static self that is equal to every other, k passed beside it
class Spring:
    def __init__(self, k):
        self.k = k

    def __hash__(self):
        return hash(Spring)

    def __eq__(self, other):
        return isinstance(other, Spring)

    @partial(jax.jit, static_argnums=0)
    def _force(self, k, x):
        return -k * x

    def force(self, x):
        return self._force(self.k, x)

def make_spring(k):
    return Spring(k)

# %% right | jax.tree_util.Partial carries k into a jitted call
def _hooke(k, x):
    return -k * x

_call = jax.jit(lambda f, x: f(x))

class Spring:
    __slots__ = ("k",)

    def __init__(self, k):
        self.k = k

    def force(self, x):
        return _call(jax.tree_util.Partial(_hooke, self.k), x)

def make_spring(k):
    return Spring(k)

# %% wrong | the StaticSpring again
class StaticSpring:
    def __init__(self, k):
        self.k = k

    @partial(jax.jit, static_argnums=0)
    def force(self, x):
        return -self.k * x

def make_spring(k):
    return StaticSpring(k)

# %% wrong | follows, but is not jitted
class Spring:
    def __init__(self, k):
        self.k = k

    def force(self, x):
        return -self.k * x

def make_spring(k):
    return Spring(k)

# %% wrong | jits a new lambda in every call: follows, and records every time
class Spring:
    def __init__(self, k):
        self.k = k

    def force(self, x):
        return jax.jit(lambda x: -self.k * x)(x)

def make_spring(k):
    return Spring(k)

# %% wrong | hash and == by k: follows, with a recording for each stiffness
class Spring:
    def __init__(self, k):
        self.k = k

    def __hash__(self):
        return hash(self.k)

    def __eq__(self, other):
        return isinstance(other, Spring) and self.k == other.k

    @partial(jax.jit, static_argnums=0)
    def force(self, x):
        return -self.k * x

def make_spring(k):
    return Spring(k)

# %% wrong | a frozen dataclass: k cannot be assigned anew
@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Spring:
    k: float

    @jax.jit
    def force(self, x):
        return -self.k * x

def make_spring(k):
    return Spring(k)

# %% wrong | static left away and nothing registered: JAX does not know the type
class Spring:
    def __init__(self, k):
        self.k = k

    @jax.jit
    def force(self, x):
        return -self.k * x

def make_spring(k):
    return Spring(k)

# %% wrong | jitted in __init__ over self, which is then frozen in the closure
class Spring:
    def __init__(self, k):
        self.k = k
        self.force = jax.jit(lambda x: -self.k * x)

def make_spring(k):
    return Spring(k)

# %% wrong | a dataclass with k as a static field: a recording for each stiffness
@partial(jax.tree_util.register_dataclass, data_fields=[], meta_fields=["k"])
@dataclass
class Spring:
    k: float

    @jax.jit
    def force(self, x):
        return -self.k * x

def make_spring(k):
    return Spring(k)

# %% wrong | returns the jitted force, not an object with k and force
def make_spring(k):
    @jax.jit
    def force(x):
        return -k * x

    return force

# %% wrong | the setter compiles anew: a recording for each stiffness
class Spring:
    def __init__(self, k):
        self.k = k

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)
        if name == "k":
            object.__setattr__(self, "force", jax.jit(lambda x: -value * x))

def make_spring(k):
    return Spring(k)
