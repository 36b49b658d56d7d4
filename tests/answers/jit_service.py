# %% right | a dictionary of programs by size, the table handed over each time
def make_service(f, table, sizes):
    programs = {}
    for size in sizes:
        kind = jax.ShapeDtypeStruct((size,), np.float64)
        programs[size] = jax.jit(f).lower(table, kind, kind).compile()

    def serve(x):
        n = len(x)
        fitting = [size for size in programs if size >= n]
        if not fitting:
            raise ValueError(f"{n} values are more than the largest size holds")
        size = min(fitting)
        weight = np.zeros(size)
        weight[:n] = 1.0
        filled = np.zeros(size)
        filled[:n] = x
        return programs[size](table, filled, weight)

    return serve

# %% right | min of nothing is a ValueError of its own; np.pad
def make_service(f, table, sizes):
    s = lambda *shape: jax.ShapeDtypeStruct(shape, np.float64)
    ready = {n: jax.jit(f).lower(s(*table.shape), s(n), s(n)).compile() for n in sizes}

    def serve(x):
        size = min(n for n in ready if n >= len(x))
        fill = lambda y: np.pad(y, (0, size - len(x)))
        return ready[size](table, fill(x), fill(np.ones(len(x))))

    return serve

# %% right | sorted sizes and bisect
from bisect import bisect_left

def make_service(f, table, sizes):
    ordered = sorted(set(sizes))
    jitted = jax.jit(f)
    programs = [jitted.lower(table, np.zeros(n), np.zeros(n)).compile() for n in ordered]

    def serve(x):
        place = bisect_left(ordered, x.size)
        if place == len(ordered):
            raise ValueError("no size holds this request")
        n = ordered[place]
        inside = np.arange(n) < x.size
        filled = np.zeros(n)
        filled[inside] = x
        return programs[place](table, filled, inside.astype(np.float64))

    return serve

# %% right | the table goes to the device once
def make_service(f, table, sizes):
    on_device = jax.device_put(table)
    programs = {}
    for n in sorted(sizes):
        v = jax.ShapeDtypeStruct((n,), on_device.dtype)
        programs[n] = jax.jit(f).trace(on_device, v, v).lower().compile()

    def serve(x):
        for n, program in programs.items():
            if len(x) <= n:
                rest = np.zeros(n - len(x))
                w = np.concatenate([np.ones(len(x)), rest])
                return program(on_device, np.concatenate([x, rest]), w)
        raise ValueError(f"no size holds {len(x)}")

    return serve

# %% right | for-else, with a break
def make_service(f, table, sizes):
    def compile_for(size):
        vector = jax.ShapeDtypeStruct((size,), np.float64)
        return jax.jit(f).lower(jax.ShapeDtypeStruct(table.shape, table.dtype), vector, vector).compile()

    programs = [(size, compile_for(size)) for size in sorted(sizes)]

    def serve(x):
        for size, program in programs:
            if size >= len(x):
                break
        else:
            raise ValueError("too long")
        padding = (0, size - len(x))
        return program(table, np.pad(x, padding), np.pad(np.ones_like(x), padding))

    return serve

# %% right | a callable object
class Service:
    def __init__(self, f, table, sizes):
        self.table = jnp.asarray(table)
        self.sizes = np.unique(np.asarray(sizes, int))
        self.programs = [self.build(f, int(n)) for n in self.sizes]

    def build(self, f, n):
        return jax.jit(f).lower(self.table, np.zeros(n), np.ones(n)).compile()

    def __call__(self, x):
        i = int(np.searchsorted(self.sizes, len(x)))
        if i >= len(self.sizes):
            raise ValueError(f"{len(x)} > {self.sizes}")
        x_and_w = np.zeros((2, self.sizes[i]))
        x_and_w[:, :len(x)] = x, np.ones(len(x))
        return self.programs[i](self.table, *x_and_w)

def make_service(f, table, sizes):
    return Service(f, table, sizes)

