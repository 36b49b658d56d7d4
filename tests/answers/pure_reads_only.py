# %% right | the chapter's test on the function inside
def is_pure(f, x):
    return looks_pure(inspect.unwrap(f), x)

# %% right | unwraps by hand
def is_pure(f, x):
    while hasattr(f, "__wrapped__"):
        f = f.__wrapped__
    return looks_pure(f, x)

# %% right | a lambda with getattr
is_pure = lambda f, x: looks_pure(getattr(f, "__wrapped__", f), x)

# %% right | plain Python twice: same answer and same data
def is_pure(f, x):
    raw = inspect.unwrap(f)
    before = data_of(raw)
    first, second = raw(x), raw(x)
    return np.array_equal(first, second) and data_of(raw) == before

# %% right | jax.disable_jit in place of unwrapping
def is_pure(f, x):
    before = data_of(f)
    with jax.disable_jit():
        same = np.array_equal(f(x), f(x))
    return bool(same) and data_of(f) == before

# %% right | pickles what the function can read, so a generator's state shows too
import pickle

def _snapshot(f):
    return {name: pickle.dumps(value) for name, value in world(f).items()
            if not callable(value) and not inspect.ismodule(value)}

def is_pure(f, x):
    f = inspect.unwrap(f)
    before = _snapshot(f)
    f(x)
    return _snapshot(f) == before

# %% right | runs a copy of the function in a deep copy of the globals that it names
import copy
import pickle
import types

def is_pure(f, x):
    f = inspect.unwrap(f)
    used = set(f.__code__.co_names) & set(f.__globals__)
    names = [n for n in used if not inspect.ismodule(f.__globals__[n])]
    sandbox = dict(f.__globals__)
    sandbox.update(copy.deepcopy({n: f.__globals__[n] for n in names}))
    before = {n: pickle.dumps(sandbox[n]) for n in names}
    twin = types.FunctionType(f.__code__, sandbox, f.__name__, f.__defaults__, f.__closure__)
    answers = [np.asarray(twin(x)) for _ in range(3)]
    after = {n: pickle.dumps(sandbox[n]) for n in names}
    return before == after and all(np.array_equal(a, answers[0]) for a in answers)

# %% right | two fresh recordings compared, and the data before and after
def is_pure(f, x):
    inner = inspect.unwrap(f)
    before = data_of(inner)
    one = jax.make_jaxpr(lambda a: inner(a))(x)
    two = jax.make_jaxpr(lambda a: inner(a))(x)
    same = str(one) == str(two) and repr(one.consts) == repr(two.consts)
    return same and before == data_of(inner)

# %% right | two fresh compilations must agree, and no data may change
def is_pure(f, x):
    inner = inspect.unwrap(f)
    before = data_of(inner)

    def fresh():
        return jax.jit(lambda a: inner(a))

    agree = np.array_equal(fresh()(x), fresh()(x))
    return agree and data_of(inner) == before and not leaks(inner, x)

# %% right | looks at the code without running it: no store to a global, no mutable global
import dis

def is_pure(f, x):
    f = inspect.unwrap(f)
    if any(op.opname in ("STORE_GLOBAL", "STORE_DEREF") for op in dis.get_instructions(f)):
        return False
    fixed = (int, float, complex, str, bytes, bool, jax.Array, type(None))
    data = {**inspect.getclosurevars(f).globals, **inspect.getclosurevars(f).nonlocals}
    return all(isinstance(value, fixed) or callable(value) or inspect.ismodule(value)
               for value in data.values())

# %% right | a small class that keeps the findings, and asks whether there are any
class Detective:
    def __init__(self, f, x):
        self.f, self.x, self.findings = inspect.unwrap(f), x, []

    def run(self):
        before = data_of(self.f)
        recordings = [recording(self.f, self.x) for _ in range(3)]
        if len(set(recordings)) > 1:
            self.findings.append("two traces, two recordings")
        if data_of(self.f) != before:
            self.findings.append("data changed")
        if leaks(self.f, self.x):
            self.findings.append("a tracer escaped")
        return self

def is_pure(f, x):
    return not Detective(f, x).run().findings

# %% right | deep copies compared, results compared bit for bit, early returns
import copy

def is_pure(f, x):
    inner = inspect.unwrap(f)
    names = [n for n in inner.__code__.co_names if n in inner.__globals__]
    plain = (int, float, str, list, dict, set, tuple, np.ndarray)
    names = [n for n in names if isinstance(inner.__globals__[n], plain)]
    before = {n: copy.deepcopy(inner.__globals__[n]) for n in names}
    first = np.asarray(inner(x)).tobytes()
    second = np.asarray(inner(x)).tobytes()
    if first != second:
        return False
    for n in names:
        if not np.array_equal(before[n], inner.__globals__[n]):
            return False
    return True

# %% wrong | the chapter's test without unwrapping: a jitted function replays
def is_pure(f, x):
    return looks_pure(f, x)

# %% wrong | the usual test: two calls under jit
def is_pure(f, x):
    return called_twice(f, x)

# %% wrong | two plain calls compared: catches only the gambler
def is_pure(f, x):
    f = inspect.unwrap(f)
    return np.array_equal(f(x), f(x))

# %% wrong | True where it should be False
def is_pure(f, x):
    return not looks_pure(inspect.unwrap(f), x)

# %% wrong | condemns every function that reads a global, scales among them
def is_pure(f, x):
    return not data_of(inspect.unwrap(f))

# %% wrong | a shallow copy of the globals: the list and the dictionary are the same objects
def is_pure(f, x):
    f = inspect.unwrap(f)
    before = {n: f.__globals__[n] for n in f.__code__.co_names if n in f.__globals__}
    a, b = f(x), f(x)
    after = {n: f.__globals__[n] for n in before}
    return before == after and np.array_equal(a, b)

# %% wrong | takes for granted that f is jitted
def is_pure(f, x):
    return looks_pure(f.__wrapped__, x)

# %% wrong | compares the data only: the gambler passes
def is_pure(f, x):
    f = inspect.unwrap(f)
    before = data_of(f)
    jax.make_jaxpr(lambda a: f(a))(x)
    return data_of(f) == before

# %% wrong | only asks whether a tracer leaks
def is_pure(f, x):
    return not leaks(inspect.unwrap(f), x)

# %% wrong | prints the verdict and returns nothing
def is_pure(f, x):
    verdict = looks_pure(inspect.unwrap(f), x)
    print(f.__name__, "is", "pure" if verdict else "impure")
