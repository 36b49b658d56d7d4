"""The user refits a surrogate after each new measurement; the data grow and jit compiles again.

misconception: M18
thread: none
kind: probe
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


class Surrogate:
    def __init__(self, length):
        self.length = length

    @partial(jax.jit, static_argnums=0)
    def predict(self, observed, query):
        kernel = lambda a, b: jnp.exp(-((a[:, None] - b[None]) ** 2) / (2 * self.length**2))
        K = kernel(observed["x"], observed["x"]) + 1e-3 * jnp.eye(observed["x"].shape[0])
        return kernel(query, observed["x"]) @ jnp.linalg.solve(K, observed["y"])


def objective(x):
    return np.sin(3 * x) + 0.5 * x


surrogate = Surrogate(0.4)
f = surrogate.predict
query = np.linspace(0.0, 2.0, 16, dtype=np.float32)


def history(n):
    x = np.float32(2.0) * np.modf(np.float32(0.618034) * np.arange(1, n + 1, dtype=np.float32))[0]
    return {"x": x, "y": objective(x)}


args = (history(2), query)
calls = [((history(n), query), {}) for n in range(3, 10)]
