"""Looks like a print that shows only on the first call.
That is what verbose is for: one line per compilation, and the flag is a static bool.

looks like: M15
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames=("kind", "verbose"))
def f(x, y, kind="rbf", verbose=False):
    if verbose:
        print(f"compiling a {kind} kernel for {x.shape[0]} x {y.shape[0]} points")
    d2 = (x[:, None] - y[None, :]) ** 2
    if kind == "rbf":
        return jnp.exp(-0.5 * d2)
    if kind == "rational":
        return 1.0 / (1.0 + d2)
    raise ValueError(kind)


args = (jnp.linspace(0.0, 1.0, 5), jnp.linspace(0.0, 2.0, 4))
kwargs = {"kind": "rational", "verbose": True}