# %% right | a warm-up with NumPy arrays instead of stages
def make_service(f, table, sizes):
    jitted = jax.jit(f)
    for n in sizes:
        jax.block_until_ready(jitted(table, np.zeros(n), np.ones(n)))

    def serve(x):
        fitting = sorted(n for n in sizes if n >= x.shape[0])
        if len(fitting) == 0:
            raise ValueError("no size is large enough")
        n = fitting[0]
        filled, weight = np.zeros(n), np.zeros(n)
        filled[: len(x)] = x
        weight[: len(x)] = 1
        return jitted(table, filled, weight)

    return serve

# %% right | keywords for min, a default of None
def make_service(f, table, sizes):
    kinds = {n: jax.ShapeDtypeStruct((n,), np.float64) for n in sizes}
    programs = {n: jax.jit(f).lower(table, k, k).compile() for n, k in kinds.items()}

    def smallest(length):
        best = min((n for n in programs if n >= length), default=None)
        if best is None:
            raise ValueError(f"a request of {length}, sizes {sorted(programs)}")
        return best

    def serve(x):
        n = smallest(len(x))
        weight = (np.arange(n) < len(x)) * 1.0
        return programs[n](table, np.append(x, np.zeros(n - len(x))), weight)

    return serve

# %% right | the programs bound to the table after compiling, by a partial
from functools import partial

def make_service(f, table, sizes):
    programs = {}
    for n in sizes:
        compiled = jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile()
        programs[n] = partial(compiled, table)

    def serve(x):
        m = len(x)
        if all(n < m for n in sizes):
            raise ValueError("none of the sizes holds x")
        n = min(filter(lambda n: n >= m, sizes))
        return programs[n](np.pad(x, (0, n - m)), np.pad(np.ones(m), (0, n - m)))

    return serve

# %% right | filled on the NumPy side, put on the device by device_put
def make_service(f, table, sizes):
    table = jnp.asarray(table)
    g = jax.jit(lambda *arguments: f(*arguments))
    compiled = {n: g.lower(table, jnp.zeros(n), jnp.zeros(n)).compile() for n in sizes}

    def serve(x):
        candidates = [n for n in compiled if n >= len(x)]
        if candidates == []:
            raise ValueError("request too long")
        n = sorted(candidates)[0]
        filled = np.zeros(n)
        filled[:len(x)] = x
        weight = np.array([1.0] * len(x) + [0.0] * (n - len(x)))
        return compiled[n](table, jax.device_put(filled), jax.device_put(weight))

    return serve

# %% right | a list of programs for every length up to the largest
def make_service(f, table, sizes):
    kind = lambda n: jax.ShapeDtypeStruct((n,), np.float64)
    programs, of_length = {}, []
    for n in sorted(sizes):
        programs[n] = jax.jit(f).lower(table, kind(n), kind(n)).compile()
        of_length += [n] * (n + 1 - len(of_length))

    def serve(x):
        if len(x) >= len(of_length):
            raise ValueError("longer than all sizes")
        n = of_length[len(x)]
        fill = [(0, n - len(x))]
        return programs[n](table, np.pad(x, fill), np.pad(np.full(x.shape, 1.0), fill))

    return serve

