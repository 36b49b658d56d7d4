"""Looks like Python floats as arguments that make weak types and recompile.
All calls pass a Python float, so one program serves them, and six Newton steps suffice.

looks like: M19
"""

import jax


@jax.jit
def f(a):
    x = 0.5 + a / 2
    for _ in range(6):
        x = x - (x**3 - a) / (3 * x**2)
    return x


args = (2.0,)
calls = [((3.0,), {}), ((0.75,), {}), ((5.5,), {})]
