# %% right | list of lambdas and a comprehension, Python floats
def six_slopes():
    programs = [
        lambda x: jnp.maximum(x, 0.0),
        lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0),
        lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0])),
    ]
    return [float(jax.grad(p)(0.0)) for p in programs]

# %% right | verbose beginner, six defs, 0-d JAX arrays
def f1(x):
    return jnp.maximum(x, 0.0)

def f2(x):
    return jnp.where(x > 0, x, 0.0)

def f3(x):
    return jnp.where(x >= 0, x, 0.0)

def f4(x):
    return (x + jnp.abs(x)) / 2

def f5(x):
    return (x + jnp.sqrt(x**2)) / 2

def f6(x):
    return jnp.max(jnp.array([x, 0.0, 0.0]))

def six_slopes():
    results = []
    for f in (f1, f2, f3, f4, f5, f6):
        results.append(jax.grad(f)(0.0))
    return results

# %% right | decided by thought, written down as numbers
def six_slopes():
    return [0.5, 0.0, 1.0, 1.0, float("nan"), 1 / 3]

# %% right | forward mode, jacfwd and list() of an array
def six_slopes():
    def all_six(x):
        return jnp.array([
            jnp.maximum(x, 0.0), jnp.where(x > 0, x, 0.0), jnp.where(x >= 0, x, 0.0),
            (x + jnp.abs(x)) / 2, (x + jnp.sqrt(x**2)) / 2,
            jnp.max(jnp.array([x, 0.0, 0.0]))])
    return list(jax.jacfwd(all_six)(0.0))

# %% right | value_and_grad, dictionary of programs, NumPy scalars
PROGRAMS = {
    "maximum": lambda x: jnp.maximum(x, 0.0),
    "where >": lambda x: jnp.where(x > 0, x, 0.0),
    "where >=": lambda x: jnp.where(x >= 0, x, 0.0),
    "abs": lambda x: (x + jnp.abs(x)) / 2,
    "sqrt": lambda x: (x + jnp.sqrt(x**2)) / 2,
    "max": lambda x: jnp.max(jnp.array([x, 0.0, 0.0])),
}

def six_slopes():
    return [np.float64(jax.value_and_grad(f)(0.0)[1]) for f in PROGRAMS.values()]

# %% right | map over grads at a jnp.array(0.0)
def six_slopes():
    zero = jnp.array(0.0)
    at_zero = lambda f: jax.grad(f)(zero).item()
    return list(map(at_zero, (
        lambda x: jnp.maximum(x, 0.0),
        lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0),
        lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0])))))

# %% right | vjp by hand
def six_slopes():
    def pull(f):
        value, back = jax.vjp(f, 0.0)
        return float(back(jnp.ones_like(value))[0])
    return [pull(lambda x: jnp.maximum(x, 0.0)),
            pull(lambda x: jnp.where(x > 0, x, 0.0)),
            pull(lambda x: jnp.where(x >= 0, x, 0.0)),
            pull(lambda x: (x + jnp.abs(x)) / 2),
            pull(lambda x: (x + jnp.sqrt(x**2)) / 2),
            pull(lambda x: jnp.max(jnp.array([x, 0.0, 0.0])))]

# %% right | decorator grad, math.nan never mentioned, zero a NumPy scalar
@jax.grad
def by_maximum(x): return jnp.maximum(x, 0.0)
@jax.grad
def by_strict(x): return jnp.where(x > 0, x, 0.0)
@jax.grad
def by_weak(x): return jnp.where(x >= 0, x, 0.0)
@jax.grad
def by_abs(x): return (x + jnp.abs(x)) / 2
@jax.grad
def by_root(x): return (x + jnp.sqrt(x**2)) / 2
@jax.grad
def by_max(x): return jnp.max(jnp.array([x, 0.0, 0.0]))

def six_slopes():
    z = np.float64(0.0)
    return [by_maximum(z), by_strict(z), by_weak(z), by_abs(z), by_root(z), by_max(z)]

# %% right | mixture of known numbers and computed ones
import math

def six_slopes():
    slopes = [0.5, 0, 1, 1, math.nan]
    slopes.append(jax.grad(lambda x: jnp.max(jnp.array([x, 0.0, 0.0])))(0.0))
    return slopes

