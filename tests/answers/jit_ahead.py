# %% right | a dictionary of compiled programs, asked with in
def ahead(f, shapes):
    programs = {}
    for shape in shapes:
        kind = jax.ShapeDtypeStruct(shape, np.float64)
        programs[shape] = jax.jit(f).trace(kind).lower().compile()

    def run(x):
        if x.shape not in programs:
            raise ValueError(f"no program for {x.shape}")
        return programs[x.shape](x)

    return run

# %% right | a comprehension, the KeyError turned into a ValueError
def ahead(f, shapes):
    jitted = jax.jit(f)
    ready = {s: jitted.lower(jax.ShapeDtypeStruct(s, jnp.float64)).compile() for s in shapes}

    def run(x):
        try:
            program = ready[x.shape]
        except KeyError:
            raise ValueError(f"shape {x.shape} is not among {list(ready)}") from None
        return program(x)

    return run

# %% right | .get and is None
def ahead(f, shapes):
    table = dict(zip(shapes, [jax.jit(f).lower(np.zeros(shape)).compile() for shape in shapes]))
    def run(x):
        program = table.get(np.shape(x))
        if program is None:
            raise ValueError("unknown shape")
        return program(x)
    return run

# %% right | the compiled programs refuse one after the other
def ahead(f, shapes):
    programs = [jax.jit(f).lower(jax.ShapeDtypeStruct(s, np.float64)).compile() for s in shapes]

    def run(x):
        for program in programs:
            try:
                return program(x)
            except TypeError:
                continue
        raise ValueError(f"no program takes the shape {x.shape}")

    return run

# %% right | a callable object
class Ahead:
    def __init__(self, f, shapes):
        self.f = jax.jit(f)
        self.programs = {}
        for shape in shapes:
            self.add(shape)

    def add(self, shape):
        kind = jax.ShapeDtypeStruct(shape, "float64")
        self.programs[tuple(shape)] = self.f.lower(kind).compile()

    def __call__(self, x):
        if tuple(x.shape) in self.programs:
            return self.programs[tuple(x.shape)](x)
        raise ValueError(f"not compiled for {x.shape}")

def ahead(f, shapes):
    return Ahead(f, shapes)

# %% right | warm-up calls with NumPy zeros, and a set of known shapes
def ahead(f, shapes):
    jitted, known = jax.jit(f), set(shapes)
    for shape in known:
        jax.block_until_ready(jitted(np.zeros(shape)))

    def run(x):
        if x.shape in known:
            return jitted(x)
        raise ValueError(f"{x.shape} is not one of {known}")

    return run

# %% right | one set of traced, then lowered, then compiled, in three lines
def ahead(f, shapes):
    traced = {s: jax.jit(f).trace(jax.ShapeDtypeStruct(s, float)) for s in shapes}
    lowered = {s: stage.lower() for s, stage in traced.items()}
    compiled = {s: stage.compile() for s, stage in lowered.items()}

    def run(x):
        if not any(x.shape == s for s in compiled):
            raise ValueError(x.shape)
        return compiled[x.shape](x)

    return run

# %% right | a dictionary with __missing__
class Programs(dict):
    def __missing__(self, shape):
        raise ValueError(f"no program for shape {shape}")

def ahead(f, shapes):
    specs = [jax.ShapeDtypeStruct(shape, np.float64) for shape in shapes]
    programs = Programs((s.shape, jax.jit(f).lower(s).compile()) for s in specs)
    return lambda x: programs[x.shape](x)

# %% right | a partial of a helper
from functools import partial

def look_up(programs, x):
    shapes = [shape for shape, _ in programs]
    return programs[shapes.index(x.shape)][1](x)

def ahead(f, shapes):
    kind = lambda s: jax.ShapeDtypeStruct(s, np.float64)
    return partial(look_up, [(s, jax.jit(f).lower(kind(s)).compile()) for s in shapes])

# %% right | an array is put on the device first, which records nothing
def ahead(f, shapes):
    g = jax.jit(lambda x: f(x))
    done = {}
    for s in shapes:
        if s in done:
            continue
        done[s] = g.lower(jnp.zeros(s, jnp.float64)).compile()

    def run(x):
        if x.shape not in done:
            raise ValueError("shape not compiled ahead: " + str(x.shape))
        return done[x.shape](jax.device_put(x))

    return run

# %% right | the number of the shape in the list
def ahead(f, shapes):
    shapes = [tuple(shape) for shape in shapes]
    programs = []
    for shape in shapes:
        programs.append(jax.jit(f).lower(jax.ShapeDtypeStruct(shape, np.dtype("f8"))).compile())

    def run(x):
        place = shapes.index(x.shape)      # a ValueError, if it is not in the list
        return programs[place](x)

    return run

# %% right | closures kept in a dictionary, bound by a default argument
def ahead(f, shapes):
    runs = {}
    for shape in shapes:
        program = jax.jit(f).lower(np.empty(shape)).compile()
        runs[shape] = lambda x, program=program: program(x)

    def refuse(x):
        raise ValueError(f"{x.shape} was not announced")

    return lambda x: runs.get(x.shape, refuse)(x)

# %% wrong | only wraps: the first call of each shape records
def ahead(f, shapes):
    jitted = jax.jit(f)

    def run(x):
        if x.shape not in shapes:
            raise ValueError(x.shape)
        return jitted(x)

    return run

