# %% right | register_dataclass with a static field
@jax.tree_util.register_dataclass
@dataclass
class Bank:
    rate: float
    times: int = field(metadata=dict(static=True))

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% right | register_pytree_node_class
@jax.tree_util.register_pytree_node_class
class Account:
    def __init__(self, rate, times):
        self.rate = rate
        self.times = times

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

    def tree_flatten(self):
        return (self.rate,), self.times

    @classmethod
    def tree_unflatten(cls, times, children):
        return cls(children[0], times)

def make_bank(rate, times):
    return Account(rate, times)

# %% right | register_pytree_node with lambdas, a Python loop in the method
class Bank:
    def __init__(self, rate, times):
        self.rate, self.times = rate, times

    @jax.jit
    def grow(self, x):
        for _ in range(self.times):
            x = x * (1 + self.rate / self.times)
        return x

jax.tree_util.register_pytree_node(
    Bank, lambda b: ([b.rate], b.times), lambda times, children: Bank(*children, times))

make_bank = Bank

# %% right | data_fields and meta_fields for a plain class
class Savings:
    def __init__(self, rate, times):
        self.rate = rate
        self.times = times

    def _grow(self, x):
        factor = 1 + self.rate / self.times
        return x * factor ** self.times

    grow = jax.jit(_grow)

jax.tree_util.register_dataclass(Savings, data_fields=["rate"], meta_fields=["times"])

def make_bank(rate, times):
    return Savings(rate=float(rate), times=int(times))

# %% right | with keys, unflattened without __init__, checks in make_bank
@jax.tree_util.register_pytree_with_keys_class
class Bank:
    @jax.jit
    def grow(self, x):
        return jnp.asarray(x) * jnp.power(1 + self.rate / self.times, self.times)

    def tree_flatten_with_keys(self):
        return ((jax.tree_util.GetAttrKey("rate"), self.rate),), (self.times,)

    @classmethod
    def tree_unflatten(cls, aux, children):
        bank = object.__new__(cls)
        (bank.rate,), (bank.times,) = children, aux
        return bank

def make_bank(rate, times):
    if times < 1:
        raise ValueError("times must be at least 1")
    bank = Bank()
    bank.rate, bank.times = rate, times
    return bank

# %% right | fori_loop over a factor, slots
@jax.tree_util.register_dataclass
@dataclass(slots=True)
class Bank:
    rate: float
    times: int = field(default=1, metadata={"static": True})

    @jax.jit
    def grow(self, x):
        one = lambda i, factor: factor * (1 + self.rate / self.times)
        return x * jax.lax.fori_loop(0, self.times, one, 1.0)

def make_bank(rate, times):
    return Bank(rate=rate, times=times)

# %% right | exp and log1p
from functools import partial

@partial(jax.tree_util.register_dataclass, data_fields=("rate",), meta_fields=("times",))
@dataclass
class CompoundInterest:
    rate: float
    times: int

    @jax.jit
    def grow(self, x):
        return x * jnp.exp(self.times * jnp.log1p(self.rate / self.times))

def make_bank(rate, times):
    return CompoundInterest(rate, times)

# %% right | the class and its registration inside of the function
def make_bank(rate, times):
    @jax.tree_util.register_dataclass
    @dataclass
    class Bank:
        rate: float
        times: int = field(metadata=dict(static=True))

        @jax.jit
        def grow(self, x):
            return x * (1 + self.rate / self.times) ** self.times

    return Bank(rate, times)

# %% right | properties over private attributes
@jax.tree_util.register_pytree_node_class
class Bank:
    def __init__(self, rate, times):
        self._rate, self._times = rate, times

    rate = property(lambda self: self._rate,
                    lambda self, value: setattr(self, "_rate", value))
    times = property(lambda self: self._times,
                     lambda self, value: setattr(self, "_times", value))

    @jax.jit
    def grow(self, x):
        return x * jax.lax.integer_pow(1 + self.rate / self.times, self.times)

    def tree_flatten(self):
        return (self._rate,), self._times

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children, aux)

def make_bank(rate, times):
    return Bank(rate, times)

# %% right | a subclass of SimpleNamespace, scan in the method
from types import SimpleNamespace

class Bank(SimpleNamespace):
    @jax.jit
    def grow(self, x):
        def year(money, _):
            return money * (1 + self.rate / self.times), None

        start = jnp.asarray(x) * (1 + 0 * self.rate)
        return jax.lax.scan(year, start, length=self.times)[0]

jax.tree_util.register_pytree_node(
    Bank, lambda bank: ((bank.rate,), bank.times),
    lambda times, leaves: Bank(rate=leaves[0], times=times))

def make_bank(rate, times):
    return Bank(rate=rate, times=times)

# %% right | a base class with the fields, the subclass with the method
@dataclass
class Terms:
    rate: float
    times: int = field(metadata=dict(static=True))

@jax.tree_util.register_dataclass
@dataclass(eq=False)
class Bank(Terms):
    def factor(self):
        return (1 + self.rate / self.times) ** self.times

    @jax.jit
    def grow(self, x):
        return jax.tree.map(lambda amount: amount * self.factor(), x)

