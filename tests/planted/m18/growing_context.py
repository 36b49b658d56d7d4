"""The user feeds a growing context to a jitted model when sampling; each length compiles anew.

misconception: M18
thread: https://github.com/jax-ml/jax/issues/837
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def f(params, tokens):
    """Logits of the next token."""
    h = params["embed"][tokens]
    att = jax.nn.softmax(h @ h[-1])
    return (att @ h) @ params["out"]


params = {
    "embed": jnp.sin(jnp.arange(60.0)).reshape(10, 6),
    "out": jnp.cos(jnp.arange(60.0)).reshape(6, 10),
}
tokens = np.array([3], dtype=np.int32)
args = (params, tokens)
calls = []
for _ in range(9):
    tokens = np.append(tokens, (tokens[-1] * 7 + 1) % 10)
    calls.append(((params, tokens), {}))