# %% wrong | one program for each number of axes
def ahead(f, shapes):
    programs = {len(s): jax.jit(f).lower(jax.ShapeDtypeStruct(s, np.float64)).compile()
                for s in shapes}

    def run(x):
        if x.ndim not in programs:
            raise ValueError(x.shape)
        return programs[x.ndim](x)

    return run

# %% wrong | a KeyError for any other shape
def ahead(f, shapes):
    programs = {s: jax.jit(f).lower(jax.ShapeDtypeStruct(s, np.float64)).compile() for s in shapes}
    return lambda x: programs[x.shape](x)

# %% wrong | every closure sees the last program
def ahead(f, shapes):
    runs = {}
    for shape in shapes:
        program = jax.jit(f).lower(jax.ShapeDtypeStruct(shape, np.float64)).compile()
        runs[shape] = lambda x: program(x)

    def run(x):
        if x.shape not in runs:
            raise ValueError(x.shape)
        return runs[x.shape](x)

    return run

# %% wrong | compiled for float32
def ahead(f, shapes):
    programs = {s: jax.jit(f).lower(jax.ShapeDtypeStruct(s, np.float32)).compile() for s in shapes}

    def run(x):
        if x.shape not in programs:
            raise ValueError(x.shape)
        return programs[x.shape](x.astype(np.float32))

    return run

# %% wrong | lowered ahead, compiled in the call
def ahead(f, shapes):
    lowered = {s: jax.jit(f).lower(jax.ShapeDtypeStruct(s, np.float64)) for s in shapes}

    def run(x):
        if x.shape not in lowered:
            raise ValueError(x.shape)
        return lowered[x.shape].compile()(x)

    return run

# %% wrong | the key is the number of elements
def ahead(f, shapes):
    by_size = {int(np.prod(s)): jax.jit(f).lower(np.zeros(s)).compile() for s in shapes}

    def run(x):
        if x.size not in by_size:
            raise ValueError(x.shape)
        return by_size[x.size](x)

    return run

# %% wrong | an unknown shape is compiled on demand
def ahead(f, shapes):
    programs = {s: jax.jit(f).lower(np.zeros(s)).compile() for s in shapes}

    def run(x):
        if x.shape not in programs:
            programs[x.shape] = jax.jit(f).lower(x).compile()
        return programs[x.shape](x)

    return run

# %% wrong | only the first shape is compiled
def ahead(f, shapes):
    program = jax.jit(f).lower(np.zeros(shapes[0])).compile()

    def run(x):
        try:
            return program(x)
        except TypeError as error:
            raise ValueError("another shape") from error

    return run

# %% wrong | eval_shape traces, and compiles nothing
def ahead(f, shapes):
    for s in shapes:
        jax.eval_shape(f, jax.ShapeDtypeStruct(s, np.float64))
    jitted, known = jax.jit(f), set(shapes)

    def run(x):
        if x.shape not in known:
            raise ValueError(x.shape)
        return jitted(x)

    return run

# %% wrong | assert instead of a ValueError
def ahead(f, shapes):
    programs = {s: jax.jit(f).lower(np.zeros(s)).compile() for s in shapes}

    def run(x):
        assert x.shape in programs, f"no program for {x.shape}"
        return programs[x.shape](x)

    return run

# %% wrong | None for other shapes
def ahead(f, shapes):
    programs = {s: jax.jit(f).lower(np.zeros(s)).compile() for s in shapes}

    def run(x):
        if x.shape in programs:
            return programs[x.shape](x)

    return run

# %% wrong | compiles, and then calls f itself step by step
def ahead(f, shapes):
    for s in shapes:
        jax.jit(f).lower(np.zeros(s)).compile()

    def run(x):
        if x.shape not in shapes:
            raise ValueError(x.shape)
        return f(x)

    return run

# %% wrong | compiled in the wish that the jitted call finds it: a new lambda in run
def ahead(f, shapes):
    for s in shapes:
        jax.jit(lambda x: f(x))(np.zeros(s))

    def run(x):
        if x.shape not in shapes:
            raise ValueError(x.shape)
        return jax.jit(lambda x: f(x))(x)

    return run

# %% wrong | looks at the first axis only
def ahead(f, shapes):
    programs = {s[0]: jax.jit(f).lower(np.zeros(s)).compile() for s in shapes}

    def run(x):
        if x.shape[0] not in programs:
            raise ValueError(x.shape)
        return programs[x.shape[0]](x)

    return run

# %% wrong | answers with the first element for every result
def ahead(f, shapes):
    programs = {s: jax.jit(f).lower(np.zeros(s)).compile() for s in shapes}

    def run(x):
        if x.shape not in programs:
            raise ValueError(x.shape)
        return float(np.ravel(programs[x.shape](x))[0])

    return run

# %% wrong | the refusal is that of jax.no_tracing, a RuntimeError
def ahead(f, shapes):
    jitted = jax.jit(f)
    for s in shapes:
        jitted(np.zeros(s))

    def run(x):
        with jax.no_tracing():
            return jitted(x)

    return run

# %% wrong | the program of an array of zeros is run for its value, then kept
def ahead(f, shapes):
    answers = {s: jax.jit(f)(np.zeros(s)) for s in shapes}

    def run(x):
        if x.shape not in answers:
            raise ValueError(x.shape)
        return answers[x.shape]

    return run