# %% wrong | the table is closed over
def make_service(f, table, sizes):
    g = jax.jit(lambda x, w: f(table, x, w))
    programs = {n: g.lower(np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        n = min(n for n in programs if n >= len(x))
        fill = (0, n - len(x))
        return programs[n](np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | the table is bound by a partial before jit
from functools import partial

def make_service(f, table, sizes):
    g = jax.jit(partial(f, table))
    for n in sizes:
        g(np.zeros(n), np.zeros(n))

    def serve(x):
        fitting = [n for n in sizes if n >= len(x)]
        if not fitting:
            raise ValueError(len(x))
        fill = (0, min(fitting) - len(x))
        return g(np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | the first size of the list that holds it, not the smallest
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        for n in sizes:
            if n >= len(x):
                fill = (0, n - len(x))
                return programs[n](table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))
        raise ValueError(len(x))

    return serve

# %% wrong | a size that fits exactly is passed over
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        fitting = [n for n in programs if n > len(x)]
        if not fitting:
            raise ValueError(len(x))
        n = min(fitting)
        fill = (0, n - len(x))
        return programs[n](table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | nothing is compiled before the first request
def make_service(f, table, sizes):
    jitted = jax.jit(f)

    def serve(x):
        fitting = [n for n in sizes if n >= len(x)]
        if not fitting:
            raise ValueError(len(x))
        fill = (0, min(fitting) - len(x))
        return jitted(table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | next without a default: a StopIteration
def make_service(f, table, sizes):
    ordered = sorted(sizes)
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in ordered}

    def serve(x):
        n = next(n for n in ordered if n >= len(x))
        fill = (0, n - len(x))
        return programs[n](table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | always the largest size
def make_service(f, table, sizes):
    n = max(sizes)
    program = jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile()

    def serve(x):
        if len(x) > n:
            raise ValueError(len(x))
        fill = (0, n - len(x))
        return program(table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | all weights are one
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        n = min(n for n in programs if n >= len(x))
        return programs[n](table, np.pad(x, (0, n - len(x))), np.ones(n))

    return serve

# %% wrong | filled up with the last value
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        n = min(n for n in programs if n >= len(x))
        fill = (0, n - len(x))
        return programs[n](table, np.pad(x, fill, mode="edge"), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | filled up with jnp, which records for each length
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        n = min(n for n in programs if n >= len(x))
        filled = jnp.zeros(n).at[:len(x)].set(x)
        weight = jnp.where(jnp.arange(n) < len(x), 1.0, 0.0)
        return programs[n](table, filled, weight)

    return serve

# %% wrong | a request that no size holds is cut off
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        n = min((n for n in programs if n >= len(x)), default=max(sizes))
        filled, weight = np.zeros(n), np.zeros(n)
        filled[:len(x)], weight[:len(x)] = x[:n], 1.0
        return programs[n](table, filled, weight)

    return serve

# %% wrong | weights of integers
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n, int)).compile()
                for n in sizes}

    def serve(x):
        n = min(n for n in programs if n >= len(x))
        weight = (np.arange(n) < len(x)).astype(int)
        return programs[n](table, np.pad(x, (0, n - len(x))), weight)

    return serve

# %% wrong | a request too long gets a program of its own
def make_service(f, table, sizes):
    build = lambda n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile()
    programs = {n: build(n) for n in sizes}

    def serve(x):
        n = min((n for n in programs if n >= len(x)), default=len(x))
        if n not in programs:
            programs[n] = build(n)
        fill = (0, n - len(x))
        return programs[n](table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | searchsorted beyond the end: an IndexError
def make_service(f, table, sizes):
    ordered = np.sort(sizes)
    programs = {int(n): jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile()
                for n in ordered}

    def serve(x):
        n = int(ordered[np.searchsorted(ordered, len(x))])
        fill = (0, n - len(x))
        return programs[n](table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | lowered ahead, compiled for each request
def make_service(f, table, sizes):
    lowered = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)) for n in sizes}

    def serve(x):
        n = min(n for n in lowered if n >= len(x))
        fill = (0, n - len(x))
        return lowered[n].compile()(table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | what f gives is divided by the sum of the weights
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        n = min(n for n in programs if n >= len(x))
        fill = (0, n - len(x))
        total = programs[n](table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))
        return np.asarray(total) / len(x)

    return serve

# %% wrong | zeros of x are taken for filling
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        n = min(n for n in programs if n >= len(x))
        filled = np.pad(x, (0, n - len(x)))
        return programs[n](table, filled, (filled != 0).astype(float))

    return serve

# %% wrong | bisect_right: a size that fits exactly goes to the next, if there is one
from bisect import bisect_right

def make_service(f, table, sizes):
    ordered = sorted(sizes)
    programs = [jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in ordered]

    def serve(x):
        if len(x) > ordered[-1]:
            raise ValueError(len(x))
        i = min(bisect_right(ordered, len(x)), len(ordered) - 1)
        fill = (0, ordered[i] - len(x))
        return programs[i](table, np.pad(x, fill), np.pad(np.ones(len(x)), fill))

    return serve

# %% wrong | exact lengths only, no filling
def make_service(f, table, sizes):
    programs = {n: jax.jit(f).lower(table, np.zeros(n), np.zeros(n)).compile() for n in sizes}

    def serve(x):
        if len(x) not in programs:
            raise ValueError(len(x))
        return programs[len(x)](table, x, np.ones(len(x)))

    return serve
