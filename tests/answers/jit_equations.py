# %% right | the shortest: nine times the steps
def equations_of(steps, nights):
    return 9 * steps

# %% right | a lambda
equations_of = lambda steps, nights: steps * 9

# %% right | a dictionary of operations, summed and multiplied
def equations_of(steps, nights):
    operations = {"sin": 1, "cos": 1, "mul": 2, "div": 1, "sub": 4}
    per_step = sum(operations.values())
    return per_step * steps

# %% right | a Python loop that adds nine for each step
def equations_of(steps, nights):
    total = 0
    for step in range(steps):
        total += 9
    return total

# %% right | recursion
def equations_of(steps, nights):
    if steps == 0:
        return 0
    return 9 + equations_of(steps - 1, nights)

# %% right | counts the signs and function names in the text of the formula
def equations_of(steps, nights):
    formula = "E - (E - e * sin(E) - M) / (1 - e * cos(E))"
    signs = sum(formula.count(sign) for sign in "-*/")
    functions = formula.count("sin") + formula.count("cos")
    return (signs + functions) * steps

# %% right | walks the syntax tree of the formula
import ast

def equations_of(steps, nights):
    tree = ast.parse("E - (E - e * sin(E) - M) / (1 - e * cos(E))")
    nodes = [node for node in ast.walk(tree) if isinstance(node, (ast.BinOp, ast.Call))]
    return len(nodes) * steps

# %% right | returns a NumPy integer
def equations_of(steps, nights):
    return np.int64(9) * np.int64(steps)

# %% right | divmod of the chapter's own reading, ten steps have ninety
def equations_of(steps, nights):
    per_step, rest = divmod(90, 10)
    assert rest == 0
    return int(per_step * steps)

# %% right | partial of operator.mul, behind a function that drops the nights
from functools import partial
from operator import mul

nine_times = partial(mul, 9)

def equations_of(steps, nights=None):
    return nine_times(steps)

# %% right | a callable object with a constant of the class
class Equations:
    SINE, COSINE, PRODUCTS, QUOTIENTS, DIFFERENCES = 1, 1, 2, 1, 4

    def __call__(self, steps, nights):
        kinds = (self.SINE, self.COSINE, self.PRODUCTS, self.QUOTIENTS, self.DIFFERENCES)
        return sum(kinds) * steps

equations_of = Equations()

# %% right | length of a list of the operations, repeated
def equations_of(steps, nights):
    newton_step = ["sin", "mul", "sub", "sub", "cos", "mul", "sub", "div", "sub"]
    return len(newton_step * steps)

# %% right | bit shift: eight and one
def equations_of(steps: int, nights: int) -> int:
    return (steps << 3) + steps

# %% wrong | the nights count too
def equations_of(steps, nights):
    return 9 * steps * nights

# %% wrong | a loop is recorded once
def equations_of(steps, nights):
    return 9

# %% wrong | forgets that 1 - e cos E is a difference of its own
def equations_of(steps, nights):
    return 8 * steps

# %% wrong | shared M and a last equation: one too many for the output
def equations_of(steps, nights):
    return 9 * steps + 1

# %% wrong | traces, with make_jaxpr
def equations_of(steps, nights):
    newton = lambda M, e: kepler.eccentric_anomaly(M, e, steps)
    return len(jax.make_jaxpr(newton)(np.zeros(nights), np.float64(0.0927)).eqns)

# %% wrong | traces one step and multiplies
def equations_of(steps, nights):
    one = jax.make_jaxpr(lambda M, e: kepler.eccentric_anomaly(M, e, 1))
    return steps * len(one(np.zeros(nights), np.float64(0.1)).eqns)

# %% wrong | traces through jit, of abstract shapes
def equations_of(steps, nights):
    M = jax.ShapeDtypeStruct((nights,), np.float64)
    e = jax.ShapeDtypeStruct((), np.float64)
    jitted = jax.jit(kepler.eccentric_anomaly, static_argnames="steps")
    return len(jitted.trace(M, e, steps=steps).jaxpr.eqns)

# %% wrong | a float instead of an integer
def equations_of(steps, nights):
    return 90 / 10 * steps

# %% wrong | a table of the four readings of the chapter
def equations_of(steps, nights):
    table = {(1, 12): 9, (10, 12): 90, (1, 12_000): 9, (10, 12_000): 90}
    return table[steps, nights]

# %% wrong | the loop's bookkeeping costs an equation a step
def equations_of(steps, nights):
    arithmetic, counter = 9, 1
    return (arithmetic + counter) * steps

# %% wrong | the first step is cheaper since E is M
def equations_of(steps, nights):
    return 9 * steps - 1

# %% wrong | at least one step is always recorded
def equations_of(steps, nights):
    return 9 * max(steps, 1)

# %% wrong | a single night is a scalar and needs a broadcast less
def equations_of(steps, nights):
    return 9 * steps if nights > 1 else 8 * steps

# %% wrong | no nights, no equations
def equations_of(steps, nights):
    return 9 * steps if nights else 0

# %% wrong | the default of ten steps whatever is asked
def equations_of(steps, nights):
    return 9 * 10

# %% wrong | the scalar e is broadcast to the nights, two equations more a step
def equations_of(steps, nights):
    broadcasts = 2 if nights != 1 else 0
    return steps * (9 + broadcasts)

# %% wrong | counts distinct primitives only: sin, cos, mul, div, sub
def equations_of(steps, nights):
    return len({"sin", "cos", "mul", "div", "sub"}) * steps