# %% right | chain rule by hand from JAX's slopes of the parts
def six_slopes():
    slope = lambda f: jax.grad(f)(0.0)
    root = slope(lambda x: jnp.sqrt(x**2))
    tie = slope(lambda x: jnp.max(jnp.stack([x, jnp.zeros(()), jnp.zeros(())])))
    return [slope(lambda x: jnp.maximum(x, 0.0)), slope(lambda x: jnp.where(x > 0, x, 0.0)),
            slope(lambda x: jnp.where(x >= 0, x, 0.0)), 0.5 * (1 + slope(jnp.abs)),
            0.5 * (1 + root), tie]

# %% right | vmap of the gradient over a point in an array
def six_slopes():
    out = []
    for f in [lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x > 0, x, 0.0),
              lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
              lambda x: (x + jnp.sqrt(x**2)) / 2,
              lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]:
        out += jax.vmap(jax.grad(f))(jnp.zeros(1)).tolist()
    return out

# %% wrong | thinks that one function has one slope, and takes relu's convention
def six_slopes():
    return [0.0] * 6

# %% wrong | thinks max shares a tie between two, not among three
def six_slopes():
    return [0.5, 0.0, 1.0, 1.0, float("nan"), 0.5]

# %% wrong | replaces the NaN by zero
def six_slopes():
    programs = [
        lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    return [float(jnp.nan_to_num(jax.grad(p)(0.0))) for p in programs]

# %% wrong | avoids the kink by a tiny step to the right
def six_slopes():
    programs = [
        lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    return [float(jax.grad(p)(1e-12)) for p in programs]

# %% wrong | central differences instead of jax.grad
def six_slopes():
    programs = [
        lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    h = 1e-6
    return [float((p(h) - p(-h)) / (2 * h)) for p in programs]

# %% wrong | the two wheres in the other order
def six_slopes():
    programs = [
        lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x >= 0, x, 0.0),
        lambda x: jnp.where(x > 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    return [float(jax.grad(p)(0.0)) for p in programs]

# %% wrong | the values, not the slopes
def six_slopes():
    x = 0.0
    return [jnp.maximum(x, 0.0), jnp.where(x > 0, x, 0.0), jnp.where(x >= 0, x, 0.0),
            (x + jnp.abs(x)) / 2, (x + jnp.sqrt(x**2)) / 2,
            jnp.max(jnp.array([x, 0.0, 0.0]))]

# %% wrong | simplifies the root of the square to abs before differentiating
def six_slopes():
    programs = [
        lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.abs(x)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    return [float(jax.grad(p)(0.0)) for p in programs]

# %% wrong | differentiates at an integer
def six_slopes():
    programs = [
        lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    return [float(jax.grad(p)(0)) for p in programs]

# %% wrong | takes relu for maximum(x, 0)
def six_slopes():
    programs = [
        jax.nn.relu, lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    return [float(jax.grad(p)(0.0)) for p in programs]

# %% wrong | leaves the NaN out, five numbers
def six_slopes():
    programs = [
        lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x > 0, x, 0.0),
        lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
        lambda x: (x + jnp.sqrt(x**2)) / 2,
        lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    slopes = [float(jax.grad(p)(0.0)) for p in programs]
    return [s for s in slopes if s == s]

# %% wrong | thinks infinite slope where it is zero times infinity
def six_slopes():
    return [0.5, 0.0, 1.0, 1.0, float("inf"), 1 / 3]

# %% wrong | rounds to one digit after the point
def six_slopes():
    return [0.5, 0.0, 1.0, 1.0, float("nan"), 0.3]

# %% wrong | all six stacked for jacrev, the NaN of one gets into all
def six_slopes():
    def all_six(x):
        return jnp.stack([
            jnp.maximum(x, 0.0), jnp.where(x > 0, x, 0.0), jnp.where(x >= 0, x, 0.0),
            (x + jnp.abs(x)) / 2, (x + jnp.sqrt(x**2)) / 2,
            jnp.max(jnp.array([x, 0.0, 0.0]))])
    return jax.jacrev(all_six)(0.0).tolist()

# %% wrong | takes the middle, 0, for the slope of abs at 0
def six_slopes():
    return [0.5, 0.0, 1.0, 0.5, float("nan"), 1 / 3]

# %% wrong | gives the slopes as strings of fractions
def six_slopes():
    return ["1/2", "0", "1", "1", "nan", "1/3"]