def make_bank(rate, times):
    return Bank(rate, times)

# %% right | products with reduce, a keyword-only dataclass, lambda for make_bank
from functools import reduce
from operator import mul

@jax.tree_util.register_dataclass
@dataclass(kw_only=True)
class Bank:
    times: int = field(metadata=dict(static=True))
    rate: float

    @jax.jit
    def grow(self, x):
        return reduce(mul, [1 + self.rate / self.times] * self.times, x)

make_bank = lambda rate, times: Bank(rate=rate, times=times)

# %% wrong | self is static: the rate of the first call stays
from functools import partial

class Bank:
    def __init__(self, rate, times):
        self.rate, self.times = rate, times

    @partial(jax.jit, static_argnums=0)
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | static self with hash and ==: follows, but is no pytree
from functools import partial

@dataclass(unsafe_hash=True)
class Bank:
    rate: float
    times: int

    @partial(jax.jit, static_argnames="self")
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | both fields are data: two leaves
@jax.tree_util.register_dataclass
@dataclass
class Bank:
    rate: float
    times: int

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | frozen, so nothing can be assigned
@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Bank:
    rate: float
    times: int = field(metadata=dict(static=True))

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | times is lost when the object is put together again
@jax.tree_util.register_pytree_node_class
class Bank:
    def __init__(self, rate, times=1):
        self.rate, self.times = rate, times

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

    def tree_flatten(self):
        return (self.rate,), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | both fields static: no leaf, a recording for each rate
@jax.tree_util.register_dataclass
@dataclass
class Bank:
    rate: float = field(metadata=dict(static=True))
    times: int = field(metadata=dict(static=True))

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | a jitted closure made in __init__ keeps the first values
class Bank:
    def __init__(self, rate, times):
        self.rate, self.times = rate, times
        self.grow = jax.jit(lambda x: x * (1 + self.rate / self.times) ** self.times)

jax.tree_util.register_pytree_node(
    Bank, lambda b: ((b.rate,), b.times), lambda times, leaves: Bank(leaves[0], times))

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | the rate is in the structure, too
@jax.tree_util.register_pytree_node_class
class Bank:
    def __init__(self, rate, times):
        self.rate, self.times = rate, times

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

    def tree_flatten(self):
        return (self.rate,), (self.rate, self.times)

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(children[0], aux[1])

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | the object itself is the structure, so a new times goes unseen
class Bank:
    def __init__(self, rate, times):
        self.rate, self.times = rate, times

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

jax.tree_util.register_pytree_node(
    Bank, lambda b: ((b.rate,), b), lambda b, leaves: Bank(leaves[0], b.times))

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | __init__ converts with float, and meets tracers
@jax.tree_util.register_pytree_node_class
class Bank:
    def __init__(self, rate, times):
        self.rate, self.times = float(rate), int(times)

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

    def tree_flatten(self):
        return (self.rate,), self.times

    @classmethod
    def tree_unflatten(cls, times, children):
        return cls(children[0], times)

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | a check in __post_init__ meets a tracer
@jax.tree_util.register_dataclass
@dataclass
class Bank:
    rate: float
    times: int = field(metadata=dict(static=True))

    def __post_init__(self):
        if self.rate <= -1 or self.times < 1:
            raise ValueError("no such bank")

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | a new jit at every call, so a new recording for every rate
@jax.tree_util.register_dataclass
@dataclass
class Bank:
    rate: float
    times: int = field(metadata=dict(static=True))

    def grow(self, x):
        formula = lambda bank, x: x * (1 + bank.rate / bank.times) ** bank.times
        return jax.jit(formula)(self, x)

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | the number of times comes from the closure
def make_bank(rate, times):
    @jax.tree_util.register_dataclass
    @dataclass
    class Bank:
        rate: float
        times: int = field(metadata=dict(static=True))

        @jax.jit
        def grow(self, x):
            return x * (1 + self.rate / times) ** times

    return Bank(rate, times)

# %% wrong | the whole rate at each time
@jax.tree_util.register_dataclass
@dataclass
class Bank:
    rate: float
    times: int = field(metadata=dict(static=True))

    @jax.jit
    def grow(self, x):
        return x * (1 + self.rate) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | a loop that carries x, which fails for an integer x
@jax.tree_util.register_dataclass
@dataclass
class Bank:
    rate: float
    times: int = field(metadata=dict(static=True))

    @jax.jit
    def grow(self, x):
        return jax.lax.fori_loop(0, self.times,
                                 lambda i, x: x * (1 + self.rate / self.times), x)

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | not jitted
@jax.tree_util.register_dataclass
@dataclass
class Bank:
    rate: float
    times: int = field(metadata=dict(static=True))

    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

def make_bank(rate, times):
    return Bank(rate, times)

# %% wrong | not registered, the two numbers handed to a jitted function
@dataclass
class Bank:
    rate: float
    times: int

    @staticmethod
    @jax.jit
    def _grow(rate, times, x):
        return x * (1 + rate / times) ** times

    def grow(self, x):
        return self._grow(self.rate, self.times, x)

def make_bank(rate, times):
    return Bank(rate, times)
